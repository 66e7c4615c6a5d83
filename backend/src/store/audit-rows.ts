import type { EntityManager, SelectQueryBuilder } from 'typeorm'
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
  await manager.query(insert, [
    at,
    actor,
    request?.actor?.id ?? null,
    request?.actor?.token?.id ?? null,
    network ?? null,
    action,
    before ?? null,
    after ?? null,
    JSON.stringify(detail),
    request?.requestId ?? null,
    request?.address ?? null,
    outcome,
  ])
}

// Written by hand: every change writes one.
const insert = `INSERT INTO audit
  (at, actor, actorId, token, network, action, "before", "after", detail, requestId, address, outcome)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Which entries are looked for; absent members do not matter. */
export interface AuditWindow {
  /** How their action begins. */
  readonly action?: string
  /** ms since 1970, both included. */
  readonly since?: number
  readonly until?: number
}

/** Those entries, as a query that can be narrowed further. */
export function auditRows(manager: EntityManager, { action, since, until }: AuditWindow): SelectQueryBuilder<AuditRow> {
  const rows = manager.getRepository(audit).createQueryBuilder('row').where('1 = 1')
  if (action !== undefined)
    rows.andWhere('substr(row.action, 1, :length) = :action', { action, length: [...action].length })
  if (since !== undefined) rows.andWhere('row.at >= :since', { since })
  if (until !== undefined) rows.andWhere('row.at <= :until', { until })
  return rows
}
