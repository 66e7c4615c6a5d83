import {
  type Claim,
  destinationsOf,
  hasPorts,
  type IpAddress,
  ownerOf,
  type Packet,
  parseAddress,
  type Port,
  prefixHolds,
  protocolNumbers,
  sourcesOf,
  type TopologyIndex,
  type TrafficBox,
} from '@paranet/network'
import { readEnds, TraceProblem } from './read-ends.js'
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

/** The packet that is meant, and the port where it enters; such as an intent speaks of, where one does. Throws `TraceProblem` where there is none. */
export function packetMeant(
  index: TopologyIndex,
  claims: readonly Claim[],
  input: TraceInput,
): { readonly port: Port; readonly packet: Packet } {
  const ends = endsOf(index, claims, input)
  const box = boxOf(input) ?? claimedBox(index, claims, ends) ?? {}
  return { port: ends.port, packet: packetOf(ends, box, input) }
}

/** Addresses and the port of entry, of one family; such as an intent speaks of, where one does. */
function endsOf(index: TopologyIndex, claims: readonly Claim[], { from, to, src, dst, at }: TraceInput): SampleEnds {
  const given = { src: readAddress(src, 'src'), dst: readAddress(dst, 'dst') ?? addressOf(index, to) }
  const sources = sourcesOf(index, readEnds(index, from, 'from')).filter(
    ({ port }) => at === undefined || index.ports[port]?.interface === at,
  )
  if (sources.length === 0) {
    if (at !== undefined) throw new TraceProblem('at', `is no interface of ${from} where packets enter`)
    throw new TraceProblem('from', `is attached nowhere: ${from}`)
  }
  const destinations = destinationsOf(index, readEnds(index, to, 'to'))
  const wished = sampleEnds(index, sources, destinations, 256)
  const suiting = wished.filter((ends) => suitsGiven(ends, given))
  const found =
    suiting.find((ends) => claimedBox(index, claims, ends)) ??
    suiting.find(({ port }) => port.kind !== 'local') ??
    suiting[0] ??
    towards(index, sources, given.dst) ??
    wished[0] ??
    sameNode(index, sources[0]?.port, destinations, given)
  if (!found) throw new TraceProblem('to', `has no address that ${from} could send to: ${to}`)
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

function readAddress(text: string | undefined, field: string): IpAddress | undefined {
  if (text === undefined) return undefined
  const address = parseAddress(text)
  if (address === undefined) throw new TraceProblem(field, `is no address: ${text}`)
  return address
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
    throw new TraceProblem('dst', `is of another family than ${ends.src}`)
  const isV6 = ends.src.includes(':')
  const its = protocol === 'icmp' && isV6 ? { ...box, protocol: protocolNumbers.icmpv6 } : box
  const packet = headerOf(ends, its)
  if (dstPort !== undefined && !hasPorts(packet.protocol))
    throw new TraceProblem('dstPort', 'has no meaning for this protocol')
  return packet
}
