import type { FlatGraph } from '@paranet/network'
import type { PlainDijkstra } from './plain-dijkstra.js'

/** What the cheapest two paths cost that share no link (or no node): Bhandari's way, a search, then Bellman and Ford where the path found is turned
 *  round and negative, over nodes that are split in two where nodes are not to be shared. Infinite where there are none. */
export function plainDisjoint(
  graph: FlatGraph,
  search: PlainDijkstra,
  source: number,
  target: number,
  isByNode: boolean,
): number {
  const { nodeCount, arcCount, tail, head, cost } = graph
  search.run(source, cost, target)
  const first = search.pathTo(target)
  if (!first) return Infinity
  const own = new Set(first)
  const inner = new Set(isByNode ? first.slice(1).map((arc) => tail[arc] as number) : [])
  const [from, to, price] = [new Int32Array(arcCount * 2), new Int32Array(arcCount * 2), new Float64Array(arcCount * 2)]
  let edges = 0
  const add = (a: number, b: number, its: number) => {
    from[edges] = a
    to[edges] = b
    price[edges++] = its
  }
  const inward = (node: number) => (inner.has(node) ? node + nodeCount : node)
  for (let arc = 0; arc < arcCount; arc++) {
    const [a, b] = [tail[arc] as number, head[arc] as number]
    if (own.has(arc)) add(inward(b), a, -(cost[arc] as number))
    else if (!own.has(arc ^ 1)) add(a, inward(b), cost[arc] as number)
  }
  for (const node of inner) add(node, node + nodeCount, 0)
  const distance = new Float64Array(2 * nodeCount).fill(Infinity)
  distance[source] = 0
  for (let isChanged = true; isChanged; ) {
    isChanged = false
    for (let edge = 0; edge < edges; edge++) {
      const sum = (distance[from[edge] as number] as number) + (price[edge] as number)
      if (sum >= (distance[to[edge] as number] as number)) continue
      distance[to[edge] as number] = sum
      isChanged = true
    }
  }
  return (search.distance[target] as number) + (distance[target] as number)
}
