import { assertNever } from '@paranet/network'
import type { Revision } from '../drivers/driver.js'
import type { Failure, JournalEvent, JournalRecord } from './journal.js'
import { JournalDamaged } from './journal.js'
import type { DeploymentScript } from './script.js'
import { stepIn } from './script.js'
import type { DeploymentStatus } from './transitions.js'
import { isFinal, transitions } from './transitions.js'

/** `done`: committed, observed and equal to the plan. */
export type WaveStatus = 'pending' | 'staging' | 'committing' | 'done' | 'undone'

export interface WaveProgress {
  readonly devices: readonly string[]
  readonly status: WaveStatus
  /** ms since 1970 */
  readonly startedAt?: number
  /** From the start of its staging until it was observed, ms. */
  readonly ms?: number
  /** Staged change and revision of each device, as far as they are known. */
  readonly staged: Readonly<Record<string, string>>
  readonly revisions: Readonly<Record<string, Revision>>
  readonly undone: readonly string[]
  /** Its devices were asked, or about to be asked, to commit. */
  readonly isCommitAsked: boolean
}

/** All that is known of a deployment: the fold of its journal. */
export interface Deployment {
  readonly id: string
  readonly network: string
  readonly plan: string
  readonly script: DeploymentScript
  readonly status: DeploymentStatus
  readonly actor: string
  readonly reason?: string
  readonly confirmWithinMs: number
  readonly notBefore?: number
  readonly createdAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
  /** From the start until it was final, ms. */
  readonly ms?: number
  /** The wave under way; -1 before the first. */
  readonly wave: number
  readonly waves: readonly WaveProgress[]
  /** The earliest time at which a device goes back by itself, ms since 1970. */
  readonly confirmBy?: number
  readonly confirmed: readonly string[]
  /** How often devices had to get their state again after the point of no return. */
  readonly reapplied: number
  readonly pausedFrom?: DeploymentStatus
  /** Why it was undone or failed. */
  readonly error?: Failure
  /** Devices that a person must look at. */
  readonly needsPerson: readonly string[]
  readonly supersededBy?: string
  readonly seq: number
}

/** Folds the records of one deployment, in the order of `seq`. Throws `JournalDamaged` where they cannot have happened. */
export function statusOf(records: readonly JournalRecord[]): Deployment {
  let deployment: Deployment | undefined
  for (const record of records) deployment = nextDeployment(deployment, record)
  if (!deployment) throw new JournalDamaged('', 0, 'no records')
  return deployment
}

/** One step of the fold. */
export function nextDeployment(before: Deployment | undefined, record: JournalRecord): Deployment {
  const { event, deployment: id, seq } = record
  const transition = transitions[event.type]
  const status = before?.status ?? 'none'
  if (!transition?.from.includes(status)) throw new JournalDamaged(id, seq, `${event.type} in status ${status}`)
  const after = before ? advance(before, record) : create(record)
  if (!transition.to.includes(after.status))
    throw new JournalDamaged(id, seq, `${event.type} leads from ${status} to ${after.status}`)
  return { ...after, seq }
}

function create({ event, deployment: id, network, actor, at, seq }: JournalRecord): Deployment {
  if (event.type !== 'created') throw new JournalDamaged(id, seq, `${event.type} before created`)
  const { script, confirmWithinMs, awaitsApproval, notBefore, reason } = event
  return {
    id,
    network,
    plan: script.plan,
    script,
    status: awaitsApproval ? 'awaiting-approval' : waitingStatus(notBefore),
    actor,
    ...(reason === undefined ? {} : { reason }),
    confirmWithinMs,
    ...(notBefore === undefined ? {} : { notBefore }),
    createdAt: at,
    wave: -1,
    waves: script.waves.map((steps) => ({
      devices: steps.map((step) => step.device),
      status: 'pending',
      staged: {},
      revisions: {},
      undone: [],
      isCommitAsked: false,
    })),
    confirmed: [],
    reapplied: 0,
    needsPerson: [],
    seq,
  }
}

const waitingStatus = (notBefore: number | undefined): DeploymentStatus =>
  notBefore === undefined ? 'queued' : 'scheduled'

