import type { EntryKey } from '../device-state/device-state.js'
import { localInterface } from '../device-state/device-state.js'
import { interestPlace } from '../names/interest-walk.js'
import type { Scenario } from '../topology/scenario.js'
import { isInterfaceUp } from '../topology/scenario.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import { anchorOf, placeOf } from './geo-area.js'
import type { GeoHeader, GeoPacket, GeoTarget, PlacedDevice, Recovery } from './geo-lookup.js'
import { lookupGeo } from './geo-lookup.js'
import { planePoint } from './plane.js'

/** One device on the way of a packet. `flood`: it sent it on to all neighbours in the area, as `outInterfaces` says. */
export interface GeoHop {
  readonly node: string
  readonly inInterface: string
  readonly entries: readonly EntryKey[]
  readonly mode?: 'greedy' | 'perimeter' | 'flood'
  readonly outInterface?: string
  readonly link?: string
}

/** A node that got the packet: by which nodes and links, the source's first, and after how long (µs, propagation). */
export interface GeoDelivery {
  readonly node: string
  readonly nodes: readonly string[]
  readonly links: readonly string[]
  readonly latency: number
}

export type GeoLoss =
  | 'refused'
  | 'no-table'
  | 'local-minimum'
  | 'unreachable'
  | 'looped'
  | 'not-connected'
  | 'node-down'
  | 'link-down'

export type GeoEnd =
  | { readonly kind: 'delivered'; readonly node: string }
  /** It reached the area; who got it is in the deliveries. */
  | { readonly kind: 'flooded'; readonly node: string }
  | { readonly kind: 'lost'; readonly node: string; readonly reason: GeoLoss }

export interface GeoWalk {
  readonly hops: readonly GeoHop[]
  readonly end: GeoEnd
  readonly deliveries: readonly GeoDelivery[]
}

export interface GeoContext {
  readonly index: TopologyIndex
  readonly deviceAt: (node: string) => PlacedDevice | undefined
  readonly scenario: Scenario
  /** What devices run that a packet comes to while it is flooded; absent: as elsewhere. */
  readonly floodAt?: (node: string) => PlacedDevice | undefined
  /** Whether a link swallows what a node sends over it, while it is up for both its ends; absent: none does. */
  readonly swallows?: (node: number, link: number) => boolean
}

/** A packet as a node sends it: to the place of another node, or of an area. Undefined where nobody has said where that is. */
export function geoPacket(index: TopologyIndex, to: GeoTarget, header: GeoHeader): GeoPacket | undefined {
  const place = to.kind === 'area' ? anchorOf(index, to.area) : placeOf(index, index.nodeId.get(to.node) ?? -1)
  return place && { to, place: planePoint(place), header }
}

/** Sends a packet from a node and follows it. A device that gets the same packet in the same state a second time has it in a loop. */
export function walkGeo(context: GeoContext, source: number, packet: GeoPacket): GeoWalk {
  const { index, scenario } = context
  const own = index.nodes[source]?.name ?? ''
  if (scenario.downNodes.has(source)) return lost([], own, 'node-down')
  const entered = interestPlace(index, scenario, source)
  if (!entered) return lost([], own, 'link-down')
  const link = entered.link === undefined ? undefined : index.links[entered.link]
  const start: Step = {
    node: entered.node,
    inInterface: entered.interface,
    nodes: link ? [own, index.nodes[entered.node]?.name ?? ''] : [own],
    links: link ? [link.id] : [],
    latency: link?.latency ?? 0,
  }
  return new GeoFollower(context, packet).follow(start)
}

interface Step {
  readonly node: number
  readonly inInterface: string
  readonly nodes: readonly string[]
  readonly links: readonly string[]
  readonly latency: number
  readonly recovery?: Recovery
}

const lost = (hops: readonly GeoHop[], node: string, reason: GeoLoss): GeoWalk => ({
  hops,
  end: { kind: 'lost', node, reason },
  deliveries: [],
})

class GeoFollower {
  readonly #context: GeoContext
  readonly #packet: GeoPacket
  readonly #hops: GeoHop[] = []

  constructor(context: GeoContext, packet: GeoPacket) {
    this.#context = context
    this.#packet = packet
  }

