import { setMaxListeners } from 'node:events'
import { type Clock, invariant } from '@paranet/network'
import { DeviceError } from '../drivers/device-error.js'
import type { Drivers, Session } from '../drivers/driver.js'
import type { Deployment } from './deployment.js'
import { nextDeployment } from './fold.js'
import type { Failure, HeldLease, Journal, JournalEntry, JournalEvent, JournalRecord } from './journal.js'
import { type RetryPolicy, withRetry } from './retry.js'
import type { RunControl } from './run-control.js'
import { fingerprintOf } from './script.js'

/** Bounds of a transaction. */
export interface TransactionPolicy {
  /** For the verbs on the way forward. */
  readonly retry: RetryPolicy
  /** For undoing, and for going forward after the point of no return: more patient. */
  readonly patientRetry: RetryPolicy
  /** How long before the confirm deadline it is too late to begin anything, ms. */
  readonly marginMs: number
  /** How long the way back waits for a wave's slowest device before it goes on with the wave before, ms. */
  readonly undoPatienceMs: number
}

/** Bounds that suit devices a few ms away. */
export const defaultPolicy: TransactionPolicy = {
  retry: { attempts: 4, firstMs: 50, maxMs: 500 },
  patientRetry: { attempts: 8, firstMs: 50, maxMs: 2_000 },
  marginMs: 1_000,
  undoPatienceMs: 6_000,
}

/** A record was written; `deployment` is what it led to. */
export interface DeploymentChange {
  readonly record: JournalRecord
  readonly deployment: Deployment
}

/** The run stopped between two entries; the journal tells the next one where to go on. */
export class Halted extends Error {
  override readonly name = 'Halted'
}

/** Why a plan must not be deployed; undefined: it may. */
export type PlanCheck = (network: string, plan: string) => Promise<Failure | undefined>

export interface RunOptions {
  readonly journal: Journal
  readonly drivers: Drivers
  readonly clock: Clock
  readonly policy: TransactionPolicy
  readonly checkPlan?: PlanCheck
  readonly lease: HeldLease
  readonly deployment: Deployment
  readonly control: RunControl
  /** Aborts when the controller stops. */
  readonly stopping: AbortSignal
  readonly publish: (records: readonly JournalRecord[], deployment: Deployment) => void
}

export interface DeviceFailure {
  readonly device: string
  readonly error: DeviceError
}

/** One holder's work on one deployment: writes its steps, keeps the fold of them, and holds the sessions to its devices. */
export class Run implements AsyncDisposable {
  readonly journal: Journal
  readonly clock: Clock
  readonly policy: TransactionPolicy
  readonly control: RunControl
  /** Aborts when this holder must not act any more. */
  readonly halt: AbortSignal
  readonly #options: RunOptions
  readonly #sessions = new Map<string, Promise<Session>>()
  #deployment: Deployment
  #writing: Promise<unknown> = Promise.resolve()

  constructor(options: RunOptions) {
    this.#options = options
    this.#deployment = options.deployment
    this.journal = options.journal
    this.clock = options.clock
    this.policy = options.policy
    this.control = options.control
    this.halt = AbortSignal.any([options.lease.lost, options.stopping])
    // Every call to a device listens, and there may be a thousand devices.
    setMaxListeners(0, this.halt)
  }

  get deployment(): Deployment {
    return this.#deployment
  }

  /** Writes steps in order, in one append; `others` are steps of other deployments of the network that go with them. */
  record(events: readonly JournalEvent[], actor?: string, others: readonly OtherStep[] = []): Promise<void> {
    const written = this.#writing.then(() => this.#write(events, actor, others))
    this.#writing = written.catch(() => undefined)
    return written
  }

  /** Why the plan must not be deployed, by whoever looks at plans. */
  async refusal(): Promise<Failure | undefined> {
    const { network, plan } = this.#deployment
    return this.#options.checkPlan?.(network, plan)
  }

