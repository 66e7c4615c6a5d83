import type { Failure } from './journal.js'
import type { DeviceFailure } from './run.js'

/** What devices did not do, as one failure: the code is the first device's. */
export function failureOf(doing: string, failed: readonly DeviceFailure[]): Failure {
  const devices = failed.map(({ device }) => device).sort()
  const first = failed[0]?.error
  const code = first?.code === 'base-moved' ? 'stale-plan' : (first?.code ?? 'unknown')
  return { code, message: `${doing}: ${failed.map(({ error }) => error.message).join('; ')}`, devices }
}

/** Devices that do not run what they should. */
export const notAsPlanned = (devices: readonly string[]): Failure => ({
  code: 'not-as-planned',
  message: `${devices.join(', ')}: what runs after the commit is not what was planned`,
  devices: [...devices].sort(),
})

export const deadlinePassed = (): Failure => ({
  code: 'confirm-deadline',
  message: 'the confirm deadline came before the last wave was done',
})
