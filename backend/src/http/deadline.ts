import { ProblemError } from './problem.js'

/** For which routes that plan or prove may work, ms. */
export const planningMs = 120_000

/** Before it is worth trying again, s. */
const retryAfter = 5

/** Runs work that must end within a time, ms. After it the caller gets `took-too-long`, and the work's signal is aborted; work that does not
 *  heed it comes to its end unseen. */
export async function withDeadline<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const problem = new ProblemError('took-too-long', `not done within ${ms} ms`, { retryAfter })
      reject(problem)
      stop.abort(problem)
    }, ms)
  })
  const result = work(stop.signal)
  // Whoever waited is told of the deadline and of nothing else.
  result.catch(() => undefined)
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}
