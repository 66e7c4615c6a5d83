import { seededRandom } from '@paranet/network'
import { describe, expect, it } from 'vitest'
import { benchTop } from '../test-kit/bench-top.js'
import type { FaultEffect, Verb } from '../test-kit/fake-devices.js'
import { MemoryJournal, MemoryLease } from '../test-kit/memory-journal.js'
import { planOf, stateWith, threeWaves } from '../test-kit/plans.js'
import { settle, until } from '../test-kit/test-clock.js'
import type { Plan } from '@paranet/planner'
import { statusOf } from './fold.js'
import { Halted } from './run.js'
import { closingTypes, Fenced, JournalDamaged } from './journal.js'

const r4 = stateWith('r4', 1)
const table = (plan: Plan = threeWaves()) => benchTop(plan, [r4])
const actor = 'ada'

const twelve = (): Plan =>
  planOf(
    Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`r${n}`, [stateWith(`r${n}`, 1), stateWith(`r${n}`, 2)] as const]),
    ),
  )

describe('a deployment', () => {
  it('goes through its waves in the order of the contract', async () => {
    const top = table()
    const service = top.controller()
    const { id } = await service.execute({ plan: threeWaves(), actor })
    const end = await service.finished(id)
    expect(end.status).toBe('active')
    expect(top.devices.fingerprints()).toEqual(top.new)
    expect(top.devices.hasPending).toBe(false)
    expect(top.records.map(({ event }) => ('device' in event ? `${event.type} ${event.device}` : event.type))).toEqual([
      'created',
      'validating',
      'wave-staging',
      'staged r1',
      'staged r2',
      'wave-committing',
      'committed r1',
      'committed r2',
      'wave-done',
      'wave-staging',
      'staged r3',
      'wave-committing',
      'committed r3',
      'wave-done',
      'wave-staging',
      'staged r1',
      'wave-committing',
      'committed r1',
      'wave-done',
      'confirming',
      'confirmed r1',
      'confirmed r2',
      'confirmed r3',
      'active',
    ])
    expect(end.waves.map(({ status, devices }) => [status, devices])).toEqual([
      ['done', ['r1', 'r2']],
      ['done', ['r3']],
      ['done', ['r1']],
    ])
  })

  it('of one wave needs six appends, and little time', async () => {
    const plan = twelve()
    const top = benchTop(plan)
    const journal = new MemoryJournal(top.paper)
    const service = top.controller(journal)
    const started = performance.now()
    const { id } = await service.execute({ plan, actor })
    expect((await service.finished(id)).status).toBe('active')
    expect(performance.now() - started).toBeLessThan(150)
    expect(journal.appends).toBe(6)
  })

  it('of a plan without changes is active at once', async () => {
    const plan = planOf({ r1: [stateWith('r1', 1)] })
    const top = benchTop(plan, [stateWith('r1', 1)])
    const service = top.controller()
    const { id } = await service.execute({ plan, actor })
    expect((await service.finished(id)).status).toBe('active')
  })

  it('of a stale plan fails before anything is touched', async () => {
    const top = table()
    top.devices.force('r4', stateWith('r4', 1, 9))
    const service = top.controller()
    const { id } = await service.execute({ plan: threeWaves(), actor })
    const end = await service.finished(id)
    expect(end.status).toBe('failed')
    expect(end.error?.code).toBe('stale-plan')
    expect(end.error?.moved?.map(({ what }) => what)).toEqual(['r4'])
    expect(end.needsPerson).toEqual([])
    expect(new Set(top.devices.calls.map(({ verb }) => verb))).toEqual(new Set(['observe']))
  })

  it('of a plan whose evidence is refused fails before anything is touched, and the journal says why', async () => {
    const top = table()
    const refusal = { code: 'certificate-rejected', message: 'r1 does something else' }
    const asked: string[] = []
    const service = top.controller(undefined, undefined, async (network, plan) => {
      asked.push(`${network} ${plan}`)
      return refusal
    })
    const plan = threeWaves()
    const { id } = await service.execute({ plan, actor })
    expect(await service.finished(id)).toMatchObject({ status: 'failed', error: refusal, needsPerson: [] })
    expect(asked).toEqual([`net ${plan.id}`])
    expect(top.records.map(({ event }) => event.type)).toEqual(['created', 'validating', 'failed'])
    expect(new Set(top.devices.calls.map(({ verb }) => verb))).toEqual(new Set(['observe']))
  })

  it('supersedes the one before, and queues behind it', async () => {
    const first = planOf({ r1: [stateWith('r1', 1), stateWith('r1', 2)] })
    const second = planOf({ r1: [stateWith('r1', 2), stateWith('r1', 3)] })
    const top = benchTop(first)
    const service = top.controller()
    const [a, b] = await Promise.all([
      service.execute({ plan: first, actor }),
      service.execute({ plan: second, actor }),
    ])
    expect((await service.finished(b.id)).status).toBe('active')
    expect((await service.deployment(a.id))?.status).toBe('superseded')
    expect((await service.deployment(a.id))?.supersededBy).toBe(b.id)
    const byDeployment = top.records.filter(({ event }) => event.type !== 'created').map(({ deployment }) => deployment)
    expect(byDeployment.lastIndexOf(a.id)).toBeLessThan(byDeployment.lastIndexOf(b.id))
    expect(byDeployment.indexOf(b.id)).toBeGreaterThan(
      top.records.findIndex(({ event }) => event.type === 'active') - 2,
    )
  })

  it('is one for one idempotency key', async () => {
    const top = table()
    const service = top.controller()
    const request = { plan: threeWaves(), actor, idempotencyKey: 'k' }
    const [a, b] = await Promise.all([service.execute(request), service.execute(request)])
    expect(a.id).toBe(b.id)
    await service.finished(a.id)
    expect((await top.controller().execute(request)).id).toBe(a.id)
    const other = { ...request, plan: twelve() }
    await expect(service.execute(other)).rejects.toMatchObject({ code: 'key-reused' })
  })

  it('refuses what is not proved, unless forced with a reason', async () => {
    const top = table()
    const service = top.controller()
    const plan = { ...threeWaves(), ok: false }
    await expect(service.execute({ plan, actor })).rejects.toMatchObject({ code: 'not-proved' })
    await expect(service.execute({ plan, actor, force: true })).rejects.toMatchObject({ code: 'not-proved' })
    const { id } = await service.execute({ plan, actor, force: true, reason: 'fire' })
    expect((await service.finished(id)).status).toBe('active')
  })

  it('waits for its approval and for its time', async () => {
    const top = table()
    const service = top.controller()
    const notBefore = top.clock.now() + 60_000
    const { id, status } = await service.execute({ plan: threeWaves(), actor, awaitsApproval: true, notBefore })
    expect(status).toBe('awaiting-approval')
    expect((await service.approve(id, { actor: 'bob' })).status).toBe('scheduled')
    await settle()
    expect((await service.deployment(id))?.status).toBe('scheduled')
    top.clock.advance(60_000)
    expect((await service.finished(id)).status).toBe('active')
  })

  it('is aborted while it waits', async () => {
    const top = table()
    const service = top.controller()
    const { id } = await service.execute({ plan: threeWaves(), actor, awaitsApproval: true })
    await service.abort(id, { actor, reason: 'no' })
    expect((await service.deployment(id))?.status).toBe('rolled-back')
    expect(top.devices.calls).toEqual([])
  })
})

