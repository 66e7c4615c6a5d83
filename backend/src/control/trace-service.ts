import { meantSegment, packetMeant, type TraceInput } from '@paranet/language'
import {
  claimsOf,
  type ContentName,
  devicesIn,
  type GeoDelivery,
  type GeoEnd,
  hasPorts,
  intentsInSegment,
  type InterestEnd,
  mainSegment,
  type Packet,
  parseArea,
  parseName,
  placeOf,
  protocolNumbers,
  type TopologyIndex,
  type Walk,
  type WalkEnd,
} from '@paranet/network'
import { invalidField } from '../http/problem.js'
import type { NetworkRow } from '../store/entities.js'
import type { EmulatorLink } from './emulator-link.js'
import type { IntentService } from './intent-service.js'
import type { NetworkService } from './network-service.js'
import type { RolloutService } from './rollout-service.js'
import { asField } from './trace-problem.js'

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
    const segment = asField(() => meantSegment(index, input))
    const asked = intentsInSegment((await intents.committed(network.id)).intents, segment)
    const { claims } = claimsOf(segment.index, asked)
    const { port, packet } = asField(() => packetMeant(segment.index, claims, input))
    const name = index.nodes[port.end ?? port.device]?.name ?? ''
    const place = port.end === undefined ? { node: name, interface: port.interface } : { node: name }
    const at = segment.name === mainSegment ? place : { ...place, segment: segment.name }
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
