import {
  type Clock,
  contentHash,
  type DeviceDiff,
  diffDevice,
  isEmptyDiff,
  type NetworkState,
  networkState,
} from '@paranet/network'
import type { Plan } from '@paranet/planner'
import type { AlertBook } from '../alert/alert-book.js'
import { driftOf, unreachable, violated } from '../alert/alert-rules.js'
import type { Drivers } from '../drivers/driver.js'
import { fingerprintOf } from '../transaction/script.js'
import { KeyedLoop, type Turn } from './keyed-loop.js'
import { observeAll } from './observe-all.js'

/** `off`: drift is reported. `propose`: a plan that repairs it is made, too. `auto`: and deployed. */
export type RepairPolicy = 'off' | 'propose' | 'auto'

/** What assurance found at one look at a network. */
export interface AssuranceReport {
  readonly network: string
  /** ms since 1970 */
  readonly at: number
  /** Of every device that answered. */
  readonly observed: NetworkState
  /** Hash over the fingerprints of what was observed. */
  readonly observedRevision: string
  /** What would bring each device that drifted back to what is desired. */
  readonly devices: readonly DeviceDiff[]
  readonly unreachable: readonly string[]
  /** On what the devices really run; absent where not every device answered or nothing verifies. */
  readonly verdicts?: readonly Plan['verdicts'][number][]
  /** The plan that repairs it. */
  readonly proposal?: { readonly plan: Plan }
}

/** What the host knows of a network. */
export interface AssuranceTarget {
  readonly devices: readonly string[]
  /** Absent: nothing was deployed yet, so nothing can drift. */
  readonly desired?: NetworkState
  readonly policy: RepairPolicy
  /** What verdicts depend on besides the devices' states, as a text: topology, intents, what is down. */
  readonly proofKey?: string
}

export interface AssurancePorts {
  readonly clock: Clock
  readonly drivers: Drivers
  readonly alerts: AlertBook
  /** Absent answer: the network is gone, its loop ends. */
  readonly target: (network: string) => Promise<AssuranceTarget | undefined>
  /** A deployment is under way: what runs may differ from what is desired. */
  readonly isBusy: (network: string) => boolean
  readonly verifyObserved?: (network: string, observed: NetworkState) => Promise<readonly Plan['verdicts'][number][]>
  /** Makes a proved plan from what runs to what is desired. */
  readonly propose?: (network: string, report: AssuranceReport) => Promise<Plan | undefined>
  /** Deploys a proved plan; asked under `auto` only, once for each plan. */
  readonly repair?: (network: string, plan: Plan) => Promise<void>
  /** Between two looks, ms. Default 5 s. */
  readonly intervalMs?: number
  readonly onError?: (network: string, error: unknown) => void
}

interface Memory {
  report?: AssuranceReport
  /** What the verdicts and the proposal of the report were made for. */
  proofKey?: string
  proposalKey?: string
  repaired?: string
}

/** Looks at each network again and again: observes, compares with what is desired, verifies what is really there, alerts, proposes. */
export class Assurance implements AsyncDisposable {
  readonly #ports: AssurancePorts
  readonly #loop: KeyedLoop
  readonly #memory = new Map<string, Memory>()
  readonly #listeners = new Set<(report: AssuranceReport) => void>()

