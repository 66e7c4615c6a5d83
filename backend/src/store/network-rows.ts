import type { Topology } from '@paranet/network'
import { contentHash } from '@paranet/network'
import { type EntityManager, IsNull } from 'typeorm'
import { type NetworkRow, networks, topologies } from './entities.js'

/** Networks that exist, oldest first. */
export const listNetworks = (manager: EntityManager): Promise<NetworkRow[]> =>
  manager.query('SELECT * FROM networks WHERE deletedAt IS NULL ORDER BY createdAt, id')

/** A network that exists, by id. */
export async function findNetwork(manager: EntityManager, id: string): Promise<NetworkRow | null> {
  const [row] = (await manager.query('SELECT * FROM networks WHERE id = ? AND deletedAt IS NULL', [id])) as NetworkRow[]
  return row ?? null
}

/** Whether the id was ever given: journal and histories speak of it for ever. */
export const isIdTaken = (manager: EntityManager, id: string): Promise<boolean> =>
  manager.getRepository(networks).existsBy({ id })

export const isNameTaken = (manager: EntityManager, name: string): Promise<boolean> =>
  manager.getRepository(networks).existsBy({ name, deletedAt: IsNull() })

export async function insertNetwork(manager: EntityManager, row: NetworkRow): Promise<void> {
  await manager.getRepository(networks).insert(row)
}

export async function updateNetwork(manager: EntityManager, id: string, change: Partial<NetworkRow>): Promise<void> {
  await manager.getRepository(networks).update({ id }, change)
}

/** A new revision of the topology; the network's row is set to it. */
export async function insertTopology(
  manager: EntityManager,
  network: string,
  topology: Topology,
  { at, actor }: { readonly at: number; readonly actor: string },
): Promise<string> {
  const revision = contentHash(topology)
  const content = JSON.stringify(topology)
  await manager.getRepository(topologies).insert({ network, revision, at, actor, content })
  await updateNetwork(manager, network, { topologyRevision: revision })
  return revision
}

/** A topology that a network has or had. */
export async function topologyAt(
  manager: EntityManager,
  network: string,
  revision: string,
): Promise<Topology | undefined> {
  const row = await manager.getRepository(topologies).findOneBy({ network, revision })
  return row ? (JSON.parse(row.content) as Topology) : undefined
}

/** The latest topology of a network. */
export async function readTopology(manager: EntityManager, network: string): Promise<Topology | undefined> {
  const [row] = await manager.getRepository(topologies).find({ where: { network }, order: { seq: 'DESC' }, take: 1 })
  return row && (JSON.parse(row.content) as Topology)
}
