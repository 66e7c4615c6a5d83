import type { Prefix } from '../address/ip.js'
import { prefixContains, prefixRange } from '../address/ip.js'
import type { OwnedPrefix, TopologyIndex } from './topology-index.js'

/** Finds owned prefixes by address: prefixes either hold each other or are apart, so they form a forest, and what holds a prefix stands on one way
 *  to a root. In: any prefixes, each once, by family, first address and length. */
export class OwnedIndex<One extends Pick<OwnedPrefix, 'prefix'> = OwnedPrefix> {
  readonly #owned: readonly One[]
  /** Per owned prefix: the place of the longest one around it; −1 where there is none. */
  readonly #parents: Int32Array

  constructor(owned: readonly One[]) {
    this.#owned = owned
    this.#parents = new Int32Array(owned.length)
    const open: number[] = []
    for (const [place, { prefix }] of owned.entries()) {
      while (open.length > 0 && !this.#holds(open.at(-1) as number, prefix)) open.pop()
      this.#parents[place] = open.at(-1) ?? -1
      open.push(place)
    }
  }

  /** Those that lie in the prefix, itself among them, in their order. O(log owned + found). */
  inside(prefix: Prefix): One[] {
    const found: One[] = []
    for (let at = this.#lowerBound(prefix); at < this.#owned.length; at++) {
      const one = this.#owned[at] as One
      if (!prefixContains(prefix, one.prefix)) break
      found.push(one)
    }
    return found
  }

  /** Those that hold the prefix and more, the shortest first. */
  around(prefix: Prefix): One[] {
    const found: One[] = []
    for (let at = this.#lowerBound(prefix) - 1; at >= 0; at = this.#parents[at] as number)
      if (this.#holds(at, prefix)) found.push(this.#owned[at] as One)
    return found.reverse()
  }

  /** Whether any shares an address with the prefix. */
  meets(prefix: Prefix): boolean {
    return this.inside(prefix).length > 0 || this.around(prefix).length > 0
  }

  /** The places of those that lie in no other and share an address with the prefix: what they hold is apart from each other. */
  roots(prefix: Prefix): number[] {
    const from = this.#lowerBound(prefix)
    for (let at = from - 1; at >= 0; at = this.#parents[at] as number) {
      if (!this.#holds(at, prefix)) continue
      let root = at
      while ((this.#parents[root] as number) >= 0) root = this.#parents[root] as number
      return [root]
    }
    const found: number[] = []
    for (let at = from; at < this.#owned.length; at++) {
      if (!prefixContains(prefix, (this.#owned[at] as One).prefix)) break
      if (this.#parents[at] === -1) found.push(at)
    }
    return found
  }

  #holds(place: number, prefix: Prefix): boolean {
    return prefixContains((this.#owned[place] as One).prefix, prefix)
  }

  /** The place of the first that does not come before the prefix. */
  #lowerBound(prefix: Prefix): number {
    const range = prefixRange(prefix)
    let [low, high] = [0, this.#owned.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = prefixRange((this.#owned[middle] as One).prefix)
      const isBefore =
        other.family !== range.family
          ? other.family < range.family
          : other.first !== range.first
            ? other.first < range.first
            : other.length < range.length
      if (isBefore) low = middle + 1
      else high = middle
    }
    return low
  }
}

const indexes = new WeakMap<readonly OwnedPrefix[], OwnedIndex>()

/** The owned prefixes of a topology by address; made once. */
export function ownedIndexOf({ owned }: Pick<TopologyIndex, 'owned'>): OwnedIndex {
  let index = indexes.get(owned)
  if (!index) indexes.set(owned, (index = new OwnedIndex(owned)))
  return index
}
