import type { Entry, EntryKey, NextHopGroups, RouteAction, TranslationTarget } from '@paranet/network'
import { prefixRange } from '@paranet/network'
import { cookieOfEntry } from '../switch/entry-cookie.js'
import type { TableOrder } from '../switch/rule-order.js'
import { orderRules } from '../switch/rule-order.js'
import type { DeviceNumbers, Queue } from '../switch/device-numbers.js'
import { queueText } from '../switch/device-numbers.js'
import { expandMatch } from './expand-match.js'
import type { Flow, FlowMatch, WordParts } from './flow.js'
import { matchWords, partWords, placeWords } from './flow.js'
import { groupRouteFlows } from './group-routes.js'
import type { GroupNumbers } from './groups.js'
import { copyTables, nextTable, scale, tables } from './layout.js'
import type { Zones } from './translations.js'
import { isPlain, translateAction } from './translations.js'

/** The flows of a device's entries, and the orders of the tables whose priorities are ranks. */
export interface EntryFlows {
  readonly flows: readonly Flow[]
  readonly ranks: ReadonlyMap<number, readonly number[]>
}

/** An entry that flows can say. */
export type FlowEntry = Extract<
  Entry,
  { kind: 'route' | 'policy-route' | 'filter' | 'mark' | 'policer' | 'queue' | 'translation' | 'copy' | 'group-route' }
>

type RuleEntry = Exclude<FlowEntry, { kind: 'route' | 'group-route' }>

/** What flows call by numbers, beside ports, meters and queues. */
export interface EntryNumbers extends GroupNumbers {
  readonly zones: Zones
  /** The place of the table of copies that go out of an interface. */
  readonly placeOfCollector: (to: string) => number
}

/** Turns entries into flows, each in the table of its stage. `entries`: only those that packets can meet. */
export function entryFlows(
  entries: ReadonlyMap<EntryKey, FlowEntry>,
  numbers: DeviceNumbers,
  { groupOf, copiesOf, targetsOf, zones, placeOfCollector }: EntryNumbers,
): EntryFlows {
  const portOf = (name: string) => numbers.ports.get(name) ?? 0
  const wayOf = knownWays(portOf, groupOf)
  const byTable = new Map<number, [EntryKey, RuleEntry][]>()
  const flows: Flow[] = []
  for (const [key, entry] of entries)
    if (entry.kind === 'route') flows.push(routeFlow(key, entry, wayOf))
    else if (entry.kind === 'group-route') flows.push(...groupRouteFlows(key, entry, portOf, copiesOf))
    else listAt(byTable, tableOf(entry, placeOfCollector)).push([key, entry])
  const ranks = new Map<number, readonly number[]>()
  const meterOf = new Map([...numbers.meters].map(([meter, { bucket }]) => [bucket, meter]))
  const names = { portOf, wayOf, meterOf, queueOf: queueNumbers(numbers), targetsOf, zones }
  for (const [table, rules] of byTable) {
    const order = orderOf(rules)
    if (order.ranks) ranks.set(table, order.ranks)
    for (const [key, entry] of rules) flows.push(...ruleFlows(key, entry, table, order.numbers.get(key) ?? 0, names))
  }
  return { flows: flows.sort(compareFlows), ranks }
}

/** The kinds of entries that flows can say. */
export const flowKinds: ReadonlySet<Entry['kind']> = new Set<FlowEntry['kind']>([
  'route',
  'policy-route',
  'filter',
  'mark',
  'policer',
  'queue',
  'translation',
  'copy',
  'group-route',
])

function listAt<T>(lists: Map<number, T[]>, at: number): T[] {
  let list = lists.get(at)
  if (!list) lists.set(at, (list = []))
  return list
}

const orderOf = (rules: readonly [EntryKey, RuleEntry][]): TableOrder =>
  orderRules(
    rules.map(([key, entry]) => ({ key, priority: rankOf(entry), match: entry.match, place: placeOf(entry) })),
    scale,
  )

/** All copies that match are made: their order says nothing. */
const rankOf = (entry: RuleEntry): number => (entry.kind === 'copy' ? 0 : entry.priority)

function placeOf(entry: RuleEntry): (string | undefined)[] {
  if (entry.kind === 'policy-route') return [entry.inInterface]
  return entry.kind === 'queue' ? [entry.interface, entry.inInterface] : [entry.interface]
}

const compareFlows = (a: Flow, b: Flow): number =>
  a.table - b.table || b.priority - a.priority || (a.cookie < b.cookie ? -1 : a.cookie > b.cookie ? 1 : 0)

/** The table in which an entry has its flows. */
export function tableOf(entry: FlowEntry, placeOfCollector: EntryNumbers['placeOfCollector']): number {
  switch (entry.kind) {
    case 'route':
      return tables.route
    case 'group-route':
      return tables.groupRoute
    case 'policy-route':
      return tables.policyRoute
    case 'copy':
      return copyTables[placeOfCollector(entry.to)] ?? tables.copy
    case 'translation':
      return entry.direction === 'source' ? tables.translateOut : tables.translateIn
    case 'mark':
      return tables.mark
    case 'queue':
      return tables.queue
    case 'policer':
      return entry.direction === 'in' ? tables.inPolicer : tables.outPolicer
    default:
      return { in: tables.inFilter, forward: tables.forwardFilter, out: tables.outFilter }[entry.direction]
  }
}

