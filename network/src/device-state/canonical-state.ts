import type { DeviceState, Entry, EntryKey, NetworkState } from './device-state.js'
import { filterKey, policyRouteKey, routeKey } from './entry-key.js'

/** The same state in canonical order: entries by key, one per key (the last given wins). */
export function canonicalState(state: DeviceState): DeviceState {
  return {
    device: state.device,
    routes: sortedBy(state.routes, routeKey),
    policyRoutes: sortedBy(state.policyRoutes, policyRouteKey),
    filters: sortedBy(state.filters, filterKey),
  }
}

/** All entries of a device with their keys, in canonical order: routes, policy routes, filters. Worked out once for each state. */
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
  return entries
}

/** A device state of these entries, canonical. */
export function stateOf(device: string, entries: Iterable<Entry>): DeviceState {
  const routes: DeviceState['routes'][number][] = []
  const policyRoutes: DeviceState['policyRoutes'][number][] = []
  const filters: DeviceState['filters'][number][] = []
  for (const tagged of entries) {
    if (tagged.kind === 'route') {
      const { kind: _, ...entry } = tagged
      routes.push(entry)
    } else if (tagged.kind === 'policy-route') {
      const { kind: _, ...entry } = tagged
      policyRoutes.push(entry)
    } else {
      const { kind: _, ...entry } = tagged
      filters.push(entry)
    }
  }
  return canonicalState({ device, routes, policyRoutes, filters })
}

/** A network state from a list of device states; devices sorted by name. */
export const networkState = (states: Iterable<DeviceState>): NetworkState =>
  new Map([...states].sort((a, b) => (a.device < b.device ? -1 : 1)).map((state) => [state.device, state]))

function sortedBy<T>(entries: readonly T[], keyOf: (entry: T) => EntryKey): T[] {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry)
}
