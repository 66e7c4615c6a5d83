import { assertNever } from '@paranet/network'
import { checkWave } from './check-wave.js'
import type { Deployment, WaveProgress } from './deployment.js'
import { JournalDamaged, type JournalRecord } from './journal.js'
import { type DeploymentStatus, transitions } from './transitions.js'

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
