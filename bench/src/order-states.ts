import type { DeviceState, NetworkState, Prefix, Topology, TopologyIndex } from '@paranet/network'
import { canonicalState, graphOf, indexTopology, shortestPathTree } from '@paranet/network'

/** A network whose devices go from shortest ways to those that leave some routers out. */
export interface Drain {
  readonly index: TopologyIndex
  readonly before: NetworkState
  readonly after: NetworkState
  /** Entries that come, go or change. */
  readonly changes: number
}

/** Weight of the links of a router that nothing passes which has another way. */
const farAway = 1_000_000

/** Every device routes parts of the prefix of every node, as many as it takes for so many changed entries; then the weights of all links of some
 *  routers are raised. */
export function drainOf(topology: Topology, routers: readonly string[], entries: number): Drain {
  const index = indexTopology(topology)
  const links = topology.links.map((link) =>
    link.ends.some(({ node }) => routers.includes(node)) ? { ...link, weight: farAway } : link,
  )
  const [before, after] = [hopsOf(index), hopsOf(indexTopology({ ...topology, links }))]
  const changed = before.flatMap((row, node) =>
    row.flatMap((hop, to) => (hop === after[node]?.[to] ? [] : [[node, to] as const])),
  )
  const count = Math.ceil(entries / Math.max(1, changed.length))
  if (count > 256) throw new RangeError(`${entries} entries are too many: this network changes ${changed.length} ways`)
  const partsOf = (to: number): Prefix[] =>
    Array.from({ length: count }, (_, i) => `10.${to >> 8}.${to & 255}.${i}/32` as Prefix)
  const stateOf = (device: string, row: readonly string[]): DeviceState =>
    canonicalState({
      device,
      routes: row.flatMap((hop, to) =>
        partsOf(to).map((prefix) => ({
          prefix,
          action:
            hop === 'lan'
              ? { kind: 'deliver' as const, interface: hop }
              : { kind: 'forward' as const, groups: [[{ interface: hop }]] },
        })),
      ),
      policyRoutes: [],
      filters: [],
    })
  const statesOf = (rows: readonly (readonly string[])[]): NetworkState =>
    new Map(index.devices.map((device) => [device, stateOf(device, rows[index.nodeId.get(device) ?? 0] ?? [])]))
  return { index, before: statesOf(before), after: statesOf(after), changes: changed.length * count }
}

/** Per node and destination: the interface of the next hop. */
function hopsOf(index: TopologyIndex): string[][] {
  const graph = graphOf(index)
  const trees = index.nodes.map((_, to) => shortestPathTree(graph, [to]))
  return index.nodes.map((_, node) =>
    trees.map(({ nextArc }, to) => {
      if (node === to) return 'lan'
      const next = graph.head[nextArc[node] ?? 0]
      return index.adjacency[node]?.find(({ neighbour }) => neighbour === next)?.interface ?? 'lan'
    }),
  )
}
