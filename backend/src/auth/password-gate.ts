import { ProblemError } from '../http/problem.js'
import { checkPassword, hashPassword } from './password.js'

/** Passwords that are worked on at once. Each takes a thread of the pool, which files and databases need too: it has four. */
const atOnce = 2
/** Those that wait at most: less than a second's work. */
const mostWaiting = 16

/** Checks and hashes passwords, a few at a time. Whoever comes when too many wait is sent away at once. */
export class PasswordGate {
  #running = 0
  readonly #waiting: (() => void)[] = []

  check(password: string, hash: string): Promise<boolean> {
    return this.#run(() => checkPassword(password, hash))
  }

  hash(password: string): Promise<string> {
    return this.#run(() => hashPassword(password))
  }

  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < atOnce) this.#running++
    else await this.#turn()
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // Whoever waited takes over the place.
      if (next) next()
      else this.#running--
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= mostWaiting)
      throw new ProblemError('too-many-attempts', 'too many logins at once', { retryAfter: 1 })
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }
}
