import type {
  DeviceState,
  FilterDirection,
  FilterEntry,
  NextHop,
  Packet,
  PacketMatch,
  PolicyRouteEntry,
  RouteEntry,
} from '@paranet/network'
import { bitsOf, holds } from './bits.js'
import { Trie } from './trie.js'

/** What one device does to one packet. `out`: the interfaces that it may leave by, one of them per packet. */
export interface Decision {
  readonly out: readonly { readonly interface: string; readonly isPermitted: boolean }[]
  /** Handed out at `lan` or `local` rather than sent on. */
  readonly isDelivery: boolean
  /** Why it goes nowhere. */
  readonly drop?: string
  /** Entries that were the first to match, in order. */
  readonly used: readonly (RouteEntry | PolicyRouteEntry | FilterEntry)[]
}

/** In filter, forward filter, policy routes, longest route, first group with a live interface, out filter. */
export function decide(
  state: DeviceState | undefined,
  packet: Packet,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
): Decision {
  const used: (RouteEntry | PolicyRouteEntry | FilterEntry)[] = []
  const drop = (why: string): Decision => ({ out: [], isDelivery: false, drop: why, used })
  if (!state) return drop('no state')
  const passes = (direction: FilterDirection, name?: string): boolean => {
    const first = filtersOf(state, direction, name).find((entry) => matches(entry.match, packet))
    if (first) used.push(first)
    return first?.action !== 'deny'
  }
  if (!passes('in', inInterface)) return drop('in filter')
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
  const out = live.map((hop) => ({ interface: hop.interface, isPermitted: passes('out', hop.interface) }))
  return { out, isDelivery: action.kind === 'deliver', used }
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

type Rule = FilterEntry | PolicyRouteEntry
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