function routeFlow(
  key: EntryKey,
  entry: Extract<FlowEntry, { kind: 'route' }>,
  wayOf: (action: RouteAction) => readonly string[],
): Flow {
  const { prefix, action } = entry
  const { family, length } = prefixRange(prefix)
  return {
    table: tables.route,
    cookie: cookieOfEntry(entry, key),
    priority: length + 1,
    match: matchWords({ family, dst: prefix }),
    actions: wayOf(action),
  }
}

/** Worked out once for each action: many entries have the same. */
function knownWays(
  portOf: (name: string) => number,
  groupOf: (groups: NextHopGroups) => number,
): (action: RouteAction) => readonly string[] {
  const known = new Map<RouteAction, readonly string[]>()
  return (action) => {
    let words = known.get(action)
    if (!words) known.set(action, (words = actionWords(action, portOf, groupOf)))
    return words
  }
}

const actionWords = (
  action: RouteAction,
  portOf: (name: string) => number,
  groupOf: (groups: NextHopGroups) => number,
): string[] => {
  if (action.kind === 'drop') return ['drop']
  if (action.kind === 'forward') return [`group:${groupOf(action.groups)}`]
  return [`set_field:0x${portOf(action.interface).toString(16)}->reg0`, `goto_table:${tables.depart}`]
}

interface FlowNames {
  readonly portOf: (name: string) => number
  readonly wayOf: (action: RouteAction) => readonly string[]
  /** Bucket → meter. */
  readonly meterOf: ReadonlyMap<string, number>
  readonly queueOf: ReadonlyMap<string, number>
  readonly targetsOf: GroupNumbers['targetsOf']
  readonly zones: Zones
}

function ruleFlows(key: EntryKey, entry: RuleEntry, table: number, priority: number, names: FlowNames): Flow[] {
  const place = placeMatch(entry, names.portOf)
  const actions = ruleActions(entry, table, names)
  const cookie = cookieOfEntry(entry, key)
  const parts = partsOfEntry(entry)
  return parts.map((one) => ({ table, cookie, priority, match: placeWords(place, one), actions }))
}

/** What rewrites a field of one family asks for the family: a translation for that of its targets. */
function partsOfEntry(entry: RuleEntry): readonly WordParts[] {
  if (entry.kind !== 'translation') return expandMatch(entry.match, entry.kind === 'mark').map(partWords)
  const [first] = entry.to
  const family = first && prefixRange(first.prefix).family
  return expandMatch(entry.match, true)
    .filter((one) => one.family === family)
    .map(partWords)
}

function placeMatch(entry: RuleEntry, portOf: (name: string) => number): FlowMatch {
  const from = entry.kind === 'policy-route' || entry.kind === 'queue' ? entry.inInterface : undefined
  const at = entry.kind === 'policy-route' ? undefined : entry.interface
  const isOut =
    entry.kind === 'queue' || ('direction' in entry && (entry.direction === 'out' || entry.direction === 'source'))
  const inName = isOut ? from : (from ?? at)
  return {
    ...(inName === undefined ? {} : { inPort: portOf(inName) }),
    ...(isOut && at !== undefined ? { outPort: portOf(at) } : {}),
  }
}

function ruleActions(
  entry: RuleEntry,
  table: number,
  { portOf, wayOf, meterOf, queueOf, targetsOf, zones }: FlowNames,
): readonly string[] {
  const onward = `goto_table:${nextTable.get(table)}`
  switch (entry.kind) {
    case 'policy-route':
      return wayOf(entry.action)
    case 'copy':
      return [copyAction(portOf(entry.to)), onward]
    case 'translation':
      return [
        isPlain(entry)
          ? translateAction(entry.direction, entry.to[0] as TranslationTarget, zones)
          : `group:${targetsOf(entry)}`,
      ]
    case 'mark':
      return [`set_field:${entry.dscp}->ip_dscp`, onward]
    case 'policer':
      return [`meter:${meterOf.get(entry.bucket)}`, onward]
    case 'queue':
      return [`set_queue:${queueOf.get(queueKey(portOf(entry.interface), entry))}`, onward]
    default:
      return [entry.action === 'permit' ? onward : 'drop']
  }
}

/** A copy is put on the link as the packet came in, also where it came in there: Open vSwitch would not let it. */
export const copyAction = (port: number): string => `clone(load:0xffff->NXM_OF_IN_PORT[],output:${port})`

const queueKey = (port: number, queue: Queue): string => `${port} ${queueText(queue)}`

const queueNumbers = ({ queues }: DeviceNumbers): Map<string, number> =>
  new Map(
    [...queues].map(([place, queue]) => {
      const [port = '', number = ''] = place.split(' ')
      return [queueKey(Number(port), queue), Number(number)]
    }),
  )
