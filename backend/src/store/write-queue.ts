import { AsyncResource } from 'node:async_hooks'

/** Writes that share a transaction at most. */
const mostTogether = 32

export type Work<Manager> = (manager: Manager) => Promise<unknown>

interface Waiting<Manager> {
  readonly work: Work<Manager>
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

/** Runs writes one after the other: SQLite has one connection, on which two transactions must never interleave. Those that wait together share
 *  a transaction, since most of a small write is its beginning and its end; where one of them fails, all are done again, each by itself. So a
 *  work may run twice, and only what it did to the database the last time counts. */
export class WriteQueue<Manager> {
  readonly #transact: (works: readonly Work<Manager>[]) => Promise<readonly unknown[]>
  readonly #waiting: Waiting<Manager>[] = []
  #running: Promise<void> | undefined

  constructor(transact: (works: readonly Work<Manager>[]) => Promise<readonly unknown[]>) {
    this.#transact = transact
  }

  /** Runs the work once everything asked before it has ended, well or not. */
  run<Result>(work: (manager: Manager) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      // It runs in the surroundings of whoever asked, not of whoever was first.
      this.#waiting.push({ work: AsyncResource.bind(work), resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when everything asked so far has ended. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    // Whoever asks in the same turn comes along.
    await Promise.resolve()
    while (this.#waiting.length > 0) await this.#together(this.#waiting.splice(0, mostTogether))
    this.#running = undefined
  }

  async #together(some: readonly Waiting<Manager>[]): Promise<void> {
    try {
      const results = await this.#transact(some.map(({ work }) => work))
      for (const [place, { resolve }] of some.entries()) resolve(results[place] as never)
    } catch (error) {
      const [only, ...others] = some
      if (others.length === 0) only?.reject(error)
      else for (const one of some) await this.#together([one])
    }
  }
}
