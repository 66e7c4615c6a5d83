import type { DeviceState, EntryKey } from '@paranet/network'
import { copyKey } from '@paranet/network'

/** The interfaces where copies for mirrors go out, sorted. */
export const collectorsOf = ({ copies = [] }: Pick<DeviceState, 'copies'>): string[] =>
  [...new Set(copies.map(({ to }) => to))].sort()

/** A device that sends copies out of so many interfaces: where a state has more, those to all but the first by name cannot be. */
export function lacksCopies(state: DeviceState, most: number): ReadonlyMap<EntryKey, string> {
  const first = new Set(collectorsOf(state).slice(0, most))
  const others = (state.copies ?? []).filter(({ to }) => !first.has(to))
  return new Map(others.map((entry) => [copyKey(entry), `send copies out of more than ${most} interfaces`]))
}
