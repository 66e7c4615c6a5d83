import type { Clock } from '@paranet/network'
import { DeviceError } from '../drivers/device-error.js'

/** How often and how patiently to try again: waits of `firstMs`, doubled each time up to `maxMs`. */
export interface RetryPolicy {
  /** Attempts in all, at least 1. */
  readonly attempts: number
  readonly firstMs: number
  readonly maxMs: number
}

/** Tries until it works, the error is not retryable, or the attempts are used up. */
export async function withRetry<Result>(
  clock: Clock,
  policy: RetryPolicy,
  signal: AbortSignal,
  attempt: () => Promise<Result>,
): Promise<Result> {
  let waitMs = policy.firstMs
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const isWorthwhile = error instanceof DeviceError && error.retryable && tries < policy.attempts
      if (!isWorthwhile || signal.aborted) throw error
    }
    await clock.sleep(waitMs, signal)
    waitMs = Math.min(waitMs * 2, policy.maxMs)
  }
}
