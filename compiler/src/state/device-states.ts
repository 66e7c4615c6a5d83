import type {
  DeviceState,
  Entry,
  EntryKey,
  KeyedEntry,
  NetworkState,
  OwnerLedger,
  TopologyIndex,
} from '@paranet/network'
import { isSameJson, keyedEntry, stateOfSorted } from '@paranet/network'
import type { Course } from '../passes/course.js'
import type { NeededEntry } from './state-builder.js'

/** Entries that come and go together. */
export interface Bundle {
  readonly entries: readonly NeededEntry[]
  /** Among all bundles: of two entries with one key that of the bundle that stands first stays. */
  place: number
}

export const bundleOf = (entries: readonly NeededEntry[]): Bundle => ({ entries, place: 0 })

/** Desired states of all devices, kept up as bundles of entries come and go. An entry given again gets more owners; of two with one key the first
 *  stays. A device keeps its state where nothing of it changed, and its owners too. */
export class DeviceStates {
  readonly #devices: ReadonlyMap<string, DeviceEntries>
  readonly #changed: Set<DeviceEntries>

  constructor(index: TopologyIndex) {
    const names = [...index.devices].sort((a, b) => (a < b ? -1 : 1))
    this.#devices = new Map(names.map((name) => [name, new DeviceEntries(name)]))
    this.#changed = new Set(this.#devices.values())
  }

  add(bundle: Bundle): void {
    for (const one of bundle.entries) {
      const device = this.#devices.get(one.device)
      if (!device) continue
      device.add(bundle, one)
      this.#changed.add(device)
    }
  }

  remove(bundle: Bundle): void {
    for (const one of bundle.entries) {
      const device = this.#devices.get(one.device)
      if (!device) continue
      device.remove(bundle, one)
      this.#changed.add(device)
    }
  }

  /** All devices by name. `course` hears of each that changed. */
  built(course?: Course): { readonly state: NetworkState; readonly ledger: OwnerLedger } {
    course?.begin('synthesize', this.#changed.size)
    for (const device of this.#changed) {
      course?.step()
      device.build()
    }
    this.#changed.clear()
    const state = new Map<string, DeviceState>()
    const ledger = new Map<string, ReadonlyMap<EntryKey, readonly string[]>>()
    for (const [name, device] of this.#devices) {
      state.set(name, device.state)
      ledger.set(name, device.owners)
    }
    return { state, ledger }
  }
}

/** One key of a device: who gives it, and what came of it. */
interface Kept {
  readonly key: EntryKey
  readonly givers: Giver[]
  keyed: KeyedEntry | undefined
  owners: readonly string[]
}

interface Giver {
  readonly bundle: Bundle
  readonly needed: NeededEntry
}

class DeviceEntries {
  readonly #device: string
  readonly #kept = new Map<EntryKey, Kept>()
  readonly #touched = new Set<Kept>()
  #sorted: readonly Kept[] = []
  state: DeviceState
  owners: ReadonlyMap<EntryKey, readonly string[]> = new Map()

  constructor(device: string) {
    this.#device = device
    this.state = stateOfSorted(device, [])
  }

  add(bundle: Bundle, needed: NeededEntry): void {
    const giver = { bundle, needed }
    let kept = this.#kept.get(needed.key)
    if (kept) kept.givers.push(giver)
    else this.#kept.set(needed.key, (kept = { key: needed.key, givers: [giver], keyed: undefined, owners: [] }))
    this.#touched.add(kept)
  }

  remove(bundle: Bundle, needed: NeededEntry): void {
    const kept = this.#kept.get(needed.key)
    const at = kept?.givers.findIndex((giver) => giver.bundle === bundle && giver.needed === needed) ?? -1
    if (!kept || at < 0) return
    kept.givers.splice(at, 1)
    this.#touched.add(kept)
  }

  build(): void {
    let [isChanged, isOwned] = [false, false]
    const come: Kept[] = []
    let gone = 0
    for (const kept of this.#touched) {
      const wasThere = kept.keyed !== undefined
      if (kept.givers.length === 0) {
        this.#kept.delete(kept.key)
        if (wasThere) gone++
        kept.keyed = undefined
        continue
      }
      if (!wasThere) come.push(kept)
      const entry = firstOf(kept.givers)
      if (kept.keyed?.entry !== entry && !(kept.keyed && isSameJson(kept.keyed.entry, entry))) {
        kept.keyed = keyedEntry(kept.key, entry)
        isChanged = true
      }
      const owners = ownersOf(kept.givers)
      if (!isSameNames(owners, kept.owners)) {
        kept.owners = owners
        isOwned = true
      }
    }
    this.#touched.clear()
    if (come.length > 0 || gone > 0) this.#sorted = this.#merged(come, gone)
    isChanged ||= gone > 0
    if (isChanged)
      this.state = stateOfSorted(
        this.#device,
        this.#sorted.map(({ keyed }) => keyed as KeyedEntry),
      )
    if (isChanged || isOwned) this.owners = new Map(this.#sorted.map(({ key, owners }) => [key, owners]))
  }

  #merged(come: Kept[], gone: number): readonly Kept[] {
    come.sort((a, b) => (a.key < b.key ? -1 : 1))
    const left = gone > 0 ? this.#sorted.filter(({ keyed }) => keyed !== undefined) : this.#sorted
    if (left.length === 0) return come
    const merged: Kept[] = []
    let next = 0
    for (const one of come) {
      const end = firstAfter(left, one.key, next)
      for (; next < end; next++) merged.push(left[next] as Kept)
      merged.push(one)
    }
    for (; next < left.length; next++) merged.push(left[next] as Kept)
    return merged
  }
}

/** Where the keys after this one begin, from a place on. */
function firstAfter(sorted: readonly Kept[], key: EntryKey, from: number): number {
  let [low, high] = [from, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Kept).key < key) low = middle + 1
    else high = middle
  }
  return low
}

/** What the bundle gives that stands first. */
function firstOf(givers: readonly Giver[]): Entry {
  let [first] = givers as readonly [Giver]
  for (const giver of givers) if (giver.bundle.place < first.bundle.place) first = giver
  return first.needed.entry
}

function ownersOf(givers: readonly Giver[]): readonly string[] {
  const [first] = givers
  if (givers.length === 1 && first && first.needed.owners.length === 1) return first.needed.owners
  const names = new Set<string>()
  for (const { needed } of givers) for (const owner of needed.owners) names.add(owner)
  return [...names].sort()
}

const isSameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((name, i) => name === b[i]))
