import type { DeviceState, Entry, EntryKey, NetworkState, OwnerLedger } from '@paranet/network'
import { entryKey, networkState, stateOf } from '@paranet/network'

/** Collects entries of all devices with their owners. An entry given again gets more owners; of two with one key the first stays. */
export class StateBuilder {
  readonly #devices: Map<string, Map<EntryKey, { entry: Entry; owners: Set<string> }>>

  constructor(devices: readonly string[]) {
    this.#devices = new Map(devices.map((device) => [device, new Map()]))
  }

  add(device: string, entry: Entry, owners: Iterable<string>): void {
    const entries = this.#devices.get(device)
    if (!entries) return
    const key = entryKey(entry)
    const known = entries.get(key) ?? { entry, owners: new Set<string>() }
    for (const owner of owners) known.owners.add(owner)
    entries.set(key, known)
  }

  state(): NetworkState {
    const states: DeviceState[] = []
    for (const [device, entries] of this.#devices)
      states.push(
        stateOf(
          device,
          [...entries.values()].map(({ entry }) => entry),
        ),
      )
    return networkState(states)
  }

  /** Devices by name, entries by key, owners sorted. */
  ledger(): OwnerLedger {
    const byDevice = [...this.#devices].sort(([a], [b]) => (a < b ? -1 : 1))
    return new Map(
      byDevice.map(([device, entries]) => [
        device,
        new Map(
          [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { owners }]) => [key, [...owners].sort()]),
        ),
      ]),
    )
  }
}
