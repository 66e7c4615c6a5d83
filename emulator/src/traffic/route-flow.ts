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
import { handOver, isInterfaceUp, isLinkUp, lookup, portKey, preparePacket, rewritten } from '@paranet/network'
import { type Channel, channelFrom } from '../link/channel.js'

/** A policer that a way passes, after so many of its channels. */
export interface PolicerOnWay {
  readonly device: string
  readonly bucket: string
  /** bit/s */
  readonly rate: number
  readonly after: number
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
  /** µs */
  readonly latency: number
  readonly end: WalkEnd['kind']
}

export interface RoutingContext {
  readonly index: TopologyIndex
  readonly scenario: Scenario
  readonly device: (name: string) => CompiledDevice | undefined
  /** µs of a link, faults included. */
  readonly latencyOf: (link: number) => number
}

interface Place {
  readonly node: number
  readonly inInterface: string
}

/** A flow has at most about so many ways; what is beyond follows the first choice that lets it pass. */
const mostWays = 64

/** All ways of a flow from the port where it enters, by the lookups that a packet of it would meet. */
export function routeFlow(context: RoutingContext, port: Port, packet: Packet): Way[] {
  const search = new WaySearch(context, packet)
  const access = port.link
  if (access !== undefined && !isLinkUp(context.index, context.scenario, access))
    return [{ share: 1, channels: [], queues: [], policers: [], entries: [], path: [], latency: 0, end: 'dropped' }]
  const empty: Trail = {
    channels: [],
    queues: [],
    policers: [],
    entries: [],
    path: [],
    latency: 0,
    seen: [],
    packet: preparePacket(packet),
  }
  const start = access === undefined ? empty : search.along(empty, access, port.end ?? -1, undefined)
  search.follow({ node: port.device, inInterface: port.interface }, 1, start)
  return search.ways
}

interface Trail extends Omit<Way, 'share' | 'end'> {
  readonly seen: readonly string[]
  /** The packet as it is by now: marks rewrite its DSCP. */
  readonly packet: PreparedPacket
}

const firstOf = (choices: readonly ForwardChoice[]): readonly ForwardChoice[] =>
  [choices.find(({ permitted }) => permitted) ?? choices[0]].filter((choice) => choice !== undefined)

class WaySearch {
  readonly ways: Way[] = []
  readonly #context: RoutingContext
  readonly #packet: Packet

  constructor(context: RoutingContext, packet: Packet) {
    this.#context = context
    this.#packet = packet
  }

  /** The trail after a link that `from` sends over. */
  along(trail: Trail, link: number, from: number, queue: QueueEntry | undefined): Trail {
    const { index, latencyOf } = this.#context
    return {
      ...trail,
      channels: [...trail.channels, channelFrom(index, link, from)],
      queues: [...trail.queues, queue],
      latency: trail.latency + latencyOf(link),
    }
  }

  follow({ node, inInterface }: Place, share: number, before: Trail): void {
    const { index, scenario, device } = this.#context
    const name = index.nodes[node]?.name ?? ''
    const place = `${portKey(name, inInterface)}\u0000${before.packet.packet.dscp}`
    const compiled = device(name)
    if (scenario.downNodes.has(node) || !compiled) return this.#end(share, before, 'dropped')
    if (before.seen.includes(place)) return this.#end(share, before, 'looped')
    const result = lookup(compiled, before.packet, inInterface, (out) => isInterfaceUp(index, scenario, node, out))
    const arrived = { ...before, packet: rewritten(before.packet, result.packet.dscp) }
    const trail: Trail = {
      ...passing(arrived, name, result.entries, result.policer),
      path: [...before.path, name],
      seen: [...before.seen, place],
    }
    if (result.kind === 'drop') return this.#end(share, trail, 'dropped')
    if (result.kind === 'deliver') {
      const after = passing(trail, name, [], result.leaving.policer)
      return this.#end(share, after, handOver(index, node, node, result.interface, this.#packet).kind)
    }
    const choices = this.ways.length < mostWays ? result.choices : firstOf(result.choices)
    for (const choice of choices) {
      const after = passing(trail, name, choice.entries, choice.policer)
      if (choice.permitted) this.#leave(node, choice.nextHop.interface, share / choices.length, after, choice)
      else this.#end(share / choices.length, after, 'dropped')
    }
  }

  #leave(node: number, out: string, share: number, trail: Trail, { queue }: Leaving): void {
    const { index } = this.#context
    const adjacency = index.adjacencyByInterface[node]?.get(out)
    if (!adjacency) return this.#end(share, trail, handOver(index, node, node, out, this.#packet).kind)
    const after = this.along(trail, adjacency.link, node, queue?.entry)
    if (index.isEnd[adjacency.neighbour])
      return this.#end(share, after, handOver(index, adjacency.neighbour, node, out, this.#packet).kind)
    this.follow({ node: adjacency.neighbour, inInterface: adjacency.neighbourInterface }, share, after)
  }

  #end(share: number, { packet: _packet, seen: _seen, ...way }: Trail, end: Way['end']): void {
    this.ways.push({ share, ...way, end })
  }
}

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
    policers: policer
      ? [...policers, { device, bucket: policer.entry.bucket, rate: policer.entry.rate, after }]
      : policers,
  }
}
