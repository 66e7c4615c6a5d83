import type { DeviceState, Entry, EntryKey, NetworkState, OwnerLedger, TopologyIndex } from '@paranet/network'
import { entryKey, stateOfKeyed } from '@paranet/network'

/** An entry of a device with the intents that need it. */
export interface NeededEntry {
  readonly device: string
  readonly key: EntryKey
  readonly entry: Entry
  readonly owners: readonly string[]
}

export const needed = (device: string, entry: Entry, owners: readonly string[]): NeededEntry => ({
  device,
  key: entryKey(entry),
  entry,
  owners,
})

/** A list of one owner; the same list for the same owner, since most entries have one. */
export function ownedBy(owner: string): readonly string[] {
  let known = lists.get(owner)
  if (!known) {
    if (lists.size >= mostLists) lists.clear()
    lists.set(owner, (known = [owner]))
  }
  return known
}

const lists = new Map<string, readonly string[]>()
const mostLists = 100_000

interface BuiltDevice {
  readonly state: DeviceState
  readonly owners: ReadonlyMap<EntryKey, readonly string[]>
}

/** Collects entries of all devices with their owners. An entry given again gets more owners; of two with one key the first stays. */
export class StateBuilder {
  readonly #devices: ReadonlyMap<string, NeededEntry[]>
  #built: readonly (readonly [string, BuiltDevice])[] | undefined

  constructor(index: TopologyIndex) {
    this.#devices = new Map(index.devices.map((device) => [device, []]))
  }

  add(device: string, entry: Entry, owners: readonly string[]): void {
    this.#devices.get(device)?.push(needed(device, entry, owners))
  }

  addAll(entries: readonly NeededEntry[]): void {
    for (const one of entries) this.#devices.get(one.device)?.push(one)
  }

  /** What was added, device by device, sorted; devices to which nothing was are left out. */
  added(): readonly (readonly [device: string, entries: readonly NeededEntry[]])[] {
    return [...this.#devices].filter(([, entries]) => entries.length > 0).sort(([a], [b]) => (a < b ? -1 : 1))
  }

  state(): NetworkState {
    return new Map(this.#build().map(([device, { state }]) => [device, state]))
  }

  /** Devices by name, entries by key, owners sorted. */
  ledger(): OwnerLedger {
    return new Map(this.#build().map(([device, { owners }]) => [device, owners]))
  }

  #build(): readonly (readonly [string, BuiltDevice])[] {
    this.#built ??= [...this.#devices]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([device, entries]) => [device, buildDevice(device, entries)])
    return this.#built
  }
}

function buildDevice(device: string, entries: readonly NeededEntry[]): BuiltDevice {
  const byKey = new Map<EntryKey, { entry: Entry; owners: Set<string> }>()
  for (const { key, entry, owners } of entries) {
    const known = byKey.get(key)
    if (!known) byKey.set(key, { entry, owners: new Set(owners) })
    else for (const owner of owners) known.owners.add(owner)
  }
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    state: stateOfKeyed(
      device,
      sorted.map(([key, { entry }]) => [key, entry] as const),
    ),
    owners: new Map(sorted.map(([key, { owners }]) => [key, [...owners].sort()])),
  }
}
