import type { TrafficMatrix } from '@paranet/network'
import type { EntityManager } from 'typeorm'
import { traffic } from './entities.js'

/** The demand matrix of a network; undefined where it has none. */
export async function readTraffic(manager: EntityManager, network: string): Promise<TrafficMatrix | undefined> {
  const row = await manager.getRepository(traffic).findOneBy({ network })
  return row ? (JSON.parse(row.content) as TrafficMatrix) : undefined
}

/** Gives a network another demand matrix, or none. */
export async function keepTraffic(
  manager: EntityManager,
  network: string,
  matrix: TrafficMatrix | undefined,
  { at, actor }: { readonly at: number; readonly actor: string },
): Promise<void> {
  await manager.getRepository(traffic).delete({ network })
  if (matrix) await manager.getRepository(traffic).insert({ network, at, actor, content: JSON.stringify(matrix) })
}
