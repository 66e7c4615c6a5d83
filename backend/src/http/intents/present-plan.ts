import type { EvidenceSummary, Plan } from '@paranet/planner'
import type { PlanRow } from '../../store/entities.js'
import type { PlanSummary } from '../../store/plan-rows.js'

/** What a plan does and proves, without the states that it is made of. */
export const presentPlan = (
  { before: _before, desired: _desired, base: _base, ledger: _ledger, waves, ...plan }: Plan,
  evidence?: EvidenceSummary,
) => ({
  ...plan,
  ...(evidence ? { evidence } : {}),
  waves: waves.map(({ steps }) => ({
    devices: steps.map(({ device }) => device),
    steps: steps.map(({ device, base }) => ({ device, base })),
  })),
})

/** Everything: the states before and after too. */
export const presentWholePlan = (plan: Plan, evidence?: EvidenceSummary) => ({
  ...plan,
  ...(evidence ? { evidence } : {}),
})

export const presentPlanRow = ({ id, network, at, actor, isOk, summary }: PlanRow) => ({
  id,
  network,
  createdAt: at,
  actor,
  ok: isOk === 1,
  ...(JSON.parse(summary) as PlanSummary),
})
