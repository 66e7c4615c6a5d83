import type { Middleware } from 'koa'
import { ProblemError } from './problem.js'

/** For how long a client may go on sending after it was answered, ms: some read the answer only then. */
const lingerMs = 1_000

/** Refuses a body that says that it is too long before a byte of it is read. What a client sends after its answer is thrown away, and its
 *  connection ended if it does not stop. */
export const bodyLimit =
  (most: number): Middleware =>
  (context, next) => {
    if (context.request.length === undefined && context.get('transfer-encoding') === '') return next()
    const { req, res } = context
    res.once('finish', () => {
      if (req.complete) return
      const timer = setTimeout(() => req.socket.destroy(), lingerMs).unref()
      req.once('end', () => clearTimeout(timer))
    })
    const length = context.request.length ?? 0
    if (length > most) throw new ProblemError('too-large', `the body has ${length} bytes; ${most} is the most`)
    return next()
  }
