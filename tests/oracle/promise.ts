import type {
  Ends,
  EndTerm,
  InstallingIntent,
  Intent,
  Packet,
  RouteIntent,
  Topology,
  TrafficClass,
} from '@paranet/network'
import { bitsOf, holds } from './bits.js'
import type { EntryPlace, Place, Surroundings } from './places.js'
import { isBehind, nameOf, ownersOf, surroundingsOf } from './places.js'

/** The oracle's reading of the language's chapter "What an intent promises", one packet at a time. Where the chapter leaves a choice:
 *  - a packet of a route or allow has a source that belongs behind the place where it enters (longest owned prefix);
 *  - a node as destination is its addresses and attached prefixes, whoever owns a longer prefix inside; `except` a node takes its places;
 *  - answers go to the addresses that `from` stands for, from the owners of what `to` stands for;
 *  - a packet to behind the place where it enters may be delivered, but never must;
 *  - a route promises the packets that open, and tracked answers to them; other answers (`established`) may pass, and nobody owes it. */
export interface Side {
  /** As written: the id is the assertion's where it is one. */
  readonly intent: Intent
  readonly spoken: InstallingIntent
  readonly direction: 'forward' | 'reply'
  readonly says: 'must' | 'may' | 'must-not'
  readonly isAsserted: boolean
  /** Speaks of established packets alone. */
  readonly isTracked: boolean
  /** Whether the packet, entering here, is one that this side speaks of. */
  readonly covers: (place: Place, packet: Packet) => boolean
  /** Waypoints in the order of this side. */
  readonly via: readonly (readonly string[])[]
}

/** What an intent says of delivery: an assertion what it asserts; treatments, flows and what speaks of names nothing. */
export function spokenOf(intent: Intent): InstallingIntent | undefined {
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  return spoken.kind === 'route' || spoken.kind === 'isolate' || spoken.kind === 'allow' ? spoken : undefined
}

/** The one or two directions that an intent speaks of. */
export function sidesOf(topology: Topology, intent: Intent): Side[] {
  const its = surroundingsOf(topology)
  const spoken = spokenOf(intent)
  if (!spoken) return []
  const common = { intent, spoken, isAsserted: intent.kind === 'assert', isTracked: false }
  if (spoken.kind === 'isolate')
    return [{ ...common, direction: 'forward', says: 'must-not', via: [], covers: isolated(its, spoken) }]
  const says = spoken.kind === 'route' ? 'must' : 'may'
  const via = spoken.kind === 'route' ? spoken.via.map(({ oneOf }) => oneOf) : []
  const forward: Side = { ...common, direction: 'forward', says, via, covers: forwarded(its, spoken) }
  const mode = replyModeOf(its, spoken)
  if (mode === 'none') return [forward]
  const back = mode === 'established' ? [...via].reverse() : []
  const isTracked = mode === 'established' || (intent.kind === 'assert' && spoken.reply === 'auto')
  const covers = answered(its, spoken, isTracked)
  return [forward, { ...common, direction: 'reply', says, via: back, covers, isTracked }]
}

function replyModeOf(its: Surroundings, intent: InstallingIntent): 'none' | 'stateless' | 'established' {
  if (intent.reply !== 'auto') return intent.reply
  const tracks = (name: string) => ['firewall', 'nat', 'balancer'].includes(its.nodes.get(name)?.function ?? '')
  const isTracked = intent.kind === 'route' && intent.via.some(({ oneOf }) => oneOf.every(tracks))
  return isTracked ? 'established' : 'stateless'
}

/** Whether a packet goes from what `from` stands for to what `to` stands for. */
export const forwarded =
  (its: Surroundings, intent: Pick<InstallingIntent, 'from' | 'to' | 'traffic'>) =>
  (place: Place, packet: Packet): boolean =>
    isBehind(its, place, packet.src) &&
    isFrom(its, intent.from, place, packet.src) &&
    isTo(its, intent.to, packet.dst) &&
    isOfClass(intent.traffic, packet)

