import { didYouMean } from '@paranet/language'
import type { ExplainedOwner, ExplainedPath, WhyNot } from '@paranet/compiler'
import { type DeviceState, entriesOf, type Entry, type EntryKey, type Intent } from '@paranet/network'
import type { IntentFile, Plan } from '@paranet/planner'
import type { Verdict } from '@paranet/verifier'
import { ProblemError } from '../http/problem.js'
import type { Database } from '../store/database.js'
import type { NetworkRow } from '../store/entities.js'
import { readDesired, readStates } from '../store/state-rows.js'
import type { PlannerPool } from '../workers/planner-pool.js'
import { checkSize, type IntentService, sortedFiles } from './intent-service.js'
import type { NetworkService } from './network-service.js'
import type { PlanService } from './plan-service.js'
import type { RolloutService } from './rollout-service.js'

/** Why an intent is realised as it is. */
export interface ExplainedIntent {
  readonly kind: 'intent'
  readonly plan: string
  readonly intent: { readonly id: string; readonly name: string; readonly kind: string; readonly text?: string }
  readonly paths: readonly ExplainedPath[]
  /** Entries that it needs, with the other intents that need them too. */
  readonly devices: readonly {
    readonly device: string
    readonly entries: readonly { readonly key: string; readonly sharedWith: readonly string[] }[]
  }[]
  readonly verdicts: readonly Verdict[]
  /** How the class survives failures, where that was asked for. */
  readonly grade?: 'protected' | 'restored' | 'converged'
  /** Packets that other intents took from it. */
  readonly lost: readonly {
    readonly to: string
    readonly property: string
    readonly packet?: unknown
    readonly interest?: string
    readonly placed?: unknown
  }[]
}

/** Why an entry is on a device. */
export interface ExplainedEntry {
  readonly kind: 'entry'
  readonly plan: string
  readonly device: string
  readonly key: string
  /** What it does; absent where it is neither desired nor there. */
  readonly entry?: Entry
  readonly isDesired: boolean
  /** Absent for plans that are not deployed. */
  readonly isRunning?: boolean
  readonly owners: readonly ExplainedOwner[]
}

/** Why intents cannot be compiled, and what could be asked for instead. */
export interface ExplainedWhyNot extends Omit<WhyNot, 'stats'> {
  readonly kind: 'why-not'
  /** Ids of the intents that were asked about. */
  readonly intents: readonly string[]
}

export interface ExplainPorts {
  readonly database: Database
  readonly networks: NetworkService
  readonly intents: IntentService
  readonly plans: PlanService
  readonly rollouts: RolloutService
  readonly planner: PlannerPool
  /** The latest verdicts on what really runs. */
  readonly observedVerdicts: (network: string) => readonly Verdict[] | undefined
}

/** Says why things are as they are: the paths and entries of an intent, the intents behind an entry. Of a plan, or of what is deployed. */
export class ExplainService {
  readonly #ports: ExplainPorts

  constructor(ports: ExplainPorts) {
    this.#ports = ports
  }

  async intent(network: NetworkRow, name: string, planId?: string): Promise<ExplainedIntent> {
    const { intents, observedVerdicts } = this.#ports
    const { plan, isActive } = await this.#plan(network, planId)
    const resolved = (await intents.resolve(network.id, plan.files)).intents
    const intent = needIntent(resolved, name)
    const [owner] = await this.#owners(network, plan, [intent.id])
    const all = (isActive ? observedVerdicts(network.id) : undefined) ?? plan.verdicts
    const verdicts = all.filter((verdict) => verdict.intent === intent.id)
    const grade = verdicts.find((verdict) => verdict.grade)?.grade
    return {
      kind: 'intent',
      plan: plan.id,
      intent: { id: intent.id, name: intent.name, kind: intent.kind, ...textOf(intent, plan) },
      paths: owner?.paths ?? [],
      devices: entriesNeededBy(intent.id, plan),
      verdicts,
      ...(grade ? { grade } : {}),
      lost: verdicts.flatMap(({ lost, property }) => (lost ? [{ ...lost, property }] : [])),
    }
  }

