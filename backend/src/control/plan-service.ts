import {
  type Clock,
  type DeviceState,
  emptyDeviceState,
  inactiveAt,
  type NetworkState,
  networkState,
  stateFingerprint,
} from '@paranet/network'
import { type Drivers, observeAll } from '@paranet/orchestrator'
import type { Progress } from '@paranet/compiler'
import type { Deployed, IntentFile, Plan } from '@paranet/planner'
import type { PlanStep } from '@paranet/schemas'
import type { ListQuery, Page } from '../http/list.js'
import { notFound, ProblemError } from '../http/problem.js'
import { currentRequest } from '../request-context.js'
import { keepContents } from '../store/contents.js'
import type { Database } from '../store/database.js'
import { findDeployment } from '../store/deployment-rows.js'
import type { NetworkRow, PlanRow } from '../store/entities.js'
import { findPlan, keepPlan, listPlans, planOf, prunePlans } from '../store/plan-rows.js'
import { readDesired } from '../store/state-rows.js'
import type { PlannerPool } from '../workers/planner-pool.js'
import { checkSize, type IntentService, sortedFiles } from './intent-service.js'
import type { NetworkService } from './network-service.js'
import { inactiveIn, planTimeAt } from './plan-time.js'

/** Plans that came to nothing and are kept for each network. */
const keptPlans = 200
/** Plans that are kept in memory: those that someone just made are asked for again. */
const rememberedPlans = 4
/** Networks whose deployed paths are kept in memory. */
const rememberedNetworks = 64

/** Something that is no longer as a plan saw it. */
export interface Moved {
  readonly what: string
  readonly was: string
  readonly is: string
}

export interface PlanPorts {
  readonly database: Database
  readonly clock: Clock
  readonly networks: NetworkService
  readonly intents: IntentService
  readonly planner: PlannerPool
  readonly drivers: Drivers
  /** Hears how far each plan is. */
  readonly onStep?: (change: PlanChange) => void
}

/** A plan is on its way, or at its end. */
export interface PlanChange {
  readonly type: 'progress' | 'made' | 'given-up'
  readonly network: string
  readonly step: PlanStep
}

/** How a plan is made. */
export interface PlanTerms {
  /** Just this state. */
  readonly desired?: NetworkState
  /** For the intents that are active then, ms since 1970; without it, now. */
  readonly at?: number
  /** Ids in the order of admission; without it, that of the network. */
  readonly ranks?: readonly string[]
  /** Place everything afresh, whoever was admitted first. */
  readonly reoptimise?: boolean
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal
}

/** Makes plans against what the devices run, keeps them, and says whether they still fit. */
export class PlanService {
  readonly #ports: PlanPorts
  /** By id. Plans never change. */
  readonly #latest = new Map<string, Plan>()
  /** By network. */
  readonly #deployedIn = new Map<string, { readonly deployment: string; readonly value: Deployed }>()

  constructor(ports: PlanPorts) {
    this.#ports = ports
  }

  /** `merge`: these files beside the committed ones; `replace`: these and no others. */
  async compile(
    network: NetworkRow,
    given: readonly IntentFile[],
    mode: 'merge' | 'replace',
    actor: string,
    more: Pick<PlanTerms, 'at' | 'reoptimise' | 'signal'> = {},
  ): Promise<Plan> {
    const names = new Set(given.map(({ name }) => name))
    const others = mode === 'replace' ? [] : await this.#ports.intents.files(network.id)
    const files = sortedFiles([...others.filter(({ name }) => !names.has(name)), ...given])
    checkSize(files)
    return this.make(network, files, actor, more)
  }

