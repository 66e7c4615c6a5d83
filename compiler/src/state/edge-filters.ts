import type { Claim, PacketMatch, Port, Prefix, PrefixSet, TopologyIndex } from '@paranet/network'
import {
  allAddresses,
  foreignSources,
  intersectPrefixes,
  ownSources,
  prefixSet,
  subtractPrefixes,
  systemOwners,
  tracksConnections,
} from '@paranet/network'
import { filterDestinations } from '../classes/claim-space.js'
import type { PacketClass } from '../classes/packet-class.js'
import {
  headerTerms,
  intersectTraffic,
  setsOverlap,
  simplifyTraffic,
  trafficOverlaps,
} from '../classes/packet-class.js'
import type { NeededEntry } from './state-builder.js'
import { needed, ownedBy } from './state-builder.js'

/** Sources that belong elsewhere are denied above all intents. */
export const antiSpoofingPriority = 8000
/** Below the network's own permits. */
export const defaultPriority = -4
/** In a closed network, permits to leave it: the denial of all owned destinations just above them keeps them from opening anything inside,
 *  so that they need not list what nobody owns. */
const ownedDenialPriority = -1
const leavingPriority = -2

type Headers = Pick<PacketClass, 'sources' | 'destinations' | 'traffic'>

/** What a claim says at one port. */
export interface ClaimAtPort {
  readonly claim: Claim
  readonly headers: Headers
  /** What was made of it last, for the port that it belongs to. */
  made?: Made
}

interface Made {
  /** With sources that are denied at the port anyway. */
  readonly wide: ClaimAtPort
  readonly rules: Map<number, NeededEntry[]>
}

/** Filters of one port: foreign sources out; then what the claims say, by priority; then nothing. The decision of precedence is the order of
 *  the rules. A device that does not track connections lets the answers of tracked connections in together with their openings (the
 *  tracking waypoint drops those), also where a prohibition of openings has a higher priority. */
export function filtersAt(index: TopologyIndex, port: Port, claims: readonly ClaimAtPort[]): NeededEntry[] {
  const entries: NeededEntry[] = []
  const add: AddFilter = (priority, match, action, owner) => {
    entries.push(filterAt(index, port, priority, match, action, owner))
  }
  for (const src of foreignSources(index, port)) add(antiSpoofingPriority, { src }, 'deny', systemOwners.antiSpoofing)
  const made = claims.map((one) => (one.made ??= { wide: withWideSources(index, port, one), rules: new Map() }))
  const present = made.map(({ wide }) => wide)
  const rulesFor = new Map(made.map(({ wide, rules }) => [wide, rules]))
  const isTracking = tracks(index, port.device)
  const addClaim = (one: ClaimAtPort, headers: Headers, priority: number) => {
    const known = rulesFor.get(one)
    const rules = known?.get(priority) ?? rulesOf(index, port, one.claim, headers, priority, isTracking)
    known?.set(priority, rules)
    for (const rule of rules) entries.push(rule)
  }
  const permits = present.filter(({ claim }) => claim.kind !== 'must-not')
  const denials = present.filter(({ claim }) => claim.kind === 'must-not')
  for (const dst of returning(index, port, permits))
    add(antiSpoofingPriority - 1, { dst }, 'deny', systemOwners.antiSpoofing)
  const leaving = new Set(permits.filter((permit) => mayGoLast(index, permit, denials)))
  for (const permit of permits)
    if (!leaving.has(permit))
      addClaim(permit, permit.headers, permit.claim.priority * 4 + (permit.claim.priority < 0 ? 1 : 0))
  for (const permit of leaving) addClaim(permit, { ...permit.headers, destinations: allAddresses }, leavingPriority)
  if (leaving.size > 0)
    for (const dst of prefixSet(index.owned.map(({ prefix }) => prefix)))
      add(ownedDenialPriority, { dst }, 'deny', systemOwners.closed)
  for (const denial of denials) {
    if (
      !isOwn(index, port, denial.headers.sources) &&
      !permits.some(({ headers }) => headersMeet(headers, denial.headers))
    )
      continue
    addClaim(denial, denial.headers, denial.claim.priority * 4)
    if (!isTracking) addAnswers(add, denial, permits, denials)
  }
  add(
    defaultPriority,
    {},
    'deny',
    index.topology.default === 'closed' ? systemOwners.closed : systemOwners.antiSpoofing,
  )
  return entries
}

/** The claim with those sources too that are denied at the port anyway, where that makes fewer prefixes: a port to the internet then needs no
 *  list of what nobody owns. */
function withWideSources(index: TopologyIndex, port: Port, { claim, headers }: ClaimAtPort): ClaimAtPort {
  const { sources } = headers
  if (sources.length < 4) return { claim, headers }
  const wide = prefixSet([...sources, ...foreignSources(index, port)])
  return wide.length < sources.length ? { claim, headers: { ...headers, sources: wide } } : { claim, headers }
}

/** What a claim says at each of its ports. */
export function portsOfClaim(index: TopologyIndex, claim: Claim): (readonly [port: number, ClaimAtPort])[] {
  const destinations = filterDestinations(index, claim)
  const traffic = simplifyTraffic(claim.traffic)
  return claim.sources.flatMap(({ port: id, prefixes: sources }) => {
    const port = index.ports[id]
    const left = port && claim.established ? withoutOwn(index, port, destinations) : destinations
    return left.length > 0 ? [[id, { claim, headers: { sources, destinations: left, traffic } }] as const] : []
  })
}