function advance(before: Deployment, record: JournalRecord): Deployment {
  const { event, at } = record
  checkWave(before, record)
  switch (event.type) {
    case 'created':
      return before
    case 'approved':
      return { ...before, status: waitingStatus(before.notBefore) }
    case 'due':
      return { ...before, status: 'queued' }
    case 'validating':
      return { ...before, status: 'validating', startedAt: at }
    case 'wave-staging':
      return {
        ...withWave(before, event.wave, { status: 'staging', startedAt: at }),
        status: 'staging',
        wave: event.wave,
      }
    case 'staged':
      return withWave(before, event.wave, {
        staged: { ...before.waves[event.wave]?.staged, [event.device]: event.staged },
      })
    case 'wave-committing': {
      const confirmBy = Math.min(before.confirmBy ?? Number.POSITIVE_INFINITY, event.confirmBy)
      return {
        ...withWave(before, event.wave, { status: 'committing', isCommitAsked: true }),
        status: 'rolling-out',
        confirmBy,
      }
    }
    case 'committed':
      return withWave(before, event.wave, {
        revisions: { ...before.waves[event.wave]?.revisions, [event.device]: event.revision },
      })
    case 'wave-done':
      return withWave(before, event.wave, { status: 'done', ms: event.ms })
    case 'paused':
      return { ...before, status: 'paused', pausedFrom: before.status }
    case 'resumed':
      return { ...before, status: before.pausedFrom ?? 'validating' }
    case 'confirming':
      return { ...before, status: 'confirming' }
    case 'confirmed':
      return { ...before, confirmed: [...before.confirmed, event.device] }
    case 'reapplying':
      return { ...before, reapplied: before.reapplied + 1 }
    case 'active':
      return { ...before, status: 'active', finishedAt: at, ms: event.ms }
    case 'superseded':
      return { ...before, status: 'superseded', supersededBy: event.by }
    case 'rolling-back':
      return { ...before, status: 'rolling-back', error: event.error }
    case 'undone':
      return withUndone(before, event.wave, event.device)
    case 'rolled-back':
      return { ...before, status: 'rolled-back', finishedAt: at, ms: event.ms }
    case 'failed':
      return {
        ...before,
        status: 'failed',
        error: event.error,
        needsPerson: event.error.devices ?? [],
        finishedAt: at,
        ms: at - (before.startedAt ?? at),
      }
    default:
      return assertNever(event)
  }
}

function withWave(before: Deployment, index: number, change: Partial<WaveProgress>): Deployment {
  return { ...before, waves: before.waves.map((wave, at) => (at === index ? { ...wave, ...change } : wave)) }
}

function withUndone(before: Deployment, index: number, device: string): Deployment {
  const undone = [...(before.waves[index]?.undone ?? []), device]
  const isAll = undone.length === before.waves[index]?.devices.length
  return withWave(before, index, { undone, ...(isAll ? { status: 'undone' as const } : {}) })
}

/** What each step takes for granted of its wave. */
function checkWave(before: Deployment, { event, seq, deployment }: JournalRecord): void {
  const problem = waveProblem(before, event)
  if (problem !== undefined) throw new JournalDamaged(deployment, seq, problem)
}

function waveProblem(before: Deployment, event: JournalEvent): string | undefined {
  const current = before.waves[before.wave]
  switch (event.type) {
    case 'wave-staging':
      if (event.wave !== before.wave + 1 || event.wave >= before.waves.length) return `wave ${event.wave} out of order`
      return current && current.status !== 'done' ? `wave ${event.wave} before wave ${before.wave} is done` : undefined
    case 'staged':
    case 'committed':
      if (event.wave !== before.wave) return `${event.type} in wave ${event.wave} during wave ${before.wave}`
      if (!stepIn(before.script, event.wave, event.device)) return `${event.device} is not in wave ${event.wave}`
      if (event.type === 'committed' && current?.status !== 'committing')
        return `committed in a wave that is ${current?.status}`
      return undefined
    case 'wave-committing':
      return allIn(current, current?.staged) ? undefined : `wave ${event.wave} commits before all of it is staged`
    case 'wave-done':
      return allIn(current, current?.revisions) ? undefined : `wave ${event.wave} done before all of it is committed`
    case 'paused':
      return current === undefined || current.status === 'done' ? undefined : `paused within wave ${before.wave}`
    case 'confirming':
      return before.waves.every((wave) => wave.status === 'done') ? undefined : 'confirming before all waves are done'
    case 'active':
      return touchedDevices(before).every((device) => before.confirmed.includes(device))
        ? undefined
        : 'active before all devices are confirmed'
    case 'undone':
      return stepIn(before.script, event.wave, event.device)
        ? undefined
        : `${event.device} is not in wave ${event.wave}`
    default:
      return undefined
  }
}

const allIn = (wave: WaveProgress | undefined, known: Readonly<Record<string, unknown>> | undefined): boolean =>
  wave?.devices.every((device) => known?.[device] !== undefined) ?? false

/** Devices of the waves that were begun, in the order of their first wave. */
export function touchedDevices({ wave, waves }: Deployment): string[] {
  return [...new Set(waves.slice(0, wave + 1).flatMap(({ devices }) => devices))]
}

/** Whether nothing is left to do. */
export const isFinished = (deployment: Deployment): boolean => isFinal(deployment.status)
