import type { Evidence } from '@paranet/planner'
import type { EntityManager } from 'typeorm'
import { type EvidenceRow, evidence } from './entities.js'

/** Keeps the evidence for the verdicts of a plan, unless there is some already. */
export async function keepEvidence(
  manager: EntityManager,
  plan: string,
  network: string,
  { summary, certificate }: Evidence,
): Promise<void> {
  const row: EvidenceRow = {
    plan,
    network,
    summary: JSON.stringify(summary),
    certificate: JSON.stringify(certificate),
  }
  await manager.getRepository(evidence).createQueryBuilder().insert().values(row).orIgnore().execute()
}

/** What is kept of a plan's evidence, as it is kept. */
export const findEvidence = (manager: EntityManager, plan: string): Promise<EvidenceRow | null> =>
  manager.getRepository(evidence).findOneBy({ plan })

/** Evidence of a plan that is made again is made again too. */
export async function dropEvidence(manager: EntityManager, plan: string): Promise<void> {
  await manager.getRepository(evidence).delete({ plan })
}

/** Drops the evidence of plans that are no longer kept. */
export async function pruneEvidence(manager: EntityManager, network: string): Promise<void> {
  await manager.query(
    'DELETE FROM evidence WHERE network = ? AND plan NOT IN (SELECT id FROM plans WHERE network = ?)',
    [network, network],
  )
}
