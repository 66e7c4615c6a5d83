import type { Clock } from '@paranet/network'

/** For how long failures are remembered, ms. */
const rememberedMs = 15 * 60_000
const longestWaitMs = 5 * 60_000
/** Names and addresses that are remembered at most. */
const most = 10_000

interface Failures {
  count: number
  last: number
}

/** Slows down guessing: after so many free failures each one doubles the wait, from a second up to five minutes. */
export class Throttle {
  readonly #clock: Clock
  readonly #free: number
  readonly #failures = new Map<string, Failures>()

  constructor(clock: Clock, free: number) {
    this.#clock = clock
    this.#free = free
  }

  /** How long the key has to wait before it may try again, ms. */
  waitMs(key: string): number {
    const found = this.#failures.get(key)
    if (!found || found.count < this.#free) return 0
    const wait = Math.min(1000 * 2 ** (found.count - this.#free), longestWaitMs)
    return Math.max(0, found.last + wait - this.#clock.now())
  }

  fail(key: string): void {
    const now = this.#clock.now()
    const found = this.#failures.get(key)
    const count = found && now - found.last < rememberedMs ? found.count + 1 : 1
    this.#failures.delete(key)
    this.#failures.set(key, { count, last: now })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > most && oldest !== undefined) this.#failures.delete(oldest)
  }

  succeed(key: string): void {
    this.#failures.delete(key)
  }
}
