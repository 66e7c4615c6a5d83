import type { EventType } from './journal.js'

export type DeploymentStatus =
  | 'queued'
  | 'awaiting-approval'
  | 'scheduled'
  | 'validating'
  | 'staging'
  | 'rolling-out'
  | 'paused'
  | 'confirming'
  | 'active'
  | 'superseded'
  | 'rolling-back'
  | 'rolled-back'
  | 'failed'

/** Every status, in the order of a deployment's life. */
export const statuses: readonly DeploymentStatus[] = [
  'awaiting-approval',
  'scheduled',
  'queued',
  'validating',
  'staging',
  'rolling-out',
  'paused',
  'confirming',
  'active',
  'superseded',
  'rolling-back',
  'rolled-back',
  'failed',
]

interface Transition {
  readonly from: readonly (DeploymentStatus | 'none')[]
  readonly to: readonly DeploymentStatus[]
}

const undoable: readonly DeploymentStatus[] = [
  'awaiting-approval',
  'scheduled',
  'queued',
  'validating',
  'staging',
  'rolling-out',
  'paused',
]

/** Which step is legal in which status, and where it leads. A pair that is not here means that the journal is damaged. */
export const transitions: Readonly<Record<EventType, Transition>> = {
  created: { from: ['none'], to: ['awaiting-approval', 'scheduled', 'queued'] },
  approved: { from: ['awaiting-approval'], to: ['scheduled', 'queued'] },
  due: { from: ['scheduled'], to: ['queued'] },
  validating: { from: ['queued'], to: ['validating'] },
  'wave-staging': { from: ['validating', 'rolling-out'], to: ['staging'] },
  staged: { from: ['staging'], to: ['staging'] },
  'wave-committing': { from: ['staging'], to: ['rolling-out'] },
  committed: { from: ['rolling-out'], to: ['rolling-out'] },
  'wave-done': { from: ['rolling-out'], to: ['rolling-out'] },
  paused: { from: ['validating', 'rolling-out'], to: ['paused'] },
  resumed: { from: ['paused'], to: ['validating', 'rolling-out'] },
  confirming: { from: ['validating', 'rolling-out'], to: ['confirming'] },
  confirmed: { from: ['confirming'], to: ['confirming'] },
  reapplying: { from: ['confirming'], to: ['confirming'] },
  active: { from: ['confirming'], to: ['active'] },
  superseded: { from: ['active'], to: ['superseded'] },
  'rolling-back': { from: undoable, to: ['rolling-back'] },
  undone: { from: ['rolling-back'], to: ['rolling-back'] },
  'rolled-back': { from: ['rolling-back'], to: ['rolled-back'] },
  failed: { from: ['validating', 'rolling-back', 'confirming'], to: ['failed'] },
}

/** Nothing is left to do. */
export const isFinal = (status: DeploymentStatus): boolean =>
  status === 'active' || status === 'superseded' || status === 'rolled-back' || status === 'failed'

/** Waits for its turn, a time or an approval: no device was asked for anything. */
export const isWaiting = (status: DeploymentStatus): boolean =>
  status === 'awaiting-approval' || status === 'scheduled' || status === 'queued'
