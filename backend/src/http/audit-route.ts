import type { ParameterizedContext as Context } from 'koa'
import { currentRequest } from '../request-context.js'
import type { Services } from '../services.js'
import { insertAudit } from '../store/audit-rows.js'
import { problemOf } from './error-map.js'
import type { ProblemCode } from './problem.js'
import type { Route } from './route.js'

/** Refusals that say nothing of what someone wanted: they came to nothing before there was anything to change. */
const notTold: readonly ProblemCode[] = [
  'invalid',
  'bad-json',
  'bad-request',
  'too-large',
  'unsupported-media-type',
  'unauthenticated',
  'not-found',
  'too-many-attempts',
  'rate-limited',
]

/** Does what a route does that may change something, and sees to it that the audit trail has it: a change that wrote no entry itself gets one,
 *  and so does one that was refused to someone who is known. */
export async function audited<Result>(
  route: Route,
  context: Context,
  services: Services,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work()
    if (currentRequest()?.isAudited === false) await write(route, context, services, 'done')
    return result
  } catch (error) {
    const code = problemOf(error)?.code ?? 'internal'
    if (!notTold.includes(code)) await write(route, context, services, code).catch(() => undefined)
    throw error
  }
}

/** Whether the route may change something. */
export const isChange = ({ method, audit }: Route): boolean => method !== 'GET' && audit !== false

/** What the audit trail calls a route's work, where that says nothing more exact. */
export const actionOf = ({ method, path, audit }: Route): string =>
  typeof audit === 'string' ? audit : `${method} ${path}`

async function write(route: Route, context: Context, { store, clock }: Services, outcome: string): Promise<void> {
  const request = currentRequest()
  if (!request?.actor) return
  const entry = {
    at: clock.now(),
    actor: request.actor.name,
    network: request.network,
    action: actionOf(route),
    outcome,
    detail: { ...(context['params'] as Record<string, string>) },
  }
  await store.main.write((manager) => insertAudit(manager, entry))
}

/** What comes changes nothing: it was answered before. */
export function skipAudit(): void {
  const request = currentRequest()
  if (request) request.isAudited = true
}
