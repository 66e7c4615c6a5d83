import { setMaxListeners } from 'node:events'
import type { Clock } from '@paranet/network'

/** What one turn of a loop says: nothing more to do until it is woken, or again in n ms. */
export type Turn = { readonly kind: 'done' } | { readonly kind: 'again'; readonly inMs: number }

export interface KeyedLoopOptions {
  readonly clock: Clock
  /** Reads the world and acts on what it finds; gets a key, never an event. */
  readonly work: (key: string, signal: AbortSignal) => Promise<Turn>
  readonly onError?: (key: string, error: unknown) => void
  /** Waits after a failure, doubled each time. Defaults 1 s and 60 s. */
  readonly retry?: { readonly firstMs: number; readonly maxMs: number }
}

interface Key {
  readonly stop: AbortController
  /** Aborts the present wait. */
  wake: AbortController
  isWoken: boolean
  readonly ended: Promise<void>
}

/** Runs the work of each key again and again, never two turns of one key at the same time. */
export class KeyedLoop implements AsyncDisposable {
  readonly #options: KeyedLoopOptions
  readonly #keys = new Map<string, Key>()
  #isOver = false

  constructor(options: KeyedLoopOptions) {
    this.#options = options
  }

  /** The key's world may have changed: its next turn comes now, or right after the one under way. Starts the key if it is new. */
  wake(key: string): void {
    const known = this.#keys.get(key)
    if (this.#isOver) return
    if (!known) return this.#begin(key)
    known.isWoken = true
    known.wake.abort()
  }

  /** Ends the loop of a key; resolves when its turn is over. */
  async stop(key: string): Promise<void> {
    const known = this.#keys.get(key)
    this.#keys.delete(key)
    known?.stop.abort()
    await known?.ended
  }

  /** Nothing wakes a key from now on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    await Promise.all([...this.#keys.keys()].map((key) => this.stop(key)))
  }

  #begin(key: string): void {
    const state = { stop: new AbortController(), wake: new AbortController(), isWoken: false }
    // The work may hand the signal to as many calls as it likes.
    setMaxListeners(0, state.stop.signal)
    const entry: Key = Object.assign(state, { ended: Promise.resolve().then(() => this.#run(key, state)) })
    this.#keys.set(key, entry)
  }

  async #run(key: string, state: Omit<Key, 'ended'>): Promise<void> {
    const { firstMs, maxMs } = this.#options.retry ?? { firstMs: 1_000, maxMs: 60_000 }
    let failures = 0
    while (!state.stop.signal.aborted) {
      state.isWoken = false
      state.wake = new AbortController()
      const turn = await this.#turn(key, state.stop.signal)
      failures = turn ? 0 : failures + 1
      if (!turn) await this.#wait(state, Math.min(firstMs * 2 ** (failures - 1), maxMs))
      else await this.#wait(state, turn.kind === 'again' ? turn.inMs : undefined)
    }
  }

  async #turn(key: string, signal: AbortSignal): Promise<Turn | undefined> {
    try {
      return await this.#options.work(key, signal)
    } catch (error) {
      if (!signal.aborted) this.#options.onError?.(key, error)
      return undefined
    }
  }

  /** Waits so long, or, without a time, until it is woken. */
  async #wait(state: Omit<Key, 'ended'>, ms: number | undefined): Promise<void> {
    if (state.isWoken) return
    const signal = AbortSignal.any([state.stop.signal, state.wake.signal])
    if (ms !== undefined) return this.#options.clock.sleep(ms, signal)
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}
