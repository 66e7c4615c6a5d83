import type {
  Applied,
  CompiledDevice,
  EntryKey,
  ForwardChoice,
  Leaving,
  Packet,
  PolicerEntry,
  Port,
  PreparedPacket,
  QueueEntry,
  Scenario,
  TopologyIndex,
  WalkEnd,
} from '@paranet/network'
import { handOver, isInterfaceUp, isLinkUp, lookup, portKey, preparePacket } from '@paranet/network'
import { type Channel, channelFrom } from '../link/channel.js'

/** A policer that a way passes, after so many of its channels. */
export interface PolicerOnWay {
  readonly device: string
  readonly bucket: string
  /** bit/s */
  readonly rate: number
  readonly after: number
}

/** A packet at a device: as it came, and as it went on. */
export interface Passed {
  readonly device: string
  readonly packet: Packet
  readonly left: Packet
}

/** One of the ways that a flow takes: under ECMP there are several, each with an equal part at every fork. */
export interface Way {
  /** Part of the flow, 0–1. */
  readonly share: number
  readonly channels: readonly Channel[]
  /** Per channel the queue that it is sent from; undefined: the default one. */
  readonly queues: readonly (QueueEntry | undefined)[]
  readonly policers: readonly PolicerOnWay[]
  readonly entries: readonly { readonly device: string; readonly key: EntryKey }[]
  readonly path: readonly string[]
  /** What it was at each device of the path. */
  readonly passed: readonly Passed[]
  /** µs */
  readonly latency: number
  readonly end: WalkEnd['kind']
  /** Of copies: who makes them. Channels and path begin at the device that does; what the original loses before is not taken off. */
  readonly copy?: 'mirror' | 'group'
}

export interface RoutingContext {
  readonly index: TopologyIndex
  readonly scenario: Scenario
  /** A device as a packet meets it. */
  readonly device: (name: string, packet: Packet) => CompiledDevice | undefined
  /** µs in one direction of a link, faults included. */
  readonly latencyOf: (channel: Channel) => number
  /** Whether what is sent in that direction is lost, all of it, unnoticed. */
  readonly isCut: (channel: Channel) => boolean
}

interface Place {
  readonly node: number
  readonly inInterface: string
}

/** A flow has at most about so many ways; what is beyond follows the first choice that lets it pass. */
const mostWays = 64
/** Copies beyond are not followed: wrong states could make any number. */
const mostCopies = 1000

/** All ways of a flow from the port where it enters, by the lookups that a packet of it would meet. */
export function routeFlow(context: RoutingContext, port: Port, packet: Packet): Way[] {
  const search = new WaySearch(context)
  const access = port.link
  if (access !== undefined && !isLinkUp(context.index, context.scenario, access))
    return [
      {
        share: 1,
        channels: [],
        queues: [],
        policers: [],
        entries: [],
        path: [],
        passed: [],
        latency: 0,
        end: 'dropped',
      },
    ]
  const empty: Trail = {
    channels: [],
    queues: [],
    policers: [],
    entries: [],
    path: [],
    passed: [],
    latency: 0,
    seen: [],
    packet: preparePacket(packet),
    isLost: false,
  }
  const start = access === undefined ? empty : search.along(empty, access, port.end ?? -1, undefined)
  search.enter({ node: port.device, inInterface: port.interface }, 1, start)
  return search.ways
}

interface Trail extends Omit<Way, 'share' | 'end'> {
  readonly seen: readonly string[]
  /** The packet as it is by now: devices rewrite its DSCP and its addresses. */
  readonly packet: PreparedPacket
  /** The last link swallows it. */
  readonly isLost: boolean
}

const firstOf = (choices: readonly ForwardChoice[]): readonly ForwardChoice[] =>
  [choices.find(({ permitted }) => permitted) ?? choices[0]].filter((choice) => choice !== undefined)

class WaySearch {
  readonly ways: Way[] = []
  readonly #context: RoutingContext

  constructor(context: RoutingContext) {
    this.#context = context
  }

  /** The trail after a link that `from` sends over. */
  along(trail: Trail, link: number, from: number, queue: QueueEntry | undefined): Trail {
    const { index, latencyOf, isCut } = this.#context
    const channel = channelFrom(index, link, from)
    return {
      ...trail,
      channels: [...trail.channels, channel],
      queues: [...trail.queues, queue],
      latency: trail.latency + latencyOf(channel),
      isLost: trail.isLost || isCut(channel),
    }
  }

  /** Goes on at a place, unless the link to it has swallowed the flow. */
  enter(place: Place, share: number, before: Trail): void {
    if (before.isLost) this.#end(share, before, 'dropped')
    else this.#follow(place, share, before)
  }

