import type { Clock } from '@paranet/network'

/** Time that goes as it does on the wall, and as much faster as it is told to. */
export class WarpClock implements Clock {
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  #ahead = 0

  now(): number {
    return Date.now() + this.#ahead
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const finish = () => {
        clearTimeout(timer)
        this.#sleepers.delete(sleeper)
        signal?.removeEventListener('abort', finish)
        resolve()
      }
      const sleeper = { until: this.now() + ms, wake: finish }
      const timer = setTimeout(finish, Math.min(ms, 0x7fff_ffff))
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', finish)
    })
  }

  /** Lets so many ms pass, in steps so small that whoever sleeps wakes in the right order, and does something before the next one. */
  async pass(ms: number, stepMs = 200): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.#ahead += Math.min(left, stepMs)
      const due = [...this.#sleepers].filter(({ until }) => until <= this.now()).sort((a, b) => a.until - b.until)
      for (const { wake } of due) wake()
      await breathe()
    }
  }
}

/** Long enough for sockets and disks to answer what was just asked of them. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 4))
