import type {
  CompiledDevice,
  EntryKey,
  ForwardChoice,
  Packet,
  Port,
  PreparedPacket,
  Scenario,
  TopologyIndex,
  WalkEnd,
} from '@paranet/network'
import { handOver, isInterfaceUp, isLinkUp, lookup, portKey, preparePacket } from '@paranet/network'
import { type Channel, channelFrom } from '../link/channel.js'

/** One of the ways that a flow takes: under ECMP there are several, each with an equal part at every fork. */
export interface Way {
  /** Part of the flow, 0–1. */
  readonly share: number
  readonly channels: readonly Channel[]
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
    return [{ share: 1, channels: [], entries: [], path: [], latency: 0, end: 'dropped' }]
  const start = access === undefined ? emptyTrail : search.along(emptyTrail, access, port.end ?? -1)
  search.follow({ node: port.device, inInterface: port.interface }, 1, start)
  return search.ways
}

interface Trail {
  readonly channels: readonly Channel[]
  readonly entries: Way['entries']
  readonly path: readonly string[]
  readonly latency: number
  readonly seen: readonly string[]
}

const emptyTrail: Trail = { channels: [], entries: [], path: [], latency: 0, seen: [] }

const firstOf = (choices: readonly ForwardChoice[]): readonly ForwardChoice[] =>
  [choices.find(({ permitted }) => permitted) ?? choices[0]].filter((choice) => choice !== undefined)

class WaySearch {
  readonly ways: Way[] = []
  readonly #context: RoutingContext
  readonly #packet: Packet
  readonly #prepared: PreparedPacket

  constructor(context: RoutingContext, packet: Packet) {
    this.#context = context
    this.#packet = packet
    this.#prepared = preparePacket(packet)
  }

  /** The trail after a link that `from` sends over. */
  along(trail: Trail, link: number, from: number): Trail {
    const { index, latencyOf } = this.#context
    return {
      ...trail,
      channels: [...trail.channels, channelFrom(index, link, from)],
      latency: trail.latency + latencyOf(link),
    }
  }

  follow({ node, inInterface }: Place, share: number, before: Trail): void {
    const { index, scenario, device } = this.#context
    const name = index.nodes[node]?.name ?? ''
    const place = portKey(name, inInterface)
    const compiled = device(name)
    if (scenario.downNodes.has(node) || !compiled) return this.#end(share, before, 'dropped')
    if (before.seen.includes(place)) return this.#end(share, before, 'looped')
    const result = lookup(compiled, this.#prepared, inInterface, (out) => isInterfaceUp(index, scenario, node, out))
    const trail: Trail = {
      ...before,
      entries: [...before.entries, ...result.entries.map((key) => ({ device: name, key }))],
      path: [...before.path, name],
      seen: [...before.seen, place],
    }
    if (result.kind === 'drop') return this.#end(share, trail, 'dropped')
    if (result.kind === 'deliver')
      return this.#end(share, trail, handOver(index, node, node, result.interface, this.#packet).kind)
    const choices = this.ways.length < mostWays ? result.choices : firstOf(result.choices)
    for (const { nextHop, permitted, outFilter } of choices) {
      const entries = outFilter === undefined ? trail.entries : [...trail.entries, { device: name, key: outFilter }]
      if (permitted) this.#leave(node, nextHop.interface, share / choices.length, { ...trail, entries })
      else this.#end(share / choices.length, { ...trail, entries }, 'dropped')
    }
  }

  #leave(node: number, out: string, share: number, trail: Trail): void {
    const { index } = this.#context
    const adjacency = index.adjacencyByInterface[node]?.get(out)
    if (!adjacency) return this.#end(share, trail, handOver(index, node, node, out, this.#packet).kind)
    const after = this.along(trail, adjacency.link, node)
    if (index.isEnd[adjacency.neighbour])
      return this.#end(share, after, handOver(index, adjacency.neighbour, node, out, this.#packet).kind)
    this.follow({ node: adjacency.neighbour, inInterface: adjacency.neighbourInterface }, share, after)
  }

  #end(share: number, { channels, entries, path, latency }: Trail, end: Way['end']): void {
    this.ways.push({ share, channels, entries, path, latency, end })
  }
}
