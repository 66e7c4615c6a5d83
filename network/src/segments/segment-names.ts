import type { Topology, TopologyLink, TopologyNode } from '../topology/topology.js'

/** The segment of all that names none. */
export const mainSegment = 'main'

/** The segment of a node's own addresses, prefixes and names. */
export const homeSegment = ({ segment = mainSegment }: Pick<TopologyNode, 'segment'>): string => segment

/** Segments (VRFs, tenants) of a topology: `main` first, then by name. */
export function segmentNames({ nodes, interfaces }: Pick<Topology, 'nodes' | 'interfaces'>): readonly string[] {
  const names = new Set([...nodes.map(homeSegment), ...interfaces.map(({ segment }) => segment)])
  names.delete(mainSegment)
  return [mainSegment, ...[...names].sort()]
}

/** Segments of links: that of the interface at either end, which `checkTopology` has found to agree. */
export function linkSegments({ interfaces }: Pick<Topology, 'interfaces'>): (link: TopologyLink) => string {
  const segments = new Map(interfaces.map((one) => [`${one.node}\u0000${one.name}`, one.segment]))
  return ({ ends }) => {
    for (const end of ends) {
      const segment = segments.get(`${end.node}\u0000${end.interface}`)
      if (segment !== undefined) return segment
    }
    return mainSegment
  }
}
