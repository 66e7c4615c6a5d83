import { hostPrefix, parseAddressNumber, parseV4, prefixRange } from '../address/ip.js'
import type { Packet } from '../packet/packet.js'
import { hasPorts } from '../packet/packet.js'
import type {
  CopyEntry,
  DeviceState,
  EntryKey,
  FilterEntry,
  GroupRouteEntry,
  MarkEntry,
  NextHop,
  PacketMatch,
  PolicerEntry,
  PolicyRouteEntry,
  QueueEntry,
  RouteAction,
  TranslationEntry,
} from './device-state.js'
import {
  copyKey,
  filterKey,
  groupRouteKey,
  markKey,
  policerKey,
  policyRouteKey,
  queueKey,
  routeKey,
  translationKey,
} from './entry-key.js'
import type { AnswerAddresses } from './translate.js'
import { chooseAddress, isOfFamily } from './translate.js'

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
  readonly marks: readonly Rule<MarkEntry>[]
  readonly policers: readonly Rule<PolicerEntry>[]
  readonly queues: readonly Rule<QueueEntry>[]
  readonly translations: readonly Rule<TranslationEntry>[]
  /** Of a packet that the device knows to answer a connection: what it makes of its addresses. */
  readonly answer?: AnswerAddresses
  readonly copies: readonly Rule<CopyEntry>[]
  /** Longest source first. */
  readonly groupRoutes: readonly Rule<GroupRouteEntry>[]
  /** Per family, longest first: prefix length → first address → route. */
  readonly routes: { readonly 4: RouteTable; readonly 6: RouteTable }
}

type RouteTable = readonly {
  readonly length: number
  readonly shift: number
  readonly byFirst: ReadonlyMap<AddressValue, { readonly key: EntryKey; readonly action: RouteAction }>
}[]

export type DropReason =
  | 'in-filter'
  | 'forward-filter'
  | 'out-filter'
  | 'no-route'
  | 'drop-route'
  | 'no-live-next-hop'
  | 'reverse-path'

/** An entry that applies to a packet. */
export interface Applied<Entry> {
  readonly key: EntryKey
  readonly entry: Entry
}

/** What a packet meets where it leaves. `entries`: the keys of what decided there, in order. */
export interface Leaving {
  readonly permitted: boolean
  readonly entries: readonly EntryKey[]
  readonly policer?: Applied<PolicerEntry>
  /** Absent: the default queue. */
  readonly queue?: Applied<QueueEntry>
  /** What rewrote its source. */
  readonly translation?: Applied<TranslationEntry>
  /** The packet as it leaves. */
  readonly packet: Packet
}

/** One way a packet can leave: under ECMP there are several, and the hash picks one. Not `permitted`: the out filter of that interface drops it. */
export interface ForwardChoice extends Leaving {
  readonly nextHop: NextHop
}

/** What a device does to one packet wherever it goes on. `entries`: the keys of the entries that decided, in order. */
interface Treated {
  readonly entries: readonly EntryKey[]
  readonly mark?: Applied<MarkEntry>
  /** The in policer. */
  readonly policer?: Applied<PolicerEntry>
  /** What rewrote its destination. */
  readonly translation?: Applied<TranslationEntry>
  /** The packet as it goes on: with its DSCP and its destination rewritten where something applied. */
  readonly packet: Packet
  /** Copies that are sent, one per interface; absent: none. Interfaces that are down are left out. */
  readonly copies?: readonly SentCopy[]
}

/** A copy that leaves beside the packet, by the entries named. */
export interface SentCopy {
  readonly interface: string
  readonly entries: readonly EntryKey[]
}

/** What a device does to one packet. Policers are named, not applied: whether the rate is exceeded is a matter of all packets together.
 *  `group`: which group of the action was used. Where it is delivered, `entries` hold those of `leaving` too. */
export type LookupResult = Treated &
  (
    | { readonly kind: 'drop'; readonly reason: DropReason }
    | { readonly kind: 'deliver'; readonly interface: string; readonly leaving: Leaving }
    | { readonly kind: 'forward'; readonly choices: readonly ForwardChoice[]; readonly group: number }
    /** Out of every one of these at once: `choices` may be `lan` and `local` too, and may be none. */
    | { readonly kind: 'replicate'; readonly choices: readonly ForwardChoice[] }
  )

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
  const policyRoutes = rulesOf(state.policyRoutes, policyRouteKey)
  return {
    device: state.device,
    filters,
    policyRoutes,
    marks: rulesOf(state.marks, markKey),
    policers: rulesOf(state.policers, policerKey),
    queues: rulesOf(state.queues, queueKey),
    translations: rulesOf(state.translations, translationKey),
    copies: (state.copies ?? []).map((entry) => ({ key: copyKey(entry), entry, matcher: compileMatch(entry.match) })),
    groupRoutes: groupRulesOf(state),
    routes: { 4: compileRoutes(state, 4), 6: compileRoutes(state, 6) },
  }
}

