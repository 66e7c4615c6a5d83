import {
  type Claim,
  claimsOf,
  type ContentName,
  destinationsOf,
  devicesIn,
  type Ends,
  type EndTerm,
  type GeoDelivery,
  type GeoEnd,
  hasPorts,
  type InterestEnd,
  type IpAddress,
  ownerOf,
  type Packet,
  parseAddress,
  parseArea,
  parseName,
  parsePrefix,
  placeOf,
  type Port,
  prefixHolds,
  protocolNumbers,
  sourcesOf,
  type TopologyIndex,
  type TrafficBox,
  type Walk,
  type WalkEnd,
} from '@paranet/network'
import { invalidField, ProblemError } from '../http/problem.js'
import type { NetworkRow } from '../store/entities.js'
import type { EmulatorLink } from './emulator-link.js'
import type { IntentService } from './intent-service.js'
import type { NetworkService } from './network-service.js'
import type { RolloutService } from './rollout-service.js'
import { addressOfPort, familyOf, headerOf, type SampleEnds, sampleEnds, suitsFamily } from './sample-header.js'

/** What a person says of a packet: names of hosts, nodes, groups, prefixes or addresses, and whatever matters of its header. */
export interface TraceInput {
  readonly from: string
  readonly to: string
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | number
  readonly dstPort?: number
  readonly srcPort?: number
  readonly src?: string
  readonly dst?: string
  /** The interface of `from` where it enters. */
  readonly at?: string
}

export interface TraceHop {
  readonly node: string
  readonly inInterface: string
  readonly outInterface?: string
  readonly link?: string
  /** With which DSCP it goes on, where the device rewrote it. */
  readonly dscp?: number
  /** With which addresses it goes on, where the device rewrote one. */
  readonly translated?: { readonly src: string; readonly dst: string }
  readonly entries: readonly { readonly key: string; readonly owners: readonly string[] }[]
}

export interface Trace {
  readonly packet: Packet
  readonly hops: readonly TraceHop[]
  readonly end: WalkEnd
  /** µs */
  readonly latency: number
  /** Each before those made of it; absent: none. */
  readonly copies?: readonly TraceCopy[]
}

/** A copy, from the device that made it on. */
export interface TraceCopy extends Omit<Trace, 'packet' | 'copies'> {
  readonly node: string
  readonly interface: string
  readonly link?: string
}

export interface TracePorts {
  readonly networks: NetworkService
  readonly intents: IntentService
  readonly rollouts: RolloutService
  readonly emulator: EmulatorLink
}

/** Who asks for what. */
export interface InterestInput {
  readonly from: string
  readonly name: string
}

export interface InterestTrace {
  readonly name: string
  readonly hops: readonly TraceHop[]
  readonly end: InterestEnd
  /** µs, of the Interest */
  readonly latency: number
  /** Devices that kept the Data on its way back. */
  readonly kept: readonly string[]
}

/** Who sends to whom, or to which area, by place; a header where it matters. */
export interface PlaceInput {
  readonly from: string
  /** A node, `circle(59.91, 10.75, 5km)` or `region(north)`. */
  readonly to: string
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | number
  readonly dstPort?: number
}

export interface PlaceTrace {
  readonly hops: readonly TraceHop[]
  /** `no-location`: nobody has said where that is. */
  readonly end: GeoEnd | { readonly kind: 'lost'; readonly node: string; readonly reason: 'no-location' }
  readonly deliveries: readonly GeoDelivery[]
}

/** Sends one packet through a network and says which entries decided on it, and which intents want them. */
export class TraceService {
  readonly #ports: TracePorts

  constructor(ports: TracePorts) {
    this.#ports = ports
  }

  async trace(network: NetworkRow, input: TraceInput): Promise<Trace> {
    const { networks, intents, rollouts, emulator } = this.#ports
    const { index } = networks.topology(network.id)
    const { claims } = claimsOf(index, (await intents.committed(network.id)).intents)
    const ends = endsOf(index, claims, input)
    const box = boxOf(input) ?? claimedBox(index, claims, ends) ?? {}
    const packet = packetOf(ends, box, input)
    const name = index.nodes[ends.port.end ?? ends.port.device]?.name ?? ''
    const at = ends.port.end === undefined ? { node: name, interface: ends.port.interface } : { node: name }
    const walk = await emulator.use((client) => client.trace(network.id, at, packet))
    const ledger = (await rollouts.activePlan(network))?.ledger ?? {}
    const copies = copiesOf(ledger, walk)
    const way = { packet, hops: walk.hops.map((hop) => tracedHop(ledger, hop)), end: walk.end, latency: walk.latency }
    return copies.length === 0 ? way : { ...way, copies }
  }

