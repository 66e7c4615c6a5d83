import type { NetworkState } from '@paranet/network'
import type { Plan } from '@paranet/planner'
import type { EntityManager } from 'typeorm'
import { findDeployment, markApplied } from '../store/deployment-rows.js'
import type { NetworkRow } from '../store/entities.js'
import { type Renamed, setIntentFiles } from '../store/intent-rows.js'
import { findNetwork, updateNetwork } from '../store/network-rows.js'
import { findPlan, planOf } from '../store/plan-rows.js'
import { keepState, readStates } from '../store/state-rows.js'
import { admissionOrder } from './admission-order.js'
import { scheduleActor } from './epoch-scheduler.js'
import { stateAfter } from './evidence-service.js'
import { noIntents } from './network-service.js'

/** Makes the plan of a deployment the network's intents and desired state; says whether it was not so already. */
export async function applyPlan(manager: EntityManager, id: string, networkId: string, at: number): Promise<boolean> {
  const row = await findDeployment(manager, id)
  const network = await findNetwork(manager, networkId)
  if (!row || !network || row.isApplied !== 0) return false
  const planRow = await findPlan(manager, networkId, row.plan)
  if (!planRow) throw new Error(`deployment ${id}: its plan ${row.plan} is gone`)
  const plan = planOf(planRow)
  const { files, intentsRevision } = plan
  // What came by schedule changes no intents: files that were edited since stay as they are.
  if (row.actor !== scheduleActor || network.intentsRevision === intentsRevision)
    await setIntentFiles(manager, networkId, files, intentsRevision, {
      at,
      actor: row.actor,
      deployment: id,
      renamed: renamedBy(network, plan),
    })
  await keepState(manager, networkId, 'desired', await statesAfter(manager, plan), { at, deployment: id })
  await updateNetwork(manager, networkId, { deployment: id, ranks: JSON.stringify(ranksAfter(network, plan)) })
  await markApplied(manager, id, await deployedIntents(manager, network))
  return true
}

/** Revision of the intent set of the deployment that was active so far; drafts that were never deployed are no part of it. */
async function deployedIntents(manager: EntityManager, network: NetworkRow): Promise<string> {
  const before = network.deployment === null ? null : await findDeployment(manager, network.deployment)
  const row = before && (await findPlan(manager, network.id, before.plan))
  return row ? planOf(row).intentsRevision : noIntents
}

/** What all devices run once the plan is deployed. */
async function statesAfter(manager: EntityManager, plan: Plan): Promise<NetworkState> {
  return stateAfter(plan, await readStates(manager, plan.base))
}

/** Intents that were deployed under the names that they say they had. */
function renamedBy({ ranks }: NetworkRow, { intents }: Plan): Renamed[] {
  const known = new Set(JSON.parse(ranks) as string[])
  return intents.flatMap(({ id, renamedFrom: from }) =>
    from !== undefined && known.has(from) && !known.has(id) ? [{ from, to: id }] : [],
  )
}

/** The order of admission that the plan was made with. Plans of older versions do not say it: there, intents that were admitted before keep their
 *  places, and new ones follow in the order of the plan. */
function ranksAfter(network: NetworkRow, plan: Plan): string[] {
  const order = admissionOrder(plan)
  if (order) return order
  const ids = new Set(plan.intents.map(({ id }) => id))
  const old = (JSON.parse(network.ranks) as string[]).filter((id) => ids.has(id))
  const known = new Set(old)
  return [...old, ...[...ids].filter((id) => !known.has(id))]
}
