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

/** The keys of the entries of one list of a canonical state, in their order. */
export function keysOf(state: DeviceState, list: Exclude<keyof DeviceState, 'device'>): EntryKey[] {
  let first = 0
  for (const one of kindList) {
    if (one.list === list) break
    first += state[one.list]?.length ?? 0
  }
  return [...entriesOf(state).keys()].slice(first, first + (state[list]?.length ?? 0))
}

function makeEntries(state: DeviceState): Map<EntryKey, Entry> {
  const entries = new Map<EntryKey, Entry>()
  const kept = keptEntries.get(state)
  if (kept) {
    for (const { kind } of kindList) for (const { key, entry } of kept) if (entry.kind === kind) entries.set(key, entry)
    return entries
  }
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

/** As `stateOf`, of entries whose keys are known. One entry per key, in any order. `entriesOf` gives the same keys and entries. */
export function stateOfKeyed(device: string, entries: Iterable<readonly [EntryKey, Entry]>): DeviceState {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  const byKind = new Map<Entry['kind'], (readonly [EntryKey, Entry])[]>()
  for (const one of sorted) {
    const known = byKind.get(one[1].kind)
    if (known) known.push(one)
    else byKind.set(one[1].kind, [one])
  }
  const lists = new Map<string, Bare[]>()
  for (const [kind, own] of byKind)
    lists.set(
      entryKinds[kind].list,
      own.map(([, entry]) => bareOf(entry)),
    )
  const state = asCanonical(device, (list) => lists.get(list) ?? [])
  keyed.set(state, new Map(kindList.flatMap(({ kind }) => byKind.get(kind) ?? [])))
  return state
}

/** A canonical state with more entries, of keys that it does not have; lists to which nothing comes stay the same objects. */
export function stateWithMore(own: DeviceState, more: ReadonlyMap<EntryKey, Entry>): DeviceState {
  const fresh = stateOfKeyed(own.device, more)
  const [known, came] = [[...entriesOf(own)], [...entriesOf(fresh)]]
  const joined = (list: (typeof kindList)[number]['list'], its: typeof known, added: typeof came) => [
    ...its.map(([key, entry], i) => ({ key, entry, listed: own[list]?.[i] as Bare })),
    ...added.map(([key, entry], i) => ({ key, entry, listed: fresh[list]?.[i] as Bare })),
  ]
  const entries = new Map<EntryKey, Entry>()
  const lists = new Map<string, readonly Bare[]>()
  let [at, freshAt] = [0, 0]
  for (const { list } of kindList) {
    const its = known.slice(at, (at += own[list]?.length ?? 0))
    const added = came.slice(freshAt, (freshAt += fresh[list]?.length ?? 0))
    if (added.length === 0) {
      for (const [key, entry] of its) entries.set(key, entry)
      lists.set(list, own[list] ?? [])
      continue
    }
    const all = joined(list, its, added).sort((a, b) => (a.key < b.key ? -1 : 1))
    for (const { key, entry } of all) entries.set(key, entry)
    lists.set(
      list,
      all.map(({ listed }) => listed),
    )
  }
  const state = asCanonical(own.device, (list) => lists.get(list) ?? [])
  keyed.set(state, entries)
  return state
}

/** An entry as lists hold it. The same object for the same entry, so that what is worked out for it once serves all states that hold it. */
function bareOf(entry: Entry): Bare {
  let known = bare.get(entry)
  if (known === undefined) {
    const { kind: _, ...rest } = entry
    bare.set(entry, (known = rest as Bare))
  }
  return known
}

const bare = new WeakMap<Entry, Bare>()

/** An entry as it is kept from one state of a device to the next. */
export interface KeyedEntry {
  readonly key: EntryKey
  readonly entry: Entry
  /** As it stands in the list of its kind. */
  readonly listed: object
}

/** As `stateOf`, of entries that are sorted by their keys already, one per key. */
export function stateOfSorted(device: string, entries: readonly KeyedEntry[]): DeviceState {
  const lists = new Map<string, Bare[]>()
  let last: Entry['kind'] | undefined
  let its: Bare[] = []
  for (const { entry, listed } of entries) {
    // Entries of one kind mostly stand together.
    if (entry.kind !== last) {
      const { list } = entryKinds[entry.kind]
      its = lists.get(list) ?? []
      lists.set(list, its)
      last = entry.kind
    }
    its.push(listed as Bare)
  }
  const state = asCanonical(device, (list) => lists.get(list) ?? [])
  keptEntries.set(state, entries)
  return state
}

/** Of states that were made of sorted entries. */
const keptEntries = new WeakMap<DeviceState, readonly KeyedEntry[]>()

function listsOf(entries: Iterable<Entry>): Map<string, Bare[]> {
  const lists = new Map<string, Bare[]>()
  for (const entry of entries) {
    const { list } = entryKinds[entry.kind]
    const known = lists.get(list)
    if (known) known.push(bareOf(entry))
    else lists.set(list, [bareOf(entry)])
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