  /** Sends one Interest; the Data that answers it is kept by the content stores that it passes. */
  async interest(network: NetworkRow, input: InterestInput): Promise<InterestTrace> {
    const { networks, rollouts, emulator } = this.#ports
    const { node, name } = readInterest(networks.topology(network.id).index, input)
    const { walk, kept } = await emulator.use((client) => client.interest(network.id, node, name))
    const ledger = (await rollouts.activePlan(network))?.ledger ?? {}
    return { name, hops: walk.hops.map((hop) => tracedHop(ledger, hop)), end: walk.end, latency: walk.latency, kept }
  }

  /** Sends one packet to the place of a node, or to all of an area. */
  async place(network: NetworkRow, { from, to, protocol = 'udp', dstPort = 0 }: PlaceInput): Promise<PlaceTrace> {
    const { networks, rollouts, emulator } = this.#ports
    const { index } = networks.topology(network.id)
    if (!index.nodeId.has(from)) throw invalidField('/from', `is no node: ${from}`)
    if (!index.nodeId.has(to) && !parseArea(to)) throw invalidField('/to', `is neither a node nor an area: ${to}`)
    const [node, area] = [index.nodeId.get(to), parseArea(to)]
    const isSomewhere = node === undefined ? area && devicesIn(index, area).length > 0 : placeOf(index, node)
    if (!isSomewhere) return { hops: [], end: { kind: 'lost', node: from, reason: 'no-location' }, deliveries: [] }
    const number = typeof protocol === 'string' ? protocolNumbers[protocol] : protocol
    const header = { protocol: number, srcPort: 0, dstPort: hasPorts(number) ? dstPort : 0, dscp: 0 }
    const walk = await emulator.use((client) => client.place(network.id, from, to, header))
    const ledger = (await rollouts.activePlan(network))?.ledger ?? {}
    return { hops: walk.hops.map((hop) => tracedHop(ledger, hop)), end: walk.end, deliveries: walk.deliveries }
  }
}

type Ledger = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** A hop with the intents that want its entries. */
function tracedHop(
  ledger: Ledger,
  {
    node,
    inInterface,
    outInterface,
    link,
    entries,
    dscp,
    translated,
  }: Omit<TraceHop, 'entries'> & { readonly entries: readonly string[] },
): TraceHop {
  const owners = new Map(Object.entries(ledger[node] ?? {}))
  return {
    node,
    inInterface,
    ...(outInterface === undefined ? {} : { outInterface }),
    ...(link === undefined ? {} : { link }),
    ...(dscp === undefined ? {} : { dscp }),
    ...(translated === undefined ? {} : { translated }),
    entries: entries.map((key) => ({ key, owners: owners.get(key) ?? [] })),
  }
}

/** A node by its name, and a name of content. */
function readInterest(
  index: TopologyIndex,
  { from, name: text }: InterestInput,
): { readonly node: string; readonly name: ContentName } {
  if (!index.nodeId.has(from)) throw invalidField('/from', `is no node: ${from}`)
  const name = parseName(text)
  if (name === undefined) throw invalidField('/name', `is no name such as /ndn/video: ${text}`)
  return { node: from, name }
}

const copiesOf = (ledger: Ledger, { copies = [] }: Walk): TraceCopy[] =>
  copies.flatMap(({ node, interface: name, link, walk }) => [
    {
      node,
      interface: name,
      ...(link === undefined ? {} : { link }),
      hops: walk.hops.map((hop) => tracedHop(ledger, hop)),
      end: walk.end,
      latency: walk.latency,
    },
    ...copiesOf(ledger, walk),
  ])

/** Addresses and the port of entry, of one family; such as an intent speaks of, where one does. */
function endsOf(index: TopologyIndex, claims: readonly Claim[], { from, to, src, dst, at }: TraceInput): SampleEnds {
  const given = { src: readAddress(src, '/src'), dst: readAddress(dst, '/dst') ?? addressOf(index, to) }
  const sources = sourcesOf(index, readEnds(index, from, '/from')).filter(
    ({ port }) => at === undefined || index.ports[port]?.interface === at,
  )
  if (sources.length === 0) {
    if (at !== undefined) throw invalidField('/at', `is no interface of ${from} where packets enter`)
    throw invalidField('/from', `is attached nowhere: ${from}`)
  }
  const destinations = destinationsOf(index, readEnds(index, to, '/to'))
  const wished = sampleEnds(index, sources, destinations, 256)
  const suiting = wished.filter((ends) => suitsGiven(ends, given))
  const found =
    suiting.find((ends) => claimedBox(index, claims, ends)) ??
    suiting.find(({ port }) => port.kind !== 'local') ??
    suiting[0] ??
    towards(index, sources, given.dst) ??
    wished[0] ??
    sameNode(index, sources[0]?.port, destinations, given)
  if (!found) throw invalidField('/to', `has no address that ${from} could send to: ${to}`)
  return { port: found.port, src: given.src ?? found.src, dst: given.dst ?? found.dst }
}

/** An end that is written as an address and is no name. */
const addressOf = (index: TopologyIndex, text: string): IpAddress | undefined =>
  index.nodeId.has(text) || index.groups.has(text) ? undefined : parseAddress(text)

