import type { Box, Value } from './header-box.js'
import { fieldAt } from './header-box.js'

interface Range {
  readonly first: Value
  readonly last: Value
  /** Place in the list. */
  readonly place: number
  /** Place in `sorted` of the next range around it; -1: none. */
  outer: number
}

/** The places of a list whose boxes may meet a box, found by one of its addresses. The addresses of the list are prefixes: of two, one holds the other or
 *  they are apart. So those that meet a range begin inside it, or lie around the last one that begins before it. */
export class ByAddress {
  readonly #sorted: Record<4 | 6, readonly Range[]>
  readonly #field: number

  constructor(list: readonly (readonly Box[])[], field: number = fieldAt.dst) {
    this.#field = field
    this.#sorted = { 4: rangesOf(list, 4, field), 6: rangesOf(list, 6, field) }
  }

  /** In the order of the list. */
  placesOf({ family, ends }: Box): number[] {
    const sorted = this.#sorted[family]
    const [first, last] = [ends[this.#field] as Value, ends[this.#field + 1] as Value]
    const next = firstFrom(sorted, first)
    const places: number[] = []
    for (let i = next, range = sorted[i]; range && range.first <= last; range = sorted[++i]) places.push(range.place)
    for (let range = sorted[next - 1]; range; range = sorted[range.outer])
      if (range.last >= first) places.push(range.place)
    return places.length > 1 ? places.sort((a, b) => a - b) : places
  }
}

/** Around before inside. The boxes of one item and family have the same addresses. */
function rangesOf(list: readonly (readonly Box[])[], family: 4 | 6, field: number): readonly Range[] {
  const ranges: Range[] = []
  for (let place = 0; place < list.length; place++) {
    const ends = list[place]?.find((box) => box.family === family)?.ends
    if (ends) ranges.push({ first: ends[field] as Value, last: ends[field + 1] as Value, place, outer: -1 })
  }
  ranges.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.last > b.last ? -1 : 1))
  for (const [i, range] of ranges.entries()) {
    let outer = i - 1
    while (outer >= 0 && (ranges[outer] as Range).last < range.last) outer = (ranges[outer] as Range).outer
    range.outer = outer
  }
  return ranges
}

/** The first place that begins at a value or after it. */
function firstFrom(sorted: readonly Range[], value: Value): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Range).first < value) low = middle + 1
    else high = middle
  }
  return low
}
