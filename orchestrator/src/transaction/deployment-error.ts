/** `not-proved`: the plan does not hold what it promises, and nobody forced it. `plan-has-errors`: nothing can be deployed.
 *  `key-reused`: the idempotency key belongs to another plan. `not-found`. `wrong-status`: the verb makes no sense (any more). */
export type DeploymentErrorCode = 'not-proved' | 'plan-has-errors' | 'key-reused' | 'not-found' | 'wrong-status'

/** What was asked of the deployment service cannot be done. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError'
  readonly code: DeploymentErrorCode

  constructor(code: DeploymentErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
