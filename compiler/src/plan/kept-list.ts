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
    const left = new Map<Item, Made>()
    for (let at = first; at < lastEnd; at++) left.set(last[at] as Item, this.#made[at] as Made)
    const twice = lastEnd - first - left.size
    const known = new Map(left)
    const come: Made[] = []
    const middle: Made[] = []
    for (let at = first; at < end; at++) {
      const item = items[at] as Item
      let one = known.get(item)
      if (one === undefined || !left.delete(item)) {
        one = make(item)
        come.push(one)
      }
      middle.push(one)
    }
    const gone = twice === 0 ? [...left.values()] : goneOf(this.#made.slice(first, lastEnd), middle)
    if (middle.length < few) this.#made.splice(first, lastEnd - first, ...middle)
    else this.#made = this.#made.slice(0, first).concat(middle, this.#made.slice(lastEnd))
    this.#items = items
    return { gone, come }
  }
}

/** Items that are put in place without another list. */
const few = 1000

const none: ListChange<never> = { gone: [], come: [] }

/** Of a list in which items came more than once. */
function goneOf<Made>(before: readonly Made[], middle: readonly Made[]): Made[] {
  const kept = new Set(middle)
  return before.filter((one) => !kept.has(one))
}
