import type { Packet } from '../packet/packet.js'
import type { Scenario } from '../topology/scenario.js'
import { isInterfaceUp, isLinkUp } from '../topology/scenario.js'
import type { Port, TopologyIndex } from '../topology/topology-index.js'
import { ownerOf, portKey } from '../topology/topology-index.js'
import type { EntryKey } from './device-state.js'
import type { CompiledDevice, DropReason, ForwardChoice } from './lookup.js'
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
 *  `misdelivered`: handed to a node that does not own it. */
export type WalkEnd =
  | { readonly kind: 'delivered'; readonly node: string; readonly interface: string }
  | { readonly kind: 'misdelivered'; readonly node: string; readonly interface: string }
  | {
      readonly kind: 'dropped'
      readonly node: string
      readonly reason: DropReason | 'link-down' | 'node-down' | 'not-connected'
    }
  | { readonly kind: 'looped'; readonly node: string }

export interface Walk {
  readonly hops: readonly Hop[]
  readonly end: WalkEnd
  /** Propagation over the links passed, µs. */
  readonly latency: number
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

/** Walks one packet from the port where it enters until it is delivered, dropped, or comes twice to one place by one interface with one header.
 *  Policers let it pass: a packet alone exceeds no rate. */
export function walk(context: WalkContext, port: Port, packet: Packet, choose: Choose = firstChoice): Walk {
  const { index, devices, scenario, meeting } = context
  let prepared = preparePacket(packet)
  const hops: Hop[] = []
  const seen = new Set<string>()
  let node = port.device
  let inInterface = port.interface
  let latency = port.link === undefined ? 0 : (index.links[port.link]?.latency ?? 0)
  const finish = (end: WalkEnd): Walk => ({ hops, end, latency })
  const name = () => index.nodes[node]?.name ?? ''
  if (port.link !== undefined && !isLinkUp(index, scenario, port.link))
    return finish({ kind: 'dropped', node: name(), reason: 'link-down' })
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
    if (result.kind === 'drop') {
      hops.push({ ...hop, ...rewrites(arrived, result.packet) })
      return finish({ kind: 'dropped', node: name(), reason: result.reason })
    }
    if (result.kind === 'deliver') {
      const { packet: left } = result.leaving
      hops.push({ ...hop, outInterface: result.interface, ...rewrites(arrived, left) })
      return finish(handOver(index, node, node, result.interface, left))
    }
    const choice = choose(result.choices, name())
    const out = choice.nextHop.interface
    const entries = [...result.entries, ...choice.entries]
    const adjacency = index.adjacencyByInterface[node]?.get(out)
    const linkName = adjacency && index.links[adjacency.link]?.id
    const onLink = linkName === undefined ? {} : { link: linkName }
    hops.push({ ...hop, entries, outInterface: out, ...onLink, ...rewrites(arrived, choice.packet) })
    if (choice.packet !== arrived) prepared = preparePacket(choice.packet)
    if (!choice.permitted) return finish({ kind: 'dropped', node: name(), reason: 'out-filter' })
    if (!adjacency) return finish(handOver(index, node, node, out, choice.packet))
    latency += index.links[adjacency.link]?.latency ?? 0
    if (index.isEnd[adjacency.neighbour]) return finish(handOver(index, adjacency.neighbour, node, out, choice.packet))
    node = adjacency.neighbour
    inInterface = adjacency.neighbourInterface
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
