import type { Choose, Packet, Port, TopologyIndex, Walk } from '@paranet/network'
import { hostPrefix, keyOfSegment, prefixContains, walkOfSegment } from '@paranet/network'
import type { FaultEffects } from '../faults/fault-effects.js'
import type { EntryPoint } from '../protocol/messages.js'
import type { Way } from '../traffic/route-flow.js'
import type { Forwarding, Forwards } from './forwarding.js'

/** How one segment forwards. Its ids are those of the whole network. */
export interface ForwardingSegment {
  readonly segment: string
  readonly forwarding: Forwarding
}

/** How a network of several segments forwards between two changes: where a packet enters decides in which it is, and it never comes into another. */
export class SegmentedForwarding implements Forwards {
  readonly index: TopologyIndex
  readonly effects: FaultEffects
  readonly ownersOf: Forwarding['ownersOf']
  readonly #segments: readonly ForwardingSegment[]
  readonly #ofPort = new WeakMap<Port, ForwardingSegment>()

  constructor(
    whole: Pick<Forwarding, 'index' | 'effects' | 'ownersOf'>,
    segments: readonly [ForwardingSegment, ...ForwardingSegment[]],
  ) {
    this.index = whole.index
    this.effects = whole.effects
    this.ownersOf = whole.ownersOf
    this.#segments = segments
  }

  /** As in one segment: the one that is named, else the one where the packet's source belongs at this place, else the first that has it. */
  portAt(at: EntryPoint, packet: Packet): Port | undefined {
    const own = hostPrefix(packet.src)
    const found = this.#segments.flatMap((one) => {
      if (at.segment !== undefined && at.segment !== one.segment) return []
      const port = one.forwarding.portAt(at, packet)
      return port ? [{ one, port }] : []
    })
    const isKnown = ({ one, port }: (typeof found)[number]) => one.forwarding.index.ports[port.id] === port
    const holdsSource = ({ port }: (typeof found)[number]) => port.sources.some((source) => prefixContains(source, own))
    const chosen = found.find(holdsSource) ?? found.find(isKnown) ?? found[0]
    if (chosen) this.#ofPort.set(chosen.port, chosen.one)
    return chosen?.port
  }

  walk(port: Port, packet: Packet, choose?: Choose): Walk {
    const { segment, forwarding } = this.#of(port)
    return walkOfSegment(forwarding.walk(port, packet, choose), segment)
  }

  route(port: Port, packet: Packet): { readonly ways: readonly Way[]; readonly opened: boolean } {
    const { segment, forwarding } = this.#of(port)
    const { ways, opened } = forwarding.route(port, packet)
    return { ways: ways.map((way) => wayOfSegment(way, segment)), opened }
  }

  #of(port: Port): ForwardingSegment {
    return this.#ofPort.get(port) ?? (this.#segments[0] as ForwardingSegment)
  }
}

/** With the keys that entries have on the devices. */
const wayOfSegment = (way: Way, segment: string): Way => ({
  ...way,
  entries: way.entries.map(({ device, key }) => ({ device, key: keyOfSegment(key, segment) })),
})
