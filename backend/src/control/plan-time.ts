import type { Plan, PlanTime } from '@paranet/planner'

const dayMs = 86_400_000
/** How far ahead plans cover schedules. */
const horizonDays = 7

/** What a plan made at an instant covers: the day of the instant (UTC) and the six after it, so that plans of one day have one horizon. */
export function planTimeAt(at: number): PlanTime {
  const from = Math.floor(at / dayMs) * dayMs
  return { at, horizon: { from, until: from + horizonDays * dayMs }, zoneData: process.versions['tz'] ?? 'unknown' }
}

/** Ids of the intents that the plan leaves out, since their schedules do not hold. */
export const inactiveIn = (plan: Plan): readonly string[] => plan.epochs?.sets[0]?.inactive ?? []