/** Whether a permit speaks only of leaving the network and nothing below it forbids that: then its rule may come after all others. */
function mayGoLast(index: TopologyIndex, { claim, headers }: ClaimAtPort, denials: readonly ClaimAtPort[]): boolean {
  if (index.topology.default === 'open' || !claim.destinations.toInternet) return false
  const isBelow = (denial: ClaimAtPort) =>
    denial.claim.priority < claim.priority && headersMeet(denial.headers, headers)
  return isAllOutside(index, headers.destinations) && !denials.some(isBelow)
}

/** Whether the destinations are exactly what nobody in the network owns. */
export const isAllOutside = ({ owned }: TopologyIndex, destinations: PrefixSet): boolean =>
  prefixSet([...destinations, ...owned.map(({ prefix }) => prefix)]).join() === allAddresses.join() &&
  !setsOverlap(
    destinations,
    owned.map(({ prefix }) => prefix),
  )

/** Destinations without those behind the port itself: answers between two addresses behind one port pass no tracking device, and are
 *  promised to nobody. */
function withoutOwn(index: TopologyIndex, port: Port, destinations: PrefixSet): PrefixSet {
  if (!setsOverlap(destinations, port.sources)) return destinations
  return subtractPrefixes(destinations, subtractPrefixes(port.sources, foreignSources(index, port)))
}

/** Addresses behind the port itself that something is permitted to, less those inside that lie behind other ports. Packets to them from
 *  behind the same port are promised to nobody, and could be taken along by what matches more destinations. */
function returning(index: TopologyIndex, port: Port, permits: readonly ClaimAtPort[]): PrefixSet {
  const own = port.sources.filter((prefix) =>
    permits.some(({ headers }) => setsOverlap(headers.destinations, [prefix])),
  )
  return subtractPrefixes(own, foreignSources(index, port))
}

type AddFilter = (priority: number, match: PacketMatch, action: 'permit' | 'deny', owner: string) => void

const filterAt = (
  index: TopologyIndex,
  port: Port,
  priority: number,
  match: PacketMatch,
  action: 'permit' | 'deny',
  owner: string,
): NeededEntry =>
  needed(
    index.nodes[port.device]?.name ?? '',
    { kind: 'filter', direction: 'in', interface: port.interface, priority, match, action },
    ownedBy(owner),
  )

const tracks = (index: TopologyIndex, node: number): boolean => {
  const found = index.nodes[node]
  return found !== undefined && tracksConnections(found)
}

/** The rules of one claim. `established` is matched only where the device can. */
function rulesOf(
  index: TopologyIndex,
  port: Port,
  claim: Claim,
  headers: Headers,
  priority: number,
  isTracking: boolean,
): NeededEntry[] {
  const action = claim.kind === 'must-not' ? 'deny' : 'permit'
  return matchesOf(headers, isTracking ? claim.established : undefined).map((match) =>
    filterAt(index, port, priority, match, action, claim.intent),
  )
}

/** Headers as matches. */
export function matchesOf(headers: Headers, established?: boolean): PacketMatch[] {
  return headerTerms(headers).map(({ src, dst, box }) => {
    const match: { src?: Prefix; dst?: Prefix } = {}
    if (src !== undefined) match.src = src
    if (dst !== undefined) match.dst = dst
    return established === undefined ? Object.assign(match, box) : Object.assign(match, box, { established })
  })
}

/** Answers that a prohibition of openings does not speak of, but that it would take here: permitted just above it, less what a prohibition
 *  of every packet between the two forbids. */
function addAnswers(
  add: AddFilter,
  { claim: denial, headers }: ClaimAtPort,
  permits: readonly ClaimAtPort[],
  denials: readonly ClaimAtPort[],
): void {
  if (denial.established !== false) return
  for (const answer of permits) {
    if (answer.claim.established !== true || answer.claim.priority > denial.priority) continue
    const shared = intersectHeaders(headers, answer.headers)
    if (!shared) continue
    for (const match of matchesOf(shared)) add(denial.priority * 4 + 1, match, 'permit', answer.claim.intent)
    for (const other of denials) {
      const { claim } = other
      if (claim.established !== undefined || claim.priority > denial.priority || claim.priority < answer.claim.priority)
        continue
      const taken = intersectHeaders(shared, other.headers)
      if (taken) for (const match of matchesOf(taken)) add(denial.priority * 4 + 2, match, 'deny', claim.intent)
    }
  }
}

export function intersectHeaders(a: Headers, b: Headers): Headers | undefined {
  if (!trafficOverlaps(a.traffic, b.traffic)) return undefined
  const traffic = intersectTraffic(a.traffic, b.traffic)
  if (traffic.length === 0) return undefined
  const destinations = intersectPrefixes(a.destinations, b.destinations)
  if (destinations.length === 0) return undefined
  const sources = intersectPrefixes(a.sources, b.sources)
  return sources.length === 0 ? undefined : { sources, destinations, traffic }
}

const headersMeet = (a: Headers, b: Headers): boolean =>
  trafficOverlaps(a.traffic, b.traffic) &&
  setsOverlap(a.destinations, b.destinations) &&
  setsOverlap(a.sources, b.sources)

/** Whether any of the sources may enter at the port. */
function isOwn(index: TopologyIndex, port: Port, sources: PrefixSet): boolean {
  const own = intersectPrefixes(ownSources(port), sources)
  return (
    own.length > 0 &&
    (port.kind !== 'external' ||
      subtractPrefixes(
        own,
        index.owned.map(({ prefix }) => prefix),
      ).length > 0)
  )
}
