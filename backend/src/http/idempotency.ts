import { type Clock, contentHash } from '@paranet/network'
import type { Database } from '../store/database.js'
import {
  dropExpiredKeys,
  findIdempotencyKey,
  insertIdempotencyKey,
  keepAnswer,
  removeIdempotencyKey,
} from '../store/idempotency-rows.js'
import { ProblemError } from './problem.js'

/** How long a key is remembered, ms. */
export const keyLifeMs = 24 * 3_600_000

/** A request with a key. */
export interface KeyedRequest {
  /** Id of the user. */
  readonly actor: string
  readonly key: string
  /** All that makes it this request and no other: method, path, network, query, body. */
  readonly content: unknown
}

/** What was answered: once made, or again. */
export interface KeyedAnswer<Answer> {
  readonly answer: Answer
  readonly isReplay: boolean
}

/** Serves a request with a key once (draft-ietf-httpapi-idempotency-key-header): whoever sends it again, at the same time, later or after
 *  a restart, gets the same answer. Refusals are not kept, since they changed nothing. A request that was cut off by a crash runs again
 *  under the same name, by which its handler can know it. */
export class Idempotency {
  readonly #database: Database
  readonly #clock: Clock
  readonly #underWay = new Map<string, { readonly hash: string; readonly run: Promise<KeyedAnswer<unknown>> }>()

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  /** Runs the work unless it ran before; answers are plain JSON. The work gets a name that is the same whenever it is tried again and never
   *  given to another. Throws `idempotency-key-reused` where the key belongs to another request. */
  async once<Answer>(
    { actor, key, content }: KeyedRequest,
    work: (name: string) => Promise<Answer>,
  ): Promise<KeyedAnswer<Answer>> {
    checkKey(key)
    const hash = contentHash(content)
    const place = `${actor} ${key}`
    const first = this.#underWay.get(place)
    if (first) {
      if (first.hash !== hash) throw reused(key)
      return { answer: (await first.run).answer as Answer, isReplay: true }
    }
    const run = this.#run({ actor, key }, hash, work)
    this.#underWay.set(place, { hash, run })
    try {
      return await run
    } finally {
      this.#underWay.delete(place)
    }
  }

  async #run<Answer>(
    { actor, key }: { readonly actor: string; readonly key: string },
    hash: string,
    work: (name: string) => Promise<Answer>,
  ): Promise<KeyedAnswer<Answer>> {
    const row = await this.#reserve(actor, key, hash)
    if (row.answer !== null) return { answer: JSON.parse(row.answer) as Answer, isReplay: true }
    try {
      const answer = await work(`${actor} ${key} ${row.at}`)
      await this.#database.write((manager) => keepAnswer(manager, actor, key, JSON.stringify(answer)))
      return { answer, isReplay: false }
    } catch (error) {
      await this.#database.write((manager) => removeIdempotencyKey(manager, actor, key))
      throw error
    }
  }

  #reserve(actor: string, name: string, hash: string) {
    const now = this.#clock.now()
    return this.#database.write(async (manager) => {
      await dropExpiredKeys(manager, now)
      const known = await findIdempotencyKey(manager, actor, name)
      if (known && known.hash !== hash) throw reused(name)
      if (known) return known
      const row = { actor, name, hash, at: now, expiresAt: now + keyLifeMs, answer: null }
      await insertIdempotencyKey(manager, row)
      return row
    })
  }
}

const reused = (key: string): ProblemError =>
  new ProblemError('idempotency-key-reused', `the idempotency key ${key} belongs to another request`)

function checkKey(key: string): void {
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ProblemError('bad-request', 'the Idempotency-Key has 1 to 255 visible ASCII characters')
}
