import type { Clock } from '@paranet/network'
import type { Drivers } from '../drivers/driver.js'
import type { Deployment } from './deployment.js'
import { statusOf } from './fold.js'
import { execute } from './execute.js'
import type { HeldLease, Journal, JournalRecord, Lease } from './journal.js'
import { JournalDamaged } from './journal.js'
import { type PlanCheck, Run, type TransactionPolicy } from './run.js'
import { type Asked, RunControl } from './run-control.js'
import { isWaiting } from './transitions.js'

export interface NetworkQueueOptions {
  readonly network: string
  readonly journal: Journal
  readonly lease: Lease
  readonly drivers: Drivers
  readonly clock: Clock
  readonly policy: TransactionPolicy
  readonly checkPlan?: PlanCheck
  readonly stopping: AbortSignal
  readonly publish: (records: readonly JournalRecord[], deployment: Deployment) => void
  readonly onError: (error: unknown) => void
}

/** Waits before the work is taken up again after an error, ms. */
const againAfter = { firstMs: 500, maxMs: 30_000 }

/** Works through the unfinished deployments of one network, one at a time, under the network's lease. */
export class NetworkQueue {
  readonly #options: NetworkQueueOptions
  readonly #controls = new Map<string, RunControl>()
  #working: Promise<void> | undefined
  #isWoken = false
  #current: string | undefined

  constructor(options: NetworkQueueOptions) {
    this.#options = options
  }

  /** The deployment under way. */
  get current(): string | undefined {
    return this.#current
  }

  /** There may be something to do. */
  wake(): void {
    this.#isWoken = true
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
      if (this.#isWoken && !this.#options.stopping.aborted) this.wake()
    })
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#working
  }

  pause(id: string, asked: Asked): void {
    this.#control(id).pause(asked)
  }

  resume(id: string, asked: Asked): void {
    this.#control(id).resume(asked)
  }

  abort(id: string, asked: Asked): void {
    this.#control(id).abort(asked)
  }

  async #work(): Promise<void> {
    const { stopping, clock, onError } = this.#options
    let waitMs = againAfter.firstMs
    while (this.#isWoken && !stopping.aborted) {
      this.#isWoken = false
      try {
        await this.#drain()
        waitMs = againAfter.firstMs
      } catch (error) {
        if (stopping.aborted) return
        onError(error)
        // A person must look at a damaged journal; anything else may pass.
        if (error instanceof JournalDamaged) return
        this.#isWoken = true
        await clock.sleep(waitMs, stopping)
        waitMs = Math.min(waitMs * 2, againAfter.maxMs)
      }
    }
  }

  async #drain(): Promise<void> {
    const { journal, lease, network, stopping } = this.#options
    const held = await lease.acquire(network, stopping)
    try {
      await journal.fence(network, held.token)
      for (let next = await this.#next(); next; next = await this.#next()) await this.#run(held, next)
    } finally {
      this.#current = undefined
      await held.release()
    }
  }

  /** What was begun comes first, then the oldest that waits for its turn. */
  async #next(): Promise<Deployment | undefined> {
    const { journal, network } = this.#options
    const unfinished = await journal.unfinished(network)
    const folded = await Promise.all(
      unfinished.map(async ({ deployment }) => statusOf(await journal.read({ deployment }))),
    )
    return folded.find(({ status }) => !isWaiting(status)) ?? folded.find(({ status }) => status === 'queued')
  }

  async #run(lease: HeldLease, deployment: Deployment): Promise<void> {
    const { journal, lease: _, network: _of, onError: _on, ...options } = this.#options
    this.#current = deployment.id
    const control = this.#control(deployment.id)
    await using run = new Run({ ...options, journal, lease, deployment, control })
    await execute(run)
    this.#controls.delete(deployment.id)
    this.#current = undefined
  }

  #control(id: string): RunControl {
    const known = this.#controls.get(id)
    if (known) return known
    const made = new RunControl()
    this.#controls.set(id, made)
    return made
  }
}
