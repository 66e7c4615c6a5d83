import type { IpAddress } from '../address/ip.js'
import { hostOf, hostPrefix, parsePrefix } from '../address/ip.js'
import type { AllowIntent, Ends, EndTerm, Intent, PeerIntent, RouteIntent } from '../intent/intent.js'
import { mainSegment } from '../segments/segment-names.js'
import { intentsInSegment } from '../segments/split-intents.js'
import type { Segment } from '../segments/split-topology.js'
import { segmentsOf } from '../segments/split-topology.js'
import { ownedIndexOf } from '../topology/owned-index.js'
import { speaksOspf } from '../topology/speaks-ospf.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import { waysOut } from './resolve-ends.js'
import type { TrafficClass } from '../traffic-class/traffic-class.js'

/** Names of the intents that a network has by itself. */
export const systemNames = [
  'system.management',
  'system.control',
  'system.control.ospf',
  'system.icmp',
  'system.probe',
] as const
type SystemName = (typeof systemNames)[number]

/** The file that they stand in, which nobody writes. */
const systemFile = 'system'
/** Above what is usual, so that an `isolate` written without a thought of the controller does not cut it off. */
const abovePriority = 900

/** TCP: SSH, HTTPS, NETCONF, OVSDB, gNMI, P4Runtime. */
const managementPorts = [22, 443, 830, 6640, 9339, 9559] as const
const bgpPort = 179
const ospfProtocol = 89
/** BFD over one hop, its echo, and over several hops: RFC 5881, RFC 5883. */
const bfdPorts = [3784, 3785, 4784] as const
const management: TrafficClass = [{ protocol: 6, dstPorts: managementPorts.map((port) => [port, port] as const) }]
const bfd: TrafficClass = [{ protocol: 17, dstPorts: bfdPorts.map((port) => [port, port] as const) }]
const bgp: TrafficClass = [{ protocol: 6, dstPorts: [[bgpPort, bgpPort]] }]
const ospf: TrafficClass = [{ protocol: ospfProtocol }, ...bfd]
const icmp: TrafficClass = [{ protocol: 1 }, { protocol: 58 }]

/** Id of the intent by which the controller reaches the devices of a network. */
export const managementId = (network: string): string => `${network}/${systemFile}/${systemNames[0]}`

/** Whether the network has the intent by itself, and no file says it. */
export const isSystemIntent = ({ id, source }: Intent): boolean =>
  source === undefined && systemNames.some((name) => id.endsWith(`/${systemFile}/${name}`))

const reasons: Readonly<Record<string, string>> = {
  'system.management': 'built-in: sessions of the controller with every device are delivered',
  'system.control': 'built-in: sessions with neighbours outside of the network may be opened',
  'system.control.ospf': 'built-in: what devices that speak OSPF say to each other, OSPF and BFD, may be delivered',
  'system.icmp': 'built-in: ICMP of the devices, errors among it, may be delivered',
  'system.probe': 'built-in: probes of the controller reach every device',
}

/** What an intent that the network has by itself is for; undefined for those that are written. */
export const systemReasonOf = (intent: Intent): string | undefined =>
  isSystemIntent(intent) ? reasons[intent.id.slice(intent.id.lastIndexOf('/') + 1)] : undefined

/** The intents that a network has by itself where it says who manages it (`management`): sessions of the controller with every device, and its
 *  probes, must be delivered; sessions of peers, what devices that speak OSPF tell each other, and ICMP of the devices, may be. One that an intent of
 *  the files has the name of is left out: it is said there. Nothing without `management`. Of several segments, in the first that a controller is in.
 *  `network`: the first part of ids. */
export function systemIntents(index: TopologyIndex, network: string, intents: readonly Intent[]): readonly Intent[] {
  const named = new Set(intents.map(({ name }) => name))
  const isSaid = (name: string) => named.has(name) || (name.startsWith('system.control') && named.has('system.control'))
  const segments = segmentsOf(index)
  const managed = segments?.find((one) => hasController(one.index)) ?? segments?.[0]
  const made = managed ? managedIn(managed, network, intents) : managedOf(index, network, intents)
  return made
    .filter((one) => one.to.terms.length > 0 && one.from.terms.length > 0 && !isSaid(one.name))
    .map((one) => sameObject(index, one))
}

function managedIn(segment: Segment, network: string, intents: readonly Intent[]): (RouteIntent | AllowIntent)[] {
  const made = managedOf(segment.index, network, intentsInSegment(intents, segment))
  return segment.name === mainSegment ? made : made.map((one) => ({ ...one, segment: segment.name }))
}

/** Whether someone who manages the devices is in the segment. */
const hasController = (index: TopologyIndex): boolean =>
  (index.topology.management ?? []).some((place) => {
    const prefix = parsePrefix(place)
    if (prefix !== undefined) return ownedIndexOf(index).meets(prefix)
    if (place === 'internet') return waysOut(index).length > 0
    return (index.portsOfNode[index.nodeId.get(place) ?? -1]?.length ?? 0) > 0
  })

