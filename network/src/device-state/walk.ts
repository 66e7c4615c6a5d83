import type { Packet } from '../packet/packet.js'
import type { Scenario } from '../topology/scenario.js'
import { isInterfaceUp, isLinkUp } from '../topology/scenario.js'
import type { Port, TopologyIndex } from '../topology/topology-index.js'
import { ownerOf, portKey } from '../topology/topology-index.js'
import type { EntryKey } from './device-state.js'
import type { CompiledDevice, DropReason, ForwardChoice, PreparedPacket } from './lookup.js'
import { lookup, preparePacket } from './lookup.js'

/** One device on a packet's way: where it came in, what decided, and by which interface it left (absent where it ended here). */
export interface Hop {
  readonly node: string
  readonly inInterface: string
  readonly entries: readonly EntryKey[]
  readonly outInterface?: string
  readonly link?: string
  /** With which DSCP it goes on, where the device rewrote it. */
  readonly dscp?: number
  /** With which addresses it goes on, where the device rewrote one. */
  readonly translated?: Pick<Packet, 'src' | 'dst'>
}

/** How a walk ends. `delivered`: handed to the node named, which owns the destination (or out of an external interface).
 *  `misdelivered`: handed to a node that does not own it. `replicated`: copies of it go on in its place. `received`: a copy that is handed to a node,
 *  whatever its destination. */
export type WalkEnd =
  | { readonly kind: 'delivered'; readonly node: string; readonly interface: string }
  | { readonly kind: 'misdelivered'; readonly node: string; readonly interface: string }
  | {
      readonly kind: 'dropped'
      readonly node: string
      readonly reason: DropReason | 'link-down' | 'node-down' | 'not-connected' | 'too-many-copies'
    }
  | { readonly kind: 'replicated'; readonly node: string }
  | { readonly kind: 'received'; readonly node: string; readonly interface: string }
  | { readonly kind: 'looped'; readonly node: string }

export interface Walk {
  readonly hops: readonly Hop[]
  readonly end: WalkEnd
  /** Propagation over the links passed, µs. */
  readonly latency: number
  /** Copies made on the way, in order; absent: none. */
  readonly copies?: readonly CopiedWalk[]
}

/** A copy and its own way on from the device that made it. */
export interface CopiedWalk {
  readonly node: string
  readonly interface: string
  readonly link?: string
  /** What made it. */
  readonly entries: readonly EntryKey[]
  /** Hops after the device; latency from where the original entered. */
  readonly walk: Walk
}

export interface WalkContext {
  readonly index: TopologyIndex
  readonly devices: ReadonlyMap<string, CompiledDevice>
  readonly scenario: Scenario
  /** The device as a packet meets it that it may know to answer a connection. Absent: as all packets do. */
  readonly meeting?: (device: CompiledDevice, packet: Packet) => CompiledDevice
}

/** Picks among equal choices; never called with an empty list. */
export type Choose = (choices: readonly ForwardChoice[], node: string) => ForwardChoice

const firstChoice: Choose = (choices) => choices.find((choice) => choice.permitted) ?? (choices[0] as ForwardChoice)

/** Walks one packet from the port where it enters until it is delivered, dropped, or comes twice to one place by one interface with one header; and so
 *  each copy of it. Policers let it pass: a packet alone exceeds no rate. */
export function walk(context: WalkContext, port: Port, packet: Packet, choose: Choose = firstChoice): Walk {
  const { index, scenario } = context
  const latency = port.link === undefined ? 0 : (index.links[port.link]?.latency ?? 0)
  if (port.link !== undefined && !isLinkUp(index, scenario, port.link)) {
    const node = index.nodes[port.device]?.name ?? ''
    return { hops: [], end: { kind: 'dropped', node, reason: 'link-down' }, latency }
  }
  const start = { node: port.device, inInterface: port.interface, latency, prepared: preparePacket(packet), seen: [] }
  return new Walker(context, choose).walk(start, false)
}

/** Copies that are followed at most: wrong states could make any number. */
const mostCopies = 1000

/** A packet, or a copy of one, before a device. */
interface Arrival {
  readonly node: number
  readonly inInterface: string
  readonly latency: number
  readonly prepared: PreparedPacket
  readonly seen: readonly string[]
}

class Walker {
  readonly #context: WalkContext
  readonly #choose: Choose
  #copied = 0

  constructor(context: WalkContext, choose: Choose) {
    this.#context = context
    this.#choose = choose
  }

