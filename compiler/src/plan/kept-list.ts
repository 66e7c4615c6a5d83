/** What came and what went when one list took the place of another. */
export interface ListChange<Made> {
  readonly gone: readonly Made[]
  readonly come: readonly Made[]
}

/** What is made of each item of a list, kept from one list to the next for items that are the very same. Lists mostly differ in one place:
 *  what stands before and after it costs a comparison each. */
export class KeptList<Item, Made> {
  #items: readonly Item[] = []
  #made: Made[] = []

  /** One for each item, in their order; until the next list comes. */
  get made(): readonly Made[] {
    return this.#made
  }

  turnTo(items: readonly Item[], make: (item: Item) => Made): ListChange<Made> {
    const last = this.#items
    const most = Math.min(last.length, items.length)
    let first = 0
    while (first < most && last[first] === items[first]) first++
    let [lastEnd, end] = [last.length, items.length]
    while (lastEnd > first && end > first && last[lastEnd - 1] === items[end - 1]) {
      lastEnd--
      end--
    }
    if (first === lastEnd && first === end) return none
    const { kept, gone: out, fresh } = aligned(last, [first, lastEnd], items, end)
    const middle: Made[] = Array.from({ length: end - first })
    for (let i = 0; i < kept.length; i += 3) {
      const [from, at, count] = [kept[i] as number, kept[i + 1] as number, kept[i + 2] as number]
      for (let n = 0; n < count; n++) middle[at - first + n] = this.#made[from + n] as Made
    }
    const left = new Map<Item, Made[]>()
    for (const at of out) {
      const its = left.get(last[at] as Item)
      if (its) its.push(this.#made[at] as Made)
      else left.set(last[at] as Item, [this.#made[at] as Made])
    }
    const come: Made[] = []
    for (const at of fresh) {
      const item = items[at] as Item
      // It only stands elsewhere.
      let one = left.get(item)?.shift()
      if (one === undefined) come.push((one = make(item)))
      middle[at - first] = one
    }
    if (lastEnd - first < few && middle.length < few) this.#made.splice(first, lastEnd - first, ...middle)
    else this.#made = this.#made.slice(0, first).concat(middle, this.#made.slice(lastEnd))
    this.#items = items
    return { gone: [...left.values()].flat(), come }
  }
}

/** How two lists go together. */
interface Alignment {
  /** Runs of the same items: where each begins in the last list, where in the next, and how long it is. */
  readonly kept: readonly number[]
  /** Places in the last list, and in the next, that have no like. */
  readonly gone: readonly number[]
  readonly fresh: readonly number[]
}

/** Goes through both lists at once: where they part, a few places on they mostly go together again. Where not, the rest of both is without like. */
function aligned(
  last: readonly unknown[],
  [first, lastEnd]: readonly [number, number],
  items: readonly unknown[],
  end: number,
): Alignment {
  const kept: number[] = []
  const gone: number[] = []
  const fresh: number[] = []
  let [from, at] = [first, first]
  while (from < lastEnd || at < end) {
    const [start, begin] = [from, at]
    while (from < lastEnd && at < end && last[from] === items[at]) {
      from++
      at++
    }
    if (from > start) kept.push(start, begin, from - start)
    const [fewer, more] = from < lastEnd && at < end ? partedAt(last, from, lastEnd, items, at, end) : [lastEnd, end]
    while (from < fewer) gone.push(from++)
    while (at < more) fresh.push(at++)
  }
  return { kept, gone, fresh }
}

/** Places of both lists, the nearest after these, from where they go together. */
function partedAt(
  last: readonly unknown[],
  from: number,
  lastEnd: number,
  items: readonly unknown[],
  at: number,
  end: number,
): readonly [number, number] {
  for (let sum = 1; sum <= farthest; sum++)
    for (let skipped = 0; skipped <= sum; skipped++) {
      const [a, b] = [from + skipped, at + sum - skipped]
      if (a < lastEnd && b < end && last[a] === items[b]) return [a, b]
    }
  return [lastEnd, end]
}

/** Places that are looked at for a like, in both lists together. */
const farthest = 24

/** Items that are put in place without another list. */
const few = 1000

const none: ListChange<never> = { gone: [], come: [] }