  #follow({ node, inInterface }: Place, share: number, before: Trail): void {
    const { index, scenario, device } = this.#context
    const name = index.nodes[node]?.name ?? ''
    const place = `${portKey(name, inInterface)}\u0000${headerText(before.packet.packet)}`
    const { packet: came } = before.packet
    const compiled = device(name, came)
    if (scenario.downNodes.has(node) || !compiled) return this.#end(share, before, 'dropped')
    if (before.seen.includes(place)) return this.#end(share, before, 'looped')
    const result = lookup(compiled, before.packet, inInterface, (out) => isInterfaceUp(index, scenario, node, out))
    const trail: Trail = {
      ...passing(before, name, result.entries, result.policer),
      path: [...before.path, name],
      seen: [...before.seen, place],
    }
    const leaving = (left: Packet): Trail => ({
      ...trail,
      passed: [...trail.passed, { device: name, packet: came, left }],
      packet: left === came ? before.packet : preparePacket(left),
    })
    for (const { interface: out } of result.copies ?? [])
      this.#copy(node, out, share, { ...leaving(result.packet), entries: [], policers: [] }, 'mirror')
    if (result.kind === 'drop') return this.#end(share, leaving(result.packet), 'dropped')
    if (result.kind === 'replicate') {
      this.#end(share, leaving(result.packet), 'replicated')
      for (const choice of result.choices) {
        const onward = passing(
          { ...leaving(choice.packet), channels: [], entries: [], policers: [] },
          name,
          choice.entries,
          choice.policer,
        )
        if (choice.permitted) this.#copy(node, choice.nextHop.interface, share, onward, 'group', choice)
      }
      return
    }
    if (result.kind === 'deliver') {
      const { packet: left } = result.leaving
      const after = passing(leaving(left), name, [], result.leaving.policer)
      return this.#end(share, after, this.#handOver(node, node, result.interface, after))
    }
    const choices = this.ways.length < mostWays ? result.choices : firstOf(result.choices)
    for (const choice of choices) {
      const after = passing(leaving(choice.packet), name, choice.entries, choice.policer)
      if (choice.permitted) this.#leave(node, choice.nextHop.interface, share / choices.length, after, choice)
      else this.#end(share / choices.length, after, 'dropped')
    }
  }

  /** A copy is a way of its own from the device on. */
  #copy(
    node: number,
    out: string,
    share: number,
    trail: Trail,
    copy: 'mirror' | 'group',
    leaving: Pick<Leaving, 'queue'> = {},
  ): void {
    if (this.ways.length < mostCopies)
      this.#leave(node, out, share, { ...trail, channels: [], queues: [], path: [], copy }, leaving)
  }

  #leave(node: number, out: string, share: number, trail: Trail, { queue }: Pick<Leaving, 'queue'>): void {
    const { index } = this.#context
    const adjacency = index.adjacencyByInterface[node]?.get(out)
    if (!adjacency) return this.#end(share, trail, this.#handOver(node, node, out, trail))
    const after = this.along(trail, adjacency.link, node, queue?.entry)
    if (!after.isLost && index.isEnd[adjacency.neighbour])
      return this.#end(share, after, this.#handOver(adjacency.neighbour, node, out, trail))
    this.enter({ node: adjacency.neighbour, inInterface: adjacency.neighbourInterface }, share, after)
  }

  #handOver(node: number, device: number, out: string, { copy, packet }: Trail): Way['end'] {
    const { kind } = handOver(this.#context.index, node, device, out, packet.packet)
    return copy && kind !== 'dropped' ? 'received' : kind
  }

  #end(share: number, { packet: _packet, seen: _seen, isLost: _isLost, ...way }: Trail, end: Way['end']): void {
    this.ways.push({ share, ...way, end })
  }
}

const headerText = ({ src, dst, dscp }: Packet): string => `${src} ${dst} ${dscp}`

/** The trail after entries of a device decided on it. */
function passing(
  trail: Trail,
  device: string,
  keys: readonly EntryKey[],
  policer: Applied<PolicerEntry> | undefined,
): Trail {
  const after = trail.channels.length
  const { policers } = trail
  return {
    ...trail,
    entries: [...trail.entries, ...keys.map((key) => ({ device, key }))],
    policers: policer ? [...policers, policerOf(device, policer, after)] : policers,
  }
}

const policerOf = (device: string, { entry }: Applied<PolicerEntry>, after: number): PolicerOnWay => ({
  device,
  bucket: entry.bucket,
  rate: entry.rate,
  after,
})
