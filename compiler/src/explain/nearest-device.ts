import type { TopologyIndex, TopologyNode } from '@paranet/network'
import { graphOf, shortestPathTree } from '@paranet/network'

/** The nearest other device of this kind, by hops, then by name. */
export function nearestTo(
  index: TopologyIndex,
  node: TopologyNode,
  isAble: (other: TopologyNode) => boolean,
): string | undefined {
  const distance = shortestPathTree(graphOf(index), [index.nodeId.get(node.name) ?? -1]).hops
  return index.nodes
    .map((other, id) => ({
      name: other.name,
      id,
      isAble: !index.isEnd[id] && other.name !== node.name && isAble(other),
    }))
    .filter((other) => other.isAble)
    .sort((a, b) => (distance[a.id] as number) - (distance[b.id] as number) || (a.name < b.name ? -1 : 1))[0]?.name
}
