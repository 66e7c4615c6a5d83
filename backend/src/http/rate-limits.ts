import type { ParameterizedContext as Context } from 'koa'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisLink } from '../store/redis-link.js'
import type { Limits } from './limits.js'
import { MemoryWindows, type Spent } from './memory-windows.js'
import { ProblemError } from './problem.js'

/** For which the numbers of requests count, s. */
const windowSeconds = 60

type Kind = 'user' | 'address' | 'anonymous'

/** Requests of one kind: where they are counted, and what the headers say of their limit. */
interface Limiter {
  readonly points: number
  readonly policy: string
  readonly consume: (key: string) => Spent | Promise<Spent>
}

/** Counts requests per user and per address in windows of a minute; in Redis where there is one, so that all servers count together, and in
 *  memory while it is away. */
export class RateLimits {
  readonly #limiters: Readonly<Record<Kind, Limiter>>

  constructor({ perUser, perAddress, anonymous }: Limits, redis?: RedisLink) {
    this.#limiters = {
      user: limiter('user', perUser, redis),
      address: limiter('address', perAddress, redis),
      anonymous: limiter('anonymous', anonymous, redis),
    }
  }

  /** Counts a request from its address, whoever sent it; at once where that needs nobody else. Throws `rate-limited`. */
  countAddress(context: Context): void | Promise<void> {
    return this.#count('address', context.ip, context)
  }

  /** Counts a request of a user; of nobody where its sender is not known. Throws `rate-limited`. */
  countUser(context: Context, user: string | undefined): void | Promise<void> {
    return user === undefined ? this.#count('anonymous', context.ip, context) : this.#count('user', user, context)
  }

  #count(kind: Kind, key: string, context: Context): void | Promise<void> {
    const limiter = this.#limiters[kind]
    const spent = limiter.consume(key)
    return spent instanceof Promise
      ? spent.then((its) => judge(kind, limiter, its, context))
      : judge(kind, limiter, spent, context)
  }
}

/** The headers speak of the limit of which less is left. */
function judge(kind: Kind, { points, policy }: Limiter, { count, leftMs }: Spent, { res, state }: Context): void {
  const left = points - count
  const resetSeconds = Math.max(1, Math.ceil(leftMs / 1000))
  const known = state['requestsLeft'] as number | undefined
  if (known === undefined || Math.max(0, left) < known) {
    state['requestsLeft'] = Math.max(0, left)
    res.setHeader('ratelimit-limit', points)
    res.setHeader('ratelimit-remaining', Math.max(0, left))
    res.setHeader('ratelimit-reset', resetSeconds)
    res.setHeader('ratelimit-policy', policy)
  }
  if (left < 0) throw refusal(kind, points, resetSeconds)
}

function limiter(kind: Kind, points: number, redis: RedisLink | undefined): Limiter {
  const policy = `${points};w=${windowSeconds}`
  if (!redis) {
    const windows = new MemoryWindows(windowSeconds * 1000)
    return { points, policy, consume: (key) => windows.count(key) }
  }
  const shared = new RateLimiterRedis({
    storeClient: redis.client,
    keyPrefix: `rate:${kind}`,
    points,
    duration: windowSeconds,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix: kind, points, duration: windowSeconds }),
    rejectIfRedisNotReady: true,
    // Whoever is over the limit costs no round trip any more.
    inMemoryBlockOnConsumed: points + 1,
  })
  return { points, policy, consume: (key) => consume(shared, key) }
}

async function consume(shared: RateLimiterRedis, key: string): Promise<Spent> {
  const result = await shared.consume(key).catch((refused: unknown) => {
    if (refused instanceof RateLimiterRes) return refused
    throw refused
  })
  return { count: result.consumedPoints, leftMs: result.msBeforeNext }
}

function refusal(kind: Kind, limit: number, retryAfter: number): ProblemError {
  const whose = { user: 'of one user', address: 'from one address', anonymous: 'without a login from one address' }[
    kind
  ]
  const detail = `more than ${limit} requests ${whose} within ${windowSeconds} s`
  return new ProblemError('rate-limited', detail, { retryAfter })
}