const answered =
  (its: Surroundings, intent: InstallingIntent, isEstablished: boolean) =>
  (place: Place, packet: Packet): boolean =>
    (packet.established || !isEstablished) &&
    isBehind(its, place, packet.src) &&
    isTo(its, intent.to, packet.src) &&
    its.places.some((from) => isAddressAt(its, from, packet.dst) && isFrom(its, intent.from, from, packet.dst)) &&
    isOfClass(intent.traffic, { ...packet, srcPort: packet.dstPort, dstPort: packet.srcPort })

/** Any source that enters at the places, and for a prefix also that source entering anywhere; answers pass unless `reply: none`. */
const isolated =
  (its: Surroundings, intent: InstallingIntent) =>
  (place: Place, packet: Packet): boolean => {
    const covers = (term: EndTerm) =>
      term.kind === 'prefix'
        ? isIn(term.prefix, packet.src) ||
          (place.own.length > 0 && place.own.every((own) => holds(bitsOf(term.prefix), own)))
        : isPlaceOf(term, place)
    const spares = (term: EndTerm) => (term.kind === 'prefix' ? isIn(term.prefix, packet.src) : isPlaceOf(term, place))
    return (
      (!packet.established || intent.reply === 'none') &&
      intent.from.terms.some(covers) &&
      !intent.from.except.some(spares) &&
      intent.to.terms.some((term) => isAddressOf(its, term, packet.dst)) &&
      !intent.to.except.some((term) => isAddressOf(its, term, packet.dst)) &&
      isOfClass(intent.traffic, packet)
    )
  }

const isIn = (prefix: string, address: string): boolean => holds(bitsOf(prefix), bitsOf(address))

/** Whether the address is one that the place stands for, whoever owns longer prefixes inside. */
const isAddressAt = (its: Surroundings, place: Place, address: string): boolean =>
  place.kind === 'external' ? isBehind(its, place, address) : place.own.some((own) => holds(own, bitsOf(address)))

function isPlaceOf(term: EndTerm, place: Place): boolean {
  if (term.kind === 'any') return true
  if (term.kind === 'internet') return place.kind === 'external'
  if (term.kind === 'prefix') return false
  return place.end === term.node || (place.node === term.node && (place.kind === 'local' || place.kind === 'lan'))
}

function isFrom(its: Surroundings, ends: Ends, place: Place, address: string): boolean {
  const covers = (term: EndTerm) =>
    term.kind === 'prefix'
      ? isIn(term.prefix, address) && (place.kind !== 'external' || isForeign(its, term.prefix))
      : isPlaceOf(term, place)
  const spares = (term: EndTerm) => (term.kind === 'prefix' ? isIn(term.prefix, address) : isPlaceOf(term, place))
  return ends.terms.some(covers) && !ends.except.some(spares)
}

/** Destinations of what must or may be delivered: outside the network only what was said to lie there, and only if there is a way out. */
function isTo(its: Surroundings, ends: Ends, address: string): boolean {
  const isOutside = ownersOf(its, address).length === 0
  const hasExit = its.places.some((place) => place.kind === 'external')
  const speaksOfOutside = (term: EndTerm) => term.kind !== 'prefix' || isForeign(its, term.prefix)
  const covers = (term: EndTerm) =>
    isAddressOf(its, term, address) && (!isOutside || (hasExit && speaksOfOutside(term)))
  return ends.terms.some(covers) && !ends.except.some((term) => isAddressOf(its, term, address))
}

function isAddressOf(its: Surroundings, term: EndTerm, address: string): boolean {
  if (term.kind === 'any') return true
  if (term.kind === 'internet') return ownersOf(its, address).length === 0
  if (term.kind === 'prefix') return isIn(term.prefix, address)
  const node = its.nodes.get(term.node)
  return node !== undefined && [...node.addresses, ...node.prefixes].some((own) => isIn(own, address))
}

/** Whether nobody in the network owns any of the prefix. */
const isForeign = (its: Surroundings, prefix: string): boolean => {
  const bits = bitsOf(prefix)
  return its.places.every((place) => place.own.every((own) => !holds(own, bits) && !holds(bits, own)))
}

const protocolsWithPorts = [6, 17, 33, 132, 136]

