import type { Entry, EntryKey, NextHopGroups, PacketMatch, Prefix, RouteAction } from '@paranet/network'
import { canonicalJson, entriesOf, entryKey, prefixRange, stateOf } from '@paranet/network'
import { ArtifactError } from '../linux/artifact-error.js'
import { cookieOf } from '../switch/entry-cookie.js'
import { equalMatches } from '../switch/match-shape.js'
import { priorityOf } from '../switch/rule-order.js'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import type { FlowEntry } from './entry-flows.js'
import { entryFlows } from './entry-flows.js'
import type { Flow, FlowMatch } from './flow.js'
import { flowIdentity, flowText, readMatchWords, readNumber } from './flow.js'
import { readGroupRoutes } from './group-routes.js'
import { copyTables, localPort, nextTable, scale, tables } from './layout.js'
import type { ReadGroups } from './read-groups.js'
import type { ReadMatch } from './read-match.js'
import { joinMatches, readMatch } from './read-match.js'
import type { TranslationWay, Zones } from './translations.js'
import { readTranslateAction } from './translations.js'

/** What flows speak of by numbers. */
export interface FlowNames extends ReadGroups {
  readonly numbers: DeviceNumbers
  readonly zones: Zones
  /** Table → priorities of its rules by rank. */
  readonly ranks: ReadonlyMap<number, readonly number[]>
}

interface ReadFlow {
  readonly flow: Flow
  readonly match: FlowMatch
}

/** The entries that flows are made of. Flows that are as a renderer makes them come back as its entries; a table in which somebody changed something
 *  is read flow by flow, with priorities that keep the order. Throws ArtifactError at a flow that no entry is. */
export function readEntries(flows: readonly Flow[], names: FlowNames): Entry[] {
  const byTable = new Map<number, ReadFlow[]>()
  for (const flow of flows) {
    const match = readMatchWords(flow.match) ?? refuse(flow, 'ParaNet does not judge what it matches')
    const own = byTable.get(flow.table)
    if (own) own.push({ flow, match })
    else byTable.set(flow.table, [{ flow, match }])
  }
  return [...byTable].flatMap(([table, own]): Entry[] => {
    if (table === tables.groupRoute)
      return readGroupRoutes(
        own.map(({ flow }) => flow),
        { copies: names.copies, nameOf: (port) => portName(names, port) },
      )
    const joined = joinFlows(table, own, names)
    return joined && isMadeOf(joined, own, names) ? joined : readOneByOne(table, own, names)
  })
}

function refuse(flow: Flow, what: string): never {
  throw new ArtifactError(`flows.txt: ${what}: ${flowText(flow).slice(0, 160)}`)
}

/** Flows of one cookie as one entry. */
function joinFlows(table: number, flows: readonly ReadFlow[], names: FlowNames): Entry[] | undefined {
  const byCookie = new Map<string, ReadFlow[]>()
  for (const one of flows) {
    const own = byCookie.get(one.flow.cookie)
    if (own) own.push(one)
    else byCookie.set(one.flow.cookie, [one])
  }
  const entries: Entry[] = []
  for (const [cookie, own] of byCookie) {
    const [first] = own
    const joined = joinMatches(own.map(({ match }) => match))
    if (!first || !joined) return undefined
    const priority = names.ranks.get(table)?.[first.flow.priority - 1] ?? priorityOf(scale, first.flow.priority)
    const candidates = candidatesOf(table, joined)
    const made = candidates.map((match) => entryOf(first, match, priority, names))
    entries.push(made.find((entry) => cookieOf(entryKey(entry)) === cookie) ?? (made[0] as Entry))
  }
  return entries
}

/** The matches that say the same: of a translation also that which leaves the family to its targets. */
function candidatesOf(table: number, { match, family }: ReadMatch): PacketMatch[] {
  if (table === tables.route) return [match]
  const isTranslation = table === tables.translateIn || table === tables.translateOut
  return [...(isTranslation ? equalMatches(match, undefined) : []), ...equalMatches(match, family)]
}

