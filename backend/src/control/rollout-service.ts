import type { Clock } from '@paranet/network'
import {
  type Deployment,
  type DeploymentChange,
  type DeploymentService,
  type Failure,
  idOfKey,
  isFinished,
  type JournalRecord,
  statusOf,
} from '@paranet/orchestrator'
import type { IntentFile, Plan } from '@paranet/planner'
import type { Verdict } from '@paranet/verifier'
import type { ListQuery, Page } from '../http/list.js'
import { notFound, ProblemError } from '../http/problem.js'
import { insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import {
  findDeployment,
  insertDeployment,
  listDeployments,
  listUnapplied,
  updateDeployment,
} from '../store/deployment-rows.js'
import type { DeploymentRow, NetworkRow } from '../store/entities.js'
import { deploymentBefore, readIntentSet } from '../store/intent-rows.js'
import type { JournalStore } from '../store/journal-store.js'
import { findPlan, planOf } from '../store/plan-rows.js'
import { readStates } from '../store/state-rows.js'
import { admissionOrder } from './admission-order.js'
import { applyPlan } from './apply-plan.js'
import type { EvidenceService } from './evidence-service.js'
import { type IntentService, sortedFiles } from './intent-service.js'
import { noIntents } from './network-service.js'
import { checkDeployable, type PlanService } from './plan-service.js'
import { takeBack } from './take-back.js'

/** On which terms a plan is deployed. */
export interface Terms {
  readonly actor: string
  readonly confirmWithinMs?: number | undefined
  readonly force?: boolean | undefined
  readonly reason?: string | undefined
  readonly idempotencyKey?: string | undefined
}

export interface RolloutPorts {
  readonly database: Database
  readonly journal: JournalStore
  readonly service: DeploymentService
  readonly plans: PlanService
  readonly evidence: EvidenceService
  readonly intents: IntentService
  readonly clock: Clock
  /** Hears when a deployment has become what the network should be. */
  readonly onApplied: (network: string, deployment: string) => Promise<void>
  readonly onError: (network: string, error: unknown) => void
}

/** Deployments as the host sees them: begins them, keeps a row of each, and makes a plan that became active the network's intents and
 *  desired state. The journal is the truth; rows are made from it. */
export class RolloutService implements AsyncDisposable {
  readonly #ports: RolloutPorts
  readonly #dirty = new Map<string, Deployment>()
  readonly #touched = new Set<string>()
  readonly #unsubscribe: () => void
  #flushing: Promise<void> | undefined

  constructor(ports: RolloutPorts) {
    this.#ports = ports
    this.#unsubscribe = ports.service.subscribe((change) => this.#hear(change))
  }

  /** Brings the rows up to what the journal says; what was active and not yet taken over is taken over now. */
  async start(): Promise<void> {
    const { database, journal } = this.#ports
    for (const { deployment, seq } of await journal.lastSteps()) {
      const row = await findDeployment(database.read, deployment)
      if (row && row.seq >= seq) continue
      this.#dirty.set(deployment, statusOf(await journal.read({ deployment })))
    }
    await this.settled()
    for (const { id, network } of await listUnapplied(database.read)) await this.#apply(id, network)
  }

  /** Resolves when everything that was heard so far is in the rows. */
  async settled(): Promise<void> {
    while (this.#dirty.size > 0 || this.#flushing) {
      this.#flushing ??= this.#flush()
      await this.#flushing
    }
  }

  /** A deployment is under way. */
  isBusy(network: string): boolean {
    return this.#ports.service.isBusy(network)
  }

  /** A deployment is under way, or was since `look` began to look at the network. */
  wasBusy(network: string): boolean {
    return this.isBusy(network) || this.#touched.has(network)
  }

  /** From now on `wasBusy` speaks of what comes. */
  look(network: string): void {
    this.#touched.delete(network)
  }

  checkIdle(network: string): void {
    if (this.isBusy(network)) throw new ProblemError('deployment-running', 'a deployment of this network is under way')
  }

  /** Begins a deployment of a plan that still fits. */
  async execute(network: NetworkRow, planId: string, terms: Terms): Promise<Deployment> {
    const { plans } = this.#ports
    const row = await plans.row(network.id, planId)
    const plan = planOf(row)
    checkDeployable(plan, terms)
    const key = terms.idempotencyKey
    const isRepeated = key !== undefined && (await this.#isKnown(network.id, key))
    const moved = isRepeated ? [] : await plans.moved(network, row, plan)
    if (moved.length > 0) {
      const names = moved.map(({ what }) => what).join(', ')
      throw new ProblemError('stale-plan', `${names} moved since the plan was made: make a new one`, { moved })
    }
    if (!isRepeated) await this.#checkEvidence(plan)
    const deployment = await this.#begin(plan, terms)
    const detail = { plan: planId, deployment: deployment.id, force: terms.force ?? false, reason: terms.reason }
    await this.#audit(network, terms.actor, 'deploy.execute', detail)
    await this.settled()
    return deployment
  }

  /** A new plan back to the intent set and the states before a deployment, and its deployment. `only`: id or name of the one intent that goes
   *  back; all others stay as they are. */
  async rollback(network: NetworkRow, id: string, terms: Terms & { readonly only?: string }): Promise<Deployment> {
    const { plans, service } = this.#ports
    const key = terms.idempotencyKey
    const known = key === undefined ? undefined : await service.deployment(idOfKey(network.id, key))
    if (known) return known
    this.checkIdle(network.id)
    const plan = await this.#planBack(network, id, terms)
    checkBack(plan, await this.activeVerdicts(network), terms)
    // What it says was checked above against what holds now; what was violated before is not its fault.
    const reason = terms.reason ?? `rollback of ${id}`
    const row = await plans.row(network.id, plan.id)
    const moved = await plans.moved(network, row, plan)
    if (moved.length > 0) throw new ProblemError('stale-plan', 'the network moved while the plan was made', { moved })
    await this.#checkEvidence(plan)
    const deployment = await this.#begin(plan, { ...terms, force: true, reason })
    const detail = {
      of: id,
      only: terms.only,
      plan: plan.id,
      deployment: deployment.id,
      force: terms.force ?? false,
      reason,
    }
    await this.#audit(network, terms.actor, 'deploy.rollback', detail)
    await this.settled()
    return deployment
  }

  /** Why a plan must not reach the devices, by the evidence that is kept beside it; read and checked anew. */
  async refusalOf(network: string, id: string): Promise<Failure | undefined> {
    const { database, evidence } = this.#ports
    const row = await findPlan(database.read, network, id)
    const result = row && (await evidence.check(planOf(row)))
    if (!result || result.accepted) return undefined
    return { code: 'certificate-rejected', message: rejection(result.reason) }
  }

  /** What is known of a deployment of a network. */
  async get(network: string, id: string): Promise<Deployment> {
    const found = await this.#ports.service.deployment(id)
    if (!found || found.network !== network) throw notFound(`deployment ${id}`)
    if (isFinished(found)) await this.settled()
    return found
  }

  /** Resolves when a deployment has come to its end and its rows say so. */
  async finished(id: string): Promise<Deployment> {
    const deployment = await this.#ports.service.finished(id)
    await this.settled()
    return deployment
  }

  /** Its steps, in order. */
  steps(id: string): Promise<readonly JournalRecord[]> {
    return this.#ports.journal.read({ deployment: id })
  }

  list(network: string, asked: ListQuery): Promise<Page<DeploymentRow>> {
    return listDeployments(this.#ports.database.read, network, asked)
  }

  /** The plan that is active. */
  async activePlan(network: NetworkRow): Promise<Plan | undefined> {
    if (network.deployment === null) return undefined
    const deployment = await findDeployment(this.#ports.database.read, network.deployment)
    const row = deployment && (await findPlan(this.#ports.database.read, network.id, deployment.plan))
    return row ? planOf(row) : undefined
  }

  async activeVerdicts(network: NetworkRow): Promise<readonly Verdict[]> {
    return (await this.activePlan(network))?.verdicts ?? []
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe()
    await this.settled()
  }

  /** Whatever is forced: who holds a refused proof knows less than who has none. */
  async #checkEvidence(plan: Plan): Promise<void> {
    const result = await this.#ports.evidence.check(plan)
    if (!result.accepted)
      throw new ProblemError('certificate-rejected', rejection(result.reason), { reason: result.reason })
  }

  async #begin(plan: Plan, { actor, confirmWithinMs, force, reason, idempotencyKey }: Terms): Promise<Deployment> {
    return this.#ports.service.execute({
      plan,
      actor,
      ...(confirmWithinMs === undefined ? {} : { confirmWithinMs }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...(force === undefined ? {} : { force }),
      ...(reason === undefined ? {} : { reason }),
    })
  }

  async #audit(
    network: NetworkRow,
    actor: string,
    action: string,
    detail: { readonly deployment: string; readonly [more: string]: unknown },
  ): Promise<void> {
    const at = this.#ports.clock.now()
    const entry = {
      at,
      actor,
      network: network.id,
      action,
      before: network.deployment,
      after: detail.deployment,
      detail,
    }
    await this.#ports.database.write((manager) => insertAudit(manager, entry))
  }

  async #isKnown(network: string, key: string): Promise<boolean> {
    return (await this.#ports.service.deployment(idOfKey(network, key))) !== undefined
  }

  async #planBack(
    network: NetworkRow,
    id: string,
    { actor, only }: { readonly actor: string; readonly only?: string },
  ): Promise<Plan> {
    const { database, plans } = this.#ports
    await this.get(network.id, id)
    const row = await findDeployment(database.read, id)
    if (!row || row.isApplied === 0)
      throw new ProblemError('wrong-status', `${id} never became active: there is nothing to go back from`)
    const planRow = await findPlan(database.read, network.id, row.plan)
    const files =
      row.intentsBefore === noIntents ? [] : await readIntentSet(database.read, network.id, row.intentsBefore)
    if (!planRow || !files) throw notFound(`state before ${id}`)
    if (only !== undefined) return plans.make(network, await this.#filesBack(network, files, only), actor)
    const states = await readStates(database.read, planOf(planRow).base)
    const ranks = await this.#ranksBefore(network.id, id)
    return plans.make(network, files, actor, { desired: states, ...(ranks ? { ranks } : {}) })
  }

  /** The order of admission before a deployment, where its plan says it. */
  async #ranksBefore(network: string, id: string): Promise<string[] | undefined> {
    const { read } = this.#ports.database
    const before = await deploymentBefore(read, network, id)
    const row = before === undefined ? null : await findDeployment(read, before)
    const plan = row && (await findPlan(read, network, row.plan))
    return plan ? admissionOrder(planOf(plan)) : undefined
  }

  /** The files of what is deployed with one intent as it was in these. */
  async #filesBack(network: NetworkRow, before: readonly IntentFile[], only: string): Promise<IntentFile[]> {
    const { intents } = this.#ports
    const now = (await this.activePlan(network))?.files ?? []
    const read = async (files: readonly IntentFile[]) => ({
      files,
      intents: (await intents.resolve(network.id, files)).intents,
    })
    return sortedFiles(takeBack(only, await read(now), await read(before)))
  }

  #hear({ record, deployment }: DeploymentChange): void {
    this.#touched.add(record.network)
    this.#dirty.set(deployment.id, deployment)
    this.#flushing ??= this.#flush()
  }

  /** Writes the latest of each deployment; what comes meanwhile is written in the next round. */
  async #flush(): Promise<void> {
    const round = [...this.#dirty.values()].sort((a, b) => a.seq - b.seq)
    this.#dirty.clear()
    try {
      for (const deployment of round) await this.#keep(deployment)
    } finally {
      this.#flushing = undefined
      if (this.#dirty.size > 0) this.#flushing = this.#flush()
    }
  }

  async #keep(deployment: Deployment): Promise<void> {
    const { database, onError } = this.#ports
    const { id, network, status } = deployment
    try {
      await database.write(async (manager) => {
        await insertDeployment(manager, rowOf(deployment))
        await updateDeployment(manager, id, rowOf(deployment))
      })
      if (status === 'active') await this.#apply(id, network)
    } catch (error) {
      onError(network, error)
    }
  }

  async #apply(id: string, network: string): Promise<void> {
    const { database, clock, onApplied } = this.#ports
    const isNew = await database.write((manager) => applyPlan(manager, id, network, clock.now()))
    if (isNew) await onApplied(network, id)
  }
}

