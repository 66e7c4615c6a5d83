/** A binary heap of small integers (nodes) over costs that the caller keeps; a node is in it at most once. */
export class NodeHeap {
  private readonly items: Int32Array
  private readonly place: Int32Array
  private length = 0
  private readonly isBefore: (a: number, b: number) => boolean

  constructor(capacity: number, isBefore: (a: number, b: number) => boolean) {
    this.items = new Int32Array(capacity)
    this.place = new Int32Array(capacity).fill(-1)
    this.isBefore = isBefore
  }

  get isEmpty(): boolean {
    return this.length === 0
  }

  /** Adds the node, or moves it up after its cost became less. */
  raise(node: number): void {
    let at = this.place[node] as number
    if (at < 0) {
      at = this.length++
      this.put(node, at)
    }
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = this.items[parent] as number
      if (!this.isBefore(node, above)) break
      this.put(above, at)
      at = parent
    }
    this.put(node, at)
  }

  /** Takes the node of least cost; the heap must not be empty. */
  take(): number {
    const top = this.items[0] as number
    this.place[top] = -1
    const last = this.items[--this.length] as number
    if (this.length > 0) this.sink(last)
    return top
  }

  private sink(node: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.length) break
      if (child + 1 < this.length && this.isBefore(this.items[child + 1] as number, this.items[child] as number))
        child++
      const below = this.items[child] as number
      if (!this.isBefore(below, node)) break
      this.put(below, at)
      at = child
    }
    this.put(node, at)
  }

  private put(node: number, at: number): void {
    this.items[at] = node
    this.place[node] = at
  }
}
