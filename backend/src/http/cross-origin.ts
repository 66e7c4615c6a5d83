import cors from '@koa/cors'
import type { Middleware } from 'koa'

/** Headers of answers that scripts of other origins may read. */
const exposed = [
  'ETag',
  'Idempotency-Replayed',
  'RateLimit-Limit',
  'RateLimit-Policy',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'X-Request-Id',
]

/** Lets web pages of these origins use the API. Nobody's cookies are at stake: who asks stands in a header. */
export const crossOrigin = (origins: readonly string[]): Middleware =>
  cors({
    origin: (context) => {
      const origin = context.get('origin')
      return origins.includes(origin) ? origin : ''
    },
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposeHeaders: exposed,
    maxAge: 600,
  })
