import type { EntityManager } from 'typeorm'
import { audit } from './entities.js'

/** Who did what. `detail` holds no secrets and no long texts. */
export interface AuditEntry {
  readonly at: number
  readonly actor: string
  readonly network?: string | undefined
  readonly action: string
  readonly detail?: Readonly<Record<string, unknown>>
}

export async function insertAudit(
  manager: EntityManager,
  { at, actor, network, action, detail }: AuditEntry,
): Promise<void> {
  await manager
    .getRepository(audit)
    .insert({ at, actor, network: network ?? null, action, detail: JSON.stringify(detail ?? {}) })
}