  /** A plan for a whole intent set; with `desired` to exactly that state; for the intents that are active now, or at the instant `at`. */
  async make(
    network: NetworkRow,
    files: readonly IntentFile[],
    actor: string,
    { desired, at, ranks: wanted, reoptimise, signal }: PlanTerms = {},
  ): Promise<Plan> {
    const { database, clock, networks, planner } = this.#ports
    const { topology } = networks.topology(network.id)
    const observed = await this.observe(network.id)
    const admitted = wanted ?? (JSON.parse(network.ranks) as string[])
    const deployed = await this.#deployed(network)
    const input = {
      network: network.id,
      topology,
      files,
      observed,
      ranks: new Map(admitted.map((id, rank) => [id, rank])),
      time: planTimeAt(at ?? clock.now()),
      ...(deployed ? { deployed } : {}),
      ...(desired ? { desired } : {}),
      ...(reoptimise ? { reoptimise } : {}),
    }
    const plan = await this.#followed(network.id, actor, (progress) =>
      planner.run(network.id, 'plan', input, signal, progress),
    )
    const origin = { at: clock.now(), actor, baseTopology: plan.topologyRevision, baseIntents: network.intentsRevision }
    await database.write(async (manager) => {
      // A rollback of a deployment of this plan finds the states before it by their fingerprints.
      const states = [...observed.values()]
      await keepContents(manager, states, states.map(stateFingerprint))
      await keepPlan(manager, plan, origin)
      await prunePlans(manager, network.id, keptPlans)
    })
    this.#remember(plan)
    return plan
  }

  /** Tells whoever listens how far it is, and how it ended. */
  async #followed(
    network: string,
    actor: string,
    make: (progress: (at: Progress) => void) => Promise<Plan>,
  ): Promise<Plan> {
    const { onStep = () => {} } = this.#ports
    const requestId = currentRequest()?.requestId
    const tell = (type: PlanChange['type'], more: Omit<PlanStep, 'actor' | 'requestId'>) =>
      onStep({ type, network, step: { ...(requestId === undefined ? {} : { requestId }), actor, ...more } })
    try {
      const plan = await make((at) => tell('progress', { ...at }))
      tell('made', { plan: plan.id, ok: plan.ok })
      return plan
    } catch (error) {
      tell('given-up', { message: error instanceof Error ? error.message : String(error) })
      throw error
    }
  }

  /** Where the intents of the active plan go. */
  async #deployed({ id, deployment }: NetworkRow): Promise<Deployed | undefined> {
    if (deployment === null) return undefined
    const known = this.#deployedIn.get(id)
    if (known?.deployment === deployment) return known.value
    const active = await findDeployment(this.#ports.database.read, deployment)
    const row = active && (await findPlan(this.#ports.database.read, id, active.plan))
    if (!row) return undefined
    const { topologyRevision, files, intents } = this.#latest.get(row.id) ?? planOf(row)
    const value = { topologyRevision, files, intents }
    if (this.#deployedIn.size >= rememberedNetworks) this.#deployedIn.clear()
    this.#deployedIn.set(id, { deployment, value })
    return value
  }

  #remember(plan: Plan): void {
    this.#latest.delete(plan.id)
    this.#latest.set(plan.id, plan)
    const [oldest] = this.#latest.keys()
    if (this.#latest.size > rememberedPlans && oldest !== undefined) this.#latest.delete(oldest)
  }

  /** What runs now, of every device; of one that does not answer what it should run. */
  async observe(network: string): Promise<NetworkState> {
    const { database, networks, drivers } = this.#ports
    const { devices } = networks.topology(network).index
    const { states, unreachable } = await observeAll(drivers, network, devices)
    if (unreachable.length === 0) return networkState(states)
    const desired = await readDesired(database.read, network)
    const assumed = unreachable.map((device): DeviceState => desired?.get(device) ?? emptyDeviceState(device))
    return networkState([...states, ...assumed])
  }

  async row(network: string, id: string): Promise<PlanRow> {
    const row = await findPlan(this.#ports.database.read, network, id)
    if (!row) throw notFound(`plan ${id}`)
    return row
  }

  async get(network: string, id: string): Promise<Plan> {
    const row = await this.row(network, id)
    return this.#latest.get(id) ?? planOf(row)
  }

  list(network: string, asked: ListQuery): Promise<Page<PlanRow>> {
    return listPlans(this.#ports.database.read, network, asked)
  }

  /** What moved since the plan was made: topology, intents, and the devices that its proof depends on. */
  async moved(network: NetworkRow, row: PlanRow, plan: Plan): Promise<Moved[]> {
    const moved: Moved[] = []
    const add = (what: string, was: string, is: string) => was === is || moved.push({ what, was, is })
    add('topology', row.baseTopology, this.#ports.networks.topology(network.id).revision)
    // Whoever committed just these files meanwhile wanted the same.
    if (network.intentsRevision !== plan.intentsRevision) add('intents', row.baseIntents, network.intentsRevision)
    if (plan.epochs) {
      const { intents } = await this.#ports.intents.resolve(network.id, plan.files)
      add('active intents', inactiveIn(plan).join(' '), inactiveAt(intents, this.#ports.clock.now()).join(' '))
    }
    const { devices } = this.#ports.networks.topology(network.id).index
    const { states, unreachable } = await observeAll(this.#ports.drivers, network.id, devices)
    const is = new Map(states.map((state) => [state.device, stateFingerprint(state)]))
    for (const device of unreachable) is.set(device, 'unreachable')
    for (const [device, was] of Object.entries(plan.base)) add(device, was, is.get(device) ?? 'gone')
    return moved
  }
}

/** Throws where a plan cannot be deployed as it is asked. */
export function checkDeployable(
  plan: Plan,
  asked: { readonly force?: boolean | undefined; readonly reason?: string | undefined },
): void {
  if (plan.diagnostics.some(({ severity }) => severity === 'error'))
    throw new ProblemError('plan-has-errors', 'the plan has errors: nothing can be deployed', {
      diagnostics: plan.diagnostics,
    })
  if (plan.ok || (asked.force === true && asked.reason !== undefined)) return
  const unkept = plan.epochs?.sets.slice(1).flatMap((set) => set.unkept) ?? []
  const verdicts = [...plan.verdicts, ...unkept].filter(
    ({ verdict, coverage }) => verdict !== 'holds' || coverage !== 'full',
  )
  throw new ProblemError('not-proved', 'the plan does not hold what its intents promise; force needs a reason', {
    verdicts,
  })
}
