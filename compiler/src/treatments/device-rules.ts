import type { DeviceState, MarkEntry, PacketMatch, PolicyRouteEntry, Prefix, RouteEntry } from '@paranet/network'
import { compareRules, markKey, OwnedIndex, policyRouteKey, prefixesOverlap, prefixRange } from '@paranet/network'
import type { PacketClass } from '../classes/packet-class.js'
import { mayHold } from '../classes/packet-class.js'

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
  readonly #state: DeviceState
  #asked = 0
  #index: RuleIndex | undefined

  constructor(state: DeviceState) {
    this.#state = state
  }

  near(inInterface: string, reach: Reach): NearRules {
    const isHere = (name: string | undefined) => name === undefined || name === inInterface
    const marks = (this.#state.marks ?? []).filter((one) => isHere(one.interface) && mayMatch(reach, one.match))
    const { policies, routes } = this.#meeting(reach)
    const here = policies.filter((one) => isHere(one.inInterface) && mayMatch(reach, one.match))
    return {
      marks: inOrder(marks, markKey),
      policies: inOrder(here, policyRouteKey),
      routes: routes.sort(byLength),
    }
  }

  /** The first who ask look at all rules: many states are asked about once. */
  #meeting(reach: Reach): { readonly policies: PolicyRouteEntry[]; readonly routes: RouteEntry[] } {
    const { routes, policyRoutes } = this.#state
    if (this.#asked++ < askedWithout) {
      const isMet = (prefix: Prefix) => reach.destinations.some((one) => prefixesOverlap(one, prefix))
      return {
        policies: policyRoutes.filter(({ match }) => mayMatch(reach, match)),
        routes: routes.filter(({ prefix }) => isMet(prefix)),
      }
    }
    this.#index ??= {
      routes: byPrefix(routes, ({ prefix }) => prefix),
      policies: byPrefix(policyRoutes, ({ match }) => match.dst),
      anywhere: policyRoutes.filter(({ match }) => match.dst === undefined),
    }
    const { anywhere, policies } = this.#index
    return { policies: [...anywhere, ...meeting(policies, reach)], routes: meeting(this.#index.routes, reach) }
  }
}

interface RuleIndex {
  readonly routes: OwnedIndex<AtPrefix<RouteEntry>>
  readonly policies: OwnedIndex<AtPrefix<PolicyRouteEntry>>
  readonly anywhere: readonly PolicyRouteEntry[]
}

/** How many may ask before an index is made. */
const askedWithout = 2

/** The longest prefix first. */
const byLength = (a: RouteEntry, b: RouteEntry): number =>
  prefixRange(b.prefix).length - prefixRange(a.prefix).length || (a.prefix < b.prefix ? -1 : 1)

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
  let [first, aEnd, bEnd] = [0, a.length, b.length]
  while (first < aEnd && first < bEnd && a[first] === b[first]) first++
  while (aEnd > first && bEnd > first && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--
    bEnd--
  }
  const [before, now] = [a.slice(first, aEnd), b.slice(first, bEnd)]
  const [had, has] = [new Set(before), new Set(now)]
  return [...before.filter((one) => !has.has(one)), ...now.filter((one) => !had.has(one))]
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

function mayMatch({ sources, destinations, traffic }: Reach, match: PacketMatch): boolean {
  const { src, dst } = match
  return (
    mayHold(traffic, match) &&
    (dst === undefined || destinations.some((prefix) => prefixesOverlap(prefix, dst))) &&
    (src === undefined || sources.some((prefix) => prefixesOverlap(prefix, src)))
  )
}