/** The first source that has an address of the family of the destination. */
function towards(
  index: TopologyIndex,
  sources: readonly { readonly port: number }[],
  dst: IpAddress | undefined,
): SampleEnds | undefined {
  for (const { port: id } of sources) {
    const port = index.ports[id]
    const src = dst && port && addressOfPort(index, port, familyOf(dst))
    if (src && port && dst) return { port, src, dst }
  }
  return undefined
}

/** Two places behind one port: nothing is promised of such packets, but they can be asked about. */
function sameNode(
  index: TopologyIndex,
  portId: number | undefined,
  { prefixes }: ReturnType<typeof destinationsOf>,
  given: { readonly src?: IpAddress | undefined; readonly dst?: IpAddress | undefined },
): SampleEnds | undefined {
  const port = index.ports[portId ?? -1]
  const src = given.src ?? firstAddress(port)
  const dst = given.dst ?? (prefixes[0] && parseAddress(prefixes[0].slice(0, prefixes[0].indexOf('/'))))
  return port && src && dst ? { port, src, dst } : undefined
}

const firstAddress = (port: Port | undefined): IpAddress | undefined =>
  port?.sources[0] && parseAddress(port.sources[0].slice(0, port.sources[0].indexOf('/')))

function suitsGiven(
  { port, src, dst }: SampleEnds,
  given: { readonly src?: IpAddress | undefined; readonly dst?: IpAddress | undefined },
): boolean {
  const isSameFamily = (a: string, b: string | undefined) => b === undefined || a.includes(':') === b.includes(':')
  return (
    isSameFamily(src, given.src) &&
    isSameFamily(dst, given.dst) &&
    (given.src === undefined || port.sources.some((prefix) => prefixHolds(prefix, given.src as IpAddress)))
  )
}

function readAddress(text: string | undefined, pointer: string): IpAddress | undefined {
  if (text === undefined) return undefined
  const address = parseAddress(text)
  if (address === undefined) throw invalidField(pointer, `is no address: ${text}`)
  return address
}

/** A name as an end: node, group, `internet`, prefix or address. */
function readEnds(index: TopologyIndex, text: string, pointer: string): Ends {
  const terms = termsOf(index, text)
  if (terms.length === 0) throw invalidField(pointer, `is no node, group, prefix or address: ${text}`)
  return { terms, except: [], text }
}

function termsOf(index: TopologyIndex, text: string): EndTerm[] {
  if (index.nodeId.has(text)) return [{ kind: 'node', node: text }]
  const group = index.groups.get(text)
  if (group) return group.map((node) => ({ kind: 'node', node }))
  if (text === 'internet' || text === 'any') return [{ kind: text }]
  const prefix = parsePrefix(text)
  return prefix === undefined ? [] : [{ kind: 'prefix', prefix }]
}

/** What the input says of protocol and ports; undefined where it says nothing. */
function boxOf({ protocol, dstPort, srcPort }: TraceInput): TrafficBox | undefined {
  if (protocol === undefined && dstPort === undefined && srcPort === undefined) return undefined
  const number = typeof protocol === 'string' ? protocolNumbers[protocol] : protocol
  return {
    protocol: number ?? protocolNumbers.tcp,
    ...(dstPort === undefined ? {} : { dstPort: [dstPort, dstPort] as const }),
    ...(srcPort === undefined ? {} : { srcPort: [srcPort, srcPort] as const }),
  }
}

/** The traffic of an intent that speaks of packets between these ends: what is likely to be meant. */
function claimedBox(index: TopologyIndex, claims: readonly Claim[], ends: SampleEnds): TrafficBox | undefined {
  const holds = (prefixes: readonly Parameters<typeof prefixHolds>[0][], address: IpAddress) =>
    prefixes.some((prefix) => prefixHolds(prefix, address))
  const claim = claims.find(
    ({ kind, side, sources, destinations }) =>
      kind !== 'must-not' &&
      side === 'forward' &&
      sources.some(({ port, prefixes }) => port === ends.port.id && holds(prefixes, ends.src)) &&
      (holds(destinations.prefixes, ends.dst) || (destinations.toInternet && ownerOf(index, ends.dst) === undefined)),
  )
  return claim?.traffic.find((box) => suitsFamily(ends, box))
}

function packetOf(ends: SampleEnds, box: TrafficBox, { protocol, dstPort }: TraceInput): Packet {
  if (ends.src.includes(':') !== ends.dst.includes(':'))
    throw new ProblemError('invalid', 'source and destination are of two families', {
      errors: [{ pointer: '/dst', message: `is of another family than ${ends.src}` }],
    })
  const isV6 = ends.src.includes(':')
  const its = protocol === 'icmp' && isV6 ? { ...box, protocol: protocolNumbers.icmpv6 } : box
  const packet = headerOf(ends, its)
  if (dstPort !== undefined && !hasPorts(packet.protocol))
    throw invalidField('/dstPort', 'has no meaning for this protocol')
  return packet
}
