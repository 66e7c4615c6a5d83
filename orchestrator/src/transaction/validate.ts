import type { Failure, JournalEvent } from './journal.js'
import { failureOf } from './failures.js'
import { forDevices, type Run } from './run.js'

/** Compares what runs with what the plan saw, on every device that the proof depends on, and has the plan's evidence checked; then the first wave, or `failed` before
 *  anything was touched. */
export async function validate(run: Run): Promise<void> {
  const problem = (await stalenessOf(run)) ?? (await run.refusal())
  const { waves } = run.deployment
  const next: JournalEvent = problem
    ? { type: 'failed', error: problem }
    : waves.length === 0
      ? { type: 'confirming' }
      : { type: 'wave-staging', wave: 0 }
  // What was asked meanwhile is heard first: nothing was touched yet.
  if (!problem && (run.control.abortAsked || run.control.pauseAsked)) return
  await run.record([next])
}

async function stalenessOf(run: Run): Promise<Failure | undefined> {
  const expected = Object.entries(run.deployment.script.base).map(([device, base]) => ({ device, base }))
  const { done, failed } = await forDevices(expected, ({ device }) => run.observed(device, run.policy.retry))
  if (failed.length > 0) return { ...failureOf('comparing', failed), devices: [] }
  const moved = done
    .filter(({ item, result }) => item.base !== result)
    .map(({ item, result }) => ({ what: item.device, was: item.base, is: result }))
  if (moved.length === 0) return undefined
  const names = moved.map(({ what }) => what).join(', ')
  return { code: 'stale-plan', message: `${names} moved since the plan was made`, moved }
}
