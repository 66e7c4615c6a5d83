import type { DeviceState, EntryKey, KeyedEntry, NetworkState, OwnerLedger, TopologyIndex } from '@paranet/network'
import { isSameJson, stateOfSorted } from '@paranet/network'
import type { Course } from '../passes/course.js'
import { DeviceOwners, firstFrom, noOwners } from './device-owners.js'
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

/** An entry of a device, and who gives it. Another object once the entry is another. */
interface Kept extends KeyedEntry {
  /** What stays of it: that which the bundle gives that stands first. */
  bundle: Bundle
  needed: NeededEntry
  order: number
  /** Who else gives it. */
  others: Giver[] | undefined
  /** Undefined until it is built. */
  owners: readonly string[] | undefined
  isGone: boolean
}

interface Giver {
  readonly bundle: Bundle
  readonly needed: NeededEntry
  /** Of what one bundle gives that comes first which was given first. */
  readonly order: number
}

class DeviceEntries {
  readonly #device: string
  /** By key; those that are gone since are among them. */
  #sorted: readonly Kept[] = []
  /** Keys that came since. */
  readonly #come = new Map<EntryKey, Kept>()
  /** All that came to a device that had nothing, a key as often as it was given. */
  #first: Kept[] = []
  readonly #touched = new Set<Kept>()
  #order = 0
  state: DeviceState
  owners = noOwners

  constructor(device: string) {
    this.#device = device
    this.state = stateOfSorted(device, [])
  }

  add(bundle: Bundle, needed: NeededEntry): void {
    const order = this.#order++
    if (this.#sorted.length === 0) {
      this.#first.push(keptOf(bundle, needed, order))
      return
    }
    const kept = this.#find(needed.key)
    if (!kept) this.#come.set(needed.key, keptOf(bundle, needed, order))
    else {
      give(kept, { bundle, needed, order })
      this.#touched.add(kept)
    }
  }

  remove(bundle: Bundle, needed: NeededEntry): void {
    if (this.#first.length > 0) this.build()
    const kept = this.#find(needed.key)
    if (!kept) return
    const { others } = kept
    if (kept.bundle === bundle && kept.needed === needed) {
      const next = others?.pop()
      if (next) Object.assign(kept, next)
      else kept.isGone = true
    } else {
      const at = others?.findIndex((giver) => giver.bundle === bundle && giver.needed === needed) ?? -1
      if (at < 0) return
      others?.splice(at, 1)
    }
    this.#touched.add(kept)
  }

  #find(key: EntryKey): Kept | undefined {
    const found = this.#sorted[firstFrom(this.#sorted, key, 0)]
    return found?.key === key ? found : this.#come.get(key)
  }

  build(): void {
    const come = this.#first.length > 0 ? joinedByKey(this.#first) : [...this.#come.values()].filter(isThere)
    this.#first = []
    this.#come.clear()
    const fresh = new Set(this.#touched.size > 0 ? come : [])
    for (const kept of come) {
      kept.owners = settled(kept)
      if (kept.entry !== kept.needed.entry) Object.assign(kept, entryOf(kept.needed))
    }
    const gone = new Set<Kept>()
    let isOwned = false
    for (const kept of this.#touched) {
      if (kept.owners === undefined || fresh.has(kept)) continue
      if (kept.isGone) {
        gone.add(kept)
        continue
      }
      const owners = settled(kept)
      if (!isSameNames(owners, kept.owners)) {
        kept.owners = owners
        isOwned = true
      }
      if (kept.entry === kept.needed.entry || isSameJson(kept.entry, kept.needed.entry)) continue
      gone.add(kept)
      come.push(another(kept))
    }
    this.#touched.clear()
    if (come.length + gone.size > 0) {
      this.#sorted = merged(gone.size > 0 ? this.#sorted.filter((kept) => !gone.has(kept)) : this.#sorted, come)
      this.state = stateOfSorted(this.#device, this.#sorted, this.state)
    }
    if (come.length + gone.size > 0 || isOwned) this.owners = ownersByKey(this.#sorted)
  }
}

const isThere = ({ isGone }: Kept): boolean => !isGone

const byKey = (a: Kept, b: Kept): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

function give(kept: Kept, giver: Giver): void {
  if (kept.isGone) Object.assign(kept, giver, { isGone: false })
  else if (kept.others) kept.others.push(giver)
  else kept.others = [giver]
}

/** One for each key. */
function joinedByKey(all: Kept[]): Kept[] {
  const found: Kept[] = []
  for (const kept of all.sort(byKey)) {
    const last = found.at(-1)
    if (last?.key === kept.key) give(last, { bundle: kept.bundle, needed: kept.needed, order: kept.order })
    else found.push(kept)
  }
  return found
}

/** The entry of another giver in its place. */
const another = (kept: Kept): Kept => ({ ...kept, ...entryOf(kept.needed) })

function settled(kept: Kept): readonly string[] {
  putFirst(kept)
  return ownersOf(kept)
}

const entryOf = ({ entry }: NeededEntry): Pick<Kept, 'entry' | 'listed'> => {
  const { kind: _, ...listed } = entry
  return { entry, listed }
}

const keptOf = (bundle: Bundle, needed: NeededEntry, order: number): Kept => {
  const { key, entry } = needed
  const { kind: _, ...listed } = entry
  return { key, entry, listed, bundle, needed, order, others: undefined, owners: undefined, isGone: false }
}

const ownersByKey = (sorted: readonly Kept[]): DeviceOwners =>
  new DeviceOwners(
    sorted,
    sorted.map(({ owners }) => owners ?? []),
  )

function merged(left: readonly Kept[], come: Kept[]): readonly Kept[] {
  come.sort(byKey)
  if (left.length === 0) return come
  const all: Kept[] = []
  let next = 0
  for (const one of come) {
    const end = firstFrom(left, one.key, next)
    for (; next < end; next++) all.push(left[next] as Kept)
    all.push(one)
  }
  for (; next < left.length; next++) all.push(left[next] as Kept)
  return all
}

/** Lets the giver count first whose bundle stands first; of one bundle what it gave first. */
function putFirst(kept: Kept): void {
  const { others } = kept
  for (let i = 0; others && i < others.length; i++) {
    const giver = others[i] as Giver
    if ((giver.bundle.place - kept.bundle.place || giver.order - kept.order) > 0) continue
    others[i] = { bundle: kept.bundle, needed: kept.needed, order: kept.order }
    Object.assign(kept, giver)
  }
}

function ownersOf({ needed, others }: Kept): readonly string[] {
  if (!others || others.length === 0)
    return needed.owners.length === 1 ? needed.owners : [...new Set(needed.owners)].sort()
  const names = new Set(needed.owners)
  for (const giver of others) for (const owner of giver.needed.owners) names.add(owner)
  return [...names].sort()
}

const isSameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((name, i) => name === b[i]))
