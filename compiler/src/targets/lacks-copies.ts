import type { DeviceState, EntryKey } from '@paranet/network'
import { copyKey } from '@paranet/network'

/** A device that sends copies out of one interface alone: where a state has several, those to all but the first by name cannot be. */
export function lacksCopies({ copies = [] }: DeviceState): ReadonlyMap<EntryKey, string> {
  const [first] = copies.map(({ to }) => to).sort()
  const others = copies.filter(({ to }) => to !== first)
  return new Map(others.map((entry) => [copyKey(entry), 'send copies out of more than one interface']))
}
