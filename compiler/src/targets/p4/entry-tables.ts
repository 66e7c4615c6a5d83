import type { DeviceState, Entry, EntryKey, NextHop, NextHopGroups, RouteAction } from '@paranet/network'
import { canonicalJson, prefixRange } from '@paranet/network'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import { actionsOf } from '../switch/device-numbers.js'
import { cookieOfEntry } from '../switch/entry-cookie.js'
import type { PriorityScale } from '../switch/rule-order.js'
import { orderRules } from '../switch/rule-order.js'
import { stableNumbers } from '../switch/stable-numbers.js'
import { fieldMatches } from './field-matches.js'
import { groupRouteEntries } from './group-routes.js'
import { copyAction, copyTable } from './program/paranet-program.js'
import type { Group, Member, TableEntry } from './table-entry.js'
import { hex, masked } from './table-entry.js'

/** 4,096 levels for each priority, above −131,072. */
export const scale: PriorityScale = { least: -131_072, levels: 4096, most: 0x3fff_ffff }

/** An entry that the program has a table for. */
export type TabledEntry = Extract<
  Entry,
  { kind: 'route' | 'policy-route' | 'filter' | 'mark' | 'policer' | 'copy' | 'group-route' }
>

type RuleEntry = Exclude<TabledEntry, { kind: 'route' | 'group-route' }>

/** Table entries, and the orders of the tables whose priorities are ranks. */
export interface EntryTables {
  readonly entries: readonly TableEntry[]
  readonly ranks: ReadonlyMap<string, readonly number[]>
}

/** What entries call by numbers and tables, beside ports and meters. */
export interface EntryNumbers {
  readonly setOf: (groups: NextHopGroups) => number
  /** Of the group whose packets go out of all these interfaces. */
  readonly groupOf: (out: readonly string[]) => number
  /** The place of the table of copies that go out of an interface. */
  readonly placeOfCollector: (to: string) => number
}

/** One table entry for each entry; two for a multicast route. */
export function entryTables(
  entries: ReadonlyMap<EntryKey, TabledEntry>,
  { ports, meters }: DeviceNumbers,
  { setOf, groupOf, placeOfCollector }: EntryNumbers,
): EntryTables {
  const made: TableEntry[] = []
  const byTable = new Map<string, [EntryKey, RuleEntry][]>()
  const portOf = (name: string) => ports.get(name) ?? 0
  const wayOf = knownWays(portOf, setOf)
  const meterOf = new Map([...meters].map(([index, { bucket }]) => [bucket, index]))
  for (const [key, entry] of entries) {
    if (entry.kind === 'route') {
      made.push(routeEntry(key, entry, wayOf))
      continue
    }
    if (entry.kind === 'group-route') {
      made.push(...groupRouteEntries(key, entry, portOf, groupOf))
      continue
    }
    const table = tableOf(entry, placeOfCollector)
    const own = byTable.get(table)
    if (own) own.push([key, entry])
    else byTable.set(table, [[key, entry]])
  }
  const ranks = new Map<string, readonly number[]>()
  for (const [table, rules] of byTable) {
    const order = orderRules(
      rules.map(([key, entry]) => ({
        key,
        priority: entry.kind === 'copy' ? 0 : entry.priority,
        match: entry.match,
        place: [entry.kind === 'policy-route' ? entry.inInterface : entry.interface],
      })),
      scale,
    )
    if (order.ranks) ranks.set(table, order.ranks)
    for (const [key, entry] of rules) {
      const { action, params } = actionFields(entry, wayOf, meterOf, placeOfCollector)
      const place = placeMatch(entry, portOf)
      const asked = fieldMatches(entry.match)
      const match = place === undefined ? asked : { ...place, ...asked }
      const priority = order.numbers.get(key) ?? 0
      made.push({ table, match, priority, action, params, metadata: cookieOfEntry(entry, key) })
    }
  }
  return { entries: made.sort(compareEntries), ranks }
}

const compareEntries = (a: TableEntry, b: TableEntry): number =>
  a.table !== b.table
    ? a.table < b.table
      ? -1
      : 1
    : (b.priority ?? 0) - (a.priority ?? 0) || ((a.metadata ?? '') < (b.metadata ?? '') ? -1 : 1)

/** The table that holds an entry. */
export function tableOf(entry: TabledEntry, placeOfCollector: EntryNumbers['placeOfCollector']): string {
  if (entry.kind === 'route') return `route_ipv${entry.prefix.includes(':') ? 6 : 4}`
  if (entry.kind === 'group-route') return 'group_route'
  if (entry.kind === 'policy-route') return 'policy_route'
  if (entry.kind === 'copy') return copyTable(placeOfCollector(entry.to))
  return entry.kind === 'mark' ? entry.kind : `${entry.direction}_${entry.kind}`
}

function placeMatch(entry: RuleEntry, portOf: (name: string) => number): Record<string, string> | undefined {
  const name = entry.kind === 'policy-route' ? entry.inInterface : entry.interface
  if (name === undefined) return undefined
  const isOut = 'direction' in entry && entry.direction === 'out'
  const isExact = entry.kind === 'filter'
  return { [isOut ? 'out_port' : 'in_port']: isExact ? hex(portOf(name)) : masked(portOf(name), 0x1ff) }
}

