import type {
  DeviceState,
  FilterDirection,
  FilterEntry,
  MarkEntry,
  NextHop,
  Packet,
  PacketMatch,
  PolicerEntry,
  PolicyRouteEntry,
  QueueEntry,
  RouteEntry,
} from '@paranet/network'
import { bitsOf, holds } from './bits.js'
import { Trie } from './trie.js'

/** One way out. */
export interface Out {
  readonly interface: string
  readonly isPermitted: boolean
  readonly policer?: PolicerEntry
  readonly queue?: QueueEntry
}

/** What one device does to one packet. `out`: the interfaces that it may leave by, one of them per packet. */
export interface Decision {
  readonly out: readonly Out[]
  /** The DSCP with which it goes on; the policer that counts it on its way in. */
  readonly dscp: number
  readonly policer?: PolicerEntry
  /** Handed out at `lan` or `local` rather than sent on. */
  readonly isDelivery: boolean
  /** Why it goes nowhere. */
  readonly drop?: string
  /** Entries that were the first to match, in order. */
  readonly used: readonly (RouteEntry | PolicyRouteEntry | FilterEntry)[]
}

/** In filter, in policer, mark, forward filter, policy routes, longest route, first group with a live interface, out filter, out policer,
 *  queue. */
export function decide(
  state: DeviceState | undefined,
  arrived: Packet,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
): Decision {
  const used: (RouteEntry | PolicyRouteEntry | FilterEntry)[] = []
  let packet = arrived
  const drop = (why: string): Decision => ({ out: [], isDelivery: false, drop: why, used, dscp: packet.dscp })
  if (!state) return drop('no state')
  const passes = (direction: FilterDirection, name?: string): boolean => {
    const first = filtersOf(state, direction, name).find((entry) => matches(entry.match, packet))
    if (first) used.push(first)
    return first?.action !== 'deny'
  }
  const policed = (direction: PolicerEntry['direction'], name: string) =>
    treatmentsOf(state).policers.find(
      (one) => one.direction === direction && (one.interface ?? name) === name && matches(one.match, packet),
    )
  if (!passes('in', inInterface)) return drop('in filter')
  const policer = policed('in', inInterface)
  const mark = treatmentsOf(state).marks.find(
    (one) => (one.interface ?? inInterface) === inInterface && matches(one.match, packet),
  )
  if (mark) packet = { ...packet, dscp: mark.dscp }
  if (!passes('forward')) return drop('forward filter')
  const policy = policiesOf(state).find(
    (entry) => (entry.inInterface ?? inInterface) === inInterface && matches(entry.match, packet),
  )
  const entry = policy ?? routesOf(state).longest(bitsOf(packet.dst))
  if (!entry) return drop('no route')
  used.push(entry)
  const { action } = entry
  if (action.kind === 'drop') return drop('drop route')
  const group: readonly Pick<NextHop, 'interface'>[] =
    action.kind === 'deliver'
      ? [{ interface: action.interface }]
      : (action.groups.find((hops) => hops.some((hop) => isUp(hop.interface))) ?? [])
  const live = group.filter((hop) => action.kind === 'deliver' || isUp(hop.interface))
  if (live.length === 0) return drop('no live next hop')
  const out = live.map(({ interface: name }): Out => {
    if (!passes('out', name)) return { interface: name, isPermitted: false }
    const last = policed('out', name)
    const queue = treatmentsOf(state).queues.find(
      (one) => one.interface === name && (one.inInterface ?? inInterface) === inInterface && matches(one.match, packet),
    )
    return { interface: name, isPermitted: true, ...(last ? { policer: last } : {}), ...(queue ? { queue } : {}) }
  })
  const { dscp } = packet
  return { out, isDelivery: action.kind === 'deliver', used, dscp, ...(policer ? { policer } : {}) }
}

const protocolsWithPorts = new Set([6, 17, 33, 132, 136])

/** Whether the packet has all that the match asks for. */
export function matches(match: PacketMatch, packet: Packet): boolean {
  const isIn = (range: readonly [number, number] | undefined, port: number) =>
    range === undefined || (protocolsWithPorts.has(packet.protocol) && range[0] <= port && port <= range[1])
  return (
    (match.src === undefined || holds(bitsOf(match.src), bitsOf(packet.src))) &&
    (match.dst === undefined || holds(bitsOf(match.dst), bitsOf(packet.dst))) &&
    (match.protocol === undefined || match.protocol === packet.protocol) &&
    isIn(match.srcPort, packet.srcPort) &&
    isIn(match.dstPort, packet.dstPort) &&
    (match.dscp === undefined || match.dscp === packet.dscp) &&
    (match.established === undefined || match.established === packet.established)
  )
}

