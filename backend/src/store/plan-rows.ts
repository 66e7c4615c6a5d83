import type { Plan } from '@paranet/planner'
import type { EntityManager } from 'typeorm'
import { type ListQuery, type Page, rowList } from '../http/list.js'
import { textUpTo } from '../http/schema.js'
import { type PlanRow, plans } from './entities.js'
import { dropEvidence, pruneEvidence } from './evidence-rows.js'

/** Who made a plan, and what the network was then. */
export interface PlanOrigin {
  readonly at: number
  readonly actor: string
  readonly baseTopology: string
  readonly baseIntents: string
}

/** What lists show of a plan. */
export interface PlanSummary {
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly devices: number
  readonly violated: number
}

/** Keeps a plan. One that is made again is the same plan of a newer origin. */
export async function keepPlan(manager: EntityManager, plan: Plan, origin: PlanOrigin): Promise<void> {
  const { added, removed, changed, devices } = plan.diff
  const violated = plan.verdicts.filter(({ verdict }) => verdict !== 'holds').length
  const summary: PlanSummary = { added, removed, changed, devices: Object.keys(devices).length, violated }
  const row: PlanRow = {
    id: plan.id,
    network: plan.network,
    ...origin,
    isOk: plan.ok ? 1 : 0,
    summary: JSON.stringify(summary),
    content: JSON.stringify(plan),
  }
  await manager.getRepository(plans).delete({ id: plan.id })
  await dropEvidence(manager, plan.id)
  await manager.getRepository(plans).insert(row)
}

export const findPlan = (manager: EntityManager, network: string, id: string): Promise<PlanRow | null> =>
  manager.getRepository(plans).findOneBy({ id, network })

/** The plan of a row. */
export const planOf = (row: PlanRow): Plan => JSON.parse(row.content) as Plan

/** How plans may be asked for. */
export const planList = rowList({
  orders: { createdAt: 'at' },
  isReversed: true,
  id: 'id',
  filters: {
    actor: { schema: textUpTo(200), column: 'actor' },
    ok: { schema: { type: 'integer', minimum: 0, maximum: 1, description: '1: proved, 0: not.' }, column: 'isOk' },
  },
  limits: { usual: 50, most: 200 },
})

/** Rows without the plans themselves, latest first. */
export function listPlans(manager: EntityManager, network: string, asked: ListQuery): Promise<Page<PlanRow>> {
  const columns = ['id', 'network', 'at', 'actor', 'isOk', 'summary', 'baseIntents', 'baseTopology']
  const query = manager
    .getRepository(plans)
    .createQueryBuilder('row')
    .select(columns.map((column) => `row.${column}`))
    .where('row.network = :network', { network })
  return planList.page(query, asked)
}

/** Drops the oldest plans of a network that no deployment came of. */
export async function prunePlans(manager: EntityManager, network: string, keep: number): Promise<void> {
  await manager.query(
    `DELETE FROM plans WHERE network = ? AND id NOT IN (SELECT plan FROM deployments WHERE network = ?)
     AND id NOT IN (SELECT id FROM plans WHERE network = ? ORDER BY at DESC LIMIT ?)`,
    [network, network, network, keep],
  )
  await pruneEvidence(manager, network)
}
