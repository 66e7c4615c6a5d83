import { constants } from 'node:zlib'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'
import compress, { type CompressOptions } from 'koa-compress'
import { currentRequest, inRequest } from '../request-context.js'
import type { Services } from '../services.js'
import { bodyLimit } from './body-limit.js'
import { crossOrigin } from './cross-origin.js'
import { bodyProblem, problemOf } from './error-map.js'
import { handleRoute } from './handle-route.js'
import { serveDocs } from './openapi/serve-docs.js'
import { ProblemError, problemDocument, problems } from './problem.js'
import { routes } from './routes.js'
import { securityHeaders } from './security-headers.js'
import { serveConsole } from './serve-console.js'
import { systemRoutes } from './system/system-routes.js'

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
  app.use(compress(compression))
  app.use(systemRoutes(services))
  app.use(serveDocs)
  app.use(countAddress(services))
  app.use(bodyLimit(services.limits.bodyBytes))
  app.use(onlyJson)
  app.use(nothingFound)
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
  const router = new Router({ prefix: '/api/v1' })
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

/** Fast before small: most clients are near. */
const compression: CompressOptions = {
  threshold: 1024,
  gzip: { level: 1 },
  br: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
  defaultEncoding: 'identity',
}

/** Whoever watches over the server is not counted, nor are files. */
const countAddress =
  ({ rates }: Services): Koa.Middleware =>
  async (context, next) => {
    if (context.path.startsWith('/api/')) await rates.countAddress(context)
    await next()
  }

const requestId =
  ({ ids }: Services): Koa.Middleware =>
  async (context, next) => {
    const given = context.get('x-request-id')
    const id = /^[\w.-]{1,64}$/.test(given) ? given : ids.id('req')
    context.state['requestId'] = id
    context.set('x-request-id', id)
    await inRequest({ requestId: id, address: context.ip, isAudited: false }, next)
  }

/** Changes, and what went wrong on our side, are in the log with who asked and how long it took. */
const logRequests =
  ({ log, clock }: Services): Koa.Middleware =>
  async (context, next) => {
    const started = clock.now()
    await next()
    const { method, path, status } = context
    if (!path.startsWith('/api/') || (method === 'GET' && status < 500)) return
    const { requestId, actor, network } = currentRequest() ?? {}
    const more = { ...(actor ? { user: actor.name } : {}), ...(network === undefined ? {} : { network }) }
    log.info({ requestId, method, path, status, ms: clock.now() - started, ...more }, 'request')
  }

/** A body of any other kind is refused before anything else looks at it. */
const onlyJson: Koa.Middleware = async (context, next) => {
  const hasBody =
    context.request.length !== undefined ? context.request.length > 0 : context.get('transfer-encoding') !== ''
  if (hasBody && context.path.startsWith('/api/') && !context.is('json', 'application/json'))
    throw new ProblemError('unsupported-media-type', `not a JSON body: ${context.request.type || 'no type'}`)
  await next()
}

/** What nobody answered is a problem too. */
const nothingFound: Koa.Middleware = async (context, next) => {
  await next()
  if (context.status === 404 && context.body == null) throw new ProblemError('not-found', 'no such resource')
}

const catchProblems =
  ({ log, metrics }: Services): Koa.Middleware =>
  async (context, next) => {
    try {
      await next()
    } catch (error) {
      const known = problemOf(error)
      const requestId = String(context.state['requestId'])
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
