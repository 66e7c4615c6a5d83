import { parseAddressNumber, parseV4, prefixRange } from '../address/ip.js'
import type { Packet } from '../packet/packet.js'
import { hasPorts } from '../packet/packet.js'
import type {
  DeviceState,
  EntryKey,
  FilterEntry,
  NextHop,
  PacketMatch,
  PolicyRouteEntry,
  RouteAction,
} from './device-state.js'
import { filterKey, policyRouteKey, routeKey } from './entry-key.js'

/** v4 addresses as numbers, v6 as bigints: comparable within a family. */
type AddressValue = number | bigint

/** A packet with its addresses as numbers, ready for lookups. */
export interface PreparedPacket {
  readonly packet: Packet
  readonly family: 4 | 6
  readonly src: AddressValue
  readonly dst: AddressValue
}

interface Matcher {
  readonly family?: 4 | 6
  readonly srcFirst?: AddressValue
  readonly srcLast?: AddressValue
  readonly dstFirst?: AddressValue
  readonly dstLast?: AddressValue
  readonly match: PacketMatch
  /** Source and destination of different families: matches nothing. */
  readonly never: boolean
}

interface Rule<Entry> {
  readonly key: EntryKey
  readonly entry: Entry
  readonly matcher: Matcher
}

/** A device state indexed for lookups. Immutable; make a new one when the state changes. */
export interface CompiledDevice {
  readonly device: string
  readonly filters: ReadonlyMap<string, readonly Rule<FilterEntry>[]>
  readonly policyRoutes: readonly Rule<PolicyRouteEntry>[]
  /** Per family, longest first: prefix length → first address → route. */
  readonly routes: { readonly 4: RouteTable; readonly 6: RouteTable }
}

type RouteTable = readonly {
  readonly length: number
  readonly shift: number
  readonly byFirst: ReadonlyMap<AddressValue, { readonly key: EntryKey; readonly action: RouteAction }>
}[]

export type DropReason = 'in-filter' | 'forward-filter' | 'out-filter' | 'no-route' | 'drop-route' | 'no-live-next-hop'

/** One way a packet can leave: under ECMP there are several, and the hash picks one. `dropped` by the out filter of that interface. */
export interface ForwardChoice {
  readonly nextHop: NextHop
  readonly outFilter?: EntryKey
  readonly permitted: boolean
}

/** What a device does to one packet. `entries`: the keys of the entries that decided, in order. `group`: which group of the action was used. */
export type LookupResult =
  | { readonly kind: 'drop'; readonly reason: DropReason; readonly entries: readonly EntryKey[] }
  | { readonly kind: 'deliver'; readonly interface: string; readonly entries: readonly EntryKey[] }
  | {
      readonly kind: 'forward'
      readonly choices: readonly ForwardChoice[]
      readonly group: number
      readonly entries: readonly EntryKey[]
    }

/** Order among rules of one list: higher priority first, then by key. */
export const compareRules = (a: { priority: number; key: string }, b: { priority: number; key: string }): number =>
  b.priority - a.priority || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/** Indexes a device state for lookups. Linear but for sorting. */
export function compileDevice(state: DeviceState): CompiledDevice {
  const filters = new Map<string, Rule<FilterEntry>[]>()
  for (const entry of state.filters) {
    const list = filterList(entry.direction, entry.interface)
    const rules = filters.get(list) ?? []
    rules.push({ key: filterKey(entry), entry, matcher: compileMatch(entry.match) })
    filters.set(list, rules)
  }
  for (const rules of filters.values()) rules.sort(byPriority)
  const policyRoutes = state.policyRoutes
    .map((entry) => ({ key: policyRouteKey(entry), entry, matcher: compileMatch(entry.match) }))
    .sort(byPriority)
  return {
    device: state.device,
    filters,
    policyRoutes,
    routes: { 4: compileRoutes(state, 4), 6: compileRoutes(state, 6) },
  }
}

/** Reads the addresses of a packet once, for many lookups. Throws TypeError where an address is none or the families differ. */
export function preparePacket(packet: Packet): PreparedPacket {
  const src4 = parseV4(packet.src)
  const dst4 = parseV4(packet.dst)
  if (src4 !== undefined && dst4 !== undefined) return { packet, family: 4, src: src4, dst: dst4 }
  const src = parseAddressNumber(packet.src)
  const dst = parseAddressNumber(packet.dst)
  if (src?.family !== 6 || dst?.family !== 6)
    throw new TypeError(`not a pair of addresses of one family: ${packet.src} ${packet.dst}`)
  return { packet, family: 6, src: src.value, dst: dst.value }
}

/** The one lookup on device state: in filter, forward filter, policy routes, routes, out filter, in this order.
 *  `isUp` says of an interface of this device whether it can send. */
export function lookup(
  device: CompiledDevice,
  prepared: PreparedPacket,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
): LookupResult {
  const entries: EntryKey[] = []
  if (!isPermitted(device, filterList('in', inInterface), prepared, entries))
    return { kind: 'drop', reason: 'in-filter', entries }
  if (!isPermitted(device, filterList('forward', undefined), prepared, entries))
    return { kind: 'drop', reason: 'forward-filter', entries }
  const found = findPolicyRoute(device, prepared, inInterface) ?? findRoute(device, prepared)
  if (!found) return { kind: 'drop', reason: 'no-route', entries }
  entries.push(found.key)
  return act(device, found.action, prepared, isUp, entries)
}

