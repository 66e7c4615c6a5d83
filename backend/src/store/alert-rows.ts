import type { Alert } from '@paranet/orchestrator'
import type { EntityManager } from 'typeorm'
import { type AlertRow, alerts } from './entities.js'

/** Writes an alert as it is now. */
export async function keepAlert(manager: EntityManager, alert: Alert): Promise<void> {
  await manager.getRepository(alerts).delete({ id: alert.id })
  await manager.getRepository(alerts).insert({
    ...alert,
    resolvedAt: alert.resolvedAt ?? null,
    acknowledgedAt: alert.acknowledgedAt ?? null,
    acknowledgedBy: alert.acknowledgedBy ?? null,
  })
}

/** The open alerts and the latest that are resolved, oldest first. */
export async function readAlerts(manager: EntityManager, keep: number): Promise<Alert[]> {
  const rows = await manager
    .getRepository(alerts)
    .createQueryBuilder('alert')
    .where(
      `alert.resolvedAt IS NULL OR alert.id IN (SELECT id FROM alerts WHERE resolvedAt IS NOT NULL ORDER BY raisedAt DESC LIMIT :keep)`,
      { keep },
    )
    .orderBy('alert.raisedAt', 'ASC')
    .getMany()
  return rows.map(alertOf)
}

const alertOf = ({ resolvedAt, acknowledgedAt, acknowledgedBy, ...rest }: AlertRow): Alert => ({
  ...(rest as Omit<Alert, 'resolvedAt' | 'acknowledgedAt' | 'acknowledgedBy'>),
  ...(resolvedAt === null ? {} : { resolvedAt }),
  ...(acknowledgedAt === null ? {} : { acknowledgedAt }),
  ...(acknowledgedBy === null ? {} : { acknowledgedBy }),
})
