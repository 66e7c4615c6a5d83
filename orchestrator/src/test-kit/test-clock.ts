import type { Clock } from '@paranet/network'

/** Time as tests want it: short waits (retries) pass at once and move the time, long ones last until `advance`. */
export class TestClock implements Clock {
  #now: number
  #sleepers: { readonly until: number; readonly wake: () => void }[] = []
  readonly #shortMs: number

  constructor(now = 1_000_000, shortMs = 5_000) {
    this.#now = now
    this.#shortMs = shortMs
  }

  now(): number {
    return this.#now
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return
    if (ms <= this.#shortMs) {
      await new Promise((resolve) => setImmediate(resolve))
      this.advance(ms)
      return
    }
    await new Promise<void>((resolve) => {
      this.#sleepers.push({ until: this.#now + ms, wake: resolve })
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  advance(ms: number): void {
    this.#now += ms
    const due = this.#sleepers.filter(({ until }) => until <= this.#now)
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#now)
    for (const { wake } of due) wake()
  }
}

/** Lets everything that is ready run. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Waits, turn by turn, until the condition holds. */
export const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let turn = 0; turn < 5_000; turn++) {
    if (await condition()) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it never came true')
}