  follow(start: Step): GeoWalk {
    const seen = new Set<string>()
    for (let step = start; ; ) {
      const name = this.#nameOf(step.node)
      const key = `${name}\n${step.inInterface}\n${recoveryText(step.recovery)}`
      if (seen.has(key)) return lost(this.#hops, name, 'looped')
      seen.add(key)
      const next = this.#arrive(step, name)
      if ('hops' in next) return next
      step = next
    }
  }

  #arrive(step: Step, name: string): Step | GeoWalk {
    const { scenario, deviceAt } = this.#context
    if (scenario.downNodes.has(step.node)) return lost(this.#hops, name, 'node-down')
    const device = deviceAt(name)
    const hop = { node: name, inInterface: step.inInterface }
    if (!device) return lost([...this.#hops, { ...hop, entries: [] }], name, 'no-table')
    const { recovery } = step
    const packet = { to: this.#packet.to, place: this.#packet.place, header: this.#packet.header }
    const isUp = (one: string) => this.#isUp(step.node, one)
    const answer = lookupGeo(device, name, recovery ? { ...packet, recovery } : packet, step.inInterface, isUp)
    const { entries } = answer
    if (answer.kind === 'deliver') {
      this.#hops.push({ ...hop, entries, outInterface: answer.interface })
      return this.#deliver(step, answer.interface)
    }
    if (answer.kind === 'flood') return new Flood(this.#context, this.#packet, this.#hops).run(step)
    if (answer.kind !== 'forward') return lost([...this.#hops, { ...hop, entries }], name, answer.kind)
    this.#hops.push({ ...hop, entries, mode: answer.mode, outInterface: answer.interface })
    return this.#leave(step, answer.interface, answer.recovery)
  }

  #deliver(step: Step, over: string): GeoWalk {
    const got = delivery(this.#context, step, over)
    const name = this.#nameOf(step.node)
    if (!got) return lost(this.#hops, name, this.#reasonAt(step.node, over))
    const { to } = this.#packet
    // A packet that comes out at somebody else is lost to whom it was for, and delivered all the same.
    if (to.kind === 'node' && got.node !== to.node)
      return { ...lost(this.#hops, got.node, 'not-connected'), deliveries: [got] }
    return { hops: this.#hops, end: { kind: 'delivered', node: got.node }, deliveries: [got] }
  }

  #leave(step: Step, over: string, recovery: Recovery | undefined): Step | GeoWalk {
    const next = onwards(this.#context, step, over)
    if (!next) return lost(this.#hops, this.#nameOf(step.node), this.#reasonAt(step.node, over))
    const last = this.#hops.pop() as GeoHop
    this.#hops.push({ ...last, link: next.links.at(-1) ?? '' })
    return recovery ? { ...next, recovery } : next
  }

  /** Why nothing gets over an interface. */
  #reasonAt(node: number, over: string): GeoLoss {
    const { index, swallows } = this.#context
    const link = index.adjacencyByInterface[node]?.get(over)?.link
    const isSwallowed = link !== undefined && (swallows?.(node, link) ?? false)
    return isSwallowed || !this.#isUp(node, over) ? 'link-down' : 'not-connected'
  }

  #nameOf(node: number): string {
    return this.#context.index.nodes[node]?.name ?? ''
  }

  #isUp(node: number, over: string): boolean {
    return isInterfaceUp(this.#context.index, this.#context.scenario, node, over)
  }
}

/** Sends a packet to all of an area. Every device sends a packet on once, never to where it came from; one that does not know the area drops what is flooded. */
class Flood {
  readonly #context: GeoContext
  readonly #packet: GeoPacket
  readonly #hops: GeoHop[]

  constructor(context: GeoContext, packet: GeoPacket, hops: GeoHop[]) {
    this.#context = context
    this.#packet = packet
    this.#hops = hops
  }

  run(start: Step): GeoWalk {
    const { index } = this.#context
    const seen = new Set([start.node])
    const deliveries = new Map<string, GeoDelivery>()
    const queue = [start]
    for (const step of queue)
      for (const next of this.#spread(step, step === start, deliveries)) {
        if (seen.has(next.node)) continue
        seen.add(next.node)
        queue.push(next)
      }
    return {
      hops: this.#hops,
      end: { kind: 'flooded', node: index.nodes[start.node]?.name ?? '' },
      deliveries: [...deliveries.values()],
    }
  }

  #spread(step: Step, isFirst: boolean, deliveries: Map<string, GeoDelivery>): Step[] {
    const { index, scenario, deviceAt, floodAt = deviceAt } = this.#context
    const name = index.nodes[step.node]?.name ?? ''
    const device = isFirst ? deviceAt(name) : floodAt(name)
    const isUp = (one: string) => isInterfaceUp(index, scenario, step.node, one)
    const answer = device && lookupGeo(device, name, this.#packet, isFirst ? step.inInterface : '', isUp)
    if (answer?.kind !== 'flood') return []
    this.#hops.push({ node: name, inInterface: step.inInterface, entries: answer.entries, mode: 'flood' })
    for (const over of answer.deliver) {
      if (over === step.inInterface) continue
      const got = isUp(over) ? delivery(this.#context, step, over) : undefined
      if (got && !deliveries.has(got.node)) deliveries.set(got.node, got)
    }
    return answer.over
      .filter((over) => over !== step.inInterface && isUp(over))
      .flatMap((over) => onwards(this.#context, step, over) ?? [])
  }
}

/** What comes out at an interface of a device: at itself, or at a host. */
function delivery(context: GeoContext, step: Step, over: string): GeoDelivery | undefined {
  const { index, scenario } = context
  const { nodes, links, latency } = step
  if (over === localInterface) return { node: nodes.at(-1) ?? '', nodes, links, latency }
  const adjacency = index.adjacencyByInterface[step.node]?.get(over)
  const link = adjacency && index.links[adjacency.link]
  if (!adjacency || !link || !index.isEnd[adjacency.neighbour]) return undefined
  if (!isInterfaceUp(index, scenario, step.node, over) || context.swallows?.(step.node, adjacency.link))
    return undefined
  const node = index.nodes[adjacency.neighbour]?.name ?? ''
  return { node, nodes: [...nodes, node], links: [...links, link.id], latency: latency + link.latency }
}

/** The next device over an interface. */
function onwards({ index, swallows }: GeoContext, step: Step, over: string): Step | undefined {
  const adjacency = index.adjacencyByInterface[step.node]?.get(over)
  const link = adjacency && index.links[adjacency.link]
  if (!adjacency || !link || index.isEnd[adjacency.neighbour]) return undefined
  if (swallows?.(step.node, adjacency.link)) return undefined
  return {
    node: adjacency.neighbour,
    inInterface: adjacency.neighbourInterface,
    nodes: [...step.nodes, index.nodes[adjacency.neighbour]?.name ?? ''],
    links: [...step.links, link.id],
    latency: step.latency + link.latency,
  }
}

function recoveryText(recovery: Recovery | undefined): string {
  if (!recovery) return ''
  const { from, crossed, first } = recovery
  return [from, ...(crossed ?? [])].map(({ x, y }) => `${x},${y}`).join(' ') + first.join(' ')
}
