import { invariant } from '@paranet/network'
import { DeviceError } from '../drivers/device-error.js'
import type { Revision } from '../drivers/driver.js'
import type { Deployment } from './deployment.js'
import { touchedDevices } from './deployment.js'
import { failureOf } from './failures.js'
import type { JournalEvent } from './journal.js'
import { forDevices, type OtherStep, type Run } from './run.js'
import { fingerprintOf, type ScriptStep, stepsThrough } from './script.js'

/** After the point of no return there is only forward: confirms every device, gives a device that went back by itself its state again,
 *  and supersedes what was active before. Devices that stay behind after all attempts need a person. */
export async function confirmAll(run: Run): Promise<void> {
  const { deployment } = run
  const steps = stepsThrough(deployment.script, deployment.wave)
  const todo = touchedDevices(deployment)
    .filter((device) => !deployment.confirmed.includes(device))
    .map((device) => stepOf(steps, device))
  const superseding = supersede(run)
  // Heard below; a failure of the journal must not end the process while devices are being confirmed.
  superseding.catch(() => undefined)
  const { done, failed } = await forDevices(todo, (step) => confirm(run, step))
  const confirmed: JournalEvent[] = done.map(({ item }) => ({ type: 'confirmed', device: item.device }))
  if (failed.length > 0) {
    await run.record([...confirmed, { type: 'failed', error: failureOf('confirming', failed) }])
    return
  }
  const ms = run.clock.now() - (deployment.startedAt ?? run.clock.now())
  await run.record([...confirmed, { type: 'active', ms }], undefined, await superseding)
}

async function confirm(run: Run, step: ScriptStep): Promise<void> {
  const revision = lastRevision(run.deployment, step.device)
  try {
    await run.with(step.device, run.policy.patientRetry, (session) => session.confirm(revision))
  } catch (error) {
    if (!(error instanceof DeviceError) || !hasReverted(run.deployment, error)) throw error
    await reapply(run, step)
  }
}

/** Stages and commits the planned state once more, on top of any state that this deployment knows; never over a stranger's. */
async function reapply(run: Run, step: ScriptStep): Promise<void> {
  const { device, desired, after } = step
  const { patientRetry } = run.policy
  const before = await run.with(device, patientRetry, (session) => session.observe(run.halt))
  const base = fingerprintOf(before)
  if (base === after) return
  if (!isKnown(run.deployment, device, base))
    throw new DeviceError('base-moved', {
      device,
      message: `${device}: runs a state that this deployment does not know`,
    })
  const id = `${run.deployment.id}.again.${run.deployment.reapplied}.${device}`
  await run.record([{ type: 'reapplying', device, staged: id }])
  await run.with(device, patientRetry, async (session) => {
    await session.commit(await session.stage({ id, base, before, desired }, run.halt))
  })
  if ((await run.observed(device, patientRetry)) !== after)
    throw new DeviceError('refused', { device, message: `${device}: does not run what was committed again` })
}

const isKnown = ({ script }: Deployment, device: string, fingerprint: string): boolean =>
  script.waves
    .flat()
    .some((step) => step.device === device && (step.base === fingerprint || step.after === fingerprint))

function lastRevision({ waves }: Deployment, device: string): Revision {
  const revision = waves.findLast((wave) => wave.revisions[device] !== undefined)?.revisions[device]
  invariant(revision !== undefined, 'only what is committed is confirmed')
  return revision
}

function stepOf(steps: ReadonlyMap<string, ScriptStep>, device: string): ScriptStep {
  const step = steps.get(device)
  invariant(step, 'a touched device has a step')
  return step
}

/** Steps that end the life of what is active now. */
async function supersede({ journal, deployment }: Run): Promise<OtherStep[]> {
  const records = await journal.read({ network: deployment.network, types: ['active', 'superseded'] })
  const active = new Set<string>()
  for (const record of records) {
    if (record.event.type === 'active') active.add(record.deployment)
    else active.delete(record.deployment)
  }
  return [...active].map((old) => ({ deployment: old, event: { type: 'superseded', by: deployment.id } }))
}

/** Once a device got its state again, the revision that its wave committed is history, by whatever name the device refuses it. */
const hasReverted = ({ reapplied }: Deployment, { code, retryable }: DeviceError): boolean =>
  code === 'reverted' || (reapplied > 0 && !retryable)
