import type { Topology, TopologyLink, TopologyNode } from '@paranet/network'

/** All of a node by the names that importers know; what is empty or as usual is left out, except `assigned`. */
export const ownNode = (node: TopologyNode): Readonly<Record<string, unknown>> => ({
  name: node.name,
  type: node.type,
  addresses: node.addresses,
  prefixes: node.prefixes,
  ...(node.location ? { location: node.location } : {}),
  ...(node.region === undefined ? {} : { region: node.region }),
  ...(node.segment === undefined ? {} : { segment: node.segment }),
  ...(node.gateway === undefined ? {} : { gateway: node.gateway }),
  ...(node.function === undefined ? {} : { function: node.function }),
  ...(node.target === 'emulated' ? {} : { target: node.target }),
  ...(node.driver === 'emulated' ? {} : { driver: node.driver }),
  ...(node.produces.length > 0 ? { produces: node.produces } : {}),
  ...(node.contentStore === undefined ? {} : { contentStore: node.contentStore }),
  ...(node.strategy === undefined ? {} : { strategy: node.strategy }),
  ...(node.availability === undefined ? {} : { availability: node.availability }),
  assigned: node.assigned,
})

/** All of a link but its ends and labels. */
export const ownLink = (link: TopologyLink): Readonly<Record<string, unknown>> => ({
  key: link.id,
  bandwidth: link.bandwidth,
  latency_us: link.latency,
  ...(link.weight === 10 ? {} : { weight: link.weight }),
  ...(link.loss === undefined ? {} : { loss: link.loss }),
  ...(link.availability === undefined ? {} : { availability: link.availability }),
  ...(link.headroom === undefined ? {} : { headroom: link.headroom }),
  ...(link.risks.length > 0 ? { risks: link.risks } : {}),
  assigned: link.assigned,
})

/** What a network is besides its parts. */
export const ownNetwork = (topology: Topology): Readonly<Record<string, unknown>> => ({
  name: topology.name,
  ...(topology.description === undefined ? {} : { description: topology.description }),
  default: topology.default,
  antiSpoofing: topology.antiSpoofing,
  ...(topology.headroom === undefined ? {} : { headroom: topology.headroom }),
  ...(topology.management ? { management: topology.management } : {}),
  ...(topology.groups.length > 0 ? { groups: topology.groups } : {}),
  ...(topology.definitions === undefined ? {} : { definitions: topology.definitions }),
})

/** Interfaces by their node. */
export function interfacesByNode({ interfaces }: Topology): ReadonlyMap<string, Topology['interfaces']> {
  const byNode = new Map<string, Topology['interfaces'][number][]>()
  for (const entry of interfaces) {
    const its = byNode.get(entry.node) ?? []
    byNode.set(entry.node, its)
    its.push(entry)
  }
  return byNode
}
