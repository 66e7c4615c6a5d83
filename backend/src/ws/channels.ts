import type { Clock } from '@paranet/network'
import type { AlertChange, DeploymentChange, JournalRecord, TelemetrySample } from '@paranet/orchestrator'
import { presentDeployment, presentStep } from '../http/deployments/present-deployment.js'
import type { PlanChange } from '../control/plan-service.js'
import type { LogLine } from '../log-ring.js'
import type { JournalStore } from '../store/journal-store.js'
import { Channel } from './channel.js'

/** Deployments whose channels are kept; others are made again from the journal when someone asks. */
const keptDeployments = 50

/** All channels: telemetry and alerts of each network, and the steps of each deployment. */
export class Channels {
  readonly #clock: Clock
  readonly #journal: JournalStore
  readonly #byName = new Map<string, Channel>()
  readonly #deployments = new Map<string, DeploymentChannel>()

  constructor(clock: Clock, journal: JournalStore) {
    this.#clock = clock
    this.#journal = journal
  }

  /** Samples without what each entry counted, which is most of them. */
  telemetry(network: string): Channel {
    return this.#named('telemetry', network, { keep: 120, latestOnly: true })
  }

  /** Whole samples, made while someone listens. */
  wholeTelemetry(network: string): Channel {
    return this.#named('telemetry', network, { keep: 120, latestOnly: true }, wholeKey(network))
  }

  alerts(network: string): Channel {
    return this.#named('alerts', network, { keep: 500, latestOnly: false })
  }

  /** The steps of a deployment, from its first; undefined where there is none. */
  async deployment(id: string, network: string): Promise<Channel | undefined> {
    const known = this.#deployments.get(id)
    const channel = known ?? new DeploymentChannel(id)
    if (!known) {
      this.#deployments.set(id, channel)
      const [oldest] = this.#deployments
      if (this.#deployments.size > keptDeployments && oldest && oldest[1].channel.listeners === 0)
        this.#deployments.delete(oldest[0])
      channel.load(await this.#journal.read({ deployment: id }))
    }
    await channel.loaded
    if (channel.network !== network) {
      if (channel.network === undefined) this.#deployments.delete(id)
      return undefined
    }
    return channel.channel
  }

  onSample(sample: TelemetrySample): void {
    const { entries: _, ...most } = sample
    this.telemetry(sample.network).publish('sample', most, sample.at)
    const whole = this.#byName.get(wholeKey(sample.network))
    if (whole && whole.listeners > 0) whole.publish('sample', sample, sample.at)
    else whole?.empty()
  }

  /** Lines of the log about the network. */
  logs(network: string): Channel {
    return this.#named('logs', network, { keep: 500, latestOnly: false })
  }

  /** Lines about no network go to nobody. */
  onLog(line: LogLine): void {
    if (line.network !== undefined) this.logs(line.network).publish('line', line, line.at)
  }

  /** How far the plans are that are being made. */
  plans(network: string): Channel {
    return this.#named('plans', network, { keep: 200, latestOnly: false })
  }

  onPlanStep({ type, network, step }: PlanChange): void {
    this.plans(network).publish(type, step, this.#clock.now())
  }

  onAlert({ type, alert }: AlertChange): void {
    this.alerts(alert.network).publish(type, alert, this.#clock.now())
  }

  onDeployment({ record, deployment }: DeploymentChange): void {
    this.#deployments.get(record.deployment)?.add(record, presentDeployment(deployment))
  }

  forget(network: string): void {
    this.#byName.delete(`telemetry ${network}`)
    this.#byName.delete(wholeKey(network))
    this.#byName.delete(`alerts ${network}`)
    this.#byName.delete(`logs ${network}`)
    this.#byName.delete(`plans ${network}`)
  }

  #named(
    name: string,
    network: string,
    options: { readonly keep: number; readonly latestOnly: boolean },
    key = `${name} ${network}`,
  ): Channel {
    const known = this.#byName.get(key)
    if (known) return known
    const made = new Channel({ name, ...options })
    this.#byName.set(key, made)
    return made
  }
}

const wholeKey = (network: string): string => `telemetry-entries ${network}`

/** The journal of one deployment as frames. Steps that come while the earlier ones are read wait for their turn. */
class DeploymentChannel {
  readonly channel: Channel
  readonly loaded: Promise<void>
  network: string | undefined
  #resolve = () => {}
  #lastSeq = 0
  #waiting: { readonly record: JournalRecord; readonly state: unknown }[] | undefined = []

  constructor(id: string) {
    this.channel = new Channel({ name: `deploy/${id}`, keep: 20_000, latestOnly: false })
    this.loaded = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  load(records: readonly JournalRecord[]): void {
    for (const record of records) this.#publish(record, undefined)
    for (const { record, state } of this.#waiting ?? []) this.#publish(record, state)
    this.#waiting = undefined
    this.#resolve()
  }

  add(record: JournalRecord, state: unknown): void {
    if (this.#waiting) this.#waiting.push({ record, state })
    else this.#publish(record, state)
  }

  #publish(record: JournalRecord, state: unknown): void {
    if (record.seq <= this.#lastSeq) return
    this.#lastSeq = record.seq
    this.network = record.network
    const data = { ...presentStep(record), ...(state === undefined ? {} : { deployment: state }) }
    this.channel.publish('event', data, record.at)
  }
}
