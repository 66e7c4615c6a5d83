import type { Clock, Ids } from '@paranet/network'
import type { Drivers } from '../drivers/driver.js'
import type { Deployment } from './deployment.js'
import { isFinished } from './deployment.js'
import { nextDeployment, statusOf } from './fold.js'
import { DeploymentError } from './deployment-error.js'
import { checkPlan, createdEvent, type ExecuteRequest, idOfKey } from './execute-request.js'
import type { Journal, JournalEvent, JournalRecord, Lease } from './journal.js'
import { NetworkQueue } from './network-queue.js'
import type { DeploymentChange, PlanCheck, TransactionPolicy } from './run.js'
import { defaultPolicy, Halted } from './run.js'
import type { Asked } from './run-control.js'
import { isWaiting } from './transitions.js'
import { withResolvers } from './with-resolvers.js'

export interface DeploymentPorts {
  readonly journal: Journal
  readonly lease: Lease
  readonly drivers: Drivers
  readonly clock: Clock
  readonly ids: Ids
  readonly policy?: TransactionPolicy
  /** Looks at a plan by its id once more, before anything is sent: says why it must not be deployed. */
  readonly checkPlan?: PlanCheck
  /** Hears what stopped the work on a network; it is taken up again a little later, unless the journal is damaged. */
  readonly onError?: (network: string, error: unknown) => void
}

export type DeploymentListener = (change: DeploymentChange) => void

/** Deployments of all networks: one at a time per network, the others queue. The queue is the journal: whoever holds the network's lease
 *  takes the oldest deployment that is not finished. */
export class DeploymentService implements AsyncDisposable {
  readonly #ports: DeploymentPorts
  readonly #queues = new Map<string, NetworkQueue>()
  readonly #live = new Map<string, Deployment>()
  readonly #listeners = new Set<DeploymentListener>()
  readonly #stopping = new AbortController()
  #creating: Promise<unknown> = Promise.resolve()

  constructor(ports: DeploymentPorts) {
    this.#ports = ports
  }

  /** Takes up what an earlier controller left: goes on, or undoes. */
  async start(): Promise<void> {
    for (const { network, deployment } of await this.#ports.journal.unfinished()) {
      try {
        await this.#takeUp(network, deployment)
      } catch (error) {
        // One damaged deployment keeps its own network waiting for a person, and no other.
        this.#ports.onError?.(network, error)
      }
    }
  }

  /** Begins a deployment; it is journalled when this resolves, and runs on its own from then on. */
  async execute(request: ExecuteRequest): Promise<Deployment> {
    checkPlan(request)
    // One at a time, so that the same key sent twice at once is seen.
    const created = this.#creating.then(() => this.#create(request))
    this.#creating = created.catch(() => undefined)
    const deployment = await created
    if (deployment.status === 'scheduled') this.#awaitTime(deployment)
    else this.#queue(deployment.network).wake()
    return deployment
  }

