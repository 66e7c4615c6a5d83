import type { Clock, NetworkState, Topology } from '@paranet/network'
import {
  type AlertBook,
  alertFromEvent,
  alertFromSample,
  type Assurance,
  type AssuranceTarget,
  type DriverRegistry,
  EmulatedDriver,
  type NetworkEvent,
  type TelemetrySample,
} from '@paranet/orchestrator'
import type { Plan } from '@paranet/planner'
import type { Coverage, Resilience } from '@paranet/verifier'
import type { Database } from '../store/database.js'
import { readDesired } from '../store/state-rows.js'
import type { PlannerPool } from '../workers/planner-pool.js'
import type { PlannerTasks, VerifyTask } from '../workers/planner-tasks.js'
import type { EmulatorLink } from './emulator-link.js'
import type { IntentService } from './intent-service.js'
import type { NetworkService } from './network-service.js'
import { inactiveIn } from './plan-time.js'
import type { RolloutService } from './rollout-service.js'
import { trafficOf } from './traffic.js'
import type { TrafficService } from './traffic-service.js'

/** Answers about what a network runs that are remembered. */
type AskedName = 'resilience' | 'coverage'

type Remembered = {
  [Name in AskedName]?: { readonly key: string; readonly answer: Promise<PlannerTasks[Name]['output']> }
}

/** Before an emulator that did not answer is told of a network again, ms. */
const prepareAgainMs = 1000

export interface WatchPorts {
  readonly database: Database
  readonly clock: Clock
  readonly networks: NetworkService
  readonly intents: IntentService
  readonly rollouts: RolloutService
  readonly planner: PlannerPool
  readonly emulator: EmulatorLink
  readonly traffic: TrafficService
  readonly drivers: DriverRegistry
  readonly alerts: AlertBook
  /** Between two samples of telemetry, ms. */
  readonly sampleEveryMs: number
  readonly onSample: (sample: TelemetrySample) => void
  readonly onError: (network: string, error: unknown) => void
}

/** Keeps an eye on every network: its devices in the emulator, its traffic, its telemetry and events, what assurance needs to know. */
export class NetworkWatch implements AsyncDisposable {
  readonly #ports: WatchPorts
  readonly #following = new Map<string, AbortController>()
  readonly #latest = new Map<string, TelemetrySample>()
  readonly #unprepared = new Set<string>()
  /** Per network: what was asked about what it runs. */
  readonly #answers = new Map<string, Remembered>()
  readonly #profiles = new Map<string, AbortController>()
  readonly #stop = new AbortController()
  /** What goes on by itself and has to end before the database does. */
  readonly #underWay = new Set<Promise<void>>()
  #assurance: Assurance | undefined

  constructor(ports: WatchPorts) {
    this.#ports = ports
    ports.emulator.onConnect(async (client) => {
      for (const { id } of await ports.networks.list()) {
        const live = ports.networks.live.get(id)
        if (live?.isEmulated) await client.load(id, live.topology)
      }
    })
  }

