import type { Demand, Topology, TopologyInterface, TopologyLink, TopologyNode } from '@paranet/network'
import { hostOf } from '@paranet/network'
import type { LossList } from '../import/lost.js'
import { interfacesByNode, ownLink, ownNetwork, ownNode } from './own-attributes.js'
import { loseDemands } from './written.js'

/** A topology as `ietf-networks` (RFC 8345, layer 3 as in RFC 8346) in JSON (RFC 7951): each link in both directions, its weight as
 *  `metric1`. What those have no leaf for stands in augmentations of a module of ours, `paranet-topology`. */
export function exportRfc8345(topology: Topology, demands: readonly Demand[], lost: LossList): string {
  loseDemands(demands, lost)
  const interfaces = interfacesByNode(topology)
  const used = new Map<string, Set<string>>()
  for (const { node, interface: name } of topology.links.flatMap(({ ends }) => ends)) {
    const its = used.get(node) ?? new Set()
    used.set(node, its.add(name))
  }
  const network = {
    'network-id': topology.name,
    'network-types': { 'ietf-l3-unicast-topology:l3-unicast-topology': {} },
    'ietf-l3-unicast-topology:l3-topology-attributes': { name: topology.name },
    node: topology.nodes.map((node) => nodeOf(node, interfaces.get(node.name) ?? [], used.get(node.name) ?? new Set())),
    'ietf-network-topology:link': topology.links.flatMap(directions),
    'paranet-topology:network-attributes': ownNetwork(topology),
  }
  return `${JSON.stringify({ 'ietf-network:networks': { network: [network] } }, null, 2)}\n`
}

const isV4 = (address: string): boolean => !address.includes(':')

function nodeOf(node: TopologyNode, interfaces: readonly TopologyInterface[], used: ReadonlySet<string>) {
  const declared = new Map(interfaces.map((entry) => [entry.name, entry]))
  return {
    'node-id': node.name,
    'ietf-network-topology:termination-point': [...new Set([...used, ...declared.keys()])].map((name) =>
      terminationPoint(name, declared.get(name)),
    ),
    'ietf-l3-unicast-topology:l3-node-attributes': {
      name: node.name,
      ...leafList('router-id', node.addresses.filter(isV4)),
      ...leafList(
        'prefix',
        node.prefixes.map((prefix) => ({ prefix })),
      ),
    },
    'paranet-topology:node-attributes': { ...ownNode(node), labels: node.labels },
  }
}

function terminationPoint(name: string, declared: TopologyInterface | undefined) {
  if (!declared) return { 'tp-id': name }
  const { node: _, name: __, ...rest } = declared
  const addresses = declared.addresses.map(hostOf)
  return {
    'tp-id': name,
    ...(addresses.length > 0
      ? { 'ietf-l3-unicast-topology:l3-termination-point-attributes': { 'ip-address': addresses } }
      : {}),
    'paranet-topology:termination-point-attributes': rest,
  }
}

const leafList = (name: string, values: readonly unknown[]) => (values.length > 0 ? { [name]: values } : {})

/** A link of ours is two of RFC 8345. */
function directions(link: TopologyLink) {
  const [a, b] = link.ends
  const own = { ...ownLink(link), labels: link.labels }
  return [
    oneWay(link.labels['link-id'] ?? idOf([a, b]), link, [a, b], own),
    oneWay(link.labels['link-id-back'] ?? idOf([b, a]), link, [b, a], own),
  ]
}

type Ends = TopologyLink['ends']

const idOf = ([a, b]: Ends): string => [a.node, a.interface, b.node, b.interface].join(',')

const oneWay = (id: string, link: TopologyLink, [from, to]: Ends, own: object) => ({
  'link-id': id,
  source: { 'source-node': from.node, 'source-tp': from.interface },
  destination: { 'dest-node': to.node, 'dest-tp': to.interface },
  // A uint64 is a text in JSON (RFC 7951, section 6.1).
  'ietf-l3-unicast-topology:l3-link-attributes': { name: link.id, metric1: String(Math.round(link.weight)) },
  'paranet-topology:link-attributes': own,
})
