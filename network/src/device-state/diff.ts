import { isSameJson } from '../port/same-json.js'
import { entriesOf } from './canonical-state.js'
import type { DeviceState, Entry, EntryKey, NetworkState } from './device-state.js'
import { emptyDeviceState } from './device-state.js'

export interface EntryChange {
  readonly key: EntryKey
  readonly before: Entry
  readonly after: Entry
}

/** What changes on one device, each list in canonical order. */
export interface DeviceDiff {
  readonly device: string
  readonly added: readonly { readonly key: EntryKey; readonly entry: Entry }[]
  readonly removed: readonly { readonly key: EntryKey; readonly entry: Entry }[]
  readonly changed: readonly EntryChange[]
}

export const isEmptyDiff = (diff: DeviceDiff): boolean =>
  diff.added.length + diff.removed.length + diff.changed.length === 0

/** The difference of two states of one device. Entries with one key and different actions are `changed`. */
export function diffDevice(before: DeviceState, after: DeviceState): DeviceDiff {
  if (before === after) return { device: after.device, added: [], removed: [], changed: [] }
  const old = entriesOf(before)
  const now = entriesOf(after)
  const added: { key: EntryKey; entry: Entry }[] = []
  const removed: { key: EntryKey; entry: Entry }[] = []
  const changed: EntryChange[] = []
  for (const [key, entry] of now) {
    const was = old.get(key)
    if (!was) added.push({ key, entry })
    else if (!isSameJson(was, entry)) changed.push({ key, before: was, after: entry })
  }
  for (const [key, entry] of old) if (!now.has(key)) removed.push({ key, entry })
  return { device: after.device, added, removed, changed }
}

/** Differences of all devices that differ, by name. A device missing in one state counts as empty there. */
export function diffNetwork(before: NetworkState, after: NetworkState): DeviceDiff[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names
    .map((name) => diffDevice(before.get(name) ?? emptyDeviceState(name), after.get(name) ?? emptyDeviceState(name)))
    .filter((diff) => !isEmptyDiff(diff))
}
