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

/** Whether what came to a device since it was in another state, or went, is met by packets of the reach that come in by the interface. */
export const isChangeNear = (before: DeviceState, now: DeviceState, inInterface: string, reach: Reach): boolean =>
  changesBetween(before, now).some(
    ({ interface: name, match }) => (name === undefined || name === inInterface) && mayMatch(reach, match),
  )

/** What a rule asks of packets. */
interface Asked {
  readonly interface: string | undefined
  readonly match: PacketMatch
}

/** Rules that only one of the states has, by the objects that they are. Worked out once for each pair in turn. */
function changesBetween(before: DeviceState, now: DeviceState): readonly Asked[] {
  const known = changes.get(now)
  if (known?.before === before) return known.made
  const made = [
    ...unshared(before.marks, now.marks).map((one) => ({ interface: one.interface, match: one.match })),
    ...unshared(before.policyRoutes, now.policyRoutes).map((one) => ({
      interface: one.inInterface,
      match: one.match,
    })),
    ...unshared(before.routes, now.routes).map(({ prefix }) => ({ interface: undefined, match: { dst: prefix } })),
  ]
  changes.set(now, { before, made })
  return made
}

const changes = new WeakMap<DeviceState, { readonly before: DeviceState; readonly made: readonly Asked[] }>()

function unshared<T>(a: readonly T[] = [], b: readonly T[] = []): T[] {
  if (a === b) return []
  const [first, second] = [new Set(a), new Set(b)]
  return [...a.filter((one) => !second.has(one)), ...b.filter((one) => !first.has(one))]
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
