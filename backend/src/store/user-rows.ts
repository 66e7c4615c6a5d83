import { type EntityManager, IsNull, MoreThanOrEqual } from 'typeorm'
import {
  apiTokens,
  type Grant,
  type NetworkRoleRow,
  networkRoles,
  type RefreshTokenRow,
  refreshTokens,
  type UserRow,
  users,
} from './entities.js'

export const countUsers = (manager: EntityManager): Promise<number> => manager.getRepository(users).count()

export const findUserByName = (manager: EntityManager, name: string): Promise<UserRow | null> =>
  manager.getRepository(users).findOneBy({ name })

export const findUser = (manager: EntityManager, id: string): Promise<UserRow | null> =>
  manager.getRepository(users).findOneBy({ id })

export async function insertUser(manager: EntityManager, row: UserRow): Promise<void> {
  await manager.getRepository(users).insert(row)
}

export async function updateUser(
  manager: EntityManager,
  id: string,
  change: Partial<Pick<UserRow, 'role' | 'epoch' | 'lockedUntil'>>,
): Promise<void> {
  await manager.getRepository(users).update({ id }, change)
}

export const listUsers = (manager: EntityManager): Promise<UserRow[]> =>
  manager.getRepository(users).find({ order: { name: 'ASC' } })

/** A user with all logins, API tokens and roles. */
export async function removeUser(manager: EntityManager, id: string): Promise<void> {
  await manager.getRepository(refreshTokens).delete({ user: id })
  await manager.getRepository(apiTokens).delete({ user: id })
  await manager.getRepository(networkRoles).delete({ user: id })
  await manager.getRepository(users).delete({ id })
}

/** Another password hash and epoch; every login ends. */
export async function setPassword(manager: EntityManager, id: string, hash: string, epoch: number): Promise<void> {
  await manager.getRepository(users).update({ id }, { password: hash, epoch })
  await manager.getRepository(refreshTokens).delete({ user: id })
}

/** The roles of a user on single networks, by network. */
export const listNetworkRoles = (manager: EntityManager, user: string): Promise<NetworkRoleRow[]> =>
  manager.getRepository(networkRoles).find({ where: { user }, order: { network: 'ASC' } })

export async function setNetworkRole(
  manager: EntityManager,
  user: string,
  network: string,
  role: Grant,
): Promise<void> {
  await removeNetworkRole(manager, user, network)
  await manager.getRepository(networkRoles).insert({ user, network, role })
}

export async function removeNetworkRole(manager: EntityManager, user: string, network: string): Promise<void> {
  await manager.getRepository(networkRoles).delete({ user, network })
}

/** Nobody has a role of their own on the network any more. */
export async function removeRolesOn(manager: EntityManager, network: string): Promise<void> {
  await manager.getRepository(networkRoles).delete({ network })
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

/** Logins that were ended since then, oldest first; some of them more than once. */
export async function listRevokedLogins(
  manager: EntityManager,
  since: number,
): Promise<{ readonly family: string; readonly revokedAt: number }[]> {
  const rows = await manager
    .getRepository(refreshTokens)
    .find({ where: { revokedAt: MoreThanOrEqual(since) }, order: { revokedAt: 'ASC' } })
  return rows.map(({ family, revokedAt }) => ({ family, revokedAt: revokedAt ?? since }))
}

export async function dropExpiredTokens(manager: EntityManager, now: number): Promise<void> {
  await manager.query('DELETE FROM refresh_tokens WHERE expiresAt < ?', [now])
}