function managedOf(index: TopologyIndex, network: string, intents: readonly Intent[]): (RouteIntent | AllowIntent)[] {
  const controllers = index.topology.management ?? []
  if (controllers.length === 0) return []
  const from = endsOf(controllers.flatMap((written) => termOf(index, written)))
  const devices = managedDevices(index, controllers)
  const peers = intents.filter((intent) => intent.kind === 'peer')
  return [
    routeTo(network, 'system.management', from, addressEnds(devices), management),
    ...controlOf(index, network, peers),
    ...ospfOf(index, network),
    allow(network, 'system.icmp', addressEnds(devices), anywhere, icmp, 'none'),
    routeTo(network, 'system.probe', from, addressEnds(devices), icmp),
  ]
}

/** What devices that speak OSPF send beside the groups of their links, which no device forwards: from their own addresses. */
function ospfOf(index: TopologyIndex, network: string): AllowIntent[] {
  const speaks = (name: string) => {
    const node = index.nodes[index.nodeId.get(name) ?? -1]
    return node !== undefined && speaksOspf(node)
  }
  const links = index.links.filter(({ ends }) => ends.every(({ node }) => speaks(node)))
  if (links.length === 0) return []
  const ends = links.flatMap((link) => link.ends)
  const ports = new Set(ends.map((end) => `${end.node} ${end.interface}`))
  const own = index.topology.interfaces.filter(({ node, name }) => ports.has(`${node} ${name}`))
  const loopbacks = ends.flatMap(({ node }) => index.nodes[index.nodeId.get(node) ?? -1]?.addresses ?? [])
  const addresses = [...own.flatMap((one) => one.addresses.map(hostOf)), ...loopbacks].filter(isV4)
  return [allow(network, 'system.control.ospf', addressEnds(addresses), anywhere, ospf, 'none')]
}

/** OSPFv2 speaks IPv4. */
const isV4 = (address: IpAddress): boolean => !address.includes(':')

const known = new WeakMap<TopologyIndex, Map<string, Intent>>()

/** The same object for what says the same, since much is remembered by intent. */
function sameObject(index: TopologyIndex, intent: Intent): Intent {
  let made = known.get(index)
  if (!made) known.set(index, (made = new Map()))
  const key = JSON.stringify(intent)
  const same = made.get(key) ?? intent
  made.set(key, same)
  return same
}

const anywhere: Ends = { terms: [{ kind: 'any' }], except: [], text: 'any' }

/** One address of every device but the controllers themselves: a loopback, else that of an interface. */
function managedDevices(index: TopologyIndex, controllers: readonly string[]): IpAddress[] {
  const others = index.devices.filter((name) => !controllers.includes(name))
  return others.flatMap((name) => {
    const loopback = index.nodes[index.nodeId.get(name) ?? -1]?.addresses[0]
    const own = loopback ?? index.topology.interfaces.find((one) => one.node === name && one.addresses.length > 0)
    if (own === undefined) return []
    return [typeof own === 'string' ? own : hostOf(own.addresses[0] as Parameters<typeof hostOf>[0])]
  })
}

/** Sessions with neighbours outside of the network, to the addresses that they are configured with. */
function controlOf(index: TopologyIndex, network: string, peers: readonly PeerIntent[]): AllowIntent[] {
  const own = peers.flatMap(({ at }) =>
    index.topology.interfaces
      .filter(({ node, name }) => node === at.node && name === at.interface)
      .flatMap(({ addresses }) => addresses.slice(0, 1).map(hostOf)),
  )
  const neighbours = peers.map(({ neighbour }) => neighbour)
  return [allow(network, 'system.control', addressEnds(neighbours), addressEnds(own), bgp, 'stateless')]
}

const common = (network: string, name: SystemName) => ({
  id: `${network}/${systemFile}/${name}`,
  name,
  rank: 0,
  labels: {},
})

const routeTo = (network: string, name: SystemName, from: Ends, to: Ends, traffic: TrafficClass): RouteIntent => ({
  kind: 'route',
  ...common(network, name),
  priority: abovePriority,
  yields: false,
  from,
  to,
  traffic,
  reply: 'stateless',
  via: [],
  avoid: [],
})

/** Below all that is written: it takes nothing from anybody. */
const allow = (
  network: string,
  name: SystemName,
  from: Ends,
  to: Ends,
  traffic: TrafficClass,
  reply: AllowIntent['reply'],
): AllowIntent => ({
  kind: 'allow',
  ...common(network, name),
  priority: 0,
  yields: true,
  from,
  to,
  traffic,
  reply,
})

/** A node, a prefix, or the internet; nothing for what is none of them, which `checkTopology` has reported. */
function termOf(index: TopologyIndex, written: string): EndTerm[] {
  if (index.nodeId.has(written)) return [{ kind: 'node', node: written }]
  if (written === 'internet') return [{ kind: 'internet' }]
  const prefix = parsePrefix(written)
  return prefix === undefined ? [] : [{ kind: 'prefix', prefix }]
}

const addressEnds = (addresses: readonly IpAddress[]): Ends =>
  endsOf([...new Set(addresses)].sort().map((address) => ({ kind: 'prefix', prefix: hostPrefix(address) })))

const endsOf = (terms: readonly EndTerm[]): Ends => ({ terms, except: [], text: terms.map(textOf).join(', ') })

function textOf(term: EndTerm): string {
  if (term.kind === 'node') return term.node
  return term.kind === 'prefix' ? term.prefix : term.kind
}
