import { Worker } from 'node:worker_threads'
import type { Progress } from '@paranet/compiler'
import type { Clock } from '@paranet/network'
import { PlannerRunner, type PlannerTasks } from './planner-tasks.js'
import { SharedValues } from './shared-values.js'
import { StopList } from './stop-list.js'

/** Runs planner tasks for a network. A task whose signal is aborted is given up where that is possible. `progress` hears how far a plan's
 *  compilation is. */
export interface PlannerPool extends AsyncDisposable {
  run<Name extends keyof PlannerTasks>(
    network: string,
    task: Name,
    input: PlannerTasks[Name]['input'],
    signal?: AbortSignal,
    progress?: (progress: Progress) => void,
  ): Promise<PlannerTasks[Name]['output']>
}

/** Tasks on the calling thread: for tests, and for hosts that have threads of their own. */
export function inlinePlanner(): PlannerPool {
  const runner = new PlannerRunner()
  const watchOf = (signal?: AbortSignal, progress?: (progress: Progress) => void) => ({
    ...(signal ? { signal } : {}),
    ...(progress ? { progress } : {}),
  })
  return {
    run: (_network, task, input, signal, progress) => runner.run(task, input, watchOf(signal, progress)),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** How long a task that should stop may take to hear of it before its thread is ended, ms. */
const graceMs = 1_000
/** How long a worker without work is kept, ms. */
const idleMs = 20_000

interface Pending {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
  readonly progress?: ((progress: Progress) => void) | undefined
}

/** One worker thread per network, started when it is first needed and ended when it has had nothing to do for a while. */
export class WorkerPlanner implements PlannerPool {
  readonly #clock: Clock
  readonly #threads = new Map<string, PlannerThread>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async run<Name extends keyof PlannerTasks>(
    network: string,
    task: Name,
    input: PlannerTasks[Name]['input'],
    signal?: AbortSignal,
    progress?: (progress: Progress) => void,
  ): Promise<PlannerTasks[Name]['output']> {
    for (;;) {
      signal?.throwIfAborted()
      try {
        return await this.#thread(network).run(task, input, signal, progress)
      } catch (error) {
        // Someone else gave up a task on the thread; this one is done again on another.
        if (!(error instanceof ThreadGivenUp) || signal?.aborted) throw error
      }
    }
  }

  #thread(network: string): PlannerThread {
    const known = this.#threads.get(network)
    if (known && !known.isOver) return known
    const thread = new PlannerThread(this.#clock)
    this.#threads.set(network, thread)
    return thread
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#threads.values()].map((thread) => thread.end()))
  }
}

/** The thread was ended because a task on it took too long. */
class ThreadGivenUp extends Error {
  override readonly name = 'ThreadGivenUp'
}

interface Answer {
  readonly id: number
  readonly result?: never
  readonly error?: Error
  readonly progress?: Progress
}

class PlannerThread {
  readonly #stops = new StopList()
  readonly #worker = new Worker(new URL('./planner-worker.js', import.meta.url), {
    workerData: { stops: this.#stops.buffer },
    // Plans make much that lives shortly: a small young generation would be collected all the time.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  })
  readonly #shared = new SharedValues()
  readonly #clock: Clock
  readonly #pending = new Map<number, Pending>()
  readonly #stopping = new Set<number>()
  #nextId = 0
  #idle = new AbortController()
  readonly #ended = new AbortController()
  isOver = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.#worker.unref()
    this.#worker.on('message', (answer) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the planner thread ended')))
  }

  async run<Name extends keyof PlannerTasks>(
    task: Name,
    input: PlannerTasks[Name]['input'],
    signal?: AbortSignal,
    progress?: (progress: Progress) => void,
  ): Promise<PlannerTasks[Name]['output']> {
    this.#idle.abort()
    const id = ++this.#nextId
    const giveUp = () => this.#giveUp(id, signal?.reason)
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      return await new Promise<PlannerTasks[Name]['output']>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, progress })
        this.#worker.postMessage({ id, task, ...this.#shared.pack(input) })
      })
    } finally {
      signal?.removeEventListener('abort', giveUp)
    }
  }

  /** A task stops where it next looks, and the thread keeps what it knows; one that does not look takes its thread with it. */
  #giveUp(id: number, reason: Error): void {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    pending?.reject(reason)
    this.#stops.add(id)
    this.#stopping.add(id)
    void this.#endWhenDeaf(id)
  }

  async #endWhenDeaf(id: number): Promise<void> {
    await this.#clock.sleep(graceMs, this.#ended.signal)
    if (!this.#stopping.has(id) || this.isOver) return
    this.#fail(new ThreadGivenUp('another task on the planner thread took too long'))
    void this.end()
  }

  async end(): Promise<void> {
    this.isOver = true
    this.#idle.abort()
    this.#ended.abort()
    await this.#worker.terminate()
  }

  #settle({ id, result, error, progress }: Answer): void {
    const pending = this.#pending.get(id)
    if (progress) {
      pending?.progress?.(progress)
      return
    }
    this.#stopping.delete(id)
    this.#pending.delete(id)
    if (error) pending?.reject(error)
    else pending?.resolve(result as never)
    if (this.#pending.size === 0) void this.#endWhenIdle()
  }

  async #endWhenIdle(): Promise<void> {
    const idle = new AbortController()
    this.#idle = idle
    await this.#clock.sleep(idleMs, idle.signal)
    if (!idle.signal.aborted && this.#pending.size === 0) await this.end()
  }

  #fail(error: Error): void {
    this.isOver = true
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}
