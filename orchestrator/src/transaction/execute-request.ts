import { contentHash } from '@paranet/network'
import type { Plan } from '@paranet/planner'
import { DeploymentError } from './deployment-error.js'
import type { JournalEvent } from './journal.js'
import { scriptOf } from './script.js'

/** What is to be deployed, by whom, and on which terms. */
export interface ExecuteRequest {
  readonly plan: Plan
  readonly actor: string
  /** Devices go back by themselves unless they are confirmed within so many ms of their commit. Default 120 s. */
  readonly confirmWithinMs?: number
  /** The same key gives the same deployment, however often it is sent. */
  readonly idempotencyKey?: string
  /** Deploys a plan that is not proved; needs a reason. */
  readonly force?: boolean
  readonly reason?: string
  readonly awaitsApproval?: boolean
  /** Not before this time, ms since 1970. */
  readonly notBefore?: number
}

const defaultConfirmWithinMs = 120_000

/** The first step of a deployment. */
export function createdEvent(request: ExecuteRequest): JournalEvent {
  const { plan, confirmWithinMs = defaultConfirmWithinMs, awaitsApproval = false, notBefore, reason } = request
  return {
    type: 'created',
    script: scriptOf(plan),
    confirmWithinMs,
    awaitsApproval,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Throws `DeploymentError` for a plan that must not be deployed. */
export function checkPlan({ plan, force, reason }: ExecuteRequest): void {
  if (plan.diagnostics.some(({ severity }) => severity === 'error'))
    throw new DeploymentError('plan-has-errors', `plan ${plan.id} has errors`)
  if (!plan.ok && !(force && reason)) throw new DeploymentError('not-proved', `plan ${plan.id} is not proved`)
}

/** The id of the deployment of an idempotency key: the same on every controller. */
export const idOfKey = (network: string, key: string): string => `dep-${contentHash([network, key]).slice(0, 24)}`