describe('people', () => {
  const started = async () => {
    const top = table()
    const service = top.controller()
    const { id } = await service.execute({ plan: threeWaves(), actor })
    return { top, service, id }
  }
  const pausedAfterFirstWave = async () => {
    const all = await started()
    const { service, id } = all
    await until(async () => (await service.deployment(id))?.status === 'staging')
    await service.pause(id, { actor: 'bob' })
    await until(async () => (await service.deployment(id))?.status === 'paused')
    return all
  }

  it('pause between waves and resume', async () => {
    const { service, id, top } = await pausedAfterFirstWave()
    expect((await service.deployment(id))?.waves[0]?.status).toBe('done')
    await settle()
    expect(top.records.at(-1)?.event.type).toBe('paused')
    expect(top.records.at(-1)?.actor).toBe('bob')
    await service.resume(id, { actor })
    expect((await service.finished(id)).status).toBe('active')
  })

  it('who pause too long find it undone', async () => {
    const { service, id, top } = await pausedAfterFirstWave()
    await settle()
    top.clock.advance(125_000)
    const end = await service.finished(id)
    expect(end.status).toBe('rolled-back')
    expect(end.error?.code).toBe('confirm-deadline')
    expect(top.devices.fingerprints()).toEqual(top.old)
  })

  it('abort, and all is as before', async () => {
    const { service, id, top } = await pausedAfterFirstWave()
    await service.abort(id, { actor: 'bob' })
    const end = await service.finished(id)
    expect(end.status).toBe('rolled-back')
    expect(end.error?.code).toBe('aborted')
    expect(top.devices.fingerprints()).toEqual(top.old)
    await expect(service.abort(id, { actor })).rejects.toMatchObject({ code: 'wrong-status' })
  })

  it('hear each record, with what it led to', async () => {
    const { service, id, top } = await started()
    const seen: number[] = []
    service.subscribe(({ record, deployment }) => {
      seen.push(record.seq)
      expect(deployment.seq).toBeGreaterThanOrEqual(record.seq)
    })
    await service.finished(id)
    expect(seen).toEqual(top.records.map(({ seq }) => seq).filter((seq) => seq > 1))
  })
})

