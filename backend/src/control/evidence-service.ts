import type { NetworkState } from '@paranet/network'
import { emptyDeviceState, networkState } from '@paranet/network'
import type { Evidence, EvidenceSummary, Plan } from '@paranet/planner'
import type { CheckResult } from '@paranet/verifier'
import type { Database } from '../store/database.js'
import { findEvidence, keepEvidence } from '../store/evidence-rows.js'
import { topologyAt } from '../store/network-rows.js'
import { readStates } from '../store/state-rows.js'
import type { PlannerPool } from '../workers/planner-pool.js'
import type { EvidenceTask } from '../workers/planner-tasks.js'
import type { NetworkService } from './network-service.js'
import { inactiveIn } from './plan-time.js'

export interface EvidencePorts {
  readonly database: Database
  readonly networks: NetworkService
  readonly planner: PlannerPool
  /** Hears why evidence could not be made. */
  readonly onError: (network: string, error: unknown) => void
}

/** The evidence for the verdicts of plans: made when it is first asked for, so that no plan waits for it; kept beside the plan, and checked as it is kept,
 *  against what the plan says, before the plan is deployed. */
export class EvidenceService {
  readonly #ports: EvidencePorts
  readonly #underWay = new Map<string, Promise<Evidence | undefined>>()

  constructor(ports: EvidencePorts) {
    this.#ports = ports
  }

  /** Undefined where none can be made. */
  async summary(plan: Plan): Promise<EvidenceSummary | undefined> {
    return (await this.evidence(plan))?.summary
  }

  /** As it is kept; made now where there is none yet. Undefined where none can be made, or where what is kept cannot be read. */
  async evidence(plan: Plan): Promise<Evidence | undefined> {
    const found = (await this.#kept(plan)) ?? (await this.#made(plan))
    return found === 'unreadable' ? undefined : found
  }

  /** Whether what is kept shows that the plan's verdicts are true, as far as it speaks of them. A plan without evidence is not refused: what it lacks
   *  is named in its summary. */
  async check(plan: Plan): Promise<CheckResult> {
    const evidence = (await this.#kept(plan)) ?? (await this.#made(plan))
    if (evidence === 'unreadable') return { accepted: false, reason: 'the certificate cannot be read' }
    const task = evidence && (await this.#taskOf(plan))
    if (!evidence || !task) return { accepted: true }
    return this.#ports.planner.run(plan.network, 'checkEvidence', { ...task, evidence })
  }

  async #kept({ id }: Plan): Promise<Evidence | 'unreadable' | undefined> {
    const row = await findEvidence(this.#ports.database.read, id)
    if (!row) return undefined
    try {
      return { summary: JSON.parse(row.summary), certificate: JSON.parse(row.certificate) }
    } catch {
      return 'unreadable'
    }
  }

  /** Once, whoever asks at the same time. */
  #made(plan: Plan): Promise<Evidence | undefined> {
    let making = this.#underWay.get(plan.id)
    if (!making) {
      making = this.#make(plan).finally(() => this.#underWay.delete(plan.id))
      this.#underWay.set(plan.id, making)
    }
    return making
  }

  async #make(plan: Plan): Promise<Evidence | undefined> {
    const { database, planner, onError } = this.#ports
    const task = await this.#taskOf(plan)
    if (!task) return undefined
    try {
      const evidence = await planner.run(plan.network, 'evidence', task)
      await database.write((manager) => keepEvidence(manager, plan.id, plan.network, evidence))
      return evidence
    } catch (error) {
      // Nobody may be kept from going back by evidence that cannot be made.
      onError(plan.network, error)
      return undefined
    }
  }

  /** Undefined where there is nothing to prove, or where it is no longer known what the plan was made of. */
  async #taskOf(plan: Plan): Promise<EvidenceTask | undefined> {
    const { read } = this.#ports.database
    const { network, topologyRevision, files, verdicts } = plan
    if (plan.diagnostics.some(({ severity }) => severity === 'error')) return undefined
    const live = this.#ports.networks.live.get(network)
    const isSame = live?.revision === topologyRevision
    const topology = isSame ? live.topology : await topologyAt(read, network, topologyRevision)
    if (!topology) return undefined
    const ranks = new Map(plan.intents.flatMap(({ id, rank }) => (rank === undefined ? [] : [[id, rank] as const])))
    const state = stateAfter(plan, await readStates(read, plan.base))
    return { network, topology, files, inactive: inactiveIn(plan), ranks, state, verdicts }
  }
}

/** What all devices run once a plan is deployed. */
export function stateAfter(plan: Plan, before: NetworkState): NetworkState {
  const all = new Map(Object.keys(plan.base).map((device) => [device, before.get(device) ?? emptyDeviceState(device)]))
  for (const state of Object.values(plan.desired)) all.set(state.device, state)
  return networkState(all.values())
}
