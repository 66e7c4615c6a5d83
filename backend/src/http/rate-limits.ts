import type { ParameterizedContext as Context } from 'koa'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisLink } from '../store/redis-link.js'
import type { Limits } from './limits.js'
import { ProblemError } from './problem.js'

/** For which the numbers of requests count, s. */
const windowSeconds = 60

type Kind = 'user' | 'address' | 'anonymous'

/** Counts requests per user and per address in windows of a minute; in Redis where there is one, so that all servers count together, and in
 *  memory while it is away. */
export class RateLimits {
  readonly #limiters: Readonly<Record<Kind, RateLimiterAbstract>>

  constructor({ perUser, perAddress, anonymous }: Limits, redis?: RedisLink) {
    this.#limiters = {
      user: limiter('user', perUser, redis),
      address: limiter('address', perAddress, redis),
      anonymous: limiter('anonymous', anonymous, redis),
    }
  }

  /** Counts a request from its address, whoever sent it. Throws `rate-limited`. */
  countAddress(context: Context): Promise<void> {
    return this.#count('address', context.ip, context)
  }

  /** Counts a request of a user; of nobody where its sender is not known. Throws `rate-limited`. */
  countUser(context: Context, user: string | undefined): Promise<void> {
    return user === undefined ? this.#count('anonymous', context.ip, context) : this.#count('user', user, context)
  }

  async #count(kind: Kind, key: string, context: Context): Promise<void> {
    const limiter = this.#limiters[kind]
    const result = await limiter.consume(key).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused
      throw refused
    })
    const left = limiter.points - result.consumedPoints
    const resetSeconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000))
    describe(context, { limit: limiter.points, left: Math.max(0, left), resetSeconds })
    if (left < 0) throw refusal(kind, limiter.points, resetSeconds)
  }
}

function limiter(kind: Kind, points: number, redis: RedisLink | undefined): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ keyPrefix: kind, points, duration: windowSeconds })
  if (!redis) return memory
  return new RateLimiterRedis({
    storeClient: redis.client,
    keyPrefix: `rate:${kind}`,
    points,
    duration: windowSeconds,
    insuranceLimiter: memory,
    rejectIfRedisNotReady: true,
    // Whoever is over the limit costs no round trip any more.
    inMemoryBlockOnConsumed: points + 1,
  })
}

/** The headers speak of the limit of which less is left. */
function describe(
  context: Context,
  { limit, left, resetSeconds }: { readonly limit: number; readonly left: number; readonly resetSeconds: number },
): void {
  const known = context.response.get('ratelimit-remaining')
  if (known !== '' && Number(known) <= left) return
  context.set('ratelimit-limit', String(limit))
  context.set('ratelimit-remaining', String(left))
  context.set('ratelimit-reset', String(resetSeconds))
  context.set('ratelimit-policy', `${limit};w=${windowSeconds}`)
}

function refusal(kind: Kind, limit: number, retryAfter: number): ProblemError {
  const whose = { user: 'of one user', address: 'from one address', anonymous: 'without a login from one address' }[
    kind
  ]
  const detail = `more than ${limit} requests ${whose} within ${windowSeconds} s`
  return new ProblemError('rate-limited', detail, { retryAfter })
}
