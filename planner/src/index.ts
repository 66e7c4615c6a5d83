export type { IntentFile, Plan, Wave, WaveStep } from './plan.js'
export type { PlanInput } from './make-plan.js'
export { intentsRevisionOf, makePlan } from './make-plan.js'
export { PlannerSession } from './session.js'
