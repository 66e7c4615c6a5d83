import type { SchemaError } from '@paranet/schemas'
import type { Middleware, Next, ParameterizedContext as Context } from 'koa'
import type { Identity } from '../auth/rights.js'
import type { Services } from '../services.js'
import type { NetworkRow } from '../store/entities.js'
import { audited, isChange, skipAudit } from './audit-route.js'
import { type Authorized, authorize, identify } from './authorize.js'
import { ProblemError } from './problem.js'
import { type Deadline, withDeadline } from './deadline.js'
import { isKnown, type Precondition, readPrecondition } from './precondition.js'
import { type HeededHeader, type Route, type RouteRequest, Tagged, tagged } from './route.js'
import type { CachedAnswer } from './response-cache.js'
import type { Reader } from './schema.js'
import { addVary } from './vary.js'

/** A route as middleware, in the same order for every one: authenticate, network, role, validate, handle, present; changes are audited. */
export function handleRoute(route: Route, services: Services, parseBody: Middleware): Middleware {
  const run = (context: Context): Promise<Served> => served(route, context, services, parseBody)
  return async (context: Context) => {
    const { request, result } = isChange(route)
      ? await audited(route, context, services, () => run(context))
      : await run(context)
    if (result instanceof KeptText) presentText(context, route, request, result)
    else present(context, route, request, result)
  }
}

interface Served {
  readonly request: RouteRequest<never, never>
  readonly result: unknown
}

/** Reads are many: what is known at once is not waited for. */
async function served(route: Route, context: Context, services: Services, parseBody: Middleware): Promise<Served> {
  const actor = await counted(route, context, services)
  const admitted = authorize(route, context, services, actor)
  const network = admitted instanceof Promise ? await admitted : admitted
  if (route.method !== 'GET') await parseBody(context, noNext)
  return withDeadline(route.timeLimitMs ?? services.limits.handlerMs, async (deadline) => {
    const request = readRequest(route, context, { actor, network }, deadline)
    return { request, result: await answered(route, request, context, services) }
  })
}

/** What the handler gives, or gave before where nothing moved since. */
function answered(
  route: Route,
  request: RouteRequest<never, never>,
  context: Context,
  services: Services,
): Promise<unknown> {
  return route.keptBy
    ? kept(route, route.keptBy(request, services), request, context, services)
    : serve(route, request, context, services)
}

async function kept(
  route: Route,
  revisions: string,
  request: RouteRequest<never, never>,
  context: Context,
  services: Services,
): Promise<unknown> {
  const key = JSON.stringify([request.network?.id, context.path, context.querystring, revisions])
  const found = services.answers.get(key)
  const known = found instanceof Promise ? await found : found
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
function serve(
  route: Route,
  request: RouteRequest<never, never>,
  context: Context,
  services: Services,
): Promise<unknown> {
  const key = heeded(route, context)('idempotency-key')
  return key === '' ? route.handle(request, services) : serveOnce(route, key, request, context, services)
}

async function serveOnce(
  route: Route,
  key: string,
  request: RouteRequest<never, never>,
  context: Context,
  services: Services,
): Promise<unknown> {
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

/** Who asks. The request counts against the limits of its sender; of nobody where it has none. */
function counted(route: Route, context: Context, services: Services): Identity | Promise<Identity> {
  let actor: Identity | undefined
  let refusal: unknown
  try {
    actor = identify(route, context, services)
  } catch (error) {
    refusal = error
  }
  const counting = services.rates.countUser(context, actor?.id === '' ? undefined : actor?.id)
  const known = (): Identity => {
    if (!actor) throw refusal
    return actor
  }
  return counting ? counting.then(known) : known()
}

function readRequest(
  route: Route,
  context: Context,
  { actor, network }: Authorized,
  deadline: Deadline,
): RouteRequest<never, never> {
  const query = readQuery(route, context)
  refuseLoneSurrogates(context)
  const body = route.body ? read(route.body, bodyOf(context), 'the body') : undefined
  return {
    params: context['params'] as Record<string, string>,
    query: query as never,
    body: body as never,
    actor,
    network: network as NetworkRow,
    get signal() {
      return deadline.signal
    },
    from: context.ip,
    precondition: readPrecondition(heeded(route, context)),
  }
}

/** Reads always heed what the client has already; changes what their record says. */
const heeded =
  ({ heeds = [], method }: Route, context: Context) =>
  (name: HeededHeader): string =>
    heeds.includes(name) || (name === 'if-none-match' && method === 'GET') ? context.get(name) : ''

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
  const { network: _, ...rest } = context.querystring === '' ? {} : { ...context.query }
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
    if (!presentTag(context, route, precondition, result.revision)) presentJson(context, JSON.stringify(result.value))
    return
  }
  context.res.setHeader('cache-control', 'no-store')
  if (route.returns === 204) return
  if (result === undefined || result === null) context.body = result
  else presentJson(context, JSON.stringify(result))
}

/** An answer that is a text already. */
function presentText(
  context: Context,
  route: Route,
  { precondition }: RouteRequest<never, never>,
  { text, revision }: CachedAnswer,
): void {
  context.status = 200
  if (!presentTag(context, route, precondition, revision)) presentJson(context, text)
}

/** Made into text here, so that nobody does it to know its length. */
function presentJson(context: Context, text: string | Buffer): void {
  context.res.setHeader('content-type', 'application/json; charset=utf-8')
  context.body = text
}

/** Whether the client has it already. */
function presentTag(context: Context, { method }: Route, precondition: Precondition, revision: string): boolean {
  context.res.setHeader('etag', `"${revision}"`)
  context.res.setHeader('cache-control', 'private, no-cache')
  addVary(context, 'x-network')
  const isTheirs = method === 'GET' && isKnown(precondition, revision)
  if (isTheirs) context.status = 304
  return isTheirs
}
