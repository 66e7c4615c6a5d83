import type { PrefixSet, TopologyIndex } from '@paranet/network'
import { ownedIndexOf } from '@paranet/network'
import type { PacketClass } from './packet-class.js'

/** Something whose class is looked for. `isFromOutside`: its sources may be matched more widely than they are. */
export interface Located {
  readonly class: PacketClass
  readonly isFromOutside: boolean
}

/** Finds what may share a header with a class without looking at all there is: by the outermost owned prefixes that sources and destinations
 *  lie in. Classes from outside count for every source. */
export class OverlapIndex<Item extends Located> {
  readonly #index: TopologyIndex
  /** destination → source → items; -1: outside of the network. */
  readonly #items = new Map<number, Map<number, Set<Item>>>()

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  add(item: Item): void {
    for (const destination of this.#destinations(item)) {
      let bySource = this.#items.get(destination)
      if (!bySource) this.#items.set(destination, (bySource = new Map()))
      for (const source of this.#sources(item)) {
        const items = bySource.get(source)
        if (items) items.add(item)
        else bySource.set(source, new Set([item]))
      }
    }
  }

  delete(item: Item): void {
    for (const destination of this.#destinations(item))
      for (const source of this.#sources(item)) this.#items.get(destination)?.get(source)?.delete(item)
  }

  /** What may share a header with the item, itself among it; in no order, each once. */
  near(item: Item): Set<Item> {
    const found = new Set<Item>()
    const sources = this.#sources(item)
    for (const destination of this.#destinations(item)) {
      const bySource = this.#items.get(destination)
      if (!bySource) continue
      const lists = item.isFromOutside ? bySource.values() : [...sources, outside].map((one) => bySource.get(one))
      for (const list of lists) for (const other of list ?? []) found.add(other)
    }
    return found
  }

  #sources({ class: { sources }, isFromOutside }: Item): number[] {
    return isFromOutside ? [outside] : this.#rootsOf(sources)
  }

  #destinations({ class: { destinations } }: Item): number[] {
    return this.#rootsOf(destinations)
  }

  #rootsOf(prefixes: PrefixSet): number[] {
    const owned = ownedIndexOf(this.#index)
    const [only] = prefixes
    if (prefixes.length === 1 && only !== undefined) return orOutside(owned.roots(only))
    return orOutside([...new Set(prefixes.flatMap((prefix) => owned.roots(prefix)))])
  }
}

const outside = -1
/** What lies wholly outside meets only what does so too: destinations outside are cut from what is owned. */
const orOutside = (roots: number[]): number[] => (roots.length === 0 ? [outside] : roots)
