import { didYouMean } from '@paranet/language'
import { type DeviceState, entriesOf, type Entry, type EntryKey, type Intent, systemOwners } from '@paranet/network'
import type { Plan } from '@paranet/planner'
import type { Verdict } from '@paranet/verifier'
import { ProblemError } from '../http/problem.js'
import type { Database } from '../store/database.js'
import type { NetworkRow } from '../store/entities.js'
import { readDesired, readStates } from '../store/state-rows.js'
import { type ExplainedPath, explainPaths } from './explain-paths.js'
import type { IntentService } from './intent-service.js'
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
  readonly grade?: 'protected'
  /** Packets that other intents took from it. */
  readonly lost: readonly {
    readonly to: string
    readonly property: string
    readonly packet?: unknown
    readonly interest?: string
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
  readonly owners: readonly { readonly id: string; readonly kind: string; readonly why: string }[]
}

export interface ExplainPorts {
  readonly database: Database
  readonly networks: NetworkService
  readonly intents: IntentService
  readonly plans: PlanService
  readonly rollouts: RolloutService
  /** The latest verdicts on what really runs. */
  readonly observedVerdicts: (network: string) => readonly Verdict[] | undefined
}

/** What each owner that is no intent keeps. */
const systemReasons: Readonly<Record<string, string>> = {
  [systemOwners.closed]: 'the network is closed: what no intent asks for is dropped where it enters',
  [systemOwners.antiSpoofing]: 'sources that do not belong to the port are dropped there',
}

/** Says why things are as they are: the paths and entries of an intent, the intents behind an entry. Of a plan, or of what is deployed. */
export class ExplainService {
  readonly #ports: ExplainPorts

  constructor(ports: ExplainPorts) {
    this.#ports = ports
  }

  async intent(network: NetworkRow, name: string, planId?: string): Promise<ExplainedIntent> {
    const { networks, intents, observedVerdicts } = this.#ports
    const { plan, isActive } = await this.#plan(network, planId)
    const resolved = (await intents.resolve(network.id, plan.files)).intents
    const intent = needIntent(resolved, name)
    const planned = plan.intents.find(({ id }) => id === intent.id)
    const all = (isActive ? observedVerdicts(network.id) : undefined) ?? plan.verdicts
    const verdicts = all.filter((verdict) => verdict.intent === intent.id)
    const grade = verdicts.find((verdict) => verdict.grade)?.grade
    return {
      kind: 'intent',
      plan: plan.id,
      intent: { id: intent.id, name: intent.name, kind: intent.kind, ...textOf(intent, plan) },
      paths: explainPaths(networks.topology(network.id).index, intent, planned?.paths ?? []),
      devices: entriesNeededBy(intent.id, plan),
      verdicts,
      ...(grade ? { grade } : {}),
      lost: verdicts.flatMap(({ lost, property }) => (lost ? [{ ...lost, property }] : [])),
    }
  }

  async entry(network: NetworkRow, device: string, key: string, planId?: string): Promise<ExplainedEntry> {
    const { intents, networks, plans } = this.#ports
    const { devices } = networks.topology(network.id).index
    if (!devices.includes(device)) throw missing(`device ${device}`, didYouMean(device, devices))
    const { plan, isActive } = await this.#plan(network, planId)
    const desired = entriesIn(await this.#desired(network, plan, isActive, device))
    const running = isActive ? entriesIn((await plans.observe(network.id)).get(device)) : undefined
    const entry = desired.get(key as EntryKey) ?? running?.get(key as EntryKey)
    const owners = plan.ledger[device]?.[key] ?? []
    if (!entry && owners.length === 0)
      throw missing(`entry ${key} on ${device}`, didYouMean(key, [...desired.keys(), ...(running?.keys() ?? [])]))
    const { intents: resolved } = await intents.resolve(network.id, plan.files)
    return {
      kind: 'entry',
      plan: plan.id,
      device,
      key,
      ...(entry ? { entry } : {}),
      isDesired: desired.has(key as EntryKey),
      ...(running ? { isRunning: running.has(key as EntryKey) } : {}),
      owners: owners.map((id) => ownerOf(id, resolved, plan)),
    }
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

function ownerOf(id: string, intents: readonly Intent[], plan: Plan): ExplainedEntry['owners'][number] {
  const intent = intents.find((one) => one.id === id)
  if (intent) return { id, kind: intent.kind, why: textOf(intent, plan).text ?? intent.name }
  return { id, kind: 'system', why: systemReasons[id] ?? 'the network needs it as a whole' }
}
