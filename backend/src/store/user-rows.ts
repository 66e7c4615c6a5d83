import { type EntityManager, IsNull } from 'typeorm'
import { type RefreshTokenRow, refreshTokens, type UserRow, users } from './entities.js'

export const countUsers = (manager: EntityManager): Promise<number> => manager.getRepository(users).count()

export const findUserByName = (manager: EntityManager, name: string): Promise<UserRow | null> =>
  manager.getRepository(users).findOneBy({ name })

export const findUser = (manager: EntityManager, id: string): Promise<UserRow | null> =>
  manager.getRepository(users).findOneBy({ id })

export async function insertUser(manager: EntityManager, row: UserRow): Promise<void> {
  await manager.getRepository(users).insert(row)
}

export const listUsers = (manager: EntityManager): Promise<UserRow[]> =>
  manager.getRepository(users).find({ order: { name: 'ASC' } })

/** A user with all logins. */
export async function removeUser(manager: EntityManager, id: string): Promise<void> {
  await manager.getRepository(refreshTokens).delete({ user: id })
  await manager.getRepository(users).delete({ id })
}

/** Another password hash; every login ends. */
export async function setPassword(manager: EntityManager, id: string, hash: string): Promise<void> {
  await manager.getRepository(users).update({ id }, { password: hash })
  await manager.getRepository(refreshTokens).delete({ user: id })
}

export const findRefreshToken = (manager: EntityManager, hash: string): Promise<RefreshTokenRow | null> =>
  manager.getRepository(refreshTokens).findOneBy({ hash })

export async function insertRefreshToken(manager: EntityManager, row: RefreshTokenRow): Promise<void> {
  await manager.getRepository(refreshTokens).insert(row)
}

export async function markTokenUsed(manager: EntityManager, hash: string, at: number): Promise<void> {
  await manager.getRepository(refreshTokens).update({ hash }, { usedAt: at })
}

/** Ends a login: none of its tokens works any more. */
export async function revokeFamily(manager: EntityManager, family: string, at: number): Promise<void> {
  await manager.getRepository(refreshTokens).update({ family, revokedAt: IsNull() }, { revokedAt: at })
}

export async function dropExpiredTokens(manager: EntityManager, now: number): Promise<void> {
  await manager.query('DELETE FROM refresh_tokens WHERE expiresAt < ?', [now])
}
