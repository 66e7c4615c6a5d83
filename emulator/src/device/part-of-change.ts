import { type DeviceState, diffDevice, entriesOf, stateOf } from '@paranet/network'

/** What runs when a device stops after so many entries of a change, taken in the order of their keys. */
export function partOfChange(running: DeviceState, desired: DeviceState, entries: number): DeviceState {
  const { added, removed, changed } = diffDevice(running, desired)
  const after = entriesOf(desired)
  const part = new Map(entriesOf(running))
  const keys = [...added, ...removed, ...changed].map(({ key }) => key).sort()
  for (const key of keys.slice(0, entries)) {
    const entry = after.get(key)
    if (entry) part.set(key, entry)
    else part.delete(key)
  }
  return stateOf(running.device, part.values())
}
