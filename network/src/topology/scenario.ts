import type { TopologyIndex } from './topology-index.js'

/** What is down: an overlay on a topology, never a copy. Ids are dense. */
export interface Scenario {
  readonly downLinks: ReadonlySet<number>
  readonly downNodes: ReadonlySet<number>
}

/** Everything is up. */
export const healthy: Scenario = { downLinks: new Set(), downNodes: new Set() }

/** Whether packets pass the link: it and both its nodes are up. */
export function isLinkUp(index: TopologyIndex, scenario: Scenario, link: number): boolean {
  if (scenario.downLinks.has(link)) return false
  if (scenario.downNodes.size === 0) return true
  const ends = index.links[link]?.ends
  return ends?.every((end) => !scenario.downNodes.has(index.nodeId.get(end.node) ?? -1)) ?? false
}

/** Whether an interface of a device is up: its link is; interfaces without a link (`lan`, `local`, external) go with the node. */
export function isInterfaceUp(index: TopologyIndex, scenario: Scenario, node: number, interfaceName: string): boolean {
  if (scenario.downNodes.has(node)) return false
  const adjacency = index.adjacencyByInterface[node]?.get(interfaceName)
  return adjacency === undefined || isLinkUp(index, scenario, adjacency.link)
}

/** The names of what is down, sorted: link ids, then nodes. */
export function namesDown(index: TopologyIndex, scenario: Scenario): string[] {
  const links = [...scenario.downLinks].map((id) => index.links[id]?.id ?? '').sort()
  const nodes = [...scenario.downNodes].map((id) => index.nodes[id]?.name ?? '').sort()
  return [...links, ...nodes]
}
