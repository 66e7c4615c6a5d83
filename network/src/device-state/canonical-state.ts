import type { DeviceState, Entry, EntryKey, NetworkState } from './device-state.js'
import type { Bare, ListName } from './entry-kinds.js'
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
  listOf: (list: ListName, keyOf: (entry: Bare) => EntryKey) => readonly Bare[],
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

/** All entries of a device with their keys, in canonical order: kind by kind as `entryKinds` has them. Worked out once for each state; who asks for
 *  each entry once takes `keyedEntries`, which costs next to nothing. */
export function entriesOf(state: DeviceState): ReadonlyMap<EntryKey, Entry> {
  let known = maps.get(state)
  if (!known) {
    const entries = new Map<EntryKey, Entry>()
    for (const { kind, list, keyOf } of kindList)
      if (keptEntries.has(state)) for (const { key, entry } of keyedEntries(state, list)) entries.set(key, entry)
      else
        for (const entry of (state[list] ?? []) as readonly Bare[])
          entries.set(keyOf(entry), { kind, ...entry } as Entry)
    maps.set(state, (known = entries))
  }
  return known
}

const maps = new WeakMap<DeviceState, ReadonlyMap<EntryKey, Entry>>()

/** An entry with its key. */
export interface KeyedEntry {
  readonly key: EntryKey
  readonly entry: Entry
  /** As it stands in the list of its kind. */
  readonly listed: object
}

/** The entries of one list of a state with their keys, in the order of the list. */
export function keyedEntries(state: DeviceState, list: ListName): readonly KeyedEntry[] {
  const count = state[list]?.length ?? 0
  if (count === 0) return []
  const kept = keptEntries.get(state)
  if (kept) {
    const first = kept.starts.get(list) ?? 0
    return count === kept.sorted.length ? kept.sorted : kept.sorted.slice(first, first + count)
  }
  let lists = keyedLists.get(state)
  if (!lists) keyedLists.set(state, (lists = new Map()))
  let known = lists.get(list)
  if (!known) lists.set(list, (known = makeKeyed(state, list)))
  return known
}

const keyedLists = new WeakMap<DeviceState, Map<ListName, readonly KeyedEntry[]>>()

function makeKeyed(state: DeviceState, list: ListName): KeyedEntry[] {
  const { kind, keyOf } = kindList.find((one) => one.list === list) as (typeof kindList)[number]
  return ((state[list] ?? []) as readonly Bare[]).map((listed) => ({
    key: keyOf(listed),
    entry: { kind, ...listed } as Entry,
    listed,
  }))
}

/** Visits all entries in canonical order, as `entriesOf` has them. */
export function eachEntry(state: DeviceState, visit: (key: EntryKey, entry: Entry) => void): void {
  for (const { list } of kindList) for (const { key, entry } of keyedEntries(state, list)) visit(key, entry)
}

/** All entries of a canonical state, sorted by their keys. */
export function sortedEntries(state: DeviceState): readonly KeyedEntry[] {
  const kept = keptEntries.get(state)
  return kept ? kept.sorted : kindList.flatMap(({ list }) => keyedEntries(state, list)).sort(byKey)
}

const byKey = (a: KeyedEntry, b: KeyedEntry): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

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
  const all = Array.from(entries, ([key, entry]): KeyedEntry => ({ key, entry, listed: bareOf(entry) }))
  return stateOfSorted(device, all.sort(byKey))
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

/** As `stateOf`, of entries that are sorted by their keys already, one per key. `last`: a state whose lists stay the same objects where they hold the
 *  same. */
export function stateOfSorted(device: string, sorted: readonly KeyedEntry[], last?: DeviceState): DeviceState {
  const starts = startsOf(sorted)
  const ends = new Map<ListName, number>()
  let before: ListName | undefined
  for (const [list, start] of starts) {
    if (before !== undefined) ends.set(before, start)
    before = list
  }
  if (before !== undefined) ends.set(before, sorted.length)
  const state = asCanonical(device, (list) => {
    const first = starts.get(list)
    const its = first === undefined ? [] : listedFrom(sorted, first, ends.get(list) ?? first)
    const known = last?.[list] as readonly Bare[] | undefined
    return known && isSame(known, its) ? known : its
  })
  keptEntries.set(state, { sorted, starts })
  return state
}

/** Where the entries of each list begin: those of one kind stand together, since keys begin with it. */
function startsOf(sorted: readonly KeyedEntry[]): Map<ListName, number> {
  const starts = new Map<ListName, number>()
  let last: Entry['kind'] | undefined
  for (let i = 0; i < sorted.length; i++) {
    const { kind } = (sorted[i] as KeyedEntry).entry
    if (kind === last) continue
    starts.set(entryKinds[kind].list, i)
    last = kind
  }
  return starts
}

function listedFrom(sorted: readonly KeyedEntry[], first: number, end: number): Bare[] {
  const listed: Bare[] = []
  for (let i = first; i < end; i++) listed.push((sorted[i] as KeyedEntry).listed as Bare)
  return listed
}

function isSame(a: readonly Bare[], b: readonly Bare[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Of states that were made of sorted entries. */
const keptEntries = new WeakMap<
  DeviceState,
  { readonly sorted: readonly KeyedEntry[]; readonly starts: ReadonlyMap<ListName, number> }
>()

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
