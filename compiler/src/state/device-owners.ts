import type { EntryKey } from '@paranet/network'

/** Something with a key. */
interface Keyed {
  readonly key: EntryKey
}

type Names = readonly string[]

/** Who needs each entry of a device: entries that are sorted by their keys, and the names of each at the same place. A map to whoever reads it, at a
 *  fraction of one's cost. */
export class DeviceOwners implements ReadonlyMap<EntryKey, Names> {
  readonly #entries: readonly Keyed[]
  readonly #owners: readonly Names[]

  constructor(entries: readonly Keyed[], owners: readonly Names[]) {
    this.#entries = entries
    this.#owners = owners
  }

  get size(): number {
    return this.#entries.length
  }

  get(key: EntryKey): Names | undefined {
    const at = firstFrom(this.#entries, key, 0)
    return this.#entries[at]?.key === key ? this.#owners[at] : undefined
  }

  has(key: EntryKey): boolean {
    return this.get(key) !== undefined
  }

  *entries(): MapIterator<[EntryKey, Names]> {
    for (let i = 0; i < this.#entries.length; i++) yield [(this.#entries[i] as Keyed).key, this.#owners[i] as Names]
  }

  *keys(): MapIterator<EntryKey> {
    for (const { key } of this.#entries) yield key
  }

  *values(): MapIterator<Names> {
    yield* this.#owners
  }

  [Symbol.iterator](): MapIterator<[EntryKey, Names]> {
    return this.entries()
  }

  forEach(visit: (owners: Names, key: EntryKey, map: ReadonlyMap<EntryKey, Names>) => void): void {
    for (let i = 0; i < this.#entries.length; i++)
      visit(this.#owners[i] as Names, (this.#entries[i] as Keyed).key, this)
  }

  /** With what came, sorted by key, a key once: its owners are added to those that are there. `entries`: all of both, sorted. */
  withMore(entries: readonly Keyed[], came: readonly (Keyed & { readonly owners: Names })[]): DeviceOwners {
    const owners: Names[] = []
    let [at, next] = [0, 0]
    for (const { key } of entries) {
      const known = this.#entries[at]?.key === key ? this.#owners[at++] : undefined
      const more = came[next]?.key === key ? came[next++]?.owners : undefined
      owners.push(known && more ? bothOf(known, more) : (known ?? more ?? []))
    }
    return new DeviceOwners(entries, owners)
  }
}

export const noOwners = new DeviceOwners([], [])

/** Names of both lists, sorted, each once. */
export function bothOf(a: Names, b: Names): Names {
  if (a === b || b.every((name) => a.includes(name))) return a
  return [...new Set([...a, ...b])].sort()
}

/** Where the keys from this one on begin, among those from a place on. */
export function firstFrom(sorted: readonly Keyed[], key: EntryKey, from: number): number {
  let [low, high] = [from, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Keyed).key < key) low = middle + 1
    else high = middle
  }
  return low
}
