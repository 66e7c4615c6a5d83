import type { Choose, CompiledDevice, EntryKey, Packet, Port, TopologyIndex, Walk } from '@paranet/network'
import { hostPrefix, isLinkUp, localInterface, portKey, walk } from '@paranet/network'
import type { ConnectionTable } from '../device/connection-table.js'
import { answerView } from '../device/established-view.js'
import type { FaultEffects } from '../faults/fault-effects.js'
import { type Channel, channelFrom, linkOf } from '../link/channel.js'
import type { EntryPoint } from '../protocol/messages.js'
import { type Passed, routeFlow, type Way } from '../traffic/route-flow.js'

export interface ForwardingParts {
  readonly index: TopologyIndex
  readonly effects: FaultEffects
  readonly devices: ReadonlyMap<string, CompiledDevice>
  /** Of the devices that track connections. */
  readonly connections: ReadonlyMap<string, ConnectionTable>
  /** Who needs an entry of a device. */
  readonly ownersOf: (device: string, key: EntryKey) => readonly string[]
}

/** How packets are forwarded between two changes. */
export type Forwards = Pick<Forwarding, 'index' | 'effects' | 'ownersOf' | 'portAt' | 'walk' | 'route'>

/** How a network forwards between two changes. Only the tables of connections move while it is in force. */
export class Forwarding {
  readonly index: TopologyIndex
  readonly effects: FaultEffects
  readonly ownersOf: ForwardingParts['ownersOf']
  readonly #devices: ForwardingParts['devices']
  readonly #connections: ForwardingParts['connections']

  constructor({ index, effects, devices, connections, ownersOf }: ForwardingParts) {
    this.index = index
    this.effects = effects
    this.ownersOf = ownersOf
    this.#devices = devices
    this.#connections = connections
  }

  /** Where a packet enters: at the interface named; of a host at its first port that is up; of a device where its source belongs. */
  portAt(at: EntryPoint, packet: Packet): Port | undefined {
    const node = this.index.nodeId.get(at.node)
    if (node === undefined) return undefined
    if (at.interface !== undefined) return this.#portNamed(node, at.interface)
    const ports = this.index.portsOfNode[node] ?? []
    if (this.index.isEnd[node]) return ports.find((port) => this.#isUp(port)) ?? ports[0]
    const own = hostPrefix(packet.src)
    return (
      ports.find((port) => port.sources.includes(own)) ??
      ports.find((port) => port.kind === 'stub') ??
      ports[0] ??
      insidePort(node, localInterface)
    )
  }

  /** Walks a packet. Devices that track connections know answers, and remember what passes them. */
  walk(port: Port, packet: Packet, choose?: Choose): Walk {
    const { index, effects } = this
    const context = { index, devices: this.#devices, scenario: effects.scenario, meeting: this.#meeting }
    const found = this.#cutShort(port, walk(context, port, packet, choose))
    let now = packet
    for (const [i, { node, outInterface, translated }] of found.hops.entries()) {
      const left = { ...now, ...translated }
      if (outInterface !== undefined && !isDroppedAt(found, i)) this.#remember([{ device: node, packet: now, left }])
      now = left
    }
    const added = this.#channelsOf(port, found.hops).reduce<number>(
      (sum, channel) => sum + (effects.delay.get(channel ?? -1) ?? 0),
      0,
    )
    return { ...found, latency: found.latency + added }
  }

  /** All ways of a flow. `opened`: connections became known that were not before, so that answers may find other ways now. */
  route(port: Port, packet: Packet): { readonly ways: readonly Way[]; readonly opened: boolean } {
    const context = {
      index: this.index,
      scenario: this.effects.scenario,
      device: (name: string, now: Packet) => {
        const device = this.#devices.get(name)
        return device && this.#meeting(device, now)
      },
      latencyOf: (channel: Channel) =>
        (this.index.links[linkOf(channel)]?.latency ?? 0) + (this.effects.delay.get(channel) ?? 0),
      isCut: (channel: Channel) => this.effects.cut.has(channel),
    }
    const ways = routeFlow(context, port, packet)
    const passed = ways.flatMap(({ passed: its, end }) => (end === 'dropped' ? its.slice(0, -1) : its))
    return { ways, opened: this.#remember(passed) }
  }

  /** The directions of links that it passes: the one by which it enters, then the one after each hop. */
  #channelsOf(port: Port, hops: Walk['hops']): (Channel | undefined)[] {
    const { index } = this
    const access = port.link === undefined ? undefined : channelFrom(index, port.link, port.end ?? -1)
    const between = hops.map(({ node, link }) => {
      const id = link === undefined ? undefined : index.linkId.get(link)
      return id === undefined ? undefined : channelFrom(index, id, index.nodeId.get(node) ?? -1)
    })
    return [access, ...between]
  }

  /** A walk ends at the first link that swallows what is sent in that direction. */
  #cutShort(port: Port, found: Walk): Walk {
    const { cut } = this.effects
    if (cut.size === 0) return found
    const at = this.#channelsOf(port, found.hops).findIndex((channel) => channel !== undefined && cut.has(channel))
    if (at < 0) return found
    const hops = found.hops.slice(0, at)
    const kept = (found.copies ?? []).filter((copy) => hops.some((hop) => hop.node === copy.node))
    const copies = kept.length > 0 ? { copies: kept } : {}
    const links = [port.link, ...hops.map(({ link }) => this.index.linkId.get(link ?? ''))]
    const latency = links.reduce<number>((sum, link) => sum + (this.index.links[link ?? -1]?.latency ?? 0), 0)
    const node = hops.at(-1)?.node ?? this.index.nodes[port.end ?? port.device]?.name ?? ''
    return { hops, end: { kind: 'dropped', node, reason: 'link-down' }, latency, ...copies }
  }

  #portNamed(node: number, interfaceName: string): Port | undefined {
    const name = this.index.nodes[node]?.name ?? ''
    const port = this.index.portAt.get(portKey(name, interfaceName))
    if (port) return port
    const isInside = this.index.adjacencyByInterface[node]?.has(interfaceName) && !this.index.isEnd[node]
    return isInside ? insidePort(node, interfaceName) : undefined
  }

  #isUp(port: Port): boolean {
    return port.link === undefined || isLinkUp(this.index, this.effects.scenario, port.link)
  }

  /** A device as a packet meets it: one that knows it to answer a connection gives it its addresses back. */
  readonly #meeting = (device: CompiledDevice, packet: Packet): CompiledDevice => {
    if (packet.established) return device
    const table = this.#connections.get(device.device)
    return table?.isAnswer(packet) ? answerView(device, table.answered(packet)) : device
  }

  #remember(passed: readonly Passed[]): boolean {
    return passed.reduce((opened, { device, packet, left }) => {
      if (packet.established) return opened
      return (this.#connections.get(device)?.passed(packet, left) ?? false) || opened
    }, false)
  }
}

/** A packet put on an inner interface of a device, or sent by the device itself. */
const insidePort = (device: number, interfaceName: string): Port => ({
  id: -1,
  kind: 'local',
  device,
  interface: interfaceName,
  preference: 0,
  sources: [],
})

const isDroppedAt = ({ hops, end }: Walk, hop: number): boolean =>
  hop === hops.length - 1 && end.kind === 'dropped' && end.reason === 'out-filter'