  async entry(network: NetworkRow, device: string, key: string, planId?: string): Promise<ExplainedEntry> {
    const { networks, plans } = this.#ports
    const { devices } = networks.topology(network.id).index
    if (!devices.includes(device)) throw missing(`device ${device}`, didYouMean(device, devices))
    const { plan, isActive } = await this.#plan(network, planId)
    const desired = entriesIn(await this.#desired(network, plan, isActive, device))
    const running = isActive ? entriesIn((await plans.observe(network.id)).get(device)) : undefined
    const entry = desired.get(key as EntryKey) ?? running?.get(key as EntryKey)
    const owners = plan.ledger[device]?.[key] ?? []
    if (!entry && owners.length === 0)
      throw missing(`entry ${key} on ${device}`, didYouMean(key, [...desired.keys(), ...(running?.keys() ?? [])]))
    return {
      kind: 'entry',
      plan: plan.id,
      device,
      key,
      ...(entry ? { entry } : {}),
      isDesired: desired.has(key as EntryKey),
      ...(running ? { isRunning: running.has(key as EntryKey) } : {}),
      owners: await this.#owners(network, plan, owners, device),
    }
  }

  /** Of the committed files, or of these beside them: why intents cannot be compiled. */
  async whyNot(
    network: NetworkRow,
    names: readonly string[],
    given: readonly IntentFile[],
    signal?: AbortSignal,
  ): Promise<ExplainedWhyNot> {
    const { intents, networks, planner } = this.#ports
    const committed = await intents.files(network.id)
    const files = sortedFiles([...committed.filter(({ name }) => !given.some((one) => one.name === name)), ...given])
    checkSize(files)
    const { intents: resolved } = await intents.resolve(network.id, files)
    const targets = names.map((name) => needIntent(resolved, name).id)
    const { topology } = networks.topology(network.id).index
    const input = { network: network.id, topology, files, targets }
    const { stats: _, ...found } = await planner.run(network.id, 'whyNot', input, signal)
    return { kind: 'why-not', intents: targets, ...found }
  }

  #owners(
    network: NetworkRow,
    plan: Plan,
    owners: readonly string[],
    device?: string,
  ): Promise<readonly ExplainedOwner[]> {
    const { networks, planner } = this.#ports
    const { topology } = networks.topology(network.id).index
    const paths = Object.fromEntries(plan.intents.map((intent) => [intent.id, intent.paths]))
    const about = { owners, paths, ...(device === undefined ? {} : { device }) }
    return planner.run(network.id, 'explain', { network: network.id, topology, files: plan.files, ...about })
  }

  async #plan(network: NetworkRow, id: string | undefined): Promise<{ plan: Plan; isActive: boolean }> {
    const active = await this.#ports.rollouts.activePlan(network)
    if (id !== undefined && id !== active?.id)
      return { plan: await this.#ports.plans.get(network.id, id), isActive: false }
    if (!active) throw new ProblemError('wrong-status', 'nothing is deployed: name a plan')
    return { plan: active, isActive: true }
  }

  async #desired(network: NetworkRow, plan: Plan, isActive: boolean, device: string): Promise<DeviceState | undefined> {
    const { database } = this.#ports
    if (isActive) return (await readDesired(database.read, network.id))?.get(device)
    const base = plan.base[device]
    if (plan.desired[device] || base === undefined) return plan.desired[device]
    return (await readStates(database.read, { [device]: base })).get(device)
  }
}

const entriesIn = (state: DeviceState | undefined): ReadonlyMap<EntryKey, Entry> =>
  state ? entriesOf(state) : new Map()

function needIntent(intents: readonly Intent[], name: string): Intent {
  const found = intents.find(({ id }) => id === name) ?? intents.find((intent) => intent.name === name)
  if (found) return found
  const names = intents.map((intent) => intent.name)
  throw missing(`intent ${name}`, didYouMean(name, names))
}

const missing = (what: string, hint: string | undefined): ProblemError =>
  new ProblemError('not-found', hint === undefined ? `no ${what}` : `no ${what}: ${hint}`)

function textOf({ source }: Intent, { files }: Plan): { text?: string } {
  const file = source && files.find(({ name }) => name === source.file)
  return source && file ? { text: lineOf(file.text, source.offset) } : {}
}

/** The line that holds the place, as it was written. */
function lineOf(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  return text.slice(text.lastIndexOf('\n', offset) + 1, end < 0 ? undefined : end).trim()
}

function entriesNeededBy(id: string, { ledger }: Plan): ExplainedIntent['devices'] {
  return Object.entries(ledger).flatMap(([device, entries]) => {
    const its = Object.entries(entries)
      .filter(([, owners]) => owners.includes(id))
      .map(([key, owners]) => ({ key, sharedWith: owners.filter((owner) => owner !== id) }))
    return its.length > 0 ? [{ device, entries: its }] : []
  })
}
