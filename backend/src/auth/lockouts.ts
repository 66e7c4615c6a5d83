import type { Clock } from '@paranet/network'

/** Failures in a row, from wherever, that lock a name. */
export const failuresToLock = 10
/** How long a lock holds, and how long failures are remembered, ms. */
export const lockMs = 15 * 60_000
/** Names that are remembered at most. */
const most = 10_000

interface Tries {
  count: number
  last: number
}

/** Locks names after many failures. Names of nobody are locked like others, so that a lock does not tell who exists. */
export class Lockouts {
  readonly #clock: Clock
  readonly #tries = new Map<string, Tries>()
  readonly #locked = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Until when the name is locked; undefined where it is not. */
  lockedUntil(name: string): number | undefined {
    const until = this.#locked.get(name)
    return until !== undefined && until > this.#clock.now() ? until : undefined
  }

  /** Counts a try before it is known how it ends, so that many at once are counted too. Whether there may be one. */
  try(name: string): boolean {
    const now = this.#clock.now()
    const found = this.#tries.get(name)
    const count = found && now - found.last < lockMs ? found.count + 1 : 1
    remember(this.#tries, name, { count, last: now })
    return count <= failuresToLock
  }

  /** A try that was counted has failed; gives the end of the lock where this was one too many. */
  fail(name: string): number | undefined {
    if ((this.#tries.get(name)?.count ?? 0) < failuresToLock || this.lockedUntil(name) !== undefined) return undefined
    const until = this.#clock.now() + lockMs
    this.lock(name, until)
    return until
  }

  lock(name: string, until: number): void {
    this.#tries.delete(name)
    remember(this.#locked, name, until)
  }

  /** The name is as if nobody had ever failed. */
  clear(name: string): void {
    this.#tries.delete(name)
    this.#locked.delete(name)
  }
}

/** The oldest go first. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
