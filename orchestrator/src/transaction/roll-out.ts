import { invariant } from '@paranet/network'
import type { Change, Revision, Session } from '../drivers/driver.js'
import type { Deployment, WaveProgress } from './deployment.js'
import { deadlinePassed, failureOf, notAsPlanned } from './failures.js'
import type { JournalEvent } from './journal.js'
import { type DeviceFailure, forDevices, type Run } from './run.js'
import { fingerprintOf, type ScriptStep, stepsThrough } from './script.js'

/** Stages the wave on all its devices at once; then the decision to commit it is written, in the same append. */
export async function stageWave(run: Run): Promise<void> {
  const { wave, current, steps } = waveOf(run.deployment)
  const todo = steps.filter((step) => current.staged[step.device] === undefined)
  const { done, failed } = await forDevices(todo, (step) =>
    run.withinDeadline(step.device, (session) => session.stage(changeOf(run.deployment, wave, step), run.halt)),
  )
  const staged: JournalEvent[] = done.map(({ item, result }) => ({
    type: 'staged',
    wave,
    device: item.device,
    staged: result.id,
  }))
  if (failed.length > 0) return undo(run, staged, 'staging', failed)
  if (isTooLate(run)) return run.record([...staged, { type: 'rolling-back', error: deadlinePassed() }])
  if (run.control.abortAsked) return run.record(staged)
  const confirmBy = run.clock.now() + run.deployment.confirmWithinMs
  await run.record([...staged, { type: 'wave-committing', wave, confirmBy }])
}

/** Commits the wave on all its devices at once, observes them and compares with the plan; then the next step is written. */
export async function commitWave(run: Run): Promise<void> {
  const { wave, current, steps } = waveOf(run.deployment)
  if (isTooLate(run)) return run.record([{ type: 'rolling-back', error: deadlinePassed() }])
  const todo = steps.filter((step) => current.revisions[step.device] === undefined)
  const { done, failed } = await forDevices(todo, (step) => commit(run, step.device, current.staged[step.device]))
  const committed: JournalEvent[] = done.map(({ item, result }) => ({
    type: 'committed',
    wave,
    device: item.device,
    revision: result,
  }))
  if (failed.length > 0) return undo(run, committed, 'committing', failed)
  const check = await compare(run, steps)
  if (check.failed.length > 0) return undo(run, committed, 'observing', check.failed)
  if (check.different.length > 0)
    return run.record([...committed, { type: 'rolling-back', error: notAsPlanned(check.different) }])
  const ms = run.clock.now() - (current.startedAt ?? run.clock.now())
  await run.record([...committed, { type: 'wave-done', wave, ms }, ...afterWave(run)])
}

/** Between two waves, and after the last: goes on, unless the plan's devices are no longer as they should be. */
export async function advance(run: Run): Promise<void> {
  const { deployment } = run
  if (isTooLate(run)) return run.record([{ type: 'rolling-back', error: deadlinePassed() }])
  if (deployment.wave + 1 < deployment.waves.length)
    return run.record([{ type: 'wave-staging', wave: deployment.wave + 1 }])
  const check = await compare(run, [...stepsThrough(deployment.script, deployment.wave).values()])
  if (check.failed.length > 0) return undo(run, [], 'observing', check.failed)
  if (check.different.length > 0) return run.record([{ type: 'rolling-back', error: notAsPlanned(check.different) }])
  // The observation took its time: the decision must not fall after the devices have begun to go back.
  if (isTooLate(run)) return run.record([{ type: 'rolling-back', error: deadlinePassed() }])
  await run.record([{ type: 'confirming' }])
}

/** Whether so little is left until the first device goes back by itself that nothing more may begin. */
export const isTooLate = ({ deployment, clock, policy }: Run): boolean =>
  deployment.confirmBy !== undefined && clock.now() > deployment.confirmBy - marginOf(deployment, policy.marginMs)

/** The margin before the deadline, never more than a tenth of the time given. */
export const marginOf = ({ confirmWithinMs }: Deployment, marginMs: number): number =>
  Math.min(marginMs, confirmWithinMs / 10)

/** The steps that may follow in the same append: nothing was asked, and the wave's own comparison covers all that they rest on. */
function afterWave(run: Run): JournalEvent[] {
  const { deployment, control } = run
  if (control.abortAsked || control.pauseAsked || isTooLate(run)) return []
  const next = deployment.wave + 1
  if (next < deployment.waves.length) return [{ type: 'wave-staging', wave: next }]
  return deployment.waves.length === 1 ? [{ type: 'confirming' }] : []
}

function waveOf({ script, wave, waves }: Deployment): {
  wave: number
  current: WaveProgress
  steps: readonly ScriptStep[]
} {
  const current = waves[wave]
  const steps = script.waves[wave]
  invariant(current && steps, 'a wave is under way')
  return { wave, current, steps }
}

function changeOf({ id, script }: Deployment, wave: number, step: ScriptStep): Change {
  const owners = script.owners[step.device]
  return {
    id: `${id}.${wave}.${step.device}`,
    base: step.base,
    before: step.before,
    desired: step.desired,
    ...(owners ? { owners } : {}),
  }
}

function commit(run: Run, device: string, staged: string | undefined): Promise<Revision> {
  invariant(staged !== undefined, 'only what is staged is committed')
  const { confirmWithinMs } = run.deployment
  return run.withinDeadline(device, (session) => session.commit({ id: staged }, { confirmWithinMs }))
}

/** Observes the devices; `different` run something else than the steps say. */
async function compare(
  run: Run,
  steps: readonly ScriptStep[],
): Promise<{ different: string[]; failed: DeviceFailure[] }> {
  const observe = async (session: Session) => fingerprintOf(await session.observe(run.halt))
  const { done, failed } = await forDevices(steps, ({ device }) => run.withinDeadline(device, observe))
  return { different: done.filter(({ item, result }) => item.after !== result).map(({ item }) => item.device), failed }
}

const undo = (
  run: Run,
  facts: readonly JournalEvent[],
  doing: string,
  failed: readonly DeviceFailure[],
): Promise<void> => run.record([...facts, { type: 'rolling-back', error: failureOf(doing, failed) }])
