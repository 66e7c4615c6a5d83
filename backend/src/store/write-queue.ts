/** Runs writes one after the other: SQLite has one connection, on which two transactions must never interleave. */
export class WriteQueue {
  #last: Promise<unknown> = Promise.resolve()

  /** Runs the work once everything asked before it has ended, well or not. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work)
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Resolves when everything asked so far has ended. */
  async idle(): Promise<void> {
    await this.#last
  }
}