/** The first policy route that the packet, as it is after the mark, meets; and the first queue out of an interface. */
export const firstPolicy = (state: DeviceState, packet: Packet, inInterface: string): PolicyRouteEntry | undefined =>
  policiesOf(state).find((one) => (one.inInterface ?? inInterface) === inInterface && matches(one.match, packet))

export const firstQueue = (
  state: DeviceState,
  packet: Packet,
  inInterface: string,
  out: string,
): QueueEntry | undefined =>
  treatmentsOf(state).queues.find(
    (one) => one.interface === out && (one.inInterface ?? inInterface) === inInterface && matches(one.match, packet),
  )

interface Treatments {
  readonly marks: readonly MarkEntry[]
  readonly policers: readonly PolicerEntry[]
  readonly queues: readonly QueueEntry[]
}

const treating = new WeakMap<DeviceState, Treatments>()

/** Marks, policers and queues, each in the order in which they are tried. Of one priority the text of the whole entry decides. */
function treatmentsOf(state: DeviceState): Treatments {
  let its = treating.get(state)
  if (!its) {
    const byText = <R extends Rule>(rules: readonly R[] | undefined, before: (rule: R) => string) =>
      [...(rules ?? [])].sort(
        (a, b) => b.priority - a.priority || (`${before(a)}${textOf(a)}` < `${before(b)}${textOf(b)}` ? -1 : 1),
      )
    its = {
      marks: byText(
        state.marks,
        ({ interface: name, priority }) => `${name === undefined ? '' : `in ${name} `}${priority} `,
      ),
      policers: byText(
        state.policers,
        ({ interface: name, priority }) => `${name === undefined ? '' : `${name} `}${priority} `,
      ),
      queues: byText(state.queues, () => ''),
    }
    treating.set(state, its)
  }
  return its
}

type Rule = FilterEntry | PolicyRouteEntry | MarkEntry | PolicerEntry | QueueEntry
const ordered = new WeakMap<Rule, string>()

/** Higher priority first, then by what the rule says, as text. */
const inOrder = <R extends Rule>(rules: readonly R[]): R[] =>
  [...rules].sort((a, b) => b.priority - a.priority || (textOf(a) < textOf(b) ? -1 : 1))

function textOf(rule: Rule): string {
  let text = ordered.get(rule)
  if (text === undefined) ordered.set(rule, (text = writeRule(rule)))
  return text
}

function writeRule(rule: Rule): string {
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = rule.match
  const range = (ports: readonly [number, number]) => (ports[0] === ports[1] ? `${ports[0]}` : ports.join('-'))
  const words = [
    src && `src ${src}`,
    dst && `dst ${dst}`,
    protocol !== undefined && `proto ${protocol}`,
    srcPort && `src-port ${range(srcPort)}`,
    dstPort && `dst-port ${range(dstPort)}`,
    dscp !== undefined && `dscp ${dscp}`,
    established !== undefined && (established ? 'established' : 'new'),
  ].filter((word) => typeof word === 'string' && word !== '')
  const place = 'inInterface' in rule && rule.inInterface !== undefined ? `in ${rule.inInterface} ` : ''
  return place + (words.length === 0 ? 'any' : words.join(' '))
}

const orderedPolicies = new WeakMap<DeviceState, PolicyRouteEntry[]>()

function policiesOf(state: DeviceState): PolicyRouteEntry[] {
  let list = orderedPolicies.get(state)
  if (!list) orderedPolicies.set(state, (list = inOrder(state.policyRoutes)))
  return list
}

const orderedFilters = new WeakMap<DeviceState, Map<string, FilterEntry[]>>()

function filtersOf(state: DeviceState, direction: FilterDirection, name: string | undefined): FilterEntry[] {
  const lists = orderedFilters.get(state) ?? new Map<string, FilterEntry[]>()
  orderedFilters.set(state, lists)
  const key = `${direction} ${name ?? ''}`
  let list = lists.get(key)
  if (!list) {
    list = inOrder(state.filters.filter((entry) => entry.direction === direction && entry.interface === name))
    lists.set(key, list)
  }
  return list
}

const tables = new WeakMap<DeviceState, Trie<RouteEntry>>()

function routesOf(state: DeviceState): Trie<RouteEntry> {
  let table = tables.get(state)
  if (!table) {
    table = new Trie()
    for (const route of state.routes) table.set(bitsOf(route.prefix), route)
    tables.set(state, table)
  }
  return table
}