/** Throws where a plan back would violate what holds now, unless that was asked for with a reason. */
function checkBack(plan: Plan, now: readonly Verdict[], { force, reason }: Terms): void {
  if (plan.diagnostics.some(({ severity }) => severity === 'error')) checkDeployable(plan, {})
  const holding = new Set(now.filter(({ verdict }) => verdict === 'holds').map(nameOf))
  const verdicts = plan.verdicts.filter((verdict) => verdict.verdict !== 'holds' && holding.has(nameOf(verdict)))
  if (verdicts.length === 0 || (force === true && reason !== undefined)) return
  const names = verdicts.map(nameOf).join(', ')
  throw new ProblemError('newly-violated', `going back would violate what holds now: ${names}; force needs a reason`, {
    verdicts,
  })
}

/** Why a plan with refused evidence is not deployed. */
export const rejection = (reason: string): string =>
  `the evidence for the plan's verdicts was refused: ${reason}; make a new plan`

const nameOf = ({ intent, property }: Verdict): string => `${intent} ${property}`

function rowOf(deployment: Deployment): DeploymentRow {
  const { id, network, plan, status, seq, createdAt, actor, script: _, ...rest } = deployment
  const content = JSON.stringify({ id, network, plan, status, createdAt, actor, ...rest })
  return { id, network, plan, status, seq, createdAt, actor, intentsBefore: '', isApplied: 0, content }
}