function groupRulesOf({ groupRoutes = [] }: DeviceState): Rule<GroupRouteEntry>[] {
  return [...groupRoutes]
    .sort((a, b) => prefixRange(b.source).length - prefixRange(a.source).length)
    .map((entry) => ({ key: groupRouteKey(entry), entry, matcher: compileMatch(groupMatch(entry)) }))
}

/** The packets that the entry speaks of, wherever they come in. */
export const groupMatch = ({ source, group }: Pick<GroupRouteEntry, 'source' | 'group'>): PacketMatch => ({
  src: source,
  dst: hostPrefix(group),
})

function rulesOf<Entry extends { readonly priority: number; readonly match: PacketMatch }>(
  entries: readonly Entry[] = [],
  keyOf: (entry: Entry) => EntryKey,
): Rule<Entry>[] {
  return entries.map((entry) => ({ key: keyOf(entry), entry, matcher: compileMatch(entry.match) })).sort(byPriority)
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

/** The one lookup on device state: in filter, in policer, mark, translation of the destination, forward filter, copies, group routes or else policy routes and routes, translation of the
 *  source, out filter, out policer, queue, in this order; each by the header as rewritten before it. `isUp` says of an interface of this device whether it can send. */
export function lookup(
  device: CompiledDevice,
  arrived: PreparedPacket,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
): LookupResult {
  const entries: EntryKey[] = []
  if (!isPermitted(device, filterList('in', inInterface), arrived, entries))
    return { kind: 'drop', reason: 'in-filter', entries, packet: arrived.packet }
  const policer = device.policers.find((rule) => policesAt(rule, 'in', inInterface) && matches(rule.matcher, arrived))
  const mark = device.marks.find((rule) => isFor(rule.entry.interface, inInterface) && matches(rule.matcher, arrived))
  const marked = mark ? rewritten(arrived, mark.entry.dscp) : arrived
  if (policer) entries.push(policer.key)
  if (mark) entries.push(mark.key)
  const { translation, prepared } = translate(device, 'destination', inInterface, marked, isUp)
  if (translation) entries.push(translation.key)
  const treated = {
    entries,
    ...(policer ? { policer: applied(policer) } : {}),
    ...(mark ? { mark: applied(mark) } : {}),
    ...(translation ? { translation: applied(translation) } : {}),
    packet: (prepared ?? marked).packet,
  }
  if (!prepared) return { kind: 'drop', reason: 'no-live-next-hop', ...treated }
  if (!isPermitted(device, filterList('forward', undefined), prepared, entries))
    return { kind: 'drop', reason: 'forward-filter', ...treated }
  const copies = copiesOf(device, prepared, inInterface, isUp)
  entries.push(...copies.flatMap((copy) => copy.entries))
  const sent = copies.length === 0 ? treated : { ...treated, copies }
  const group = device.groupRoutes.find(({ matcher }) => matches(matcher, prepared))
  if (group) {
    entries.push(group.key)
    if (group.entry.inInterface !== inInterface) return { kind: 'drop', reason: 'reverse-path', ...sent }
    const outs = group.entry.out.filter(isUp).map((name) => ({ interface: name }))
    const choices = outs.map((nextHop) => ({
      nextHop,
      ...leave(device, prepared, inInterface, nextHop.interface, isUp),
    }))
    return { kind: 'replicate', choices, ...sent }
  }
  const found = findPolicyRoute(device, prepared, inInterface) ?? findRoute(device, prepared)
  if (!found) return { kind: 'drop', reason: 'no-route', ...sent }
  entries.push(found.key)
  const acted = act(device, found.action, prepared, inInterface, isUp)
  if (acted.kind !== 'deliver') return { ...acted, ...sent }
  entries.push(...acted.leaving.entries)
  return acted.leaving.permitted ? { ...acted, ...sent } : { kind: 'drop', reason: 'out-filter', ...sent }
}

type Act = LookupResult extends infer Result ? (Result extends Treated ? Omit<Result, keyof Treated> : never) : never

/** Of all entries that match, one copy per interface. */
function copiesOf(
  device: CompiledDevice,
  prepared: PreparedPacket,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
): SentCopy[] {
  const byInterface = new Map<string, EntryKey[]>()
  for (const { key, entry, matcher } of device.copies) {
    if (!isFor(entry.interface, inInterface) || !isUp(entry.to) || !matches(matcher, prepared)) continue
    byInterface.set(entry.to, [...(byInterface.get(entry.to) ?? []), key])
  }
  return [...byInterface].map(([name, entries]) => ({ interface: name, entries }))
}

/** The packet as it is after a mark. */
export const rewritten = (prepared: PreparedPacket, dscp: number): PreparedPacket =>
  prepared.packet.dscp === dscp ? prepared : { ...prepared, packet: { ...prepared.packet, dscp } }

function act(
  device: CompiledDevice,
  action: RouteAction,
  prepared: PreparedPacket,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
): Act {
  if (action.kind === 'drop') return { kind: 'drop', reason: 'drop-route' }
  if (action.kind === 'deliver') {
    const leaving = leave(device, prepared, inInterface, action.interface, isUp)
    return { kind: 'deliver', interface: action.interface, leaving }
  }
  const group = action.groups.findIndex((members) => members.some((hop) => isUp(hop.interface)))
  if (group < 0) return { kind: 'drop', reason: 'no-live-next-hop' }
  const choices = (action.groups[group] ?? [])
    .filter((hop) => isUp(hop.interface))
    .map((nextHop): ForwardChoice => ({ nextHop, ...leave(device, prepared, inInterface, nextHop.interface, isUp) }))
  return { kind: 'forward', choices, group }
}

function leave(
  device: CompiledDevice,
  routed: PreparedPacket,
  inInterface: string,
  out: string,
  isUp: (interfaceName: string) => boolean,
): Leaving {
  const entries: EntryKey[] = []
  const { translation, prepared = routed } = translate(device, 'source', out, routed, isUp)
  if (translation) entries.push(translation.key)
  const left = { entries, packet: prepared.packet, ...(translation ? { translation: applied(translation) } : {}) }
  if (!isPermitted(device, filterList('out', out), prepared, entries)) return { permitted: false, ...left }
  const policer = device.policers.find((rule) => policesAt(rule, 'out', out) && matches(rule.matcher, prepared))
  const queue = device.queues.find(
    ({ entry, matcher }) =>
      entry.interface === out && isFor(entry.inInterface, inInterface) && matches(matcher, prepared),
  )
  if (policer) entries.push(policer.key)
  if (queue) entries.push(queue.key)
  return {
    permitted: true,
    ...left,
    ...(policer ? { policer: applied(policer) } : {}),
    ...(queue ? { queue: applied(queue) } : {}),
  }
}

/** The packet with the address of one direction rewritten, and by what. No packet: no target is up. */
function translate(
  device: CompiledDevice,
  direction: TranslationEntry['direction'],
  interfaceName: string,
  prepared: PreparedPacket,
  isUp: (interfaceName: string) => boolean,
): { readonly translation?: Rule<TranslationEntry>; readonly prepared?: PreparedPacket } {
  const side = direction === 'source' ? 'src' : 'dst'
  const back = device.answer?.[side]
  if (back !== undefined) return { prepared: preparePacket({ ...prepared.packet, [side]: back }) }
  if (device.answer || prepared.packet.established) return { prepared }
  const translation = device.translations.find(
    ({ entry, matcher }) =>
      entry.direction === direction &&
      isFor(entry.interface, interfaceName) &&
      isOfFamily(entry, prepared.packet.src) &&
      matches(matcher, prepared),
  )
  if (!translation) return { prepared }
  const address = chooseAddress(translation.entry, prepared.packet, isUp)
  if (address === undefined) return { translation }
  return { translation, prepared: preparePacket({ ...prepared.packet, [side]: address }) }
}

const applied = <Entry>({ key, entry }: Rule<Entry>): Applied<Entry> => ({ key, entry })

/** Whether what is said of an interface, or of any, holds for this one. */
const isFor = (asked: string | undefined, name: string): boolean => asked === undefined || asked === name

const policesAt = ({ entry }: Rule<PolicerEntry>, direction: PolicerEntry['direction'], name: string): boolean =>
  entry.direction === direction && isFor(entry.interface, name)

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
