import type { FlatGraph } from '@paranet/network'
import type { PlainDijkstra } from './plain-dijkstra.js'

/** What the `k` shortest loopless paths between two nodes cost, by Yen's algorithm as it stands in the paper: a search from each node of each path
 *  found. */
export function plainYen(graph: FlatGraph, search: PlainDijkstra, source: number, target: number, k: number): number[] {
  const shortest = searched(search, source, target, graph.cost)
  const found = shortest ? [shortest] : []
  const waiting = new Map<string, number[]>()
  const costOf = (arcs: readonly number[]) => arcs.reduce((sum, arc) => sum + (graph.cost[arc] as number), 0)
  while (found.length > 0 && found.length < k) {
    const last = found.at(-1) as number[]
    for (let i = 0; i < last.length; i++) {
      const root = last.slice(0, i)
      const cost = graph.cost.slice()
      for (const arc of root) closeNode(graph, graph.tail[arc] as number, cost)
      for (const arcs of found) if (root.every((arc, at) => arcs[at] === arc)) cost[arcs[i] as number] = Infinity
      const rest = searched(search, graph.tail[last[i] as number] as number, target, cost)
      if (rest) waiting.set([...root, ...rest].join(), [...root, ...rest])
    }
    const next = [...waiting].reduce<[string, number[]] | undefined>(
      (best, one) => (best && costOf(best[1]) <= costOf(one[1]) ? best : one),
      undefined,
    )
    if (!next) break
    waiting.delete(next[0])
    found.push(next[1])
  }
  return found.map(costOf)
}

function searched(search: PlainDijkstra, source: number, target: number, cost: Float64Array): number[] | undefined {
  search.run(source, cost, target)
  return search.pathTo(target)
}

function closeNode({ start, slotArc }: FlatGraph, node: number, cost: Float64Array): void {
  for (let slot = start[node] as number; slot < (start[node + 1] as number); slot++) {
    cost[slotArc[slot] as number] = Infinity
    cost[(slotArc[slot] as number) ^ 1] = Infinity
  }
}
