/** A binary heap of small integers with a cost each, least cost first, in typed arrays. An integer is in it at most once. */
export class CostHeap {
  length = 0
  private readonly items: Int32Array
  private readonly keys: Float64Array
  private readonly place: Int32Array

  constructor(capacity: number) {
    this.items = new Int32Array(capacity + 1)
    this.keys = new Float64Array(capacity + 1)
    this.place = new Int32Array(capacity).fill(-1)
  }

  clear(): void {
    for (let i = 0; i < this.length; i++) this.place[this.items[i] as number] = -1
    this.length = 0
  }

  /** The least cost; the heap must not be empty. */
  get least(): number {
    return this.keys[0] as number
  }

  /** Adds the item, or lowers its cost. */
  put(item: number, key: number): void {
    const { items, keys, place } = this
    let at = place[item] as number
    if (at < 0) at = this.length++
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = keys[parent] as number
      if (above <= key) break
      const moved = items[parent] as number
      items[at] = moved
      keys[at] = above
      place[moved] = at
      at = parent
    }
    items[at] = item
    keys[at] = key
    place[item] = at
  }

  /** Takes an item of least cost; the heap must not be empty. */
  take(): number {
    const { items, keys, place } = this
    const top = items[0] as number
    place[top] = -1
    const length = --this.length
    if (length === 0) return top
    const last = items[length] as number
    const key = keys[length] as number
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      let below = keys[child] as number
      if (child + 1 < length && (keys[child + 1] as number) < below) below = keys[++child] as number
      if (below >= key) break
      const moved = items[child] as number
      items[at] = moved
      keys[at] = below
      place[moved] = at
      at = child
    }
    items[at] = last
    keys[at] = key
    place[last] = at
    return top
  }
}
