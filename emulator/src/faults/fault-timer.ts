import type { Clock } from '@paranet/network'
import type { ActiveFault } from '../protocol/messages.js'
import { nextChange } from './fault-times.js'

/** Timers hold 2^31 ms at most. */
const longestSleep = 86_400_000

/** Wakes a network when a fault changes by itself, and keeps those waiting that ask a slow device. */
export class FaultTimer {
  readonly #clock: Clock
  readonly #onChange: () => Promise<void>
  #armed = new AbortController()
  #isClosed = false

  constructor(clock: Clock, onChange: () => Promise<void>) {
    this.#clock = clock
    this.#onChange = onChange
  }

  /** These faults are set now; whoever waits looks again. */
  arm(faults: readonly ActiveFault[]): void {
    this.#armed.abort()
    this.#armed = new AbortController()
    const at = nextChange(faults, this.#clock.now())
    if (!this.#isClosed && at !== Number.POSITIVE_INFINITY) void this.#wakeAt(at, this.#armed.signal)
  }

  /** Waits so many ms, or until `isOver`, looked at whenever faults change; false where the network closed meanwhile. */
  async wait(ms: number, isOver: () => boolean): Promise<boolean> {
    const until = this.#clock.now() + ms
    while (!this.#isClosed && !isOver()) {
      const left = until - this.#clock.now()
      if (left <= 0) break
      await this.#clock.sleep(Math.min(left, longestSleep), this.#armed.signal)
    }
    return !this.#isClosed
  }

  close(): void {
    this.#isClosed = true
    this.#armed.abort()
  }

  async #wakeAt(at: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#clock.now() < at)
      await this.#clock.sleep(Math.min(at - this.#clock.now(), longestSleep), signal)
    if (!signal.aborted) await this.#onChange()
  }
}
