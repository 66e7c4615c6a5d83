import type { ClosedArcs, Graph } from './graph.js'
import { closeArcs, linkOfArc } from './graph.js'
import { pathFrom, shortestPathTree } from './shortest-paths.js'

/** Nodes that can be reached from `source`, passing no end but `source` itself. */
export function reachableFrom({ nodeCount, out, head, isEnd }: Graph, source: number, closed?: ClosedArcs): Uint8Array {
  const isReached = new Uint8Array(nodeCount)
  isReached[source] = 1
  const waiting = [source]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isEnd[node] && node !== source) continue
    for (const arc of out[node] ?? []) {
      const to = head[arc] as number
      if (closed?.[arc] || isReached[to]) continue
      isReached[to] = 1
      waiting.push(to)
    }
  }
  return isReached
}

/** Links and nodes that every path from `source` to a target passes, in the order of the way; ends of the path left out. Both lists are
 *  empty where there is no path, or two without anything in common. */
export function separatorsOf(
  graph: Graph,
  source: number,
  targets: readonly number[],
  closed?: ClosedArcs,
): { readonly links: readonly number[]; readonly nodes: readonly number[] } {
  const options = closed ? { closed } : {}
  const path = pathFrom(graph, shortestPathTree(graph, targets, options), source) ?? []
  const separates = (obstacles: Parameters<typeof closeArcs>[1]) => {
    const isReached = reachableFrom(graph, source, closeArcs(graph, obstacles, closed))
    return targets.every((target) => !isReached[target])
  }
  return {
    links: path.map(linkOfArc).filter((link) => separates({ links: [link] })),
    nodes: path
      .slice(1)
      .map((arc) => graph.tail[arc] as number)
      .filter((node) => separates({ nodes: [node] })),
  }
}
