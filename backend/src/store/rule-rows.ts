import type { ThresholdRule } from '@paranet/orchestrator'
import type { EntityManager } from 'typeorm'
import { alertRules, type AlertRuleRow } from './entities.js'

/** The threshold rules of a network, in the order in which they were made. */
export async function readRules(manager: EntityManager, network: string): Promise<ThresholdRule[]> {
  const rows = await manager
    .getRepository(alertRules)
    .find({ where: { network }, order: { createdAt: 'ASC', id: 'ASC' } })
  return rows.map(ruleOf)
}

export async function findRule(manager: EntityManager, network: string, id: string): Promise<AlertRuleRow | null> {
  return manager.getRepository(alertRules).findOneBy({ network, id })
}

export async function insertRule(manager: EntityManager, row: AlertRuleRow): Promise<void> {
  await manager.getRepository(alertRules).insert(row)
}

export async function updateRule(
  manager: EntityManager,
  id: string,
  change: Pick<AlertRuleRow, 'name' | 'content' | 'actor'>,
): Promise<void> {
  await manager.getRepository(alertRules).update({ id }, change)
}

export async function removeRule(manager: EntityManager, id: string): Promise<void> {
  await manager.getRepository(alertRules).delete({ id })
}

export async function removeRulesOf(manager: EntityManager, network: string): Promise<void> {
  await manager.getRepository(alertRules).delete({ network })
}

const ruleOf = ({ id, name, content }: AlertRuleRow): ThresholdRule => ({
  id,
  name,
  ...(JSON.parse(content) as Omit<ThresholdRule, 'id' | 'name'>),
})
