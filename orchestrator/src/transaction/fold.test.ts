import { describe, expect, it } from 'vitest'
import { threeWaves } from '../test-kit/plans.js'
import { nextDeployment, statusOf } from './fold.js'
import { type EventType, JournalDamaged, type JournalEvent, type JournalRecord } from './journal.js'
import { scriptOf } from './script.js'
import { statuses, transitions } from './transitions.js'

const created: JournalEvent = {
  type: 'created',
  script: scriptOf(threeWaves()),
  confirmWithinMs: 1_000,
  awaitsApproval: false,
}
const error = { code: 'refused', message: 'no' }
const staged = (device: string, wave = 0): JournalEvent => ({ type: 'staged', wave, device, staged: 's' })
const committed = (device: string, wave = 0): JournalEvent => ({ type: 'committed', wave, device, revision: 1 })

const recordsOf = (...events: JournalEvent[]): JournalRecord[] =>
  events.map((event, index) => ({
    seq: index + 1,
    version: 1,
    network: 'net',
    deployment: 'd',
    token: 1,
    actor: 'ada',
    at: 1_000 + index,
    event,
  }))

const anyEvent: Record<EventType, JournalEvent> = {
  created,
  approved: { type: 'approved' },
  due: { type: 'due' },
  validating: { type: 'validating' },
  'wave-staging': { type: 'wave-staging', wave: 0 },
  staged: staged('r1'),
  'wave-committing': { type: 'wave-committing', wave: 0, confirmBy: 9 },
  committed: committed('r1'),
  'wave-done': { type: 'wave-done', wave: 0, ms: 1 },
  paused: { type: 'paused' },
  resumed: { type: 'resumed' },
  confirming: { type: 'confirming' },
  confirmed: { type: 'confirmed', device: 'r1' },
  reapplying: { type: 'reapplying', device: 'r1', staged: 's' },
  active: { type: 'active', ms: 1 },
  superseded: { type: 'superseded', by: 'e' },
  'rolling-back': { type: 'rolling-back', error },
  undone: { type: 'undone', wave: 0, device: 'r1' },
  'rolled-back': { type: 'rolled-back', ms: 1 },
  failed: { type: 'failed', error },
}

describe('the transition table', () => {
  it('is closed: every other pair of status and step says that the journal is damaged', () => {
    const start = statusOf(recordsOf(created))
    for (const status of statuses)
      for (const type of Object.keys(transitions) as EventType[]) {
        if (transitions[type].from.includes(status)) continue
        const [record] = recordsOf(anyEvent[type])
        expect(() => nextDeployment({ ...start, status }, record!), `${type} in ${status}`).toThrow(JournalDamaged)
      }
  })

  it('leaves no status without a way in, and none but the last without a way out', () => {
    const into = new Set(Object.values(transitions).flatMap(({ to }) => to))
    const outOf = new Set(Object.values(transitions).flatMap(({ from }) => from))
    expect(statuses.filter((status) => !into.has(status))).toEqual([])
    expect(statuses.filter((status) => !outOf.has(status))).toEqual(['superseded', 'rolled-back', 'failed'])
  })
})

describe('a damaged journal', () => {
  const begun = [created, anyEvent.validating, anyEvent['wave-staging']]
  const firstWave = [...begun, staged('r1'), staged('r2'), anyEvent['wave-committing']]
  const cases: Record<string, JournalEvent[]> = {
    'is empty': [],
    'does not begin with created': [anyEvent.validating],
    'stages a device of no wave': [...begun, staged('r9')],
    'begins with the second wave': [created, anyEvent.validating, { type: 'wave-staging', wave: 1 }],
    'commits a wave before all of it is staged': [...begun, staged('r1'), anyEvent['wave-committing']],
    'is done with a wave before all of it is committed': [...firstWave, committed('r1'), anyEvent['wave-done']],
    'begins a wave before the last is done': [...firstWave, committed('r1'), { type: 'wave-staging', wave: 1 }],
    'confirms before the last wave': [
      ...firstWave,
      committed('r1'),
      committed('r2'),
      anyEvent['wave-done'],
      anyEvent.confirming,
    ],
    'commits once more after the wave is done': [
      ...firstWave,
      committed('r1'),
      committed('r2'),
      anyEvent['wave-done'],
      committed('r1'),
    ],
    'pauses within a wave': [...firstWave, anyEvent.paused],
  }
  for (const [title, events] of Object.entries(cases))
    it(title, () => expect(() => statusOf(recordsOf(...events))).toThrow(JournalDamaged))
})

describe('the fold', () => {
  it('knows where each wave is and until when it must be confirmed', () => {
    const events = [created, anyEvent.validating, anyEvent['wave-staging'], staged('r1'), staged('r2')]
    const deployment = statusOf(
      recordsOf(...events, { type: 'wave-committing', wave: 0, confirmBy: 500 }, committed('r2')),
    )
    expect(deployment).toMatchObject({ status: 'rolling-out', wave: 0, confirmBy: 500, startedAt: 1_001, seq: 7 })
    expect(deployment.waves[0]).toMatchObject({
      status: 'committing',
      staged: { r1: 's', r2: 's' },
      revisions: { r2: 1 },
    })
  })

  it('comes back from a pause to where it was', () => {
    const deployment = statusOf(recordsOf(created, anyEvent.validating, anyEvent.paused, anyEvent.resumed))
    expect(deployment.status).toBe('validating')
  })
})
