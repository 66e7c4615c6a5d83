import { deepStrictEqual, notDeepStrictEqual, rejects, strictEqual } from 'node:assert'
import { canonicalState, type DeviceState } from '@paranet/network'
import { fingerprintOf } from '../transaction/script.js'
import { DeviceError } from './device-error.js'
import type { Change, Session } from './driver.js'

/** A fresh device for one rule of the contract. */
export interface ContractDevice {
  readonly session: Session
  /** What it runs. */
  readonly before: DeviceState
  /** Two other states that it can run. */
  readonly after: DeviceState
  readonly later: DeviceState
  /** Lets so many ms pass. */
  readonly pass: (ms: number) => Promise<void>
}

/** What every driver must do, by a sentence each. Run each on a fresh device; a rule that is broken throws. */
export const driverContract: Readonly<Record<string, (device: ContractDevice) => Promise<void>>> = {
  'observes what runs': ({ session, before }) => runs(session, before),

  'staging changes nothing that runs': async ({ session, before, after }) => {
    await session.stage(change('a', before, after))
    await runs(session, before)
  },

  'staging twice is staging once': async ({ session, before, after }) => {
    const first = await session.stage(change('a', before, after))
    const second = await session.stage(change('a', before, after))
    deepStrictEqual(first, second)
    await session.commit(second)
    await runs(session, after)
  },

  'a change whose base is not what runs is refused': async ({ session, before, after }) => {
    await failsWith('base-moved', session.stage(change('a', after, before)))
    await runs(session, before)
  },

  'a commit runs what was staged, at once': async ({ session, before, after }) => {
    await session.commit(await session.stage(change('a', before, after)))
    await runs(session, after)
  },

  'committing twice is committing once': async ({ session, before, after }) => {
    const staged = await session.stage(change('a', before, after))
    const first = await session.commit(staged, { confirmWithinMs: 60_000 })
    strictEqual(await session.commit(staged, { confirmWithinMs: 60_000 }), first)
    await runs(session, after)
  },

  'a commit that nobody confirms is undone by the device': async ({ session, before, after, pass }) => {
    const staged = await session.stage(change('a', before, after))
    const revision = await session.commit(staged, { confirmWithinMs: 50 })
    await pass(150)
    await runs(session, before)
    await failsWith('reverted', session.confirm(revision))
  },

  'a confirmed commit stays': async ({ session, before, after, pass }) => {
    const staged = await session.stage(change('a', before, after))
    const revision = await session.commit(staged, { confirmWithinMs: 100 })
    await session.confirm(revision)
    await pass(200)
    await runs(session, after)
  },

  'confirming twice is confirming once': async ({ session, before, after }) => {
    const staged = await session.stage(change('a', before, after))
    const revision = await session.commit(staged, { confirmWithinMs: 60_000 })
    await session.confirm(revision)
    await session.confirm(revision)
    await runs(session, after)
  },

  'a rollback undoes what is not confirmed': async ({ session, before, after }) => {
    await session.commit(await session.stage(change('a', before, after)), { confirmWithinMs: 60_000 })
    await session.rollback()
    await runs(session, before)
  },

  'a rollback undoes all commits that are not confirmed': async ({ session, before, after, later }) => {
    await session.commit(await session.stage(change('a', before, after)), { confirmWithinMs: 60_000 })
    await session.commit(await session.stage(change('b', after, later)), { confirmWithinMs: 60_000 })
    await runs(session, later)
    await session.rollback()
    await runs(session, before)
  },

  'a rollback leaves what is confirmed': async ({ session, before, after }) => {
    await session.commit(await session.stage(change('a', before, after)))
    await session.rollback()
    await runs(session, after)
  },

  'a rollback twice, or with nothing to undo, does nothing': async ({ session, before, after }) => {
    await session.rollback()
    await session.commit(await session.stage(change('a', before, after)), { confirmWithinMs: 60_000 })
    await session.rollback()
    await session.rollback()
    await runs(session, before)
  },

  'a rollback drops what is staged': async ({ session, before, after }) => {
    const staged = await session.stage(change('a', before, after))
    await session.rollback()
    await rejects(session.commit(staged), DeviceError)
    await runs(session, before)
  },
}

/** A device whose commits can be made to go wrong. */
export interface BreakableDevice extends ContractDevice {
  /** From now on a commit applies a part of the change at most; `lies`: and says that all went well. */
  readonly breakCommits: (lies: boolean) => Promise<void>
}

/** What a driver must do when the device's commits go wrong. Whether a device tells the truth is the orchestrator's to find out, by looking:
 *  so `observe` must say what runs, whatever the commit said. */
export const faultContract: Readonly<Record<string, (device: BreakableDevice) => Promise<void>>> = {
  'a commit that stops half-way fails, and its rollback undoes the half': async (device) => {
    const { session, before, after, breakCommits } = device
    await breakCommits(false)
    const staged = await session.stage(change('a', before, after))
    await rejects(session.commit(staged, { confirmWithinMs: 60_000 }), DeviceError)
    await session.rollback()
    await runs(session, before)
  },

  'a commit that lies is seen by looking, and its rollback undoes it': async (device) => {
    const { session, before, after, breakCommits } = device
    await breakCommits(true)
    await session.commit(await session.stage(change('a', before, after)), { confirmWithinMs: 60_000 })
    notDeepStrictEqual(canonicalState(await session.observe()), canonicalState(after))
    await session.rollback()
    await runs(session, before)
  },

  'a commit that stopped half-way is undone by the device when nobody says anything more': async (device) => {
    const { session, before, after, breakCommits, pass } = device
    await breakCommits(false)
    const staged = await session.stage(change('a', before, after))
    await rejects(session.commit(staged, { confirmWithinMs: 50 }), DeviceError)
    await pass(150)
    await runs(session, before)
  },
}

const change = (id: string, before: DeviceState, desired: DeviceState): Change => ({
  id,
  base: fingerprintOf(before),
  before,
  desired,
})

async function runs(session: Session, state: DeviceState): Promise<void> {
  deepStrictEqual(canonicalState(await session.observe()), canonicalState(state))
}

const failsWith = (code: DeviceError['code'], call: Promise<unknown>): Promise<void> =>
  rejects(call, (error: unknown) => error instanceof DeviceError && error.code === code)
