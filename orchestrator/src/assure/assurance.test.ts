import { networkState } from '@paranet/network'
import { describe, expect, it } from 'vitest'
import { AlertBook } from '../alert/alert-book.js'
import { alertFromDeployment, alertFromEvent } from '../alert/alert-rules.js'
import { benchTop } from '../test-kit/bench-top.js'
import { FakeDevices } from '../test-kit/fake-devices.js'
import { planOf, stateWith } from '../test-kit/plans.js'
import { settle, TestClock, until } from '../test-kit/test-clock.js'
import { Assurance, type AssurancePorts, type RepairPolicy } from './assurance.js'

const states = [stateWith('r1', 1), stateWith('r2', 1)]

function setUp(change: Partial<AssurancePorts> = {}, policy: RepairPolicy = 'off') {
  const clock = new TestClock(0, 100)
  const devices = new FakeDevices(clock, states)
  let next = 1
  const alerts = new AlertBook({ clock, ids: { id: () => `alert-${next++}` } })
  const changes: string[] = []
  alerts.subscribe(({ type, alert }) => changes.push(`${type} ${alert.code} ${alert.subject}`))
  const target = async () => ({ devices: ['r1', 'r2'], desired: networkState(states), policy })
  const assurance = new Assurance({ clock, drivers: devices, alerts, target, isBusy: () => false, ...change })
  return { clock, devices, alerts, changes, assurance }
}

describe('a look at a network', () => {
  it('finds nothing where all runs as desired', async () => {
    const { assurance, changes } = setUp()
    expect(await assurance.check('net')).toMatchObject({ devices: [], unreachable: [] })
    expect(changes).toEqual([])
  })

  it('reports drift, and that it is over', async () => {
    const { assurance, devices, changes, alerts } = setUp()
    devices.force('r2', stateWith('r2', 7))
    const report = await assurance.check('net')
    expect(report?.devices.map(({ device, added, removed }) => [device, added.length, removed.length])).toEqual([
      ['r2', 1, 1],
    ])
    expect(alerts.open('net')[0]?.message).toBe(
      'r2 does not run what is desired: 1 entries missing, 1 unexplained, 0 different',
    )
    await assurance.check('net')
    devices.force('r2', stateWith('r2', 1))
    await assurance.check('net')
    expect(changes).toEqual(['raised drift r2', 'resolved drift r2'])
  })

  it('names devices that do not answer, and keeps what was known of them', async () => {
    const { assurance, devices, changes } = setUp()
    devices.force('r2', stateWith('r2', 7))
    await assurance.check('net')
    devices.fault = (name) => (name === 'r2' ? { when: 'before' } : undefined)
    expect((await assurance.check('net'))?.unreachable).toEqual(['r2'])
    expect(changes).toEqual(['raised drift r2', 'raised device-unreachable r2'])
  })

  it('verifies what really runs, again only when something has changed', async () => {
    let asked = 0
    const verdict = {
      intent: 'web',
      property: 'delivered',
      verdict: 'violated',
      coverage: 'full',
      reason: 'lost',
    } as const
    const { assurance, devices, changes } = setUp({
      verifyObserved: async (_, observed) => {
        asked++
        return observed.get('r1')?.routes.length === 0 ? [verdict] : [{ ...verdict, verdict: 'holds' }]
      },
    })
    await assurance.check('net')
    await assurance.check('net')
    expect(asked).toBe(1)
    devices.force('r1', stateWith('r1'))
    expect((await assurance.check('net'))?.verdicts).toHaveLength(1)
    devices.force('r1', stateWith('r1', 1))
    await assurance.check('net')
    expect(asked).toBe(3)
    expect(changes.filter((change) => change.includes('verdict'))).toEqual([
      'raised verdict-violated web delivered',
      'resolved verdict-violated web delivered',
    ])
  })

  it('keeps quiet while a deployment is under way, and of a network that is gone', async () => {
    const busy = setUp({ isBusy: () => true })
    busy.devices.force('r1', stateWith('r1'))
    expect(await busy.assurance.check('net')).toBeUndefined()
    expect(busy.changes).toEqual([])
    expect(await setUp({ target: async () => undefined }).assurance.check('net')).toBeUndefined()
  })

  it('resolves device-reverted once the device runs what is desired', async () => {
    const { assurance, alerts, changes } = setUp()
    alertFromEvent(alerts, { network: 'net', kind: 'device-reverted', device: 'r1' })
    await assurance.check('net')
    expect(changes).toEqual(['raised device-reverted r1', 'resolved device-reverted r1'])
  })
})

describe('repair', () => {
  const repairOf = (policy: RepairPolicy) => {
    const plan = planOf({ r1: [stateWith('r1'), stateWith('r1', 1)] })
    const calls: string[] = []
    const set = setUp(
      {
        propose: async () => {
          calls.push('propose')
          return plan
        },
        repair: async () => {
          calls.push('repair')
        },
      },
      policy,
    )
    set.devices.force('r1', stateWith('r1'))
    return { ...set, plan, calls }
  }

  it('off: makes no plan', async () => {
    const { assurance, calls } = repairOf('off')
    expect((await assurance.check('net'))?.proposal).toBeUndefined()
    expect(calls).toEqual([])
  })

  it('propose: makes one plan for one drift', async () => {
    const { assurance, calls, plan } = repairOf('propose')
    await assurance.check('net')
    expect((await assurance.check('net'))?.proposal?.plan.id).toBe(plan.id)
    expect(calls).toEqual(['propose'])
  })

  it('auto: deploys it, once', async () => {
    const { assurance, calls } = repairOf('auto')
    await assurance.check('net')
    await assurance.check('net')
    expect(calls).toEqual(['propose', 'repair'])
  })
})

it('looks again after its interval, when woken, and after a failure', async () => {
  const errors: unknown[] = []
  let looks = 0
  const { assurance, clock } = setUp({
    intervalMs: 5_000,
    onError: (_, error) => errors.push(error),
    verifyObserved: async () => {
      looks++
      if (looks === 2) throw new Error('once')
      return []
    },
    target: async () => ({ devices: ['r1'], desired: networkState(states), policy: 'off', proofKey: `${looks}` }),
  })
  assurance.wake('net')
  await until(() => looks === 1)
  await settle()
  clock.advance(4_999)
  await settle()
  expect(looks).toBe(1)
  clock.advance(1)
  await until(() => errors.length === 1)
  await settle()
  clock.advance(1_000)
  await until(() => looks === 3)
  await settle()
  assurance.wake('net')
  await until(() => looks === 4)
  await assurance.stop('net')
  clock.advance(60_000)
  await settle()
  expect(looks).toBe(4)
})

it('a deployment that fails raises an alert; the next that succeeds resolves it', async () => {
  const plan = planOf({ r1: [stateWith('r1', 1), stateWith('r1', 2)] })
  const top = benchTop(plan)
  const service = top.controller()
  const { alerts, changes } = setUp()
  service.subscribe((change) => alertFromDeployment(alerts, change))
  top.devices.fault = (_, verb) => (verb === 'commit' ? { when: 'before', code: 'refused' } : undefined)
  await service.finished((await service.execute({ plan, actor: 'ada' })).id)
  expect(changes).toEqual(['raised deployment-failed dep-1'])
  top.devices.fault = () => undefined
  await service.finished((await service.execute({ plan, actor: 'ada' })).id)
  expect(changes).toEqual(['raised deployment-failed dep-1', 'resolved deployment-failed dep-1'])
})
