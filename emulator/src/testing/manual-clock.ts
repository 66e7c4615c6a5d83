import type { Clock } from '@paranet/network'

/** Time that stands until the test lets it pass. */
export class ManualClock implements Clock {
  #now = 1_000_000
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  now = () => this.#now
  sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((done) => {
      const sleeper = { until: this.#now + ms, wake: done }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        done()
      })
    })
  pass(ms: number): void {
    this.#now += ms
    for (const sleeper of this.#sleepers)
      if (sleeper.until <= this.#now) {
        this.#sleepers.delete(sleeper)
        sleeper.wake()
      }
  }
}
