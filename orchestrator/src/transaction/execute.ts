import { invariant } from '@paranet/network'
import { confirmAll } from './confirm.js'
import type { Deployment } from './deployment.js'
import { deadlinePassed } from './failures.js'
import { advance, commitWave, isTooLate, marginOf, stageWave } from './roll-out.js'
import type { Run } from './run.js'
import { isFinal } from './transitions.js'
import { undoAll } from './undo.js'
import { validate } from './validate.js'

/** Runs a deployment to its end. What to do next depends on the fold of its journal alone, so that going on after a crash is the same
 *  as going on. */
export async function execute(run: Run): Promise<Deployment> {
  while (!isFinal(run.deployment.status)) {
    run.checkHalt()
    if (!(await hearRequests(run))) await step(run)
  }
  return run.deployment
}

async function step(run: Run): Promise<void> {
  const { status, waves, wave } = run.deployment
  switch (status) {
    case 'queued':
      return run.record([{ type: 'validating' }])
    case 'validating':
      return validate(run)
    case 'staging':
      return stageWave(run)
    case 'rolling-out':
      return waves[wave]?.status === 'done' ? advance(run) : commitWave(run)
    case 'paused':
      return waitWhilePaused(run)
    case 'confirming':
      return confirmAll(run)
    case 'rolling-back':
      return undoAll(run)
    default:
      invariant(false, `nothing to run in status ${status}`)
  }
}

/** Writes down what was asked, where it is possible now; says whether it did. */
async function hearRequests(run: Run): Promise<boolean> {
  const { abortAsked, pauseAsked } = run.control
  if (abortAsked && isUndoable(run.deployment)) {
    const message = abortAsked.reason ?? `aborted by ${abortAsked.actor}`
    await run.record([{ type: 'rolling-back', error: { code: 'aborted', message } }], abortAsked.actor)
    return true
  }
  if (pauseAsked && isBetweenWaves(run.deployment)) {
    await run.record([{ type: 'paused' }], pauseAsked.actor)
    return true
  }
  return false
}

async function waitWhilePaused(run: Run): Promise<void> {
  const { control, deployment, clock, policy } = run
  if (control.resumeAsked) return run.record([{ type: 'resumed' }], control.resumeAsked.actor)
  if (isTooLate(run)) return run.record([{ type: 'rolling-back', error: deadlinePassed() }])
  const woken = new AbortController()
  const waits = [control.changed(AbortSignal.any([run.halt, woken.signal]))]
  if (deployment.confirmBy !== undefined) {
    const untilMs = deployment.confirmBy - marginOf(deployment, policy.marginMs) - clock.now() + 1
    waits.push(clock.sleep(untilMs, AbortSignal.any([run.halt, woken.signal])))
  }
  await Promise.race(waits)
  woken.abort()
}

const isUndoable = ({ status }: Deployment): boolean =>
  status === 'queued' ||
  status === 'validating' ||
  status === 'staging' ||
  status === 'rolling-out' ||
  status === 'paused'

const isBetweenWaves = ({ status, waves, wave }: Deployment): boolean =>
  status === 'validating' || (status === 'rolling-out' && waves[wave]?.status === 'done')
