import type { DeviceState, FilterEntry, IpFamily, PacketMatch, Prefix } from '@paranet/network'
import { canonicalJson, compareRules, filterKey, prefixRange } from '@paranet/network'
import { linuxNameOf } from '../linux/interface-names.js'

/** A rule of a list. `place`: where it stands among all rules of its interface and direction, from 1; with the priority it makes the same entry
 *  again, also of a rule that stands in the lists of both families. Both absent: nobody says. */
export interface AclRule {
  readonly priority?: number
  readonly place?: number
  readonly match: PacketMatch
  readonly action: FilterEntry['action']
}

/** The rules that an interface has for the packets of a family, in the order in which they are asked. */
export interface AclList {
  readonly interface: string
  readonly direction: 'in' | 'out'
  readonly family: IpFamily
  readonly rules: readonly AclRule[]
}

/** Letters, digits, `-` and `_` alone, as devices ask for: `in-eth0-4`. */
export const aclNameOf = (list: Pick<AclList, 'interface' | 'direction' | 'family'>): string =>
  `${list.direction}-${linuxNameOf(list.interface).replaceAll('.', '_')}-ipv${list.family}`

/** The filters of a device as lists per interface, direction and family, sorted. A rule of no family stands in both lists. */
export function listsOfFilters({ filters }: Pick<DeviceState, 'filters'>): AclList[] {
  const byPoint = new Map<string, FilterEntry[]>()
  for (const entry of filters) {
    if (entry.interface === undefined) continue
    const point = `${entry.interface}\u0000${entry.direction}`
    const list = byPoint.get(point)
    if (list) list.push(entry)
    else byPoint.set(point, [entry])
  }
  return [...byPoint]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, entries]) => ([4, 6] as const).flatMap((family) => listOf(entries, family)))
}

function listOf(entries: readonly FilterEntry[], family: IpFamily): AclList[] {
  const [first] = entries
  const rules = [...entries]
    .map((entry) => ({ entry, priority: entry.priority, key: filterKey(entry) }))
    .sort(compareRules)
    .map(({ entry: { priority, match, action } }, i): AclRule => ({ priority, place: i + 1, match, action }))
    .filter(({ match }) => (familyOf(match) ?? family) === family)
  if (rules.length === 0 || first?.interface === undefined || first.direction === 'forward') return []
  return [{ interface: first.interface, direction: first.direction, family, rules }]
}

/** The family of the addresses that a match names; undefined where it names none. */
export const familyOf = ({ src, dst }: PacketMatch): IpFamily | undefined => {
  const prefix = src ?? dst
  return prefix === undefined ? undefined : prefixRange(prefix).family
}

/** The filters that lists are. Where a rule has no priority, or the order says otherwise than the priorities, all rules of that interface and
 *  direction get new ones that keep the order. */
export function filtersOfLists(lists: readonly AclList[]): FilterEntry[] {
  const points = new Map<string, AclList[]>()
  for (const list of lists) {
    const point = `${list.interface}\u0000${list.direction}`
    points.set(point, [...(points.get(point) ?? []), list])
  }
  return [...points.values()].flatMap((both) => joined(both) ?? both.flatMap(renumbered))
}

function renumbered({ rules, family, interface: at, direction }: AclList): FilterEntry[] {
  return rules.map(({ match, action }, i) => ({
    direction,
    interface: at,
    priority: rules.length - i,
    match: ofFamily(match, family),
    action,
  }))
}

const anyOf = (family: IpFamily): Prefix => (family === 4 ? '0.0.0.0/0' : '::/0') as Prefix

const ofFamily = (match: PacketMatch, family: IpFamily): PacketMatch =>
  familyOf(match) === undefined ? { ...match, src: anyOf(family) } : match

/** The entries by their places and priorities; undefined where these do not say the order. */
function joined(lists: readonly AclList[]): FilterEntry[] | undefined {
  const [first] = lists
  if (!first || lists.some(({ rules }) => !hasOrder(rules))) return undefined
  const byPlace = new Map<number, { readonly rule: AclRule; readonly families: IpFamily[] }>()
  for (const { rules, family } of lists)
    for (const rule of rules) {
      const known = byPlace.get(rule.place ?? 0)
      if (!known) byPlace.set(rule.place ?? 0, { rule, families: [family] })
      else if (canonicalJson(known.rule) === canonicalJson(rule)) known.families.push(family)
      else return undefined
    }
  const entries = [...byPlace].sort(([a], [b]) => a - b).map(([, one]) => entryOf(first, one.rule, one.families))
  return areInOrder(entries) ? entries : undefined
}

function entryOf(
  { interface: at, direction }: AclList,
  { priority = 0, match, action }: AclRule,
  families: readonly IpFamily[],
): FilterEntry {
  const [family = 4, other] = families
  return { direction, interface: at, priority, match: other ? match : ofFamily(match, family), action }
}

const hasOrder = (rules: readonly AclRule[]): boolean =>
  rules.every(
    ({ place, priority }, i) =>
      place !== undefined && priority !== undefined && (i === 0 || place > (rules[i - 1]?.place ?? 0)),
  )

const areInOrder = (entries: readonly FilterEntry[]): boolean => {
  const ranked = entries.map((entry) => ({ priority: entry.priority, key: filterKey(entry) }))
  return ranked.every((one, i) => i === 0 || compareRules(ranked[i - 1] ?? one, one) < 0)
}
