import type { Box, Value } from './header-box.js'
import { fieldAt } from './header-box.js'

/** Items with the same range in a field. */
interface Range {
  readonly first: Value
  readonly last: Value
  /** Places in the list. */
  readonly places: number[]
  /** Of many: by the next field. */
  inner?: ByField
  /** Place in `sorted` of the next range around it; -1: none. */
  outer: number
}

/** So few are looked at one by one. */
const fewest = 8

/** The places of a list whose boxes may meet a box, found by its addresses, one field after the other. Addresses of a list are prefixes, which nest: of
 *  two, one holds the other or they are apart. So those that meet a range begin inside it, or lie around the last one that begins before it. The boxes of one
 *  item differ in their family and protocol only. */
export class ByField {
  readonly #sorted: Record<4 | 6, readonly Range[]>
  readonly #field: number

  constructor(
    list: readonly (readonly Box[])[],
    [field = fieldAt.dst, ...more]: readonly number[] = [fieldAt.dst, fieldAt.src],
    places: readonly number[] = [...list.keys()],
  ) {
    this.#field = field
    this.#sorted = { 4: rangesOf(list, places, 4, field), 6: rangesOf(list, places, 6, field) }
    if (more.length === 0) return
    for (const range of [...this.#sorted[4], ...this.#sorted[6]])
      if (range.places.length > fewest) range.inner = new ByField(list, more, range.places)
  }

  /** In the order of the list. */
  placesOf(box: Box): number[] {
    const places: number[] = []
    this.#collect(box, places)
    return places.length > 1 ? places.sort((a, b) => a - b) : places
  }

  #collect({ family, ends }: Box, places: number[]): void {
    const sorted = this.#sorted[family]
    const [first, last] = [ends[this.#field] as Value, ends[this.#field + 1] as Value]
    const put = ({ inner, places: own }: Range) => {
      if (inner) inner.#collect({ family, ends }, places)
      else for (const place of own) places.push(place)
    }
    const next = firstFrom(sorted, first)
    for (let i = next, range = sorted[i]; range && range.first <= last; range = sorted[++i]) put(range)
    for (let range = sorted[next - 1]; range; range = sorted[range.outer]) if (range.last >= first) put(range)
  }
}

/** Around before inside. */
function rangesOf(
  list: readonly (readonly Box[])[],
  places: readonly number[],
  family: 4 | 6,
  field: number,
): readonly Range[] {
  const found = new Map<string, Range>()
  for (const place of places) {
    const ends = list[place]?.find((box) => box.family === family)?.ends
    if (!ends) continue
    const [first, last] = [ends[field] as Value, ends[field + 1] as Value]
    const key = `${first} ${last}`
    const known = found.get(key)
    if (known) known.places.push(place)
    else found.set(key, { first, last, places: [place], outer: -1 })
  }
  const ranges = [...found.values()]
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
