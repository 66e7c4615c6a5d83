import type { DeviceDiff, DeviceState, Entry, EntryKey } from '@paranet/network'
import { entriesOf, stateOf } from '@paranet/network'

/** The state once the difference is made; what is added always, what changes and what goes where it is said (default: both). */
export function applyDiff(
  state: DeviceState,
  diff: DeviceDiff,
  { changes, removals }: { readonly changes: boolean; readonly removals: boolean } = { changes: true, removals: true },
): DeviceState {
  const entries = new Map<EntryKey, Entry>(entriesOf(state))
  for (const { key, entry } of diff.added) entries.set(key, entry)
  if (changes) for (const { key, after } of diff.changed) entries.set(key, after)
  if (removals) for (const { key } of diff.removed) entries.delete(key)
  return stateOf(diff.device, entries.values())
}