describe('a crash', () => {
  const recordsOf = async (plan: Plan) => {
    const top = table(plan)
    const service = top.controller()
    await service.finished((await service.execute({ plan, actor })).id)
    return top.records.length
  }

  const crashAndRecover = async (after: number, options: { isTorn: boolean; downMs: number; refusal?: boolean }) => {
    const plan = threeWaves()
    const top = table(plan)
    if (options.refusal)
      top.devices.fault = (device, verb) => (device === 'r3' && verb === 'commit' ? refused : undefined)
    const before = top.controller()
    const { id: old } = await before.execute({ plan: planOf({ r4: [r4] }), actor })
    await before.finished(old)
    await before.stop()
    const count = top.records.length
    const journal = new MemoryJournal(top.paper, after, options.isTorn)
    const first = top.controller(journal)
    const created = await first.execute({ plan, actor }).catch(() => undefined)
    if (created)
      await until(
        () => journal.isDead || top.records.slice(count).some(({ event }) => closingTypes.includes(event.type)),
      )
    await settle()
    await first.stop()
    top.clock.advance(options.downMs)
    const second = top.controller()
    await second.start()
    const { deployment } = top.records[count]!
    const end = await second.finished(deployment)
    await second.stop()
    const superseded = top.records.filter(({ event }) => event.type === 'superseded').map((record) => record.deployment)
    expect(superseded).toEqual(end.status === 'active' ? [old] : [])
    return { top, end, folded: statusOf(top.records.filter((record) => record.deployment === deployment)) }
  }

  const refused: FaultEffect = { when: 'before', code: 'refused' }

  for (const isTorn of [false, true]) {
    it(`after any entry${isTorn ? ', in the middle of an append,' : ''} is recovered to all-new`, async () => {
      const entries = (await recordsOf(threeWaves())) + 1
      for (let after = 1; after <= entries; after++) {
        const { top, end, folded } = await crashAndRecover(after, { isTorn, downMs: 10 })
        expect([after, end.status]).toEqual([after, 'active'])
        expect(folded.status).toBe('active')
        expect(top.devices.fingerprints()).toEqual(top.new)
        expect(top.devices.hasPending).toBe(false)
      }
    })

    it(`longer than the confirm deadline${isTorn ? ', with torn appends,' : ''} is recovered to all-old or all-new`, async () => {
      const entries = (await recordsOf(threeWaves())) + 1
      const ends = new Set<string>()
      for (let after = 1; after <= entries; after++) {
        const { top, end } = await crashAndRecover(after, { isTorn, downMs: 500_000 })
        ends.add(end.status)
        const wanted = end.status === 'active' ? top.new : top.old
        expect([after, end.status, top.devices.fingerprints()]).toEqual([after, end.status, wanted])
        expect(top.devices.hasPending).toBe(false)
      }
      expect(ends).toEqual(new Set(['active', 'rolled-back']))
    })
  }

  it('after every single entry, of each recovery too, still comes to its end', async () => {
    for (const refusal of [false, true]) {
      const plan = threeWaves()
      const top = table(plan)
      if (refusal) top.devices.fault = (device, verb) => (device === 'r3' && verb === 'commit' ? refused : undefined)
      const id = await lives(top, plan, () => ({ entries: 1, downMs: 10 }))
      expect(statusOf(top.records).status).toBe(refusal ? 'rolled-back' : 'active')
      expect(top.records[0]?.deployment).toBe(id)
      expect(top.devices.fingerprints()).toEqual(refusal ? top.old : top.new)
    }
  })

  it('here and there, with faults and long absences, never leaves a mixture', async () => {
    const ends: Record<string, number> = {}
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed)
      const top = table()
      const faulty = random.below(40)
      const verb = random.pick<Verb>(['stage', 'commit', 'confirm', 'rollback', 'observe'])
      const effect = random.pick<FaultEffect>([
        { when: 'before' },
        { when: 'after' },
        { when: 'before', code: 'refused' },
      ])
      let calls = 0
      top.devices.fault = (_, called) => (called === verb && calls++ % 40 === faulty ? effect : undefined)
      const isLate = random.below(2) === 0
      await lives(top, threeWaves(), () => {
        const isCommitted = isLate && top.records.some(({ event }) => event.type === 'confirming')
        return { entries: 1 + random.below(8), downMs: isCommitted || random.below(12) === 0 ? 500_000 : 10 }
      })
      const end = statusOf(top.records)
      ends[end.status] = (ends[end.status] ?? 0) + 1
      const running = Object.entries(top.devices.fingerprints()).filter(([name]) => !end.needsPerson.includes(name))
      const isAll = (wanted: Record<string, string>) => running.every(([name, is]) => wanted[name] === is)
      const isRight =
        end.status === 'active' ? isAll(top.new) : isAll(top.old) || (end.status === 'failed' && isAll(top.new))
      expect([seed, end.status, isRight]).toEqual([seed, end.status, true])
    }
    expect(Object.keys(ends)).toEqual(expect.arrayContaining(['active', 'rolled-back']))
  })

  /** One controller after the other, each dead after some entries, until the deployment is at its end. */
  const lives = async (
    top: ReturnType<typeof table>,
    plan: Plan,
    next: () => { entries: number; downMs: number },
  ): Promise<string> => {
    for (let life = 0; life < 100; life++) {
      const { entries, downMs } = next()
      const journal = new MemoryJournal(top.paper, entries, true)
      const service = top.controller(journal)
      if (top.records.length === 0) await service.execute({ plan, actor }).catch(() => undefined)
      else await service.start()
      const isOver = () => top.records.some(({ event }) => closingTypes.includes(event.type))
      await until(() => journal.isDead || isOver())
      await service.stop()
      if (isOver()) return top.records[0]!.deployment
      top.clock.advance(downMs)
    }
    throw new Error('it never came to its end')
  }

  it('while it is undone is recovered to all-old', async () => {
    for (let after = 1; after <= 20; after++) {
      const { top, end } = await crashAndRecover(after, { isTorn: true, downMs: 10, refusal: true })
      expect([after, end.status]).toEqual([after, 'rolled-back'])
      expect(top.devices.fingerprints()).toEqual(top.old)
      expect(top.devices.hasPending).toBe(false)
    }
  })
})