  /** `isCopy`: whoever is handed it receives it. */
  walk(start: Arrival, isCopy: boolean): Walk {
    const { index, devices, scenario, meeting } = this.#context
    let { node, inInterface, latency, prepared } = start
    const hops: Hop[] = []
    const copies: CopiedWalk[] = []
    const seen = new Set(start.seen)
    const finish = (end: WalkEnd): Walk => ({ hops, end, latency, ...(copies.length > 0 ? { copies } : {}) })
    const name = () => index.nodes[node]?.name ?? ''
    for (;;) {
      if (scenario.downNodes.has(node)) return finish({ kind: 'dropped', node: name(), reason: 'node-down' })
      const place = `${portKey(name(), inInterface)}\u0000${headerText(prepared.packet)}`
      if (seen.has(place)) return finish({ kind: 'looped', node: name() })
      seen.add(place)
      const at = node
      const known = devices.get(name())
      const device = known && meeting ? meeting(known, prepared.packet) : known
      if (!device) return finish({ kind: 'dropped', node: name(), reason: 'no-route' })
      const result = lookup(device, prepared, inInterface, (out) => isInterfaceUp(index, scenario, at, out))
      const hop = { node: name(), inInterface, entries: result.entries }
      const arrived = prepared.packet
      const here = { node, latency, seen: [...seen] }
      for (const copy of result.copies ?? []) copies.push(this.#copy(here, copy.interface, copy.entries, result.packet))
      if (result.kind === 'drop') {
        hops.push({ ...hop, ...rewrites(arrived, result.packet) })
        return finish({ kind: 'dropped', node: name(), reason: result.reason })
      }
      if (result.kind === 'replicate') {
        hops.push({ ...hop, ...rewrites(arrived, result.packet) })
        for (const { permitted, nextHop, entries, packet } of result.choices)
          if (permitted) copies.push(this.#copy(here, nextHop.interface, entries, packet))
        return finish({ kind: 'replicated', node: name() })
      }
      if (result.kind === 'deliver') {
        const { packet: left } = result.leaving
        hops.push({ ...hop, outInterface: result.interface, ...rewrites(arrived, left) })
        return finish(this.#handOver(node, node, result.interface, left, isCopy))
      }
      const choice = this.#choose(result.choices, name())
      const out = choice.nextHop.interface
      const entries = [...result.entries, ...choice.entries]
      const adjacency = index.adjacencyByInterface[node]?.get(out)
      const linkName = adjacency && index.links[adjacency.link]?.id
      const onLink = linkName === undefined ? {} : { link: linkName }
      hops.push({ ...hop, entries, outInterface: out, ...onLink, ...rewrites(arrived, choice.packet) })
      if (choice.packet !== arrived) prepared = preparePacket(choice.packet)
      if (!choice.permitted) return finish({ kind: 'dropped', node: name(), reason: 'out-filter' })
      if (!adjacency) return finish(this.#handOver(node, node, out, choice.packet, isCopy))
      latency += index.links[adjacency.link]?.latency ?? 0
      if (index.isEnd[adjacency.neighbour])
        return finish(this.#handOver(adjacency.neighbour, node, out, choice.packet, isCopy))
      node = adjacency.neighbour
      inInterface = adjacency.neighbourInterface
    }
  }

  /** A copy that leaves a device by the interface, and where it goes. */
  #copy(
    from: Pick<Arrival, 'node' | 'latency' | 'seen'>,
    out: string,
    entries: readonly EntryKey[],
    packet: Packet,
  ): CopiedWalk {
    const { index } = this.#context
    const adjacency = index.adjacencyByInterface[from.node]?.get(out)
    const link = adjacency && index.links[adjacency.link]
    const latency = from.latency + (link?.latency ?? 0)
    const sender = index.nodes[from.node]?.name ?? ''
    const sent = { node: sender, interface: out, ...(link ? { link: link.id } : {}), entries }
    const ended = (end: WalkEnd): CopiedWalk => ({ ...sent, walk: { hops: [], end, latency } })
    if (!adjacency) return ended(this.#handOver(from.node, from.node, out, packet, true))
    if (index.isEnd[adjacency.neighbour])
      return ended(this.#handOver(adjacency.neighbour, from.node, out, packet, true))
    if (++this.#copied > mostCopies) return ended({ kind: 'dropped', node: sender, reason: 'too-many-copies' })
    const { neighbour, neighbourInterface } = adjacency
    const prepared = preparePacket(packet)
    const onward = { node: neighbour, inInterface: neighbourInterface, latency, prepared, seen: from.seen }
    return { ...sent, walk: this.walk(onward, true) }
  }

  #handOver(node: number, device: number, out: string, packet: Packet, isCopy: boolean): WalkEnd {
    const { index } = this.#context
    const end = handOver(index, node, device, out, packet)
    return isCopy && end.kind !== 'dropped'
      ? { kind: 'received', node: index.nodes[node]?.name ?? '', interface: out }
      : end
  }
}

const headerText = ({ src, dst, dscp }: Packet): string => `${src} ${dst} ${dscp}`

/** What a device made of a packet. */
function rewrites(arrived: Packet, left: Packet): Pick<Hop, 'dscp' | 'translated'> {
  const { src, dst, dscp } = left
  return {
    ...(dscp === arrived.dscp ? {} : { dscp }),
    ...(src === arrived.src && dst === arrived.dst ? {} : { translated: { src, dst } }),
  }
}

/** Whether a packet handed to `node` by `device` on `interfaceName` is delivered: that port leads to an owner of the destination,
 *  or out of the network for a destination that nobody in it owns. */
export function handOver(
  index: TopologyIndex,
  node: number,
  device: number,
  interfaceName: string,
  packet: Packet,
): WalkEnd {
  const nodeName = index.nodes[node]?.name ?? ''
  const port = index.portAt.get(portKey(index.nodes[device]?.name ?? '', interfaceName))
  if (!port) return { kind: 'dropped', node: nodeName, reason: 'not-connected' }
  const owner = ownerOf(index, packet.dst)
  const isRight = port.kind === 'external' ? owner === undefined : (owner?.ports.includes(port.id) ?? false)
  return { kind: isRight ? 'delivered' : 'misdelivered', node: nodeName, interface: interfaceName }
}