  /** Begins to look after all networks. */
  async start(assurance: Assurance): Promise<void> {
    this.#assurance = assurance
    for (const { id } of await this.#ports.networks.list())
      await this.onTopology(id, this.#ports.networks.topology(id).topology)
  }

  /** A network is new, or its topology changed. An emulator that does not answer is told later. */
  async onTopology(network: string, topology: Topology): Promise<void> {
    this.#follow(network)
    try {
      await this.#prepare(network, topology)
    } catch (error) {
      this.#ports.onError(network, error)
      this.#goOn(this.#prepareLater(network))
    }
    this.#assurance?.wake(network)
  }

  async #prepare(network: string, topology: Topology): Promise<void> {
    const { networks, emulator } = this.#ports
    if (networks.topology(network).isEmulated) await emulator.use((client) => client.load(network, topology))
    await this.setTraffic(network)
  }

  /** Again and again until it is done or the network is gone. */
  async #prepareLater(network: string): Promise<void> {
    const { clock, networks } = this.#ports
    if (this.#unprepared.has(network)) return
    this.#unprepared.add(network)
    const isOver = () => this.#stop.signal.aborted || !networks.live.get(network)
    for (let isDone = false; !isDone && !isOver(); ) {
      await clock.sleep(prepareAgainMs, this.#stop.signal)
      if (!isOver())
        isDone = await this.#prepare(network, networks.topology(network).topology).then(
          () => true,
          () => false,
        )
    }
    this.#unprepared.delete(network)
    if (!isOver()) this.#assurance?.wake(network)
  }

  async onDeleted(network: string): Promise<void> {
    const { emulator, alerts } = this.#ports
    this.#following.get(network)?.abort()
    this.#following.delete(network)
    this.#latest.delete(network)
    this.#answers.delete(network)
    this.#profiles.get(network)?.abort()
    this.#profiles.delete(network)
    await this.#assurance?.stop(network)
    alerts.forget(network)
    await emulator.use((client) => client.unload(network))
  }

  /** A deployment became active: traffic follows the intents, and assurance looks at once. */
  async onApplied(network: string): Promise<void> {
    await this.setTraffic(network)
    this.#assurance?.wake(network)
  }

  /** Sends the traffic that the deployed intents speak of, and what the demand matrix asks for. */
  async setTraffic(network: string): Promise<void> {
    const { networks, intents, rollouts, emulator, traffic } = this.#ports
    this.#profiles.get(network)?.abort()
    const live = networks.live.get(network)
    if (!live?.isEmulated || this.#stop.signal.aborted) return
    const row = await networks.find(network)
    if (!row) return
    const plan = await rollouts.activePlan(row)
    const inactive = new Set(plan && inactiveIn(plan))
    const all = plan ? (await intents.resolve(network, plan.files)).intents : []
    const resolved = inactive.size === 0 ? all : all.filter(({ id }) => !inactive.has(id))
    const { flows, againInMs } = await traffic.flows(network, live.index)
    await emulator.use((client) => client.setTraffic(network, [...trafficOf(live.index, resolved), ...flows]))
    if (againInMs !== undefined && !this.#stop.signal.aborted)
      this.#goOn(this.#setTrafficAgain(network, againInMs, live))
  }

  /** Demands that follow the time of day are worked out anew, unless someone did so meanwhile. */
  async #setTrafficAgain(network: string, inMs: number, live: object): Promise<void> {
    const { clock, networks, onError } = this.#ports
    this.#profiles.get(network)?.abort()
    const stop = new AbortController()
    this.#profiles.set(network, stop)
    await clock.sleep(inMs, stop.signal)
    if (stop.signal.aborted || networks.live.get(network) !== live) return
    await this.setTraffic(network).catch((error: unknown) => onError(network, error))
  }

  /** The latest measurement; a fresh one where none came yet. */
  async sample(network: string): Promise<TelemetrySample> {
    const known = this.#latest.get(network)
    if (known) return known
    return this.#ports.emulator.use((client) => client.counters(network))
  }

  /** What assurance compares with and judges by; undefined where the network is gone. */
  async target(network: string): Promise<AssuranceTarget | undefined> {
    const { networks, rollouts, database } = this.#ports
    const live = networks.live.get(network)
    if (!live) return undefined
    rollouts.look(network)
    await rollouts.settled()
    const row = await networks.find(network)
    if (!row) return undefined
    const desired = row.deployment === null ? undefined : await readDesired(database.read, network)
    return {
      devices: live.index.devices,
      ...(desired ? { desired } : {}),
      policy: 'off',
      proofKey: JSON.stringify([live.revision, row.deployment, this.down(network)]),
    }
  }

  /** Verdicts of the deployed intents on what the devices really run, with what is down. */
  async verifyObserved(network: string, state: NetworkState): Promise<Plan['verdicts']> {
    const task = await this.#taskOf(network, state)
    return task ? this.#ports.planner.run(network, 'verify', task) : []
  }

  /** What the deployed intents survive by what the devices really run. `revision`: of that state. */
  async resilience(network: string, state: NetworkState, revision: string): Promise<readonly Resilience[]> {
    return (await this.#answer('resilience', network, state, revision)) ?? []
  }

  /** What the deployed intents use of what the devices really run; undefined: nothing is deployed. `revision`: of that state. */
  async coverage(network: string, state: NetworkState, revision: string): Promise<Coverage | undefined> {
    return this.#answer('coverage', network, state, revision)
  }

  /** Worked out anew when intents, topology, what is down or what runs has changed. */
  async #answer<Name extends AskedName>(
    name: Name,
    network: string,
    state: NetworkState,
    revision: string,
  ): Promise<PlannerTasks[Name]['output'] | undefined> {
    const key = JSON.stringify([revision, (await this.target(network))?.proofKey])
    const answers: Remembered = this.#answers.get(network) ?? {}
    const known = answers[name]
    if (known?.key === key) return known.answer
    const task = await this.#taskOf(network, state)
    if (!task) return undefined
    const answer = this.#ports.planner.run(network, name, task)
    answers[name] = { key, answer } as Remembered[Name]
    this.#answers.set(network, answers)
    answer.catch(() => delete answers[name])
    return answer
  }

  async #taskOf(network: string, state: NetworkState): Promise<VerifyTask | undefined> {
    const { networks, rollouts } = this.#ports
    const row = await networks.find(network)
    const plan = row && (await rollouts.activePlan(row))
    const topology = networks.live.get(network)?.topology
    if (!plan || !topology) return undefined
    const ledger = new Map(
      Object.entries(plan.ledger).map(([device, entries]) => [device, new Map(Object.entries(entries))]),
    ) as never
    return {
      network,
      topology,
      files: plan.files,
      inactive: inactiveIn(plan),
      state,
      ledger,
      down: this.down(network),
    }
  }

  /** What is known to be down: link ids and node names, sorted. */
  down(network: string): string[] {
    const sample = this.#latest.get(network)
    if (!sample) return []
    const links = sample.links.filter(({ up }) => !up).map(({ id }) => id)
    return [...links, ...sample.nodes.filter(({ up }) => !up).map(({ name }) => name)].sort()
  }

  /** Measures now, so that what was broken or mended a moment ago is known. Not where the emulator is gone: what was known stays. */
  async refresh(network: string): Promise<void> {
    const { networks, emulator, onError } = this.#ports
    if (!networks.live.get(network)?.isEmulated) return
    try {
      this.#onSample((await emulator.use((client) => client.counters(network))) as TelemetrySample)
    } catch (error) {
      onError(network, error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    for (const stop of [...this.#following.values(), ...this.#profiles.values()]) stop.abort()
    this.#following.clear()
    await Promise.all(this.#underWay)
  }

  #goOn(work: Promise<void>): void {
    const ended = work.finally(() => this.#underWay.delete(ended))
    this.#underWay.add(ended)
  }

  #follow(network: string): void {
    const { drivers, networks, sampleEveryMs, onError } = this.#ports
    if (this.#following.has(network) || !networks.topology(network).isEmulated) return
    const driver = drivers.driver('emulated')
    if (!(driver instanceof EmulatedDriver)) return
    const stop = new AbortController()
    this.#following.set(network, stop)
    const feed = {
      onSample: (sample: unknown) => this.#onSample(sample as TelemetrySample),
      onEvent: (event: unknown) => this.#onEvent(event as NetworkEvent),
    }
    driver.follow(network, sampleEveryMs, feed, stop.signal).catch((error: unknown) => onError(network, error))
  }

  #onSample(sample: TelemetrySample): void {
    const { network } = sample
    if (!this.#following.has(network)) return
    const before = this.down(network).join()
    this.#latest.set(network, sample)
    this.#ports.onSample(sample)
    alertFromSample(this.#ports.alerts, sample)
    if (this.down(network).join() !== before) this.#assurance?.wake(network)
  }

  #onEvent(event: NetworkEvent): void {
    this.#noteUp(event)
    alertFromEvent(this.#ports.alerts, event)
    this.#assurance?.wake(event.network)
  }

  /** What an event says of links and nodes holds at once: the next sample is up to a second away, and verdicts depend on it. */
  #noteUp({ network, link, node, up }: NetworkEvent): void {
    const sample = this.#latest.get(network)
    if (!sample || up === undefined) return
    this.#latest.set(network, {
      ...sample,
      links: sample.links.map((one) => (one.id === link ? { ...one, up } : one)),
      nodes: sample.nodes.map((one) => (one.name === node ? { ...one, up } : one)),
    })
  }
}
