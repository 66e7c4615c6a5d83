import type { Demand, Topology, TopologyLink, TopologyNode } from '@paranet/network'
import type { LossList } from '../import/lost.js'
import { ownLink, ownNetwork, ownNode } from './own-attributes.js'
import { loseDemands } from './written.js'

/** A topology as the lists that NetBox's bulk import takes, one after the other, each as JSON. What NetBox has no field for stands in a
 *  custom field `paranet` (type JSON) of devices, interfaces and cables, which has to be made there first. */
export function exportNetbox(topology: Topology, demands: readonly Demand[], lost: LossList): string {
  loseDemands(demands, lost)
  const declared = new Map(topology.interfaces.map((entry) => [`${entry.node}\n${entry.name}`, entry]))
  const types = [...new Set(topology.nodes.map(({ type }) => type))].sort()
  const ports = portsByNode(topology)
  const document = {
    paranet: ownNetwork(topology),
    'dcim/manufacturers': [{ name: 'ParaNet', slug: 'paranet' }],
    'dcim/device-types': types.map((type) => ({ manufacturer: 'ParaNet', model: type, slug: type })),
    'dcim/device-roles': types.map((type) => ({ name: type, slug: type, color: '9e9e9e' })),
    'dcim/sites': sitesOf(topology),
    'dcim/devices': topology.nodes.map(deviceOf),
    'dcim/interfaces': topology.nodes.flatMap((node) =>
      [...(ports.get(node.name) ?? [])].map((name) => interfaceOf(node, name, declared.get(`${node.name}\n${name}`))),
    ),
    'ipam/prefixes': [...new Set(topology.nodes.flatMap(({ prefixes }) => prefixes))].map((prefix) => ({
      prefix,
      status: 'active',
      role: 'paranet-attached',
    })),
    'ipam/ip-addresses': [
      ...topology.nodes.flatMap((node) =>
        node.addresses.map((one) => addressOf(node.name, loopback, hostAddress(one))),
      ),
      ...topology.interfaces.flatMap(({ node, name, addresses }) => addresses.map((one) => addressOf(node, name, one))),
    ],
    'dcim/cables': topology.links.map(cableOf),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const loopback = 'lo0'
const unplaced = 'unplaced'

/** The names of the ports of each node: its loopback where it has an address, the ends of its links, what is declared. */
function portsByNode({ nodes, links, interfaces }: Topology): ReadonlyMap<string, ReadonlySet<string>> {
  const ports = new Map(nodes.map(({ name, addresses }) => [name, new Set(addresses.length > 0 ? [loopback] : [])]))
  for (const { node, interface: name } of links.flatMap((link) => link.ends)) ports.get(node)?.add(name)
  for (const { node, name } of interfaces) ports.get(node)?.add(name)
  return ports
}

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-') || unplaced

/** A site for each region; its place is that of its nodes, where they have one and the same. */
function sitesOf({ nodes }: Topology) {
  const places = new Map<string, Set<string>>()
  for (const { region = unplaced, location } of nodes) {
    const its = places.get(region) ?? new Set()
    places.set(region, its.add(location ? `${rounded(location.lat)} ${rounded(location.lon)}` : ''))
  }
  return [...places].map(([name, its]) => {
    const [latitude, longitude] = its.size === 1 ? ([...its][0] ?? '').split(' ').map(Number) : []
    const place = latitude === undefined || longitude === undefined ? {} : { latitude, longitude }
    return { name, slug: slug(name), status: 'active', ...place }
  })
}

/** NetBox has six digits after the point. */
const rounded = (degrees: number): number => Number(degrees.toFixed(6))

const deviceOf = (node: TopologyNode) => ({
  name: node.name,
  role: node.type,
  manufacturer: 'ParaNet',
  device_type: node.type,
  site: node.region ?? unplaced,
  status: 'active',
  cf_paranet: JSON.stringify({ ...ownNode(node), labels: node.labels }),
})

const interfaceOf = (node: TopologyNode, name: string, declared: Topology['interfaces'][number] | undefined) => {
  const { node: _, name: __, ...rest } = declared ?? {}
  return {
    device: node.name,
    name,
    type: name === loopback && !declared ? 'virtual' : 'other',
    ...(declared && declared.mtu !== 1500 ? { mtu: declared.mtu } : {}),
    ...(declared ? { cf_paranet: JSON.stringify(rest) } : {}),
  }
}

const hostAddress = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`

const addressOf = (device: string, name: string, address: string) => ({
  address,
  status: 'active',
  device,
  interface: name,
})

const cableOf = (link: TopologyLink) => ({
  side_a_device: link.ends[0].node,
  side_a_type: 'dcim.interface',
  side_a_name: link.ends[0].interface,
  side_b_device: link.ends[1].node,
  side_b_type: 'dcim.interface',
  side_b_name: link.ends[1].interface,
  status: 'connected',
  label: link.id.slice(0, 100),
  cf_paranet: JSON.stringify({ ...ownLink(link), labels: link.labels }),
})