function act(
  device: CompiledDevice,
  action: RouteAction,
  prepared: PreparedPacket,
  isUp: (interfaceName: string) => boolean,
  entries: EntryKey[],
): LookupResult {
  if (action.kind === 'drop') return { kind: 'drop', reason: 'drop-route', entries }
  if (action.kind === 'deliver') {
    if (!isPermitted(device, filterList('out', action.interface), prepared, entries))
      return { kind: 'drop', reason: 'out-filter', entries }
    return { kind: 'deliver', interface: action.interface, entries }
  }
  const group = action.groups.findIndex((members) => members.some((hop) => isUp(hop.interface)))
  if (group < 0) return { kind: 'drop', reason: 'no-live-next-hop', entries }
  const choices = (action.groups[group] ?? [])
    .filter((hop) => isUp(hop.interface))
    .map((nextHop): ForwardChoice => {
      const decided: EntryKey[] = []
      const permitted = isPermitted(device, filterList('out', nextHop.interface), prepared, decided)
      return { nextHop, permitted, ...(decided[0] === undefined ? {} : { outFilter: decided[0] }) }
    })
  return { kind: 'forward', choices, group, entries }
}

const filterList = (direction: FilterEntry['direction'], interfaceName: string | undefined): string =>
  interfaceName === undefined ? direction : `${direction} ${interfaceName}`

function isPermitted(device: CompiledDevice, list: string, prepared: PreparedPacket, entries: EntryKey[]): boolean {
  for (const rule of device.filters.get(list) ?? []) {
    if (!matches(rule.matcher, prepared)) continue
    entries.push(rule.key)
    return rule.entry.action === 'permit'
  }
  return true
}

function findPolicyRoute(device: CompiledDevice, prepared: PreparedPacket, inInterface: string) {
  for (const { key, entry, matcher } of device.policyRoutes) {
    if (entry.inInterface !== undefined && entry.inInterface !== inInterface) continue
    if (matches(matcher, prepared)) return { key, action: entry.action }
  }
  return undefined
}

function findRoute(device: CompiledDevice, { family, dst }: PreparedPacket) {
  for (const { shift, byFirst } of device.routes[family]) {
    const first =
      typeof dst === 'number' ? Math.floor(dst / 2 ** shift) * 2 ** shift : (dst >> BigInt(shift)) << BigInt(shift)
    const found = byFirst.get(first)
    if (found) return found
  }
  return undefined
}

function matches(
  { family, match, srcFirst, srcLast, dstFirst, dstLast, never }: Matcher,
  prepared: PreparedPacket,
): boolean {
  if (never || (family !== undefined && family !== prepared.family)) return false
  const { packet } = prepared
  if (match.protocol !== undefined && match.protocol !== packet.protocol) return false
  if (srcFirst !== undefined && srcLast !== undefined && (prepared.src < srcFirst || prepared.src > srcLast))
    return false
  if (dstFirst !== undefined && dstLast !== undefined && (prepared.dst < dstFirst || prepared.dst > dstLast))
    return false
  if (match.srcPort || match.dstPort) {
    if (!hasPorts(packet.protocol)) return false
    if (match.srcPort && (packet.srcPort < match.srcPort[0] || packet.srcPort > match.srcPort[1])) return false
    if (match.dstPort && (packet.dstPort < match.dstPort[0] || packet.dstPort > match.dstPort[1])) return false
  }
  if (match.dscp !== undefined && match.dscp !== packet.dscp) return false
  return match.established === undefined || match.established === packet.established
}

function compileMatch(match: PacketMatch): Matcher {
  const src = match.src === undefined ? undefined : prefixRange(match.src)
  const dst = match.dst === undefined ? undefined : prefixRange(match.dst)
  const family = src?.family ?? dst?.family
  const value = (number: bigint) => (family === 4 ? Number(number) : number)
  return {
    match,
    never: src !== undefined && dst !== undefined && src.family !== dst.family,
    ...(family === undefined ? {} : { family }),
    ...(src ? { srcFirst: value(src.first), srcLast: value(src.last) } : {}),
    ...(dst ? { dstFirst: value(dst.first), dstLast: value(dst.last) } : {}),
  }
}

function compileRoutes(state: DeviceState, family: 4 | 6): RouteTable {
  const byLength = new Map<number, Map<AddressValue, { key: EntryKey; action: RouteAction }>>()
  for (const entry of state.routes) {
    const range = prefixRange(entry.prefix)
    if (range.family !== family) continue
    const table = byLength.get(range.length) ?? new Map()
    table.set(family === 4 ? Number(range.first) : range.first, { key: routeKey(entry), action: entry.action })
    byLength.set(range.length, table)
  }
  return [...byLength]
    .sort(([a], [b]) => b - a)
    .map(([length, byFirst]) => ({ length, shift: (family === 4 ? 32 : 128) - length, byFirst }))
}

const byPriority = <E extends { readonly priority: number }>(a: Rule<E>, b: Rule<E>): number =>
  compareRules({ priority: a.entry.priority, key: a.key }, { priority: b.entry.priority, key: b.key })
