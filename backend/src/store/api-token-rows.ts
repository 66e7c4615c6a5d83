import type { EntityManager } from 'typeorm'
import { type ApiTokenRow, apiTokens } from './entities.js'

/** The API tokens of a user, oldest first. */
export const listApiTokens = (manager: EntityManager, user: string): Promise<ApiTokenRow[]> =>
  manager.getRepository(apiTokens).find({ where: { user }, order: { createdAt: 'ASC', id: 'ASC' } })

export const findApiToken = (manager: EntityManager, id: string): Promise<ApiTokenRow | null> =>
  manager.getRepository(apiTokens).findOneBy({ id })

export async function insertApiToken(manager: EntityManager, row: ApiTokenRow): Promise<void> {
  await manager.getRepository(apiTokens).insert(row)
}

export async function removeApiToken(manager: EntityManager, id: string): Promise<void> {
  await manager.getRepository(apiTokens).delete({ id })
}

/** When the token with this hash was last used. */
export async function markApiTokenUsed(manager: EntityManager, hash: string, at: number): Promise<void> {
  await manager.getRepository(apiTokens).update({ hash }, { lastUsedAt: at })
}