describe('a fault', () => {
  const verbs: Verb[] = ['observe', 'stage', 'commit', 'confirm', 'rollback']
  const effects: FaultEffect[] = [
    { when: 'before' },
    { when: 'after' },
    { when: 'before', code: 'refused' },
    { when: 'after', code: 'protocol' },
    { when: 'lie' },
  ]

  const outcome = async (device: string, verb: Verb, effect: FaultEffect, at: number, isRefusing: boolean) => {
    const top = table()
    const service = top.controller()
    top.devices.fault = (name, called, count) => {
      if (name === device && called === verb && count === at) return effect
      return isRefusing && name === 'r3' && called === 'commit' ? { when: 'before', code: 'refused' } : undefined
    }
    const { id } = await service.execute({ plan: threeWaves(), actor })
    const end = await service.finished(id)
    const running = Object.entries(top.devices.fingerprints()).filter(([name]) => !end.needsPerson.includes(name))
    const isAll = (wanted: Record<string, string>) => running.every(([name, is]) => wanted[name] === is)
    const isExplained = end.status !== 'failed' || end.needsPerson.length > 0 || end.wave === -1
    const isRight =
      end.status === 'active' ? isAll(top.new) : isAll(top.old) || (end.status === 'failed' && isAll(top.new))
    return { end, isRight: isRight && isExplained }
  }

  for (const isRefusing of [false, true])
    it(`at any call of any verb${isRefusing ? ', while it is undone,' : ''} leaves all-old or all-new, or names the device`, async () => {
      const ends: Record<string, number> = {}
      for (const verb of verbs)
        for (const device of ['r1', 'r2', 'r3'])
          for (const effect of effects)
            for (const at of [1, 2, 3]) {
              const { end, isRight } = await outcome(device, verb, effect, at, isRefusing)
              ends[end.status] = (ends[end.status] ?? 0) + 1
              const label = `${verb} ${device} ${effect.when} ${effect.code} ${at}: ${end.status} ${end.error?.message}`
              expect([label, isRight]).toEqual([label, true])
            }
      expect(Object.keys(ends).sort()).toEqual(
        isRefusing ? ['failed', 'rolled-back'] : ['active', 'failed', 'rolled-back'],
      )
    })

  it('a device that says yes to its only commit and does nothing is found out', async () => {
    const plan = twelve()
    const top = benchTop(plan)
    const service = top.controller()
    top.devices.fault = (name, verb) => (name === 'r3' && verb === 'commit' ? { when: 'lie' } : undefined)
    const { id } = await service.execute({ plan, actor })
    const end = await service.finished(id)
    expect(end).toMatchObject({ status: 'rolled-back', error: { code: 'not-as-planned', devices: ['r3'] } })
    expect(top.devices.fingerprints()).toEqual(top.old)
  })

  it('a device that says yes to its rollback and does nothing needs a person', async () => {
    const { end } = await outcome('r2', 'rollback', { when: 'lie' }, 1, true)
    expect(end).toMatchObject({ status: 'failed', needsPerson: ['r2'] })
  })

  it('that passes is retried with growing waits', async () => {
    const top = table()
    const service = top.controller()
    top.devices.fault = (_, verb, count) => (verb === 'commit' && count <= 2 ? { when: 'before' } : undefined)
    const started = top.clock.now()
    const { id } = await service.execute({ plan: threeWaves(), actor })
    expect((await service.finished(id)).status).toBe('active')
    expect(top.clock.now() - started).toBeGreaterThanOrEqual(150)
  })

  it('every verb done twice, its first answer lost, changes nothing', async () => {
    const top = table()
    const service = top.controller()
    top.devices.fault = (_, __, count) => (count % 2 === 1 ? { when: 'after' } : undefined)
    const { id } = await service.execute({ plan: threeWaves(), actor })
    expect((await service.finished(id)).status).toBe('active')
    expect(top.devices.fingerprints()).toEqual(top.new)
  })

  it('a device that refuses to commit takes all others back', async () => {
    const top = table()
    const service = top.controller()
    top.devices.fault = (name, verb) =>
      name === 'r3' && verb === 'commit' ? { when: 'before', code: 'refused' } : undefined
    const { id } = await service.execute({ plan: threeWaves(), actor })
    const end = await service.finished(id)
    expect(end.status).toBe('rolled-back')
    expect(end.error).toMatchObject({ code: 'refused', devices: ['r3'] })
    expect(top.devices.fingerprints()).toEqual(top.old)
  })

  it('a device that cannot be brought back needs a person; the others are brought back', async () => {
    const top = table()
    const service = top.controller()
    let isGone = false
    top.devices.fault = (name, verb) => {
      if (name === 'r3' && verb === 'commit') {
        isGone = true
        return { when: 'before', code: 'refused' }
      }
      return name === 'r2' && isGone ? { when: 'before' } : undefined
    }
    const { id } = await service.execute({ plan: threeWaves(), actor })
    const end = await service.finished(id)
    expect(end.status).toBe('failed')
    expect(end.error?.code).toBe('undo-failed')
    expect(end.needsPerson).toEqual(['r2'])
    const { r2: _, ...others } = top.devices.fingerprints()
    const { r2: __, ...old } = top.old
    expect(others).toEqual(old)
  })

  /** A promise that a test resolves. */
  const held = () => {
    let release = () => {}
    const until = new Promise<void>((resolve) => (release = resolve))
    return { until, release }
  }

  it('a device that is slow to go back does not hold the others', async () => {
    const top = table()
    const service = top.controller()
    const { until: answer, release } = held()
    top.devices.fault = (name, verb, count) => {
      if (name === 'r1' && verb === 'commit' && count === 2) return { when: 'before', code: 'refused' }
      return name === 'r3' && verb === 'rollback' ? { when: 'slow', until: answer } : undefined
    }
    const { id } = await service.execute({ plan: threeWaves(), actor })
    await until(() => top.devices.calls.some(({ device, verb }) => device === 'r3' && verb === 'rollback'))
    await settle()
    expect(top.devices.fingerprints()['r2']).not.toBe(top.old['r2'])
    top.clock.advance(6_000)
    await until(() => top.devices.fingerprints()['r2'] === top.old['r2'])
    await until(() => top.devices.fingerprints()['r1'] === top.old['r1'])
    expect(top.devices.fingerprints()['r3']).not.toBe(top.old['r3'])
    release()
    expect((await service.finished(id)).status).toBe('rolled-back')
    expect(top.devices.fingerprints()).toEqual(top.old)
  })

  it('a device that never answers its commit is given up at the deadline, and what it does later changes nothing', async () => {
    const top = table()
    const service = top.controller()
    const { until: answer, release } = held()
    top.devices.fault = (name, verb) =>
      name === 'r3' && verb === 'commit' ? { when: 'slow', until: answer } : undefined
    const { id } = await service.execute({ plan: threeWaves(), actor })
    await until(() => top.devices.calls.some(({ device, verb }) => device === 'r3' && verb === 'commit'))
    top.clock.advance(120_000)
    const end = await service.finished(id)
    expect(end).toMatchObject({ status: 'rolled-back', error: { code: 'unreachable', devices: ['r3'] } })
    release()
    await settle()
    expect(top.devices.fingerprints()).toEqual(top.old)
  })

  it('a device that went back while confirming gets its state again', async () => {
    const top = table()
    const service = top.controller()
    top.devices.fault = (name, verb, count) => {
      if (name === 'r2' && verb === 'confirm' && count === 1) top.devices.revert('r2')
      return undefined
    }
    const { id } = await service.execute({ plan: threeWaves(), actor })
    const end = await service.finished(id)
    expect(end.status).toBe('active')
    expect(end.reapplied).toBe(1)
    expect(top.devices.fingerprints()).toEqual(top.new)
    expect(top.devices.hasPending).toBe(false)
  })

  it('a device that went back before the last wave undoes the deployment', async () => {
    const top = table()
    const service = top.controller()
    top.devices.fault = (name, verb, count) => {
      if (name === 'r1' && verb === 'commit' && count === 2) top.devices.revert('r2')
      return undefined
    }
    const { id } = await service.execute({ plan: threeWaves(), actor })
    const end = await service.finished(id)
    expect(end.status).toBe('rolled-back')
    expect(end.error).toMatchObject({ code: 'not-as-planned', devices: ['r2'] })
    expect(top.devices.fingerprints()).toEqual(top.old)
  })

  it('goes back wave by wave, through states that were proved', async () => {
    const top = table()
    const service = top.controller()
    const seen: string[] = []
    top.devices.fault = (name, verb, count) => {
      if (verb === 'commit' || verb === 'rollback') seen.push(`${verb} ${name}`)
      return name === 'r1' && verb === 'commit' && count === 2 ? { when: 'lie' } : undefined
    }
    const { id } = await service.execute({ plan: threeWaves(), actor })
    expect((await service.finished(id)).status).toBe('rolled-back')
    expect(seen.slice(4)).toEqual(['rollback r3', 'rollback r1', 'rollback r2'])
  })
})

