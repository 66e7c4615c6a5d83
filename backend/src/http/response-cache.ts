import { LRUCache } from 'lru-cache'
import type { RedisLink } from '../store/redis-link.js'

/** An answer as it goes out. */
export interface CachedAnswer {
  /** Its tag. */
  readonly revision: string
  /** JSON, in UTF-8. */
  readonly text: Buffer
}

/** Memory for answers, in bytes. */
const maxSize = 64 * 1024 * 1024
/** How long answers stay in Redis, s. */
const redisSeconds = 3600

/** Answers to heavy reads. Their keys hold the revisions of all that they were made from, so that nothing in it is ever out of date: what is
 *  old is not asked for any more, and falls out. With Redis, servers use each other's answers; without, or while it is away, their own. */
export class ResponseCache {
  readonly #memory = new LRUCache<string, CachedAnswer>({
    maxSize,
    sizeCalculation: ({ text }, key) => text.length + 2 * key.length + 100,
  })
  readonly #redis: RedisLink | undefined

  constructor(redis?: RedisLink) {
    this.#redis = redis
  }

  /** Without a promise where nobody else can know it. */
  get(key: string): CachedAnswer | undefined | Promise<CachedAnswer | undefined> {
    const known = this.#memory.get(key)
    return known || !this.#redis?.isReady ? known : this.#fetch(key, this.#redis)
  }

  async #fetch(key: string, redis: RedisLink): Promise<CachedAnswer | undefined> {
    const [revision, text] = await redis.client
      .hmgetBuffer(`answer:${key}`, 'revision', 'text')
      .catch((): (Buffer | null)[] => [])
    if (!revision || !text) return undefined
    const answer = { revision: revision.toString(), text }
    this.#memory.set(key, answer)
    return answer
  }

  set(key: string, answer: CachedAnswer): void {
    this.#memory.set(key, answer)
    if (!this.#redis?.isReady) return
    const place = `answer:${key}`
    const kept = this.#redis.client
      .multi()
      .hset(place, { ...answer })
      .expire(place, redisSeconds)
      .exec()
    kept.catch(() => undefined)
  }
}
