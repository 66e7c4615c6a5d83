import type { ClosedArcs, Graph } from './graph.js'
import { NodeHeap } from './node-heap.js'

/** Which sum is compared first: `weight`: weight, then latency; `latency`: latency, then weight. Then hops, then names. */
export type PathMetric = 'weight' | 'latency'

export interface SearchOptions {
  readonly closed?: ClosedArcs
  readonly metric?: PathMetric
}

/** Shortest paths from every node to the nearest target. Unreachable nodes: `hops` infinite. */
export interface ShortestPathTree {
  /** Per node: the arc to take; −1 at targets and where no path is. */
  readonly nextArc: Int32Array
  readonly weight: Float64Array
  /** µs */
  readonly latency: Float64Array
  readonly hops: Float64Array
}

/** Dijkstra from the targets against the arcs. Ends are passed by no path, though a path may start or finish at one. Among equal paths
 *  the one whose nodes come first by name: the tree does not depend on the order of nodes or links. O(arcs × log nodes). */
export function shortestPathTree(
  graph: Graph,
  targets: readonly number[],
  { closed, metric = 'weight' }: SearchOptions = {},
): ShortestPathTree {
  const { nodeCount, into, tail, isEnd } = graph
  const weight = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY)
  const latency = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY)
  const hops = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY)
  const [first, second] = metric === 'weight' ? [weight, latency] : [latency, weight]
  const [firstCost, secondCost] = metric === 'weight' ? [graph.weight, graph.latency] : [graph.latency, graph.weight]
  const heap = new NodeHeap(nodeCount, (a, b) => {
    const byFirst = (first[a] as number) - (first[b] as number)
    if (byFirst !== 0) return byFirst < 0
    const bySecond = (second[a] as number) - (second[b] as number)
    return bySecond !== 0 ? bySecond < 0 : (hops[a] as number) < (hops[b] as number)
  })
  const isTarget = new Uint8Array(nodeCount)
  for (const target of targets) {
    isTarget[target] = 1
    weight[target] = latency[target] = hops[target] = 0
    heap.raise(target)
  }
  while (!heap.isEmpty) {
    const node = heap.take()
    if (isEnd[node] && !isTarget[node]) continue
    for (const arc of into[node] ?? []) {
      if (closed?.[arc]) continue
      const from = tail[arc] as number
      const a = (first[node] as number) + (firstCost[arc] as number)
      const b = (second[node] as number) + (secondCost[arc] as number)
      const h = (hops[node] as number) + 1
      const byFirst = a - (first[from] as number)
      const bySecond = b - (second[from] as number)
      if (byFirst > 0 || (byFirst === 0 && (bySecond > 0 || (bySecond === 0 && h >= (hops[from] as number))))) continue
      first[from] = a
      second[from] = b
      hops[from] = h
      heap.raise(from)
    }
  }
  return { nextArc: chooseArcs(graph, { weight, latency, hops }, isTarget, closed), weight, latency, hops }
}

/** The first arc by name that keeps the sums. Hops fall by one with every arc, so that no choice can circle. */
function chooseArcs(
  { nodeCount, out, head, isEnd, ...costs }: Graph,
  { weight, latency, hops }: Omit<ShortestPathTree, 'nextArc'>,
  isTarget: Uint8Array,
  closed: ClosedArcs | undefined,
): Int32Array {
  const nextArc = new Int32Array(nodeCount).fill(-1)
  for (let node = 0; node < nodeCount; node++) {
    if (isTarget[node] || hops[node] === Number.POSITIVE_INFINITY) continue
    for (const arc of out[node] ?? []) {
      const to = head[arc] as number
      const isUsable = !closed?.[arc] && (!isEnd[to] || isTarget[to] === 1)
      if (!isUsable || hops[node] !== (hops[to] as number) + 1) continue
      if (weight[node] !== (weight[to] as number) + (costs.weight[arc] as number)) continue
      if (latency[node] !== (latency[to] as number) + (costs.latency[arc] as number)) continue
      nextArc[node] = arc
      break
    }
  }
  return nextArc
}

/** The arcs from a node along the tree; undefined where no path is. */
export function pathFrom({ head }: Graph, { nextArc, hops }: ShortestPathTree, node: number): number[] | undefined {
  if (hops[node] === Number.POSITIVE_INFINITY) return undefined
  const arcs: number[] = []
  for (let at = node; nextArc[at] !== -1; at = head[nextArc[at] as number] as number) arcs.push(nextArc[at] as number)
  return arcs
}