describe('two controllers', () => {
  it('the one that loses its lease stops, and goes on when it gets it again', async () => {
    const top = table()
    const lease = new MemoryLease()
    const service = top.controller(new MemoryJournal(top.paper), lease)
    const { id } = await service.execute({ plan: threeWaves(), actor })
    await until(() => top.records.some(({ event }) => event.type === 'wave-committing'))
    lease.lose('net')
    expect((await service.finished(id)).status).toBe('active')
    expect(top.errors.map((error) => error instanceof Halted)).toEqual([true])
    expect(top.records.at(-1)?.token).toBeGreaterThan(top.records[1]?.token ?? 0)
  })

  it('a listener that throws stops nobody', async () => {
    const top = table()
    const service = top.controller()
    service.subscribe(() => {
      throw new Error('listener')
    })
    const { id } = await service.execute({ plan: threeWaves(), actor })
    expect((await service.finished(id)).status).toBe('active')
    expect(top.errors).toHaveLength(top.records.length)
  })

  it('a damaged journal stops its own network and no other', async () => {
    const top = table()
    const first = top.controller()
    await first.finished((await first.execute({ plan: threeWaves(), actor })).id)
    await first.stop()
    const damaged = top.records.filter(({ event }) => event.type === 'created' || event.type === 'committed')
    const other = damaged.map((record) => ({ ...record, network: 'other', deployment: 'x', seq: record.seq + 100 }))
    top.records.push(...other)
    const second = top.controller()
    await second.start()
    const { id } = await second.execute({ plan: planOf({ r4: [r4] }), actor })
    expect((await second.finished(id)).status).toBe('active')
    expect(top.errors.filter((error) => !(error instanceof JournalDamaged))).toEqual([])
    expect(top.errors.length).toBeGreaterThan(0)
  })

  it('the one with the older token is refused and stops acting', async () => {
    const top = table()
    const old = top.controller(new MemoryJournal(top.paper), new MemoryLease(1))
    const { id } = await old.execute({ plan: threeWaves(), actor })
    await until(() => top.records.some(({ event }) => event.type === 'wave-committing'))
    const successor = top.controller(new MemoryJournal(top.paper), new MemoryLease(50))
    await successor.start()
    expect((await successor.finished(id)).status).toBe('active')
    await until(() => top.errors.length > 0 || top.records.at(-1)?.event.type === 'active')
    await settle()
    expect(top.devices.fingerprints()).toEqual(top.new)
    expect(top.errors.every((error) => error instanceof Fenced)).toBe(true)
    expect(top.errors.length).toBeGreaterThan(0)
    const folded = statusOf(top.records)
    expect(folded.status).toBe('active')
    await old.stop()
  })
})
