import type { DeviceState, MarkEntry, PacketMatch, PolicyRouteEntry, Prefix, RouteEntry } from '@paranet/network'
import { compareRules, markKey, OwnedIndex, policyRouteKey, prefixesOverlap, prefixRange } from '@paranet/network'
import type { PacketClass } from '../classes/packet-class.js'
import { trafficOverlaps } from '../classes/packet-class.js'

/** Headers that hold all packets of a class. */
export type Reach = Pick<PacketClass, 'sources' | 'destinations' | 'traffic'>

/** What a device has that packets of a reach may meet, whatever their DSCP has become, each in the order in which it is tried. */
export interface NearRules {
  readonly marks: readonly MarkEntry[]
  readonly policies: readonly PolicyRouteEntry[]
  readonly routes: readonly RouteEntry[]
}

/** The rules of a device by destination. Worked out once for each state. */
export function deviceRulesOf(state: DeviceState): DeviceRules {
  let known = rules.get(state)
  if (!known) rules.set(state, (known = new DeviceRules(state)))
  return known
}

const rules = new WeakMap<DeviceState, DeviceRules>()

/** Rules of a device state, found by what packets may meet. */
export class DeviceRules {
  readonly #marks: readonly MarkEntry[]
  readonly #routes: OwnedIndex<AtPrefix<RouteEntry>>
  readonly #policies: OwnedIndex<AtPrefix<PolicyRouteEntry>>
  readonly #anywhere: readonly PolicyRouteEntry[]

  constructor({ marks = [], routes, policyRoutes }: DeviceState) {
    this.#marks = marks
    this.#routes = byPrefix(routes, ({ prefix }) => prefix)
    this.#policies = byPrefix(policyRoutes, ({ match }) => match.dst)
    this.#anywhere = policyRoutes.filter(({ match }) => match.dst === undefined)
  }

  near(inInterface: string, reach: Reach): NearRules {
    const isHere = (name: string | undefined) => name === undefined || name === inInterface
    const marks = this.#marks.filter((one) => isHere(one.interface) && mayMatch(reach, one.match))
    const policies = [...this.#anywhere, ...meeting(this.#policies, reach)].filter(
      (one) => isHere(one.inInterface) && mayMatch(reach, one.match),
    )
    const lengthOf = ({ prefix }: RouteEntry) => prefixRange(prefix).length
    return {
      marks: inOrder(marks, markKey),
      policies: inOrder(policies, policyRouteKey),
      routes: meeting(this.#routes, reach).sort((a, b) => lengthOf(b) - lengthOf(a)),
    }
  }
}

/** All that have one prefix. */
interface AtPrefix<T> {
  readonly prefix: Prefix
  readonly all: T[]
}

/** Those without a prefix are left out. */
function byPrefix<T>(list: readonly T[], prefixOf: (one: T) => Prefix | undefined): OwnedIndex<AtPrefix<T>> {
  const found = new Map<Prefix, AtPrefix<T>>()
  for (const one of list) {
    const prefix = prefixOf(one)
    if (prefix === undefined) continue
    const known = found.get(prefix)
    if (known) known.all.push(one)
    else found.set(prefix, { prefix, all: [one] })
  }
  const placed = [...found.values()].map((one) => ({ one, range: prefixRange(one.prefix) }))
  return new OwnedIndex(placed.sort((a, b) => comparePlaces(a.range, b.range)).map(({ one }) => one))
}

type Range = ReturnType<typeof prefixRange>

/** IPv4 as numbers: they compare several times faster. */
function comparePlaces(a: Range, b: Range): number {
  if (a.family === 4 && b.family === 4) return Number(a.low) - Number(b.low) || a.length - b.length
  return a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : a.length - b.length)
}

/** Each once. */
function meeting<T>(index: OwnedIndex<AtPrefix<T>>, { destinations }: Reach): T[] {
  const found = new Set<AtPrefix<T>>()
  for (const prefix of destinations) {
    for (const one of index.around(prefix)) found.add(one)
    for (const one of index.inside(prefix)) found.add(one)
  }
  return [...found].flatMap(({ all }) => all)
}

const inOrder = <E extends { readonly priority: number }>(entries: readonly E[], keyOf: (entry: E) => string): E[] =>
  entries.length < 2
    ? [...entries]
    : entries
        .map((entry) => ({ entry, priority: entry.priority, key: keyOf(entry) }))
        .sort(compareRules)
        .map(({ entry }) => entry)

function mayMatch({ sources, destinations, traffic }: Reach, { dscp: _, ...match }: PacketMatch): boolean {
  const { src, dst } = match
  return (
    (src === undefined || sources.some((prefix) => prefixesOverlap(prefix, src))) &&
    (dst === undefined || destinations.some((prefix) => prefixesOverlap(prefix, dst))) &&
    trafficOverlaps(traffic, [match])
  )
}
