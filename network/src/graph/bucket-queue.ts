const none = -1
/** Buckets in the ring. */
const ring = 1024

/** A width that suits searches over these costs: few items to a bucket, and few empty ones. */
export function usualWidth(costs: Float64Array): number {
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / Math.max(1, costs.length)
  return mean > 0 ? mean / 4 : 1
}

/** A queue of small integers by keys that never fall below the least one taken, up to a width: what lies in one bucket comes in any order, the last put
 *  first. Who takes from it must be ready for an item that comes once more because its key has become less. Put, move and take in constant time, besides
 *  empty buckets; no sorting. An item is in it at most once. */
export class BucketQueue {
  length = 0
  private readonly perBucket: number
  private origin = 0
  private bucket = 0
  private round = 0
  private readonly first = new Int32Array(ring)
  private readonly madeIn = new Int32Array(ring)
  private readonly next: Int32Array
  private readonly before: Int32Array
  private readonly place: Int32Array
  private readonly lastPlace: Int32Array
  private readonly putIn: Int32Array

  constructor(capacity: number, width: number) {
    this.perBucket = 1 / width
    this.next = new Int32Array(capacity)
    this.before = new Int32Array(capacity)
    this.place = new Int32Array(capacity)
    this.lastPlace = new Int32Array(capacity)
    this.putIn = new Int32Array(capacity)
  }

  /** Empties it; no key that follows is less than `origin`. */
  reset(origin: number): void {
    this.length = 0
    this.bucket = 0
    this.origin = origin
    this.round++
  }

  /** No key in it is less, up to rounding; valid after a take. */
  get floor(): number {
    return this.origin + this.bucket / this.perBucket
  }

  /** Adds the item, or gives it a lesser key. */
  put(item: number, key: number): void {
    const { place, putIn, round } = this
    if (putIn[item] === round && (place[item] as number) !== none) this.unlink(item)
    const wanted = Math.trunc((key - this.origin) * this.perBucket)
    this.lastPlace[item] = Math.max(wanted, this.bucket)
    this.link(item, Math.min(Math.max(wanted, this.bucket), this.bucket + ring - 1))
    putIn[item] = round
  }

  /** Takes an item of the first bucket; the queue must not be empty. */
  take(): number {
    const { first, madeIn, lastPlace } = this
    for (;;) {
      const at = this.bucket & (ring - 1)
      const item = madeIn[at] === this.round ? (first[at] as number) : none
      if (item === none) {
        this.bucket++
        continue
      }
      this.unlink(item)
      if ((lastPlace[item] as number) <= this.bucket) return item
      this.link(item, Math.min(lastPlace[item] as number, this.bucket + ring - 1))
    }
  }

  private link(item: number, bucket: number): void {
    const { first, madeIn, next, before, place, round } = this
    const at = bucket & (ring - 1)
    const old = madeIn[at] === round ? (first[at] as number) : none
    madeIn[at] = round
    next[item] = old
    before[item] = none
    if (old !== none) before[old] = item
    first[at] = item
    place[item] = at
    this.length++
  }

  private unlink(item: number): void {
    const { first, next, before, place } = this
    const after = next[item] as number
    const prior = before[item] as number
    if (prior === none) first[place[item] as number] = after
    else next[prior] = after
    if (after !== none) before[after] = prior
    place[item] = none
    this.length--
  }
}
