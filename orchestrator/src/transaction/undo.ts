import { DeviceError } from '../drivers/device-error.js'
import type { Deployment } from './deployment.js'
import { failureOf } from './failures.js'
import type { JournalEvent } from './journal.js'
import { type DeviceFailure, forDevices, type Run } from './run.js'
import { fingerprintOf, type ScriptStep } from './script.js'

/** Goes back wave by wave, the way it came, since each state on that way was proved; ends `rolled-back`, or `failed` with the devices
 *  that could not be brought back. A device that takes its time holds up the others only so long: it would go back by itself, too. */
export async function undoAll(run: Run): Promise<void> {
  const turns: Turns = new Map()
  const waves: Promise<DeviceFailure[]>[] = []
  for (let wave = run.deployment.wave; wave >= 0; wave--) {
    const undone = undoWave(run, wave, turns)
    // Heard below, where all are waited for.
    undone.catch(() => undefined)
    waves.push(undone)
    await patiently(run, undone)
    run.checkHalt()
  }
  const failed = (await Promise.all(waves)).flat()
  if (failed.length > 0) {
    const { message, devices = [] } = failureOf('undoing', failed)
    const cause = run.deployment.error?.message ?? ''
    await run.record([{ type: 'failed', error: { code: 'undo-failed', message: `${cause}; ${message}`, devices } }])
    return
  }
  const now = run.clock.now()
  await run.record([{ type: 'rolled-back', ms: now - (run.deployment.startedAt ?? now) }])
}

/** What each device is doing on the way back: one thing after the other. */
type Turns = Map<string, Promise<unknown>>

function inTurn<Result>(turns: Turns, device: string, act: () => Promise<Result>): Promise<Result> {
  const done = (turns.get(device) ?? Promise.resolve()).then(act)
  turns.set(
    device,
    done.catch(() => undefined),
  )
  return done
}

/** Until it is done, or has taken long enough. */
async function patiently({ clock, policy }: Run, work: Promise<unknown>): Promise<void> {
  const isDone = new AbortController()
  await Promise.race([work, clock.sleep(policy.undoPatienceMs, isDone.signal)])
  isDone.abort()
}

async function undoWave(run: Run, wave: number, turns: Turns): Promise<DeviceFailure[]> {
  const steps = run.deployment.script.waves[wave] ?? []
  const undone = run.deployment.waves[wave]?.undone ?? []
  const todo = steps.filter((step) => !undone.includes(step.device))
  const { done, failed } = await forDevices(todo, (step) => inTurn(turns, step.device, () => undoStep(run, wave, step)))
  const facts: JournalEvent[] = done
    .filter(({ result }) => result)
    .map(({ item }) => ({ type: 'undone', wave, device: item.device }))
  if (facts.length > 0) await run.record(facts)
  return failed
}

/** Whether the device is back at the state before the wave. */
async function undoStep(run: Run, wave: number, step: ScriptStep): Promise<boolean> {
  if (hasEarlierStep(run.deployment, wave, step.device)) return stepBack(run, wave, step)
  if (!wasCommitAsked(run.deployment, step.device)) return dropStaged(run, step)
  const { patientRetry } = run.policy
  await run.with(step.device, patientRetry, (session) => session.rollback())
  if ((await run.observed(step.device, patientRetry)) === step.base) return true
  const message = `${step.device}: after its rollback it does not run what it ran before`
  throw new DeviceError('refused', { device: step.device, message })
}

/** A device that an earlier wave changed too goes back to that wave's state. If it does not, its rollback, later, takes it all the way. */
async function stepBack(run: Run, wave: number, { device, base, before }: ScriptStep): Promise<boolean> {
  const id = `${run.deployment.id}.back.${wave}.${device}`
  const { confirmWithinMs } = run.deployment
  try {
    return await run.with(device, run.policy.retry, async (session) => {
      const running = await session.observe(run.halt)
      const is = fingerprintOf(running)
      if (is === base) return true
      await session.commit(await session.stage({ id, base: is, before: running, desired: before }, run.halt), {
        confirmWithinMs,
      })
      return fingerprintOf(await session.observe(run.halt)) === base
    })
  } catch (error) {
    if (error instanceof DeviceError) return false
    throw error
  }
}

/** What runs was never asked to change: there is nothing to bring back, and a device that cannot be reached keeps nobody busy. */
async function dropStaged(run: Run, { device }: ScriptStep): Promise<boolean> {
  try {
    await run.with(device, run.policy.retry, (session) => session.rollback())
    return true
  } catch (error) {
    if (error instanceof DeviceError) return false
    throw error
  }
}

const hasEarlierStep = ({ waves }: Deployment, wave: number, device: string): boolean =>
  waves.slice(0, wave).some(({ devices }) => devices.includes(device))

/** Read from the wave's progress, which keeps what was staged and committed while it is undone. */
const wasCommitAsked = ({ waves }: Deployment, device: string): boolean =>
  waves.some((wave) => wave.devices.includes(device) && wave.isCommitAsked)
