import type { DeviceState, Entry, EntryKey, NetworkState } from './device-state.js'
import { filterKey, markKey, policerKey, policyRouteKey, queueKey, routeKey } from './entry-key.js'

/** The same state in canonical order: entries by key, one per key (the last given wins); no empty lists of marks, policers and queues. A state
 *  that was made canonical here is given back as it is. */
export function canonicalState(state: DeviceState): DeviceState {
  if (canonical.has(state)) return state
  const made = inOrder(state)
  canonical.add(made)
  return made
}

const canonical = new WeakSet<DeviceState>()

function inOrder(state: DeviceState): DeviceState {
  const marks = sortedBy(state.marks ?? [], markKey)
  const policers = sortedBy(state.policers ?? [], policerKey)
  const queues = sortedBy(state.queues ?? [], queueKey)
  return {
    device: state.device,
    routes: sortedBy(state.routes, routeKey),
    policyRoutes: sortedBy(state.policyRoutes, policyRouteKey),
    filters: sortedBy(state.filters, filterKey),
    ...(marks.length === 0 ? {} : { marks }),
    ...(policers.length === 0 ? {} : { policers }),
    ...(queues.length === 0 ? {} : { queues }),
  }
}

/** All entries of a device with their keys, in canonical order: routes, policy routes, filters, marks, policers, queues. Worked out
 *  once for each state. */
export function entriesOf(state: DeviceState): ReadonlyMap<EntryKey, Entry> {
  let known = keyed.get(state)
  if (!known) keyed.set(state, (known = makeEntries(state)))
  return known
}

const keyed = new WeakMap<DeviceState, ReadonlyMap<EntryKey, Entry>>()

function makeEntries(state: DeviceState): Map<EntryKey, Entry> {
  const entries = new Map<EntryKey, Entry>()
  for (const entry of state.routes) entries.set(routeKey(entry), { kind: 'route', ...entry })
  for (const entry of state.policyRoutes) entries.set(policyRouteKey(entry), { kind: 'policy-route', ...entry })
  for (const entry of state.filters) entries.set(filterKey(entry), { kind: 'filter', ...entry })
  for (const entry of state.marks ?? []) entries.set(markKey(entry), { kind: 'mark', ...entry })
  for (const entry of state.policers ?? []) entries.set(policerKey(entry), { kind: 'policer', ...entry })
  for (const entry of state.queues ?? []) entries.set(queueKey(entry), { kind: 'queue', ...entry })
  return entries
}

/** How many entries a device has, of all kinds. */
export const entryCount = ({ routes, policyRoutes, filters, marks, policers, queues }: DeviceState): number =>
  routes.length +
  policyRoutes.length +
  filters.length +
  (marks?.length ?? 0) +
  (policers?.length ?? 0) +
  (queues?.length ?? 0)

/** A device state of these entries, canonical. */
export function stateOf(device: string, entries: Iterable<Entry>): DeviceState {
  const lists: Lists = { routes: [], policyRoutes: [], filters: [], marks: [], policers: [], queues: [] }
  for (const entry of entries) put(lists, entry)
  return canonicalState({ device, ...lists })
}

/** As `stateOf`, of entries whose keys are known. One entry per key, in any order. */
export function stateOfKeyed(device: string, entries: Iterable<readonly [EntryKey, Entry]>): DeviceState {
  const lists: Lists = { routes: [], policyRoutes: [], filters: [], marks: [], policers: [], queues: [] }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [, entry] of sorted) put(lists, entry)
  const { marks, policers, queues, ...common } = lists
  const made: DeviceState = {
    device,
    ...common,
    ...(marks.length === 0 ? {} : { marks }),
    ...(policers.length === 0 ? {} : { policers }),
    ...(queues.length === 0 ? {} : { queues }),
  }
  canonical.add(made)
  return made
}

type Lists = { readonly [List in Exclude<keyof DeviceState, 'device'>]-?: NonNullable<DeviceState[List]>[number][] }

function put(lists: Lists, tagged: Entry): void {
  if (tagged.kind === 'route') lists.routes.push(untagged(tagged))
  else if (tagged.kind === 'policy-route') lists.policyRoutes.push(untagged(tagged))
  else if (tagged.kind === 'filter') lists.filters.push(untagged(tagged))
  else if (tagged.kind === 'mark') lists.marks.push(untagged(tagged))
  else if (tagged.kind === 'policer') lists.policers.push(untagged(tagged))
  else lists.queues.push(untagged(tagged))
}

function untagged<Tagged extends Entry>({ kind: _, ...entry }: Tagged): Omit<Tagged, 'kind'> {
  return entry
}

/** A network state from a list of device states; devices sorted by name. */
export const networkState = (states: Iterable<DeviceState>): NetworkState =>
  new Map([...states].sort((a, b) => (a.device < b.device ? -1 : 1)).map((state) => [state.device, state]))

function sortedBy<T>(entries: readonly T[], keyOf: (entry: T) => EntryKey): T[] {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry)
}