function routeEntry(
  key: EntryKey,
  entry: Extract<TabledEntry, { kind: 'route' }>,
  wayOf: (action: RouteAction) => ActionFields,
): TableEntry {
  const { prefix, action } = entry
  const { family, first, length } = prefixRange(prefix)
  return {
    table: `route_ipv${family}`,
    match: length === 0 ? {} : { dst_addr: `${hex(first)}/${length}` },
    ...wayOf(action),
    metadata: cookieOfEntry(entry, key),
  }
}

type ActionFields = Required<Pick<TableEntry, 'action' | 'params'>>

/** Worked out once for each action: many entries have the same. */
function knownWays(
  portOf: (name: string) => number,
  setOf: (groups: NextHopGroups) => number,
): (action: RouteAction) => ActionFields {
  const known = new Map<RouteAction, ActionFields>()
  return (action) => {
    let way = known.get(action)
    if (!way) known.set(action, (way = wayFields(action, portOf, setOf)))
    return way
  }
}

function wayFields(
  action: RouteAction,
  portOf: (name: string) => number,
  setOf: (groups: NextHopGroups) => number,
): ActionFields {
  if (action.kind === 'drop') return { action: 'deny', params: {} }
  if (action.kind === 'deliver') return { action: 'deliver', params: { port: hex(portOf(action.interface)) } }
  return { action: 'to_next_hops', params: { next_hops: hex(setOf(action.groups)) } }
}

function actionFields(
  entry: RuleEntry,
  wayOf: (action: RouteAction) => ActionFields,
  meterOf: ReadonlyMap<string, number>,
  placeOfCollector: EntryNumbers['placeOfCollector'],
): ActionFields {
  const isOut = 'direction' in entry && entry.direction === 'out'
  switch (entry.kind) {
    case 'policy-route':
      return wayOf(entry.action)
    case 'mark':
      return { action: 'set_dscp', params: { dscp: hex(entry.dscp) } }
    case 'copy':
      return { action: copyAction(placeOfCollector(entry.to)), params: {} }
    case 'policer':
      return { action: isOut ? 'police_out' : 'police', params: { bucket: hex(meterOf.get(entry.bucket) ?? 0) } }
    default:
      return { action: isOut ? `${entry.action}_out` : entry.action, params: {} }
  }
}

/** Equal for equal groups. Worked out once for each object. */
function setKey(groups: NextHopGroups): string {
  let key = setKeys.get(groups)
  if (key === undefined) setKeys.set(groups, (key = canonicalJson(groups)))
  return key
}

const setKeys = new WeakMap<NextHopGroups, string>()

/** The ordered groups that a device's routes use: their numbers, and what the table and the selector hold for them. */
export interface NextHopTables {
  readonly setOf: (groups: NextHopGroups) => number
  /** Numbers of sets that do not follow from what is in them (`stableNumbers`). */
  readonly moved: readonly string[]
  readonly entries: readonly TableEntry[]
  readonly groups: readonly Group[]
  readonly members: readonly Member[]
}

/** For each port of a group an entry that is met while that port is up, earlier groups first: so a port that fails changes one bit of a register
 *  and no entry. */
export function nextHopTables(state: DeviceState, { ports, hops }: DeviceNumbers): NextHopTables {
  const sets = new Map<string, NextHopGroups>()
  for (const action of actionsOf(state)) if (action.kind === 'forward') sets.set(setKey(action.groups), action.groups)
  const lists = new Map([...sets.values()].flat().map((list) => [canonicalJson(list), list]))
  const single = new Map([...lists.values()].flat().map((hop) => [canonicalJson(hop), hop]))
  const moved: string[] = []
  const setNumbers = stableNumbers(sets.keys(), 1, 0xffff_fffe, 'sets', moved)
  const groupNumbers = stableNumbers(lists.keys(), 1, 0x7fff_fffe)
  const memberNumbers = stableNumbers(single.keys(), 1, 0x7fff_fffe)
  const portOf = (hop: NextHop) => ports.get(hop.interface) ?? 0
  const hopNumbers = new Map([...hops].map(([number, hop]) => [canonicalJson(hop), number]))
  const byId = <T extends { readonly id: number }>(list: T[]) => list.sort((a, b) => a.id - b.id)
  return {
    moved,
    setOf: (groups) => setNumbers.get(setKey(groups)) ?? 0,
    entries: [...sets].flatMap(([key, groups]) =>
      groups.flatMap((list, i) =>
        [...new Set(list.map(portOf))].map((port) => ({
          table: 'next_hops',
          match: { next_hops: hex(setNumbers.get(key) ?? 0), live: masked(1n << BigInt(port), 1n << BigInt(port)) },
          priority: 65_536 - i,
          group: groupNumbers.get(canonicalJson(list)) ?? 0,
        })),
      ),
    ),
    groups: byId(
      [...lists].map(([key, list]) => ({
        id: groupNumbers.get(key) ?? 0,
        members: list.map((hop) => ({
          member: memberNumbers.get(canonicalJson(hop)) ?? 0,
          weight: 1,
          watchPort: portOf(hop),
        })),
      })),
    ),
    members: byId(
      [...single].map(([key, hop]) => ({
        id: memberNumbers.get(key) ?? 0,
        action: 'leave_by',
        params: { port: hex(portOf(hop)), hop: hex(hopNumbers.get(key) ?? 0) },
      })),
    ),
  }
}