  /** What is known of a deployment now. */
  async deployment(id: string): Promise<Deployment | undefined> {
    const live = this.#live.get(id)
    // What another controller may be working on is read anew.
    if (live && this.#queues.get(live.network)?.current === id) return live
    const records = await this.#ports.journal.read({ deployment: id })
    return records.length === 0 ? undefined : statusOf(records)
  }

  /** Resolves when the deployment has come to its end. */
  async finished(id: string): Promise<Deployment> {
    const { promise, resolve, reject } = withResolvers<Deployment>()
    // Listening begins before the journal is read, so that an end between the two is not missed.
    const unsubscribe = this.subscribe(({ deployment }) => {
      if (deployment.id === id && isFinished(deployment)) resolve(deployment)
    })
    const halt = () => reject(new Halted(`${id}: the controller stops`))
    this.#stopping.signal.addEventListener('abort', halt)
    try {
      const now = await this.#need(id)
      if (isFinished(now)) return now
      if (this.#stopping.signal.aborted) halt()
      return await promise
    } finally {
      unsubscribe()
      this.#stopping.signal.removeEventListener('abort', halt)
    }
  }

  /** Hears every record of every deployment, in order, until the returned function is called. */
  subscribe(listener: DeploymentListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whether a deployment of the network is under way, so that its devices may differ from what is desired; or waits for nothing but its turn. */
  isBusy(network: string): boolean {
    if (this.#queues.get(network)?.current !== undefined) return true
    return [...this.#live.values()].some(
      (live) => live.network === network && (live.status === 'queued' || !isWaiting(live.status)),
    )
  }

  async approve(id: string, asked: Asked): Promise<Deployment> {
    const deployment = await this.#inStatus(id, ['awaiting-approval'])
    const approved = await this.#append(deployment, { type: 'approved' }, asked.actor)
    if (approved.status === 'scheduled') this.#awaitTime(approved)
    else this.#queue(approved.network).wake()
    return approved
  }

  /** Stops before the next wave. A paused deployment is undone when the confirm deadline of its devices comes. */
  async pause(id: string, asked: Asked): Promise<void> {
    await this.#inStatus(id, ['queued', 'validating', 'staging', 'rolling-out'])
    await this.#ask(id, (queue) => queue.pause(id, asked))
  }

  async resume(id: string, asked: Asked): Promise<void> {
    await this.#inStatus(id, ['queued', 'validating', 'staging', 'rolling-out', 'paused'])
    await this.#ask(id, (queue) => queue.resume(id, asked))
  }

  /** Undoes a deployment that is not confirmed yet, at the next safe point; at once where it still waits. */
  async abort(id: string, asked: Asked): Promise<void> {
    const deployment = await this.#need(id)
    if (deployment.status === 'awaiting-approval' || deployment.status === 'scheduled') {
      const message = asked.reason ?? `aborted by ${asked.actor}`
      await this.#append(deployment, { type: 'rolling-back', error: { code: 'aborted', message } }, asked.actor)
      await this.#append(await this.#need(id), { type: 'rolled-back', ms: 0 }, asked.actor)
      return
    }
    await this.#inStatus(id, ['queued', 'validating', 'staging', 'rolling-out', 'paused'])
    await this.#ask(id, (queue) => queue.abort(id, asked))
  }

  /** Stops between two journal entries; the next start goes on from there. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #takeUp(network: string, id: string): Promise<void> {
    const found = await this.deployment(id)
    if (!found) return
    this.#live.set(id, found)
    if (found.status === 'scheduled') this.#awaitTime(found)
    else this.#queue(network).wake()
  }

  async #create(request: ExecuteRequest): Promise<Deployment> {
    const { plan, idempotencyKey: key } = request
    const id = key === undefined ? this.#ports.ids.id('dep') : idOfKey(plan.network, key)
    const existing = key === undefined ? undefined : await this.deployment(id)
    if (existing && existing.plan !== plan.id)
      throw new DeploymentError('key-reused', `idempotency key ${key} belongs to plan ${existing.plan}`)
    return existing ?? this.#write(id, plan.network, createdEvent(request), request.actor)
  }

  async #write(id: string, network: string, event: JournalEvent, actor: string): Promise<Deployment> {
    const { journal, clock } = this.#ports
    const entry = { version: 1, network, deployment: id, token: 0, actor, at: clock.now(), event } as const
    const [seq = 0] = await journal.append([entry])
    const record = { ...entry, seq }
    const deployment = nextDeployment(this.#live.get(id), record)
    this.#publish([record], deployment)
    return deployment
  }

  async #append(deployment: Deployment, event: JournalEvent, actor: string): Promise<Deployment> {
    this.#live.set(deployment.id, deployment)
    return this.#write(deployment.id, deployment.network, event, actor)
  }

  #publish(records: readonly JournalRecord[], deployment: Deployment): void {
    if (isFinished(deployment)) this.#live.delete(deployment.id)
    else this.#live.set(deployment.id, deployment)
    for (const record of records) {
      if (record.deployment === deployment.id) this.#tell({ record, deployment })
      else void this.#tellOther(record)
    }
  }

  async #tellOther(record: JournalRecord): Promise<void> {
    try {
      const deployment = await this.deployment(record.deployment)
      if (deployment) this.#tell({ record, deployment })
    } catch (error) {
      this.#ports.onError?.(record.network, error)
    }
  }

  #tell(change: DeploymentChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change)
      } catch (error) {
        // A listener's mistake must not stop a transaction.
        this.#ports.onError?.(change.record.network, error)
      }
    }
  }

  #queue(network: string): NetworkQueue {
    const known = this.#queues.get(network)
    if (known) return known
    const { journal, lease, drivers, clock, policy = defaultPolicy, checkPlan, onError } = this.#ports
    const made = new NetworkQueue({
      network,
      journal,
      lease,
      drivers,
      clock,
      policy,
      ...(checkPlan ? { checkPlan } : {}),
      stopping: this.#stopping.signal,
      publish: (records, deployment) => this.#publish(records, deployment),
      onError: (error) => onError?.(network, error),
    })
    this.#queues.set(network, made)
    return made
  }

  #awaitTime(deployment: Deployment): void {
    const { clock, onError } = this.#ports
    const { id, network, notBefore = 0 } = deployment
    const due = async () => {
      // Timers hold 2^31 ms at most.
      while (clock.now() < notBefore && !this.#stopping.signal.aborted)
        await clock.sleep(Math.min(notBefore - clock.now(), 86_400_000), this.#stopping.signal)
      const now = await this.deployment(id)
      if (this.#stopping.signal.aborted || now?.status !== 'scheduled') return
      await this.#append(now, { type: 'due' }, now.actor)
      this.#queue(network).wake()
    }
    due().catch((error: unknown) => onError?.(network, error))
  }

  async #ask(id: string, ask: (queue: NetworkQueue) => void): Promise<void> {
    const { network } = await this.#need(id)
    const queue = this.#queue(network)
    ask(queue)
    queue.wake()
  }

  async #need(id: string): Promise<Deployment> {
    const deployment = await this.deployment(id)
    if (!deployment) throw new DeploymentError('not-found', `no deployment ${id}`)
    return deployment
  }

  async #inStatus(id: string, allowed: readonly Deployment['status'][]): Promise<Deployment> {
    const deployment = await this.#need(id)
    if (!allowed.includes(deployment.status)) throw new DeploymentError('wrong-status', `${id} is ${deployment.status}`)
    return deployment
  }
}
