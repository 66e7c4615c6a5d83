import type { EntityManager } from 'typeorm'
import { type IdempotencyRow, idempotencyKeys } from './entities.js'

export const findIdempotencyKey = (
  manager: EntityManager,
  actor: string,
  name: string,
): Promise<IdempotencyRow | null> => manager.getRepository(idempotencyKeys).findOneBy({ actor, name })

export async function insertIdempotencyKey(manager: EntityManager, row: IdempotencyRow): Promise<void> {
  await manager.getRepository(idempotencyKeys).insert(row)
}

/** Keeps the answer of the request that the key stands for. */
export async function keepAnswer(manager: EntityManager, actor: string, name: string, answer: string): Promise<void> {
  await manager.query('UPDATE idempotency_keys SET answer = ? WHERE actor = ? AND name = ?', [answer, actor, name])
}

export async function removeIdempotencyKey(manager: EntityManager, actor: string, name: string): Promise<void> {
  await manager.query('DELETE FROM idempotency_keys WHERE actor = ? AND name = ?', [actor, name])
}

export async function dropExpiredKeys(manager: EntityManager, now: number): Promise<void> {
  await manager.query('DELETE FROM idempotency_keys WHERE expiresAt < ?', [now])
}
