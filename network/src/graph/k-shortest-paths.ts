import type { FlatGraph } from './flat-graph.js'
import { flatGraphOf } from './flat-graph.js'
import type { Graph } from './graph.js'
import { closeArcs } from './graph.js'
import { PathFinder } from './path-finder.js'
import type { SearchOptions } from './shortest-paths.js'
import { pathFrom, shortestPathTree } from './shortest-paths.js'

/** A path as arcs, with its sums. */
export interface GraphPath {
  readonly arcs: readonly number[]
  readonly weight: number
  /** µs */
  readonly latency: number
}

/** The `k` shortest loopless paths from `source` to the nearest of `targets`, best first; fewer where there are fewer. Order: by the
 *  metric, then hops, then names. One search for the tree to the targets, then about O(k × hops). For many sources of one target keep a
 *  `PathFinder`. */
export function kShortestPaths(
  graph: Graph,
  source: number,
  targets: readonly number[],
  k: number,
  options: SearchOptions = {},
): GraphPath[] {
  const flat = flatGraphOf(graph, options.metric)
  if (!flat) return kShortestByTuples(graph, source, targets, k, options)
  const finder = finderOf(flat)
  finder.aim(targets, options.closed)
  const count = finder.find(source, k)
  return Array.from({ length: count }, (_, i) => pathOfArcs(graph, [...finder.path(i)]))
}

const finders = new WeakMap<FlatGraph, PathFinder>()
function finderOf(flat: FlatGraph): PathFinder {
  let finder = finders.get(flat)
  if (!finder) finders.set(flat, (finder = new PathFinder(flat)))
  return finder
}

/** The same for costs that do not fit into one integer: compared one after another. Yen, Management Science 17(11), 1971: each path found is
 *  left at each of its nodes in turn, and what the paths before it took from there is closed. O(k × hops) searches. */
export function kShortestByTuples(
  graph: Graph,
  source: number,
  targets: readonly number[],
  k: number,
  options: SearchOptions = {},
): GraphPath[] {
  const best = spur(graph, source, targets, [], options)
  const found: GraphPath[] = best && k > 0 ? [best] : []
  const waiting = new Map<string, GraphPath>()
  const compare = comparePaths(graph, options.metric ?? 'weight')
  while (found.length > 0 && found.length < k) {
    const last = (found.at(-1) as GraphPath).arcs
    for (let i = 0; i < last.length; i++) {
      const root = last.slice(0, i)
      const taken = found
        .filter(({ arcs }) => root.every((arc, at) => arcs[at] === arc))
        .map(({ arcs }) => arcs[i] ?? -1)
      const passed = root.map((arc) => graph.tail[arc] as number)
      const closed = closeArcs(graph, { arcs: taken.filter((arc) => arc >= 0), nodes: passed }, options.closed)
      const path = spur(graph, graph.tail[last[i] as number] as number, targets, root, { ...options, closed })
      if (path) waiting.set(path.arcs.join(), path)
    }
    const next = [...waiting.values()].sort(compare)[0]
    if (!next) break
    waiting.delete(next.arcs.join())
    found.push(next)
  }
  return found
}

function spur(
  graph: Graph,
  from: number,
  targets: readonly number[],
  root: readonly number[],
  options: SearchOptions,
): GraphPath | undefined {
  const rest = pathFrom(graph, shortestPathTree(graph, targets, options), from)
  return rest && pathOfArcs(graph, [...root, ...rest])
}

/** The arcs as a path with its sums. */
export function pathOfArcs(graph: Graph, arcs: readonly number[]): GraphPath {
  const sum = (costs: Float64Array) => arcs.reduce((total, arc) => total + (costs[arc] as number), 0)
  return { arcs, weight: sum(graph.weight), latency: sum(graph.latency) }
}

/** Order of paths from one node: by the metric, then hops, then names of nodes, then links. */
export const comparePaths =
  (graph: Graph, metric: 'weight' | 'latency') =>
  (a: GraphPath, b: GraphPath): number => {
    const [first, second] = metric === 'weight' ? (['weight', 'latency'] as const) : (['latency', 'weight'] as const)
    return (
      a[first] - b[first] ||
      a[second] - b[second] ||
      a.arcs.length - b.arcs.length ||
      compareNames(graph, a.arcs, b.arcs)
    )
  }

function compareNames({ head, rank, linkRank }: Graph, a: readonly number[], b: readonly number[]): number {
  for (const [i, arc] of a.entries()) {
    const other = b[i]
    if (other === undefined) return 1
    if (arc === other) continue
    return (
      (rank[head[arc] as number] as number) - (rank[head[other] as number] as number) ||
      (linkRank[arc >> 1] as number) - (linkRank[other >> 1] as number)
    )
  }
  return 0
}