/** Whether rendering these entries gives these flows, cookies apart. */
function isMadeOf(entries: readonly Entry[], flows: readonly ReadFlow[], names: FlowNames): boolean {
  const { numbers, groups, translations, zones } = names
  const groupIds = new Map([...groups].map(([id, one]) => [canonicalJson(one), id]))
  const groupOf = (one: NextHopGroups) => groupIds.get(canonicalJson(one)) ?? 0
  const state = stateOf('', entries)
  const keyed = entriesOf(state) as ReadonlyMap<EntryKey, FlowEntry>
  const wayIds = new Map([...translations].map(([id, one]) => [canonicalJson(one), id]))
  const targetsOf = ({ direction, to }: TranslationWay) => wayIds.get(canonicalJson({ direction, to })) ?? 0
  const placeOfCollector = () => copyTables.indexOf(flows[0]?.flow.table ?? 0)
  const others = { groupOf, copiesOf: () => 0, targetsOf, zones, placeOfCollector }
  const made = entryFlows(keyed, numbers, others).flows.map(flowIdentity)
  const given = flows.map(({ flow }) => flowIdentity(flow))
  return made.length === given.length && made.sort().join('\n') === given.sort().join('\n')
}

function readOneByOne(table: number, flows: readonly ReadFlow[], names: FlowNames): Entry[] {
  const priorities = [...new Set(flows.map(({ flow }) => flow.priority))].sort((a, b) => a - b)
  return flows.map((one) => {
    const match =
      (table === tables.route ? joinMatches([one.match])?.match : readMatch(one.match)) ??
      refuse(one.flow, 'its mask of ports is no range')
    return entryOf(one, match, priorities.indexOf(one.flow.priority) + 1, names)
  })
}

/** The entry of a flow, in the kind that its table holds. */
function entryOf({ flow, match: asked }: ReadFlow, match: PacketMatch, priority: number, names: FlowNames): Entry {
  const nameOf = (port: number) => portName(names, port)
  const at = (port: number | undefined) => (port === undefined ? {} : { interface: nameOf(port) })
  const inPort = asked.inPort === undefined ? {} : { inInterface: nameOf(asked.inPort) }
  const needs = (isRight: boolean) =>
    isRight || refuse(flow, 'it asks for ports that rules of its table do not ask for')
  const { inFilter, inPolicer, mark, forwardFilter, policyRoute, outFilter, outPolicer, queue } = tables
  const { translateIn, translateOut } = tables
  needs(asked.outPort === undefined || flow.table >= translateOut)
  if (copyTables.includes(flow.table)) {
    const to = onward(flow, /^clone\(load:0xffff->NXM_OF_IN_PORT\[\],output:(\d+)\)$/)
    return { kind: 'copy', ...at(asked.inPort), match, to: nameOf(Number(to)) }
  }
  switch (flow.table) {
    case tables.route:
      return routeOf(flow, asked, match, names)
    case policyRoute:
      return { kind: 'policy-route', priority, match, ...inPort, action: actionOf(flow, names) }
    case translateIn:
      needs(asked.outPort === undefined)
      return { kind: 'translation', ...at(asked.inPort), priority, match, ...wayOf(flow, 'destination', names) }
    case translateOut:
      needs(asked.inPort === undefined)
      return { kind: 'translation', ...at(asked.outPort), priority, match, ...wayOf(flow, 'source', names) }
    case mark: {
      const dscp = readNumber(onward(flow, /^set_field:(.+)->ip_dscp$/))
      return { kind: 'mark', ...at(asked.inPort), priority, match, dscp: dscp ?? refuse(flow, 'no DSCP') }
    }
    case inPolicer:
    case outPolicer: {
      const bucket =
        names.numbers.meters.get(Number(onward(flow, /^meter:(\d+)$/))) ?? refuse(flow, 'its meter is missing')
      const direction = flow.table === inPolicer ? 'in' : 'out'
      needs(direction === 'in' || asked.inPort === undefined)
      return {
        kind: 'policer',
        direction,
        ...at(direction === 'in' ? asked.inPort : asked.outPort),
        priority,
        match,
        ...bucket,
      }
    }
    case queue: {
      const id = onward(flow, /^set_queue:(\d+)$/)
      const held = names.numbers.queues.get(`${asked.outPort} ${id}`) ?? refuse(flow, 'its queue is missing')
      return { kind: 'queue', interface: nameOf(asked.outPort ?? 0), ...inPort, priority, match, ...held }
    }
    case inFilter:
      needs(asked.inPort !== undefined)
      return { kind: 'filter', direction: 'in', ...at(asked.inPort), priority, match, action: verdictOf(flow) }
    case forwardFilter:
      needs(asked.inPort === undefined)
      return { kind: 'filter', direction: 'forward', priority, match, action: verdictOf(flow) }
    case outFilter:
      needs(asked.outPort !== undefined && asked.inPort === undefined)
      return { kind: 'filter', direction: 'out', ...at(asked.outPort), priority, match, action: verdictOf(flow) }
    default:
      return refuse(flow, 'no entries are in its table')
  }
}

