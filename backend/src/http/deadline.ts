import { ProblemError } from './problem.js'

/** For which routes that plan or prove may work, ms. */
export const planningMs = 120_000

/** Before it is worth trying again, s. */
const retryAfter = 5

/** The end of the time that work has. */
export class Deadline {
  #stop: AbortController | undefined
  #reason: ProblemError | undefined

  /** Aborted when the time is over. Made when it is first asked for: most work is done long before. */
  get signal(): AbortSignal {
    if (!this.#stop) {
      this.#stop = new AbortController()
      if (this.#reason) this.#stop.abort(this.#reason)
    }
    return this.#stop.signal
  }

  /** The time is over. */
  pass(reason: ProblemError): void {
    this.#reason = reason
    this.#stop?.abort(reason)
  }
}

/** Runs work that must end within a time, ms. After it the caller gets `took-too-long`, and the signal of the deadline is aborted; work that
 *  does not heed it comes to its end unseen. */
export function withDeadline<Result>(ms: number, work: (deadline: Deadline) => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const deadline = new Deadline()
    const timer = setTimeout(() => {
      const problem = new ProblemError('took-too-long', `not done within ${ms} ms`, { retryAfter })
      reject(problem)
      deadline.pass(problem)
    }, ms)
    work(deadline).then(
      (result) => {
        clearTimeout(timer)
        resolve(result)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error as Error)
      },
    )
  })
}
