import type { Clock, Intent } from '@paranet/network'
import { inactiveAt } from '@paranet/network'
import type { AlertBook } from '@paranet/orchestrator'
import type { Plan } from '@paranet/planner'
import type { NetworkRow } from '../store/entities.js'
import type { NetworkService } from './network-service.js'
import type { PlanService } from './plan-service.js'
import { inactiveIn } from './plan-time.js'
import type { RolloutService } from './rollout-service.js'

/** Who begins the deployments at the boundaries of epochs; no user can have this name. */
export const scheduleActor = '(schedule)'

/** Between two looks at the clock, ms. */
const lookEveryMs = 1000

export interface EpochPorts {
  readonly clock: Clock
  readonly networks: NetworkService
  readonly plans: PlanService
  readonly rollouts: RolloutService
  readonly alerts: AlertBook
  /** The intents of files on the present topology. */
  readonly resolve: (network: string, plan: Plan) => Promise<readonly Intent[]>
  readonly onError: (network: string, error: unknown) => void
}

/** What is remembered of a network, so that a look costs little; all of it can be read again. */
interface Known {
  /** Deployment and topology that it was read for. */
  readonly key: string
  readonly plan: Plan | undefined
  readonly intents: readonly Intent[]
}

/** Deploys the intents that are active: where another set of them is active than the deployed plan leads to, it makes a plan of the same intent
 *  files for now, and deploys it as anyone would. What has to be done follows from the stored plan and the clock alone, so a boundary
 *  that passed while the server was down is made up for at the start. A set that could not be deployed is not tried again until another set
 *  is active, or another plan deployed. */
export class EpochScheduler implements AsyncDisposable {
  readonly #ports: EpochPorts
  readonly #known = new Map<string, Known>()
  readonly #busy = new Map<string, Promise<void>>()
  readonly #failed = new Map<string, string>()
  readonly #stop = new AbortController()
  #running: Promise<void> | undefined

  constructor(ports: EpochPorts) {
    this.#ports = ports
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#running
    await Promise.all(this.#busy.values())
  }

  async #run(): Promise<void> {
    const { clock, networks, onError } = this.#ports
    while (!this.#stop.signal.aborted) {
      try {
        for (const { id } of await networks.list()) this.#lookAt(id)
      } catch (error) {
        onError('', error)
      }
      await clock.sleep(lookEveryMs, this.#stop.signal)
    }
  }

  /** One look at a time at each network; none waits for another. */
  #lookAt(network: string): void {
    if (this.#busy.has(network)) return
    const look = this.#turn(network)
      .catch((error: unknown) => this.#ports.onError(network, error))
      .finally(() => this.#busy.delete(network))
    this.#busy.set(network, look)
  }

  async #turn(network: string): Promise<void> {
    const { clock, networks, rollouts } = this.#ports
    const row = rollouts.isBusy(network) ? undefined : await networks.find(network)
    if (!row) return
    const { key, plan, intents } = await this.#read(row)
    if (!plan?.epochs) return
    const inactive = inactiveAt(intents, clock.now())
    const wanted = `${key} ${inactive.join(' ')}`
    if (inactive.join('\n') === inactiveIn(plan).join('\n')) this.#failed.delete(network)
    else if (this.#failed.get(network) !== wanted) {
      this.#failed.set(network, wanted)
      await this.#deploy(row, plan)
    }
  }

  /** The active plan with its intents; read anew when either may have changed. */
  async #read(row: NetworkRow): Promise<Known> {
    const { networks, rollouts, resolve } = this.#ports
    const key = `${row.deployment} ${networks.topology(row.id).revision}`
    const known = this.#known.get(row.id)
    if (known?.key === key) return known
    const plan = await rollouts.activePlan(row)
    const made: Known = { key, plan, intents: plan?.epochs ? await resolve(row.id, plan) : [] }
    this.#known.set(row.id, made)
    return made
  }

  async #deploy(row: NetworkRow, { files }: Plan): Promise<void> {
    const { plans, rollouts, alerts } = this.#ports
    try {
      const made = await plans.make(row, files, scheduleActor)
      const { id } = await rollouts.execute(row, made.id, {
        actor: scheduleActor,
        reason: 'other intents are active by their schedules',
      })
      await rollouts.finished(id)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const message = `the intents that are active now could not be deployed, what was before stays: ${why}`
      alerts.raise(row.id, { code: 'deployment-failed', subject: 'schedule', severity: 'critical', message })
    }
  }
}
