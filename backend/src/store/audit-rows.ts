import type { EntityManager } from 'typeorm'
import { currentRequest } from '../request-context.js'
import { type AuditRow, audit } from './entities.js'

/** Who did what. `detail` holds no secrets and no long texts. Request, address and token come from the request that is under way. */
export interface AuditEntry {
  readonly at: number
  /** Name of the user, or `system`. */
  readonly actor: string
  readonly network?: string | undefined
  /** What and which verb, such as `user.delete`. */
  readonly action: string
  /** Revision, id or value before and after. */
  readonly before?: string | null | undefined
  readonly after?: string | null | undefined
  /** `done` (default) or the code of the problem that it ended with. */
  readonly outcome?: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Writes an entry, where there is one in the transaction of the change itself. */
export async function insertAudit(manager: EntityManager, entry: AuditEntry): Promise<void> {
  const { at, actor, network, action, before, after, outcome = 'done', detail = {} } = entry
  const request = currentRequest()
  if (request) request.isAudited = true
  await manager.getRepository(audit).insert({
    at,
    actor,
    actorId: request?.actor?.id ?? null,
    token: request?.actor?.token?.id ?? null,
    network: network ?? null,
    action,
    before: before ?? null,
    after: after ?? null,
    detail: JSON.stringify(detail),
    requestId: request?.requestId ?? null,
    address: request?.address ?? null,
    outcome,
  })
}

/** What to look for; absent members do not matter. `action` finds those that begin with it; times are ms since 1970. */
export interface AuditQuery {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly network?: string | undefined
  readonly outcome?: string | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
  /** Entries before this one. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Entries that fit, latest first. */
export function listAudit(manager: EntityManager, query: AuditQuery): Promise<AuditRow[]> {
  const { actor, action, network, outcome, since, until, before, limit } = query
  const found = manager.getRepository(audit).createQueryBuilder('row').orderBy('row.seq', 'DESC').limit(limit)
  if (actor !== undefined) found.andWhere('row.actor = :actor', { actor })
  if (action !== undefined)
    found.andWhere('substr(row.action, 1, :length) = :action', { action, length: [...action].length })
  if (network !== undefined) found.andWhere('row.network = :network', { network })
  if (outcome !== undefined) found.andWhere('row.outcome = :outcome', { outcome })
  if (since !== undefined) found.andWhere('row.at >= :since', { since })
  if (until !== undefined) found.andWhere('row.at <= :until', { until })
  if (before !== undefined) found.andWhere('row.seq < :before', { before })
  return found.getMany()
}