  constructor(ports: AssurancePorts) {
    this.#ports = ports
    this.#loop = new KeyedLoop({
      clock: ports.clock,
      work: (network, signal) => this.#turn(network, signal),
      ...(ports.onError ? { onError: ports.onError } : {}),
    })
  }

  /** Starts to look after a network, or looks at it now. */
  wake(network: string): void {
    this.#loop.wake(network)
  }

  /** Looks after the network no longer; resolves when the present look is over. */
  async stop(network: string): Promise<void> {
    await this.#loop.stop(network)
    this.#memory.delete(network)
  }

  /** The last look at the network. */
  latest(network: string): AssuranceReport | undefined {
    return this.#memory.get(network)?.report
  }

  /** Hears each report until the returned function is called. */
  subscribe(listener: (report: AssuranceReport) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** One look, now. Absent where the network is gone or a deployment is under way, so that a comparison would mislead. */
  async check(
    network: string,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<AssuranceReport | undefined> {
    const target = await this.#ports.target(network)
    if (!target || this.#ports.isBusy(network)) return undefined
    const look = await this.#look(network, target, signal)
    // A deployment that began meanwhile explains every difference.
    if (signal.aborted || this.#ports.isBusy(network)) return undefined
    const memory = this.#memoryOf(network)
    const verdicts = await this.#verdicts(network, target, look, memory)
    const judged: AssuranceReport = verdicts ? { ...look, verdicts } : look
    const proposal = await this.#proposal(network, target, judged, memory)
    const report: AssuranceReport = proposal ? { ...judged, proposal } : judged
    memory.report = report
    this.#alert(report)
    for (const listener of this.#listeners) listener(report)
    await this.#repair(network, target, report, memory)
    return report
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]()
  }

  async #turn(network: string, signal: AbortSignal): Promise<Turn> {
    if (!(await this.#ports.target(network))) return { kind: 'done' }
    await this.check(network, signal)
    return { kind: 'again', inMs: this.#ports.intervalMs ?? 5_000 }
  }

  async #look(network: string, { devices, desired }: AssuranceTarget, signal: AbortSignal): Promise<AssuranceReport> {
    const { states, unreachable: silent } = await observeAll(this.#ports.drivers, network, devices, signal)
    const observed = networkState(states)
    const fingerprints = Object.fromEntries(states.map((state) => [state.device, fingerprintOf(state)]))
    const diffs = desired ? driftBetween(observed, desired) : []
    const observedRevision = contentHash(fingerprints)
    return { network, at: this.#ports.clock.now(), observed, observedRevision, devices: diffs, unreachable: silent }
  }

  /** The verdicts on what runs; those of the last look, where nothing that they depend on has changed. */
  async #verdicts(network: string, target: AssuranceTarget, look: AssuranceReport, memory: Memory) {
    const { verifyObserved } = this.#ports
    if (!verifyObserved || !target.desired || look.unreachable.length > 0) return undefined
    const key = contentHash([look.observedRevision, target.proofKey ?? null])
    if (memory.proofKey === key && memory.report?.verdicts) return memory.report.verdicts
    const verdicts = await verifyObserved(network, look.observed)
    memory.proofKey = key
    return verdicts
  }

  /** A plan that repairs the drift; the last one, where it is still the same drift. */
  async #proposal(network: string, { policy }: AssuranceTarget, report: AssuranceReport, memory: Memory) {
    const { propose } = this.#ports
    if (!propose || policy === 'off' || report.devices.length === 0 || report.unreachable.length > 0) return undefined
    const key = contentHash([report.observedRevision, report.devices])
    if (memory.proposalKey === key && memory.report?.proposal) return memory.report.proposal
    const plan = await propose(network, report)
    memory.proposalKey = key
    return plan && { plan }
  }

  async #repair(network: string, { policy }: AssuranceTarget, { proposal }: AssuranceReport, memory: Memory) {
    const { repair } = this.#ports
    if (!repair || policy !== 'auto' || !proposal?.plan.ok || memory.repaired === proposal.plan.id) return
    memory.repaired = proposal.plan.id
    await repair(network, proposal.plan)
  }

  #alert({ network, devices, unreachable: silent, verdicts }: AssuranceReport): void {
    const { alerts } = this.#ports
    // Of a device that does not answer nothing new is known: what was known of it stays.
    const kept = alerts.open(network).filter(({ code, subject }) => code === 'drift' && silent.includes(subject))
    alerts.reconcile(network, ['drift'], [...kept, ...devices.map(driftOf)])
    alerts.reconcile(network, ['device-unreachable'], silent.map(unreachable))
    if (verdicts) alerts.reconcile(network, ['verdict-violated'], verdicts.filter(isViolated).map(violated))
    const astray = new Set([...devices.map(({ device }) => device), ...silent])
    for (const { code, subject } of alerts.open(network))
      if (code === 'device-reverted' && !astray.has(subject)) alerts.resolve(network, { code, subject })
  }

  #memoryOf(network: string): Memory {
    const known = this.#memory.get(network)
    if (known) return known
    const made: Memory = {}
    this.#memory.set(network, made)
    return made
  }
}

const isViolated = ({ verdict }: Plan['verdicts'][number]): boolean => verdict === 'violated'

/** What would bring each device that answered from what it runs to what is desired of it; devices of which nothing is desired should be
 *  empty. */
function driftBetween(observed: NetworkState, desired: NetworkState): DeviceDiff[] {
  return [...observed.values()]
    .map((state) => diffDevice(state, desired.get(state.device) ?? { ...empty, device: state.device }))
    .filter((diff) => !isEmptyDiff(diff))
}

const empty = { routes: [], policyRoutes: [], filters: [] }
