import type { SchemaError } from '@paranet/schemas'
import type { Middleware, Next, ParameterizedContext as Context } from 'koa'
import type { Identity } from '../auth/rights.js'
import type { Services } from '../services.js'
import type { NetworkRow } from '../store/entities.js'
import { audited, skipAudit } from './audit-route.js'
import { type Authorized, authorize, identify } from './authorize.js'
import { ProblemError } from './problem.js'
import { withDeadline } from './deadline.js'
import { isKnown, type Precondition, readPrecondition } from './precondition.js'
import { type HeededHeader, type Route, type RouteRequest, Tagged, tagged } from './route.js'
import type { CachedAnswer } from './response-cache.js'
import type { Reader } from './schema.js'

/** A route as middleware, in the same order for every one: authenticate, network, role, validate, handle, present; changes are audited. */
export function handleRoute(route: Route, services: Services, parseBody: Middleware): Middleware {
  return async (context: Context) => {
    const { request, result } = await audited(route, context, services, async () => {
      const actor = await counted(context, services, async () => identify(route, context, services))
      const network = await authorize(route, context, services, actor)
      const request = await readRequest(route, context, { actor, network }, parseBody)
      const result = await withDeadline(route.timeLimitMs ?? services.limits.handlerMs, (signal) =>
        answered(route, { ...request, signal }, context, services),
      )
      return { request, result }
    })
    if (result instanceof KeptText) presentText(context, route, request, result)
    else present(context, route, request, result)
  }
}

/** What the handler gives, or gave before where nothing moved since. */
async function answered(
  route: Route,
  request: RouteRequest<never, never>,
  context: Context,
  services: Services,
): Promise<unknown> {
  if (!route.keptBy) return serve(route, request, context, services)
  const key = JSON.stringify([request.network?.id, context.path, context.querystring, route.keptBy(request, services)])
  const known = await services.answers.get(key)
  if (known) return new KeptText(known)
  const result = await route.handle(request, services)
  if (!(result instanceof Tagged)) return result
  const answer = { revision: result.revision, text: Buffer.from(JSON.stringify(result.value)) }
  services.answers.set(key, answer)
  return new KeptText(answer)
}

/** An answer of the cache, told from what handlers give. */
class KeptText implements CachedAnswer {
  readonly revision: string
  readonly text: Buffer

  constructor({ revision, text }: CachedAnswer) {
    this.revision = revision
    this.text = text
  }
}

/** Runs the handler; with a key once. */
async function serve(
  route: Route,
  request: RouteRequest<never, never>,
  context: Context,
  services: Services,
): Promise<unknown> {
  const key = heeded(route, context)('idempotency-key')
  if (key === '') return route.handle(request, services)
  const { actor, network, params, query, body } = request
  const content = [route.method, route.path, params, network?.id ?? null, query ?? null, body ?? null]
  const { answer, isReplay } = await services.idempotency.once({ actor: actor.id, key, content }, async (once) => {
    const result = await route.handle({ ...request, once }, services)
    return result instanceof Tagged ? { value: result.value, revision: result.revision } : { value: result }
  })
  if (isReplay) {
    context.set('idempotency-replayed', 'true')
    skipAudit()
  }
  return 'revision' in answer ? tagged(answer.value, answer.revision) : answer.value
}

/** Counts a request against the limits of its sender; of nobody where it has none. */
async function counted(context: Context, { rates }: Services, find: () => Promise<Identity>): Promise<Identity> {
  let known: string | undefined
  try {
    const actor = await find()
    known = actor.id === '' ? undefined : actor.id
    return actor
  } finally {
    await rates.countUser(context, known)
  }
}

async function readRequest(
  route: Route,
  context: Context,
  { actor, network }: Authorized,
  parseBody: Middleware,
): Promise<RouteRequest<never, never>> {
  await parseBody(context, noNext)
  const query = readQuery(route, context)
  refuseLoneSurrogates(context)
  const body = route.body ? read(route.body, bodyOf(context), 'the body') : undefined
  return {
    params: context['params'] as Record<string, string>,
    query: query as never,
    body: body as never,
    actor,
    network: network as NetworkRow,
    signal: never,
    from: context.ip,
    precondition: readPrecondition(heeded(route, context)),
  }
}

/** Reads always heed what the client has already; changes what their record says. */
const heeded =
  ({ heeds = [], method }: Route, context: Context) =>
  (name: HeededHeader): string =>
    heeds.includes(name) || (name === 'if-none-match' && method === 'GET') ? context.get(name) : ''

/** Until the handler has a deadline. */
const never = new AbortController().signal

const noNext: Next = async () => {}

/** No body at all counts as an empty object, so that each field that is missing is named. */
function bodyOf(context: Context): unknown {
  const { body, rawBody } = context.request
  return rawBody === undefined || rawBody === '' ? {} : body
}

/** Texts with half a surrogate pair have no UTF-8 form (RFC 8259, section 8.2), so they could be neither stored nor hashed. Only an escape
 *  can bring one. */
function refuseLoneSurrogates(context: Context): void {
  const { rawBody } = context.request
  if (rawBody === undefined || !/\\u[dD][89a-fA-F]/.test(rawBody)) return
  const errors: SchemaError[] = []
  const open: { readonly value: unknown; readonly pointer: string }[] = [{ value: context.request.body, pointer: '' }]
  for (let at = open.pop(); at; at = open.pop()) {
    const { value, pointer } = at
    if (typeof value === 'string' && !value.isWellFormed())
      errors.push({ pointer, message: 'holds half a surrogate pair' })
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (!key.isWellFormed()) errors.push({ pointer, message: 'has a name with half a surrogate pair' })
      open.push({
        value: inner,
        pointer: `${pointer}/${key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`,
      })
    }
  }
  if (errors.length > 0) throw new ProblemError('invalid', `the body is wrong in ${countOf(errors)}`, { errors })
}

function readQuery(route: Route, context: Context): unknown {
  const { network: _, ...rest } = { ...context.query }
  return route.query ? read(route.query, rest, 'the query') : rest
}

function read(reader: Reader<unknown>, value: unknown, what: string): unknown {
  const result = reader.read(value)
  if (result.ok) return result.value
  throw new ProblemError('invalid', `${what} is wrong in ${countOf(result.errors)}`, { errors: result.errors })
}

const countOf = (errors: readonly SchemaError[]): string =>
  errors.length === 1 ? 'one place' : `${errors.length} places`

function present(context: Context, route: Route, { precondition }: RouteRequest<never, never>, result: unknown): void {
  context.status = route.returns
  if (result instanceof Tagged) {
    context.body = result.value
    presentTag(context, route, precondition, result.revision)
  } else if (route.returns !== 204) context.body = result
  context.set('cache-control', result instanceof Tagged ? 'private, no-cache' : 'no-store')
}

/** An answer that is a text already. */
function presentText(
  context: Context,
  route: Route,
  { precondition }: RouteRequest<never, never>,
  { text, revision }: CachedAnswer,
): void {
  context.type = 'application/json'
  context.body = text
  presentTag(context, route, precondition, revision)
  context.set('cache-control', 'private, no-cache')
}

function presentTag(context: Context, { method }: Route, precondition: Precondition, revision: string): void {
  context.set('etag', `"${revision}"`)
  context.vary('x-network')
  if (method === 'GET' && isKnown(precondition, revision)) context.status = 304
}