/** The addresses that the one action of a flow translates to. */
function wayOf(flow: Flow, direction: TranslationWay['direction'], { translations, zones }: FlowNames): TranslationWay {
  const text = flow.actions.join(',')
  const group = /^group:(\d+)$/.exec(text)?.[1]
  const plain = readTranslateAction(text, zones)
  const way =
    group === undefined
      ? plain && { direction: plain.direction, to: [{ prefix: plain.prefix, weight: 1 }] }
      : translations.get(Number(group))
  return way?.direction === direction ? way : refuse(flow, 'ParaNet does not judge how it translates')
}

const portName = ({ numbers }: FlowNames, port: number): string =>
  [...numbers.ports].find(([, one]) => one === port)?.[0] ?? `port ${port}`

/** The one action before a flow goes on to the next table. */
function onward(flow: Flow, pattern: RegExp): string {
  const [action = '', next, ...more] = flow.actions
  const found = pattern.exec(action)?.[1]
  return found !== undefined && next === `goto_table:${nextTable.get(flow.table)}` && more.length === 0
    ? found
    : refuse(flow, 'ParaNet does not judge what it does')
}

function verdictOf(flow: Flow): 'permit' | 'deny' {
  const text = flow.actions.join(',')
  if (text === 'drop') return 'deny'
  return text === `goto_table:${nextTable.get(flow.table)}`
    ? 'permit'
    : refuse(flow, 'ParaNet does not judge what it does')
}

function routeOf(flow: Flow, { family, inPort }: FlowMatch, match: PacketMatch, names: FlowNames): Entry {
  const { dst, ...more } = match
  const prefix = dst ?? ((family === 6 ? '::/0' : '0.0.0.0/0') as Prefix)
  const isPlain = family !== undefined && inPort === undefined && Object.keys(more).length === 0
  if (!isPlain || flow.priority !== prefixRange(prefix).length + 1)
    refuse(flow, 'a route asks for a destination alone, with the length of its prefix and one as its priority')
  return { kind: 'route', prefix, action: actionOf(flow, names) }
}

function actionOf(flow: Flow, names: FlowNames): RouteAction {
  const text = flow.actions.join(',')
  if (text === 'drop') return { kind: 'drop' }
  const group = /^group:(\d+)$/.exec(text)?.[1]
  if (group !== undefined)
    return { kind: 'forward', groups: names.groups.get(Number(group)) ?? refuse(flow, 'its group is missing') }
  const port = readNumber(new RegExp(`^set_field:(.+)->reg0,goto_table:${tables.depart}$`).exec(text)?.[1] ?? '')
  if (port === undefined) refuse(flow, 'ParaNet does not judge what it does')
  return { kind: 'deliver', interface: port === localPort ? 'local' : portName(names, port) }
}
