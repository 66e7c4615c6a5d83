import type { Intent, MirrorIntent, MulticastIntent } from '../intent/intent.js'
import type { Port, TopologyIndex } from '../topology/topology-index.js'
import { trafficBoxes } from '../traffic-class/traffic-class.js'
import type { Claim } from './claims.js'
import { claimsOf } from './claims.js'
import { destinationsOf, sourcesOf } from './resolve-ends.js'

/** What a mirror asks: *the* meaning of `mirror`, which compiler and verifier share. Each time that a packet of the class passes the filters of a
 *  device that it speaks of, one copy leaves by an interface to the collector. Mirrors add up. */
export interface Mirror {
  /** Intent id. */
  readonly intent: string
  /** The class: packets belong to it as they would to this permission. */
  readonly class: Claim
  /** Devices by id, as written. Absent: where a packet enters. */
  readonly at?: ReadonlySet<number>
  /** The host that gets the copies. */
  readonly collector: number
}

/** What a multicast asks: packets of its class that enter at a port of the sender reach every receiver once, and nobody else. */
export interface Multicast {
  readonly intent: MulticastIntent
  readonly claim: Claim
  readonly sender: number
  readonly receivers: readonly number[]
}

export const isMirror = (intent: Intent): intent is MirrorIntent => intent.kind === 'mirror'

/** Whether the intent makes devices copy packets. */
export const isCopying = (intent: Intent): intent is MirrorIntent | MulticastIntent =>
  intent.kind === 'mirror' || intent.kind === 'multicast'

/** The mirrors of all intents, in their order. */
export const mirrorsOf = (index: TopologyIndex, intents: readonly Intent[]): Mirror[] =>
  intents.filter(isMirror).map((intent) => mirrorOf(index, intent))

/** The multicasts of all intents whose sender has an address of the group's family, in their order. */
export function multicastsOf(index: TopologyIndex, intents: readonly Intent[]): Multicast[] {
  const multicasts = intents.filter((intent) => intent.kind === 'multicast')
  if (multicasts.length === 0) return []
  const claims = new Map(claimsOf(index, intents).claims.map((claim) => [claim.intent, claim]))
  return multicasts.flatMap((intent) => {
    const claim = claims.get(intent.id)
    return claim ? [multicastOf(index, intent, claim)] : []
  })
}

/** A multicast whose claim is known. */
export function multicastOf(index: TopologyIndex, intent: MulticastIntent, claim: Claim): Multicast {
  const idOf = (name: string) => index.nodeId.get(name) ?? -1
  return { intent, claim, sender: idOf(intent.sender), receivers: intent.receivers.map(idOf) }
}

/** Whether the mirror speaks of the device, for packets that enter at the device `entry`. */
export const mirrorsAt = ({ at }: Mirror, device: number, entry: number): boolean =>
  at ? at.has(device) : device === entry

/** The interfaces of a device with the collector on their link, in the order in which they are preferred. */
export const collectorInterfaces = (index: TopologyIndex, device: number, collector: number): string[] =>
  (index.adjacency[device] ?? [])
    .filter(({ neighbour }) => neighbour === collector)
    .map((one) => one.interface)
    .sort()

/** The ports by which the sender sends while nothing is down: of a host the first, of a device all. */
export const sendingPorts = (index: TopologyIndex, { claim, sender }: Multicast): readonly Port[] => {
  const ports = (index.portsOfNode[sender] ?? []).filter(({ id }) => claim.sources.some(({ port }) => port === id))
  return index.isEnd[sender] ? ports.slice(0, 1) : ports
}

function mirrorOf(index: TopologyIndex, intent: MirrorIntent): Mirror {
  const { id, priority, rank, yields, at } = intent
  const devices = at?.map((name) => index.nodeId.get(name)).filter((node) => node !== undefined)
  return {
    intent: id,
    class: {
      intent: id,
      kind: 'may',
      side: 'forward',
      asserted: false,
      priority,
      rank,
      yields,
      sources: sourcesOf(index, intent.from),
      destinations: destinationsOf(index, intent.to),
      traffic: trafficBoxes(intent.traffic),
      via: [],
      avoid: { nodes: new Set(), links: new Set() },
    },
    ...(devices ? { at: new Set(devices) } : {}),
    collector: index.nodeId.get(intent.copyTo) ?? -1,
  }
}
