import type { Plan } from '@paranet/planner'
import type { EntityManager } from 'typeorm'
import { type PlanRow, plans } from './entities.js'

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
  await manager.getRepository(plans).insert(row)
}

export const findPlan = (manager: EntityManager, network: string, id: string): Promise<PlanRow | null> =>
  manager.getRepository(plans).findOneBy({ id, network })

/** The plan of a row. */
export const planOf = (row: PlanRow): Plan => JSON.parse(row.content) as Plan

/** Rows without the plans themselves, latest first. */
export const listPlans = (manager: EntityManager, network: string, limit: number): Promise<PlanRow[]> =>
  manager.getRepository(plans).find({
    select: ['id', 'network', 'at', 'actor', 'isOk', 'summary', 'baseIntents', 'baseTopology'],
    where: { network },
    order: { at: 'DESC' },
    take: limit,
  })

/** Drops the oldest plans of a network that no deployment came of. */
export async function prunePlans(manager: EntityManager, network: string, keep: number): Promise<void> {
  await manager.query(
    `DELETE FROM plans WHERE network = ? AND id NOT IN (SELECT plan FROM deployments WHERE network = ?)
     AND id NOT IN (SELECT id FROM plans WHERE network = ? ORDER BY at DESC LIMIT ?)`,
    [network, network, network, keep],
  )
}
