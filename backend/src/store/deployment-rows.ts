import { type EntityManager, In } from 'typeorm'
import { type ListQuery, type Page, rowList } from '../http/list.js'
import { textUpTo } from '../http/schema.js'
import { type DeploymentRow, deployments } from './entities.js'

export async function insertDeployment(manager: EntityManager, row: DeploymentRow): Promise<void> {
  await manager.getRepository(deployments).createQueryBuilder().insert().values(row).orIgnore().execute()
}

export const findDeployment = (manager: EntityManager, id: string): Promise<DeploymentRow | null> =>
  manager.getRepository(deployments).findOneBy({ id })

/** Takes a newer fold of the journal; an older one changes nothing. */
export async function updateDeployment(
  manager: EntityManager,
  id: string,
  { status, seq, content }: Pick<DeploymentRow, 'status' | 'seq' | 'content'>,
): Promise<void> {
  await manager.query('UPDATE deployments SET status = ?, seq = ?, content = ? WHERE id = ? AND seq <= ?', [
    status,
    seq,
    content,
    id,
    seq,
  ])
}

/** The plan of the deployment is now the network's; `intentsBefore`: the intent set that it replaced. */
export async function markApplied(manager: EntityManager, id: string, intentsBefore: string): Promise<void> {
  await manager.getRepository(deployments).update({ id }, { isApplied: 1, intentsBefore })
}

/** Deployments that became active and whose plans were not taken over yet, in the order of the journal. */
export const listUnapplied = (manager: EntityManager): Promise<DeploymentRow[]> =>
  manager
    .getRepository(deployments)
    .find({ where: { status: In(['active', 'superseded']), isApplied: 0 }, order: { seq: 'ASC' } })

/** How deployments may be asked for. */
export const deploymentList = rowList({
  orders: { createdAt: 'createdAt' },
  isReversed: true,
  id: 'id',
  filters: {
    status: { schema: textUpTo(40), column: 'status' },
    actor: { schema: textUpTo(200), column: 'actor' },
    plan: { schema: textUpTo(200), column: 'plan' },
  },
  limits: { usual: 50, most: 200 },
})

/** Latest first. */
export function listDeployments(
  manager: EntityManager,
  network: string,
  asked: ListQuery,
): Promise<Page<DeploymentRow>> {
  const query = manager
    .getRepository(deployments)
    .createQueryBuilder('row')
    .where('row.network = :network', { network })
  return deploymentList.page(query, asked)
}
