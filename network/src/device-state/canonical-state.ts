import type { DeviceState, Entry, EntryKey, NetworkState } from './device-state.js'
import type { Bare } from './entry-kinds.js'
import { entryKinds, kindList } from './entry-kinds.js'

/** The same state in canonical order: entries by key, one per key (the last given wins); no empty lists but of routes, policy routes and filters. A
 *  state that was made canonical here is given back as it is. */
export function canonicalState(state: DeviceState): DeviceState {
  if (canonical.has(state)) return state
  return asCanonical(state.device, (list, keyOf) => sortedBy((state[list] ?? []) as readonly Bare[], keyOf))
}

const canonical = new WeakSet<DeviceState>()

function asCanonical(
  device: string,
  listOf: (list: (typeof kindList)[number]['list'], keyOf: (entry: Bare) => EntryKey) => readonly Bare[],
): DeviceState {
  const made: Record<string, unknown> = { device }
  for (const { list, keyOf, always } of kindList) {
    const entries = listOf(list, keyOf)
    if (always || entries.length > 0) made[list] = entries
  }
  const state = made as unknown as DeviceState
  canonical.add(state)
  return state
}

/** All entries of a device with their keys, in canonical order: kind by kind as `entryKinds` has them. Worked out once for each state. */
export function entriesOf(state: DeviceState): ReadonlyMap<EntryKey, Entry> {
  let known = keyed.get(state)
  if (!known) keyed.set(state, (known = makeEntries(state)))
  return known
}

const keyed = new WeakMap<DeviceState, ReadonlyMap<EntryKey, Entry>>()

function makeEntries(state: DeviceState): Map<EntryKey, Entry> {
  const entries = new Map<EntryKey, Entry>()
  for (const { kind, list, keyOf } of kindList)
    for (const entry of (state[list] ?? []) as readonly Bare[]) entries.set(keyOf(entry), { kind, ...entry } as Entry)
  return entries
}

/** How many entries a device has, of all kinds. */
export const entryCount = (state: DeviceState): number =>
  kindList.reduce((sum, { list }) => sum + (state[list]?.length ?? 0), 0)

/** A device state of these entries, canonical. */
export function stateOf(device: string, entries: Iterable<Entry>): DeviceState {
  const lists = listsOf(entries)
  return asCanonical(device, (list, keyOf) => sortedBy(lists.get(list) ?? [], keyOf))
}

/** As `stateOf`, of entries whose keys are known. One entry per key, in any order. */
export function stateOfKeyed(device: string, entries: Iterable<readonly [EntryKey, Entry]>): DeviceState {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  const lists = listsOf(sorted)
  return asCanonical(device, (list) => lists.get(list) ?? [])
}

function listsOf(entries: Iterable<Entry>): Map<string, Bare[]> {
  const lists = new Map<string, Bare[]>()
  for (const { kind, ...entry } of entries) {
    const { list } = entryKinds[kind]
    const known = lists.get(list)
    if (known) known.push(entry as Bare)
    else lists.set(list, [entry as Bare])
  }
  return lists
}

/** A network state from a list of device states; devices sorted by name. */
export const networkState = (states: Iterable<DeviceState>): NetworkState =>
  new Map([...states].sort((a, b) => (a.device < b.device ? -1 : 1)).map((state) => [state.device, state]))

function sortedBy<T>(entries: readonly T[], keyOf: (entry: T) => EntryKey): T[] {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry)
}