  /** Observes a device and gives its fingerprint. */
  async observed(device: string, retry: RetryPolicy): Promise<string> {
    return this.with(device, retry, async (session) => fingerprintOf(await session.observe(this.halt)))
  }

  /** Calls a device, again where the error is worth it. */
  async with<Result>(device: string, retry: RetryPolicy, call: (session: Session) => Promise<Result>): Promise<Result> {
    return withRetry(this.clock, retry, this.halt, async () => {
      this.checkHalt()
      return call(await this.#session(device))
    })
  }

  /** Calls a device on the way forward; one that has not answered when the deployment's deadline comes is given up, for the time to undo
   *  is short. */
  withinDeadline<Result>(device: string, call: (session: Session) => Promise<Result>): Promise<Result> {
    const { confirmBy } = this.#deployment
    const called = this.with(device, this.policy.retry, call)
    return confirmBy === undefined ? called : this.#givenUpAt(confirmBy, device, called)
  }

  async #givenUpAt<Result>(at: number, device: string, called: Promise<Result>): Promise<Result> {
    const answered = new AbortController()
    const message = `${device}: no answer before the confirm deadline`
    const late = this.clock.sleep(Math.max(0, at - this.clock.now()), answered.signal).then(() => {
      throw new DeviceError('unreachable', { device, message, retryable: false })
    })
    late.catch(() => undefined)
    called.catch(() => undefined)
    return Promise.race([called, late]).finally(() => answered.abort())
  }

  /** Throws `Halted` when this holder must not act any more. */
  checkHalt(): void {
    if (this.halt.aborted) throw new Halted(`${this.#deployment.id} stops after entry ${this.#deployment.seq}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = [...this.#sessions.values()].map(async (opened) => (await opened).close())
    await Promise.allSettled(closing)
  }

  #session(device: string): Promise<Session> {
    const known = this.#sessions.get(device)
    if (known) return known
    const opened = this.#options.drivers.open(this.#deployment.network, device)
    this.#sessions.set(device, opened)
    opened.catch(() => this.#sessions.delete(device))
    return opened
  }

  async #write(
    events: readonly JournalEvent[],
    actor: string | undefined,
    others: readonly OtherStep[],
  ): Promise<void> {
    this.checkHalt()
    const { id, actor: owner } = this.#deployment
    const entries = [
      ...others.map(({ deployment, event }) => this.#entry(deployment, event, actor ?? owner)),
      ...events.map((event) => this.#entry(id, event, actor ?? owner)),
    ]
    const seqs = await this.journal.append(entries)
    const records = entries.map((entry, index) => ({ ...entry, seq: seqs[index] ?? 0 }))
    for (const record of records) {
      if (record.deployment === id) this.#deployment = nextDeployment(this.#deployment, record)
    }
    this.#options.publish(records, this.#deployment)
  }

  #entry(deployment: string, event: JournalEvent, actor: string): JournalEntry {
    const { lease, clock } = this.#options
    return {
      version: 1,
      network: this.#deployment.network,
      deployment,
      token: lease.token,
      actor,
      at: clock.now(),
      event,
    }
  }
}

/** A step of another deployment. */
export interface OtherStep {
  readonly deployment: string
  readonly event: JournalEvent
}

/** Calls many devices in parallel. Errors of devices are collected; any other error is thrown, once all have ended. */
export async function forDevices<Item extends { readonly device: string }, Result>(
  items: readonly Item[],
  call: (item: Item) => Promise<Result>,
): Promise<{ done: { item: Item; result: Result }[]; failed: DeviceFailure[] }> {
  const settled = await Promise.allSettled(items.map(call))
  const done: { item: Item; result: Result }[] = []
  const failed: DeviceFailure[] = []
  for (const [index, outcome] of settled.entries()) {
    const item = items[index]
    invariant(item, 'as many outcomes as items')
    if (outcome.status === 'fulfilled') done.push({ item, result: outcome.value })
    else if (outcome.reason instanceof DeviceError) failed.push({ device: item.device, error: outcome.reason })
    else throw outcome.reason
  }
  return { done, failed }
}
