import {
  contentStoreKey,
  nameCacheKey,
  nameFilterKey,
  nameRouteKey,
  nameStrategyKey,
} from '../device-state/entry-key.js'
import type {
  ContentStoreEntry,
  DeviceState,
  EntryKey,
  NameCacheEntry,
  NameFilterEntry,
  NameRouteEntry,
  NameStrategy,
} from '../device-state/device-state.js'
import { localInterface } from '../device-state/device-state.js'
import { compareRules } from '../device-state/lookup.js'
import type { ContentName } from './content-name.js'
import { isUnder, longestPrefix } from './content-name.js'

/** What a device does with Interests, ready to be asked. */
export interface NamedDevice {
  readonly routes: ReadonlyMap<ContentName, NameRouteEntry>
  readonly strategies: ReadonlyMap<ContentName, NameStrategy>
  readonly store?: ContentStoreEntry
  readonly caches: ReadonlyMap<ContentName, NameCacheEntry>
  /** By interface, in the order in which they are looked at. */
  readonly filters: ReadonlyMap<string, readonly NameFilterEntry[]>
}

/** The names' part of a state. Made once for each state. */
export function namedDevice(state: DeviceState): NamedDevice {
  let known = made.get(state)
  if (!known) made.set(state, (known = makeNamed(state)))
  return known
}

const made = new WeakMap<DeviceState, NamedDevice>()

function makeNamed(state: DeviceState): NamedDevice {
  const [store] = state.contentStores ?? []
  return {
    routes: new Map((state.nameRoutes ?? []).map((entry) => [entry.name, entry])),
    strategies: new Map((state.nameStrategies ?? []).map((entry) => [entry.name, entry.strategy])),
    caches: new Map((state.nameCaches ?? []).map((entry) => [entry.name, entry])),
    filters: filtersOf(state.nameFilters ?? []),
    ...(store ? { store } : {}),
  }
}

function filtersOf(entries: readonly NameFilterEntry[]): Map<string, NameFilterEntry[]> {
  const filters = new Map<string, NameFilterEntry[]>()
  for (const entry of entries) filters.set(entry.interface, [...(filters.get(entry.interface) ?? []), entry])
  const ordered = ({ priority, ...rest }: NameFilterEntry) => ({ priority, key: nameFilterKey({ priority, ...rest }) })
  for (const list of filters.values()) list.sort((a, b) => compareRules(ordered(a), ordered(b)))
  return filters
}

/** Whether the state says anything of names. */
export const speaksOfNames = (state: DeviceState): boolean =>
  (state.nameRoutes ?? state.nameStrategies ?? state.contentStores ?? state.nameCaches ?? state.nameFilters) !==
  undefined

/** What a device does with an Interest. `groups`: where it may go on, in order, only interfaces that are up. */
export type InterestAnswer =
  | { readonly kind: 'refused' | 'no-route' | 'all-down' | 'kept'; readonly entries: readonly EntryKey[] }
  | {
      readonly kind: 'forward'
      readonly strategy: NameStrategy
      readonly groups: readonly (readonly string[])[]
      readonly entries: readonly EntryKey[]
    }

/** The one definition of what a device does with an Interest: name filter of the interface, content store, route by the longest prefix, strategy.
 *  `holds`: whether the content store has the Data. It never goes back to the interface that it came in by,
 *  but for `local`, which stands for all applications of the device. */
export function lookupInterest(
  device: NamedDevice,
  name: ContentName,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
  holds: boolean,
): InterestAnswer {
  const filter = device.filters.get(inInterface)?.find((entry) => isUnder(entry.name, name))
  const entries = filter ? [nameFilterKey(filter)] : []
  if (filter?.action === 'deny') return { kind: 'refused', entries }
  if (holds && device.store) return { kind: 'kept', entries: [...entries, ...keepingEntries(device, name)] }
  const route = longestPrefix(device.routes, name)?.value
  if (!route) return { kind: 'no-route', entries }
  const chosen = longestPrefix(device.strategies, name)
  entries.push(nameRouteKey(route), ...(chosen ? [nameStrategyKey({ name: chosen.prefix })] : []))
  const groups = route.groups
    .map(({ interfaces }) => interfaces.filter((one) => (one !== inInterface || one === localInterface) && isUp(one)))
    .filter((group) => group.length > 0)
  if (groups.length === 0) return { kind: 'all-down', entries }
  return { kind: 'forward', strategy: chosen?.value ?? 'best-route', groups, entries }
}

function keepingEntries(device: NamedDevice, name: ContentName): EntryKey[] {
  const rule = longestPrefix(device.caches, name)?.value
  return [contentStoreKey(), ...(rule ? [nameCacheKey(rule)] : [])]
}

/** Whether the device keeps Data of this name that passes, and for how long (ms; absent: while there is room). */
export function keeping(device: NamedDevice, name: ContentName): { readonly ttl?: number } | undefined {
  if (!device.store) return undefined
  const rule = longestPrefix(device.caches, name)?.value
  if (!(rule ? rule.keep : device.store.keeps === 'all')) return undefined
  return rule?.ttl === undefined ? {} : { ttl: rule.ttl }
}

/** Whether the device may have Data of this name: it keeps it, and asks others for it. */
export const mayHold = (device: NamedDevice, name: ContentName): boolean =>
  keeping(device, name) !== undefined && (longestPrefix(device.routes, name)?.value.groups.length ?? 0) > 0
