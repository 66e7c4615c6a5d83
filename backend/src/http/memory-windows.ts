/** What was counted in a window. */
export interface Spent {
  readonly count: number
  /** Until the window ends, ms. */
  readonly leftMs: number
}

/** Keys from which on those whose windows are over are thrown away. */
const manyKeys = 10_000

/** Counts per key in windows of a length, ms, that begin with a key's first count. */
export class MemoryWindows {
  readonly #lengthMs: number
  readonly #now: () => number
  readonly #windows = new Map<string, { count: number; readonly until: number }>()
  #sweepAt = manyKeys

  /** `now`: ms, from whenever. */
  constructor(lengthMs: number, now: () => number = () => performance.now()) {
    this.#lengthMs = lengthMs
    this.#now = now
  }

  /** Counts one more. */
  count(key: string): Spent {
    const now = this.#now()
    const known = this.#windows.get(key)
    if (known && known.until > now) return { count: ++known.count, leftMs: known.until - now }
    if (this.#windows.size >= this.#sweepAt) this.#sweep(now)
    this.#windows.set(key, { count: 1, until: now + this.#lengthMs })
    return { count: 1, leftMs: this.#lengthMs }
  }

  /** What it costs is paid by as many counts as there are keys left. */
  #sweep(now: number): void {
    for (const [key, { until }] of this.#windows) if (until <= now) this.#windows.delete(key)
    this.#sweepAt = Math.max(manyKeys, 2 * this.#windows.size)
  }
}
