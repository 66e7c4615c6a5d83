import { contentHash, type DeviceState } from '@paranet/network'
import { DeviceError } from '../drivers/device-error.js'
import type { Change, Drivers, Revision, Session } from '../drivers/driver.js'
import type { TestClock } from './test-clock.js'

export type Verb = 'observe' | 'stage' | 'commit' | 'confirm' | 'rollback'

/** Decides what a verb of a device does: `before`: fails without acting; `after`: acts, then the answer is lost; `lie`: says yes and does
 *  nothing; `slow`: acts and answers only when `until` resolves. */
export type Fault = (device: string, verb: Verb, count: number) => FaultEffect | undefined
export interface FaultEffect {
  readonly when: 'before' | 'after' | 'lie' | 'slow'
  readonly until?: Promise<void>
  readonly code?: DeviceError['code']
  readonly retryable?: boolean
}

interface FakeDevice {
  running: DeviceState
  confirmed: DeviceState
  revision: number
  confirmBy: number | undefined
  revertedRevision: number
  readonly staged: Map<string, { desired: DeviceState; revision?: number }>
}

/** Devices in memory that behave as the contract says, with confirm deadlines and faults. They outlive any controller. */
export class FakeDevices implements Drivers {
  readonly devices = new Map<string, FakeDevice>()
  readonly calls: { device: string; verb: Verb }[] = []
  fault: Fault = () => undefined
  readonly #counts = new Map<string, number>()
  readonly #clock: TestClock

  constructor(clock: TestClock, states: readonly DeviceState[]) {
    this.#clock = clock
    for (const state of states) this.devices.set(state.device, this.#make(state))
  }

  async open(_network: string, device: string): Promise<Session> {
    const found = this.devices.get(device)
    if (!found) throw new DeviceError('unknown-device', { device })
    return this.#session(device, found)
  }

  fingerprints(): Record<string, string> {
    return Object.fromEntries([...this.devices].map(([name, device]) => [name, contentHash(this.#now(device).running)]))
  }

  get hasPending(): boolean {
    return [...this.devices.values()].some((device) => this.#now(device).confirmBy !== undefined)
  }

  /** Somebody else changes the device. */
  force(name: string, state: DeviceState): void {
    this.devices.set(name, this.#make(state))
  }

  /** The device goes back by itself, now. */
  revert(name: string): void {
    const device = this.devices.get(name)
    if (!device || device.confirmBy === undefined) return
    device.confirmBy = this.#clock.now()
    this.#now(device)
  }

  #make(state: DeviceState): FakeDevice {
    return {
      running: state,
      confirmed: state,
      revision: 1,
      confirmBy: undefined,
      revertedRevision: 0,
      staged: new Map(),
    }
  }

  #now(device: FakeDevice): FakeDevice {
    if (device.confirmBy !== undefined && device.confirmBy <= this.#clock.now()) {
      device.revertedRevision = device.revision
      this.#goBack(device)
    }
    return device
  }

  #goBack(device: FakeDevice): void {
    if (device.confirmBy === undefined) return
    device.running = device.confirmed
    device.revision++
    device.confirmBy = undefined
  }

  async #act<Result>(name: string, verb: Verb, act: () => Result, lie: () => Result): Promise<Result> {
    await new Promise((resolve) => setImmediate(resolve))
    this.calls.push({ device: name, verb })
    const count = (this.#counts.get(`${name} ${verb}`) ?? 0) + 1
    this.#counts.set(`${name} ${verb}`, count)
    const effect = this.fault(name, verb, count)
    if (!effect) return act()
    if (effect.when === 'lie') return lie()
    if (effect.when === 'slow') {
      await effect.until
      return act()
    }
    if (effect.when === 'after') act()
    throw new DeviceError(effect.code ?? 'unreachable', {
      device: name,
      ...(effect.retryable === undefined ? {} : { retryable: effect.retryable }),
    })
  }

  #session(name: string, given: FakeDevice): Session {
    const device = () => this.#now(this.devices.get(name) ?? given)
    const stage = ({ id, base, desired }: Change) => {
      if (device().staged.has(id)) return { id }
      if (contentHash(device().running) !== base) throw new DeviceError('base-moved', { device: name })
      device().staged.set(id, { desired })
      return { id }
    }
    const commit = (id: string, confirmWithinMs?: number): Revision => {
      const change = device().staged.get(id)
      if (!change) throw new DeviceError('not-staged', { device: name })
      if (change.revision !== undefined) return change.revision
      const now = device()
      now.running = change.desired
      now.revision++
      now.confirmBy = confirmWithinMs === undefined ? undefined : this.#clock.now() + confirmWithinMs
      if (confirmWithinMs === undefined) now.confirmed = now.running
      change.revision = now.revision
      return now.revision
    }
    const confirm = (revision: Revision) => {
      const now = device()
      if (now.revision !== revision) throw new DeviceError('reverted', { device: name })
      now.confirmed = now.running
      now.confirmBy = undefined
    }
    const rollback = () => {
      this.#goBack(device())
      device().staged.clear()
    }
    return {
      observe: () =>
        this.#act(
          name,
          'observe',
          () => device().running,
          () => device().running,
        ),
      stage: (change) =>
        this.#act(
          name,
          'stage',
          () => stage(change),
          () => ({ id: change.id }),
        ),
      commit: (staged, options) =>
        this.#act(
          name,
          'commit',
          () => commit(staged.id, options?.confirmWithinMs),
          () => 99,
        ),
      confirm: (revision) =>
        this.#act(
          name,
          'confirm',
          () => confirm(revision),
          () => undefined,
        ),
      rollback: () => this.#act(name, 'rollback', rollback, () => undefined),
      close: async () => {},
      [Symbol.asyncDispose]: async () => {},
    }
  }
}
