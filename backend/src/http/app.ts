import { constants } from 'node:zlib'
import { bodyParser } from '@koa/bodyparser'
import type Router from '@koa/router'
import Koa from 'koa'
import compress, { type CompressOptions } from 'koa-compress'
import { inRequest, requestOf } from '../request-context.js'
import type { Services } from '../services.js'
import { bodyLimit } from './body-limit.js'
import { crossOrigin } from './cross-origin.js'
import { bodyProblem, problemOf } from './error-map.js'
import { handleRoute } from './handle-route.js'
import { serveDocs } from './openapi/serve-docs.js'
import { ProblemError, problemDocument, problems } from './problem.js'
import { routes } from './routes.js'
import { QuickRouter } from './quick-router.js'
import { securityHeaders } from './security-headers.js'
import { serveConsole } from './serve-console.js'
import { systemRoutes } from './system/system-routes.js'
import { addVary } from './vary.js'

export interface AppOptions {
  /** Folder of the built console; absent: only the API is served. */
  readonly consoleDir?: string
  /** Web pages from these may use the API. */
  readonly allowedOrigins?: readonly string[]
  /** A proxy of ours says in `X-Forwarded-For` who asks. */
  readonly trustProxy?: boolean
}

/** The whole HTTP side: problems, limits, headers, the API, and the console's files. */
export function createApp(services: Services, options: AppOptions = {}): Koa {
  const { consoleDir, allowedOrigins = [], trustProxy = false } = options
  const app = new Koa({ proxy: trustProxy, maxIpsCount: 1 })
  app.on('error', () => {})
  app.use(requestId(services))
  app.use(logRequests(services))
  app.use(securityHeaders)
  if (allowedOrigins.length > 0) app.use(crossOrigin(allowedOrigins))
  app.use(catchProblems(services))
  app.use(compressLarge)
  app.use(systemRoutes(services))
  app.use(serveDocs)
  app.use(countAddress(services))
  app.use(bodyLimit(services.limits.bodyBytes))
  app.use(onlyJson)
  const router = apiRouter(services)
  app.use(router.routes())
  app.use(
    router.allowedMethods({
      throw: true,
      methodNotAllowed: () => new ProblemError('method-not-allowed', 'the resource has no such method'),
      notImplemented: () => new ProblemError('method-not-allowed', 'no resource has such a method'),
    }),
  )
  if (consoleDir !== undefined) app.use(serveConsole(consoleDir))
  return app
}

function apiRouter(services: Services): Router {
  const router = new QuickRouter({ prefix: '/api/v1' })
  const parse = bodyParser({
    enableTypes: ['json'],
    parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
    jsonStrict: false,
    jsonLimit: services.limits.bodyBytes,
    onError: (error) => {
      throw bodyProblem(error)
    },
    // The parser's types speak of contexts with a WebSocket.
  }) as unknown as Koa.Middleware
  for (const route of routes)
    router.register(route.path, [route.method.toLowerCase()], handleRoute(route, services, parse))
  return router
}

/** From this many bytes on it is worth while. */
const threshold = 1024

/** Fast before small: most clients are near. */
const compression: CompressOptions = {
  threshold,
  gzip: { level: 1 },
  br: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
  defaultEncoding: 'identity',
}
const compressed = compress(compression)
const afterwards: Koa.Next = async () => {}

/** Answers that are large enough are compressed as the client likes it. */
const compressLarge: Koa.Middleware = async (context, next) => {
  await next()
  const { body } = context
  if (body == null || ((typeof body === 'string' || Buffer.isBuffer(body)) && body.length < threshold)) return
  if (context.get('accept-encoding') === '') addVary(context, 'Accept-Encoding')
  else await compressed(context, afterwards)
}

/** Whoever watches over the server is not counted, nor are files. */
const countAddress =
  ({ rates }: Services): Koa.Middleware =>
  (context, next) => {
    const counting = context.path.startsWith('/api/') ? rates.countAddress(context) : undefined
    return counting ? counting.then(next) : next()
  }

/** Reads change nothing that would have to be told of them, so that their work needs not carry them along. */
const requestId =
  ({ ids }: Services): Koa.Middleware =>
  (context, next) => {
    const given = context.get('x-request-id')
    const id = /^[\w.-]{1,64}$/.test(given) ? given : ids.id('req')
    const request = { requestId: id, address: context.ip, isAudited: false }
    context.state['request'] = request
    context.res.setHeader('x-request-id', id)
    return context.method === 'GET' ? next() : inRequest(request, next)
  }

/** Changes, and what went wrong on our side, are in the log with who asked and how long it took. */
const logRequests =
  ({ log, clock }: Services): Koa.Middleware =>
  async (context, next) => {
    const started = clock.now()
    await next()
    const { method, path, status } = context
    if (!path.startsWith('/api/') || (method === 'GET' && status < 500)) return
    const { requestId, actor, network } = requestOf(context)
    const more = { ...(actor ? { user: actor.name } : {}), ...(network === undefined ? {} : { network }) }
    log.info({ requestId, method, path, status, ms: clock.now() - started, ...more }, 'request')
  }

/** A body of any other kind is refused before anything else looks at it. */
const onlyJson: Koa.Middleware = (context, next) => {
  const hasBody =
    context.request.length !== undefined ? context.request.length > 0 : context.get('transfer-encoding') !== ''
  if (hasBody && context.path.startsWith('/api/') && !context.is('json', 'application/json'))
    throw new ProblemError('unsupported-media-type', `not a JSON body: ${context.request.type || 'no type'}`)
  return next()
}

/** What goes wrong becomes a problem, and so does what nobody answered. */
const catchProblems =
  ({ log, metrics }: Services): Koa.Middleware =>
  async (context, next) => {
    try {
      await next()
      if (context.status === 404 && context.body == null) throw new ProblemError('not-found', 'no such resource')
    } catch (error) {
      const known = problemOf(error)
      const { requestId } = requestOf(context)
      if (!known) log.error({ err: error, requestId, method: context.method, path: context.path }, 'request failed')
      const problem = known ?? new ProblemError('internal', 'something went wrong on our side; the log knows more')
      context.status = problems[problem.code].status
      context.body = problemDocument(problem, requestId)
      context.type = 'application/problem+json'
      if (problem.more.retryAfter !== undefined) context.set('retry-after', String(problem.more.retryAfter))
      if (context.status === 401) context.set('www-authenticate', 'Bearer')
    } finally {
      metrics.countRequest(context.status)
    }
  }
