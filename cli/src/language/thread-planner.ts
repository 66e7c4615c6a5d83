import type { PlannedFiles, Planner } from '@paranet/language'
import { Worker } from 'node:worker_threads'

interface Waiting {
  readonly resolve: (found: PlannedFiles) => void
  readonly reject: (error: Error) => void
}

/** How long a check may take before its thread is ended, ms. */
const longestMs = 60_000

/** Checks files on another thread, one set after the other. Who asks again before an answer has come gets the thread anew: what was asked
 *  before is not wanted any more. */
export class ThreadPlanner implements Planner {
  #worker: Worker | undefined
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 0

  async check(input: Parameters<Planner['check']>[0], signal: AbortSignal): Promise<PlannedFiles> {
    const id = ++this.#nextId
    const worker = (this.#worker ??= this.#start())
    const giveUp = () => this.#giveUp(id)
    const timer = setTimeout(giveUp, longestMs)
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      return await new Promise<PlannedFiles>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject })
        worker.postMessage({ id, input: { ...input, at: Date.now() } })
      })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL('./check-worker.js', import.meta.url))
    worker.on('message', ({ id, found }: { readonly id: number; readonly found?: PlannedFiles }) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (found) waiting?.resolve(found)
      else waiting?.reject(new Error('the files could not be checked'))
    })
    worker.on('error', () => this.#lose(worker))
    worker.on('exit', () => this.#lose(worker))
    worker.unref()
    return worker
  }

  /** Ends the thread. */
  close(): void {
    const worker = this.#worker
    if (!worker) return
    this.#lose(worker)
    void worker.terminate()
  }

  /** A check cannot be interrupted, but its thread can be ended. */
  #giveUp(id: number): void {
    if (!this.#waiting.has(id) || !this.#worker) return
    const worker = this.#worker
    this.#lose(worker)
    void worker.terminate()
  }

  #lose(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(new Error('the check was given up'))
    this.#waiting.clear()
  }
}
