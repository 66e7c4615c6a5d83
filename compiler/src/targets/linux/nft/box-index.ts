import type { MatchParts, Range } from './match-parts.js'

/** Fewer than these are looked through one by one. */
const few = 8

/** Boxes that are found by their destinations: two prefixes share an address exactly when one holds the other, so what may meet one has a prefix
 *  around it, or one inside it, or none. */
export class BoxIndex<Box extends { readonly parts: MatchParts }> {
  readonly all: Box[] = []
  #cells: Cells<Box> | undefined

  add(box: Box): void {
    this.all.push(box)
    if (this.#cells) this.#cells.add(box)
    else if (this.all.length > few) {
      this.#cells = new Cells()
      for (const one of this.all) this.#cells.add(one)
    }
  }

  /** Whether the test holds for one of those that may meet the box; of those that cannot some may be asked too. */
  some(box: Box, test: (other: Box) => boolean): boolean {
    return this.#cells ? this.#cells.some(box, test) : this.all.some(test)
  }
}

/** Boxes by the prefix of their destinations, and by coarser ones around it. */
class Cells<Box extends { readonly parts: MatchParts }> {
  readonly #all: Box[] = []
  readonly #anywhere: Box[] = []
  readonly #exact = new Map<string | number, Box[]>()
  readonly #below = new Map<string | number, Box[]>()
  readonly #lengths: Record<4 | 6, Set<number>> = { 4: new Set(), 6: new Set() }

  add(box: Box): void {
    this.#all.push(box)
    const dst = box.parts.ranges[1]
    if (!isPrefix(dst)) {
      this.#anywhere.push(box)
      return
    }
    this.#lengths[dst.family].add(dst.length)
    push(this.#exact, cellOf(dst, dst.length), box)
    for (const length of coarse[dst.family]) if (length < dst.length) push(this.#below, cellOf(dst, length), box)
  }

  some({ parts }: Box, test: (other: Box) => boolean): boolean {
    const dst = parts.ranges[1]
    if (!isPrefix(dst)) return this.#all.some(test)
    if (this.#anywhere.some(test)) return true
    for (const length of this.#lengths[dst.family])
      if (length <= dst.length && this.#exact.get(cellOf(dst, length))?.some(test)) return true
    const coarser = coarse[dst.family].find((length) => length <= dst.length) ?? 0
    return this.#below.get(cellOf(dst, coarser))?.some(test) ?? false
  }
}

type PrefixRange = Required<Range>

const isPrefix = (range: Range | undefined): range is PrefixRange => range?.length !== undefined

/** Lengths under which longer prefixes are found, the longest first. */
const coarse = { 4: [24, 16, 8, 0], 6: [64, 56, 48, 32, 0] } as const

/** The prefix of that length around a prefix. */
function cellOf({ first }: PrefixRange, length: number): string | number {
  if (typeof first === 'number') {
    const size = 2 ** (32 - length)
    return Math.floor(first / size) * 64 + length
  }
  return `${first >> BigInt(128 - length)}/${length}`
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}