function isOfClass(traffic: TrafficClass, packet: Packet): boolean {
  const isAny = (ranges: readonly (readonly [number, number])[] | undefined, port: number) =>
    ranges === undefined ||
    (protocolsWithPorts.includes(packet.protocol) && ranges.some(([first, last]) => first <= port && port <= last))
  return traffic.some(
    (term) =>
      (term.protocol === undefined || term.protocol === packet.protocol) &&
      isAny(term.srcPorts, packet.srcPort) &&
      isAny(term.dstPorts, packet.dstPort) &&
      (term.dscp === undefined || term.dscp.includes(packet.dscp)),
  )
}

/** What the intents together say of one packet; `nothing`: two of equal priority contradict each other. */
export interface PacketPromise {
  readonly says: 'must' | 'may' | 'must-not' | 'nothing'
  /** The sides that decided, of the highest priority that speaks of it; none: the network's default. */
  readonly because: readonly Side[]
}

/** What the network owes to a packet that enters at the place. */
export function oraclePromise(
  topology: Topology,
  intents: readonly Intent[],
  entry: EntryPlace,
  packet: Packet,
): PacketPromise {
  const its = surroundingsOf(topology)
  const place = its.placeAt.get(nameOf(entry))
  if (!place) throw new Error(`no packet enters at ${nameOf(entry)}`)
  const speaking = allSides(topology, intents).filter((side) => !side.isAsserted && side.covers(place, packet))
  const highest = Math.max(...speaking.map(({ spoken }) => spoken.priority))
  const because = speaking.filter(({ spoken }) => spoken.priority === highest)
  const isForbidden = because.some(({ says }) => says === 'must-not')
  if (because.length === 0) return { says: byDefault(its, place, packet), because }
  if (isForbidden) return { says: because.every(({ says }) => says === 'must-not') ? 'must-not' : 'nothing', because }
  const isOwed = !isBehind(its, place, packet.dst) && speaking.some((side) => isPromise(side, speaking, packet))
  return { says: isOwed ? 'must' : 'may', because }
}

/** Whether a side's `must` stands against all that speak of the same packet. Answers are promised only by what speaks of answers
 *  to connections that were opened. */
export const isPromise = (side: Side, speaking: readonly Side[], packet: Packet): boolean =>
  side.says === 'must' &&
  (!packet.established || side.isTracked) &&
  !speaking.some(
    (other) => other.spoken.priority > side.spoken.priority && (other.says === 'must-not' || isOtherWay(other, side)),
  )

/** A route of higher priority by other waypoints has the packets. */
const isOtherWay = (winner: Side, loser: Side): boolean => {
  const text = ({ via }: Side) => via.map((one) => [...one].sort().join(' or ')).join(' then ')
  const bothPass = winner.via.length > 0 && loser.via.length > 0
  return winner.says === 'must' && winner.direction === loser.direction && bothPass && text(winner) !== text(loser)
}

/** Open networks let through what belongs where it enters, to owners and out of the network. */
function byDefault(its: Surroundings, place: Place, packet: Packet): 'may' | 'must-not' {
  const hasOwner = ownersOf(its, packet.dst).length > 0
  const hasExit = its.places.some(({ kind }) => kind === 'external')
  const isOpen = its.topology.default === 'open' && isBehind(its, place, packet.src) && (hasOwner || hasExit)
  return isOpen ? 'may' : 'must-not'
}

const known = new WeakMap<readonly Intent[], { readonly topology: Topology; readonly sides: Side[] }>()

/** The sides of all intents, in order. Remembered per list of intents. */
export function allSides(topology: Topology, intents: readonly Intent[]): Side[] {
  const found = known.get(intents)
  if (found?.topology === topology) return found.sides
  const sides = intents.flatMap((intent) => sidesOf(topology, intent))
  known.set(intents, { topology, sides })
  return sides
}

/** A route's own constraints. */
export const constraintsOf = ({
  spoken,
}: Side): Partial<Pick<RouteIntent, 'avoid' | 'latency' | 'maxHops' | 'loss' | 'paths' | 'protocol' | 'survive'>> =>
  spoken.kind === 'route' ? spoken : {}
