import type { Middleware } from 'koa'
import type { Services } from '../../services.js'

/** For whoever watches over the server: alive, ready, figures. Outside the API and without a login. */
export function systemRoutes({ metrics, readiness }: Services): Middleware {
  const serve: Middleware = async (context, next) => {
    if (context.method !== 'GET' && context.method !== 'HEAD') return next()
    if (context.path === '/healthz') context.body = { status: 'ok' }
    else if (context.path === '/readyz') {
      const isReady = readiness.isReady
      context.status = isReady ? 200 : 503
      context.body = { status: isReady ? 'ready' : 'starting' }
    } else if (context.path === '/metrics') {
      context.type = 'text/plain; version=0.0.4'
      context.body = metrics.text()
    } else if (context.path === '/openapi.json') {
      const { openApiDocument } = await import('../openapi/openapi-document.js')
      context.body = openApiDocument()
    } else return next()
  }
  return (context, next) => (context.path.startsWith('/api/') ? next() : serve(context, next))
}
