import { createHash, randomBytes } from 'node:crypto'
import type { Clock, Ids } from '@paranet/network'
import { notFound, ProblemError } from '../http/problem.js'
import {
  findApiToken,
  insertApiToken,
  listApiTokens,
  markApiTokenUsed,
  removeApiToken,
} from '../store/api-token-rows.js'
import { insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import type { ApiTokenRow } from '../store/entities.js'
import { findUser, findUserByName } from '../store/user-rows.js'
import { type Directory, readUser } from './directory.js'
import { highestRole, type Identity, mayDo, roleOfScope, type Scope } from './rights.js'

/** How API tokens begin, so that people and scanners of secrets know one when they see it: `pnt_` and 64 hexadecimal digits. */
const prefix = 'pnt_'
const mostPerUser = 100
const defaultSeconds = 90 * 86_400
/** The last use is written this often at most, ms. */
const usedEveryMs = 60_000

/** What a token is wished to be. */
export interface ApiTokenWish {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Ids; absent: all that the user sees. */
  readonly networks?: readonly string[] | undefined
  /** s; absent: 90 days. */
  readonly expiresIn?: number | undefined
}

export interface ApiTokenPorts {
  readonly database: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly directory: Directory
  readonly onError: (error: unknown) => void
}

/** Whether a Bearer token is one of these, and no JWT. */
export const looksLikeApiToken = (token: string): boolean => token.startsWith(prefix)

/** Tokens for CI and scripts: long-lived, for single purposes, never more than their owner may. */
export class ApiTokenService {
  readonly #ports: ApiTokenPorts
  /** Last uses that are known here, by hash. */
  readonly #used = new Map<string, number>()

  constructor(ports: ApiTokenPorts) {
    this.#ports = ports
  }

  /** A new token; its secret is told this once. */
  async create(owner: Identity, wish: ApiTokenWish): Promise<{ readonly row: ApiTokenRow; readonly secret: string }> {
    const { database, directory } = this.#ports
    checkScopes(owner, wish.scopes)
    const secret = `${prefix}${randomBytes(32).toString('hex')}`
    const row = this.#rowOf(owner, wish, secret)
    const record = await database.write(async (manager) => {
      const others = await listApiTokens(manager, owner.id)
      if (!(await findUser(manager, owner.id))) throw notFound(`user ${owner.name}`)
      if (others.some(({ name }) => name === row.name))
        throw new ProblemError('already-exists', `you have a token called ${row.name}`)
      if (others.length >= mostPerUser)
        throw new ProblemError('wrong-status', `a user has ${mostPerUser} tokens at most: revoke some`)
      await insertApiToken(manager, row)
      const { name, scopes, expiresIn, networks } = wish
      const detail = { name, scopes, ...(networks ? { networks } : {}), expiresIn }
      await insertAudit(manager, {
        at: row.createdAt,
        actor: owner.name,
        action: 'token.create',
        after: row.id,
        detail,
      })
      return readUser(manager, owner.id)
    })
    directory.put(record)
    return { row, secret }
  }

  /** The tokens of a user. */
  async list(user: string): Promise<ApiTokenRow[]> {
    const rows = await listApiTokens(this.#ports.database.read, user)
    return rows.map((row) => ({ ...row, lastUsedAt: this.#used.get(row.hash) ?? row.lastUsedAt }))
  }

  /** The tokens of someone else, for an administrator. */
  async listFor(actor: Identity, name: string): Promise<ApiTokenRow[]> {
    if (actor.role !== 'admin' && name !== actor.name)
      throw new ProblemError('forbidden', 'the tokens of others are for administrators')
    const user = await findUserByName(this.#ports.database.read, name)
    if (!user) throw notFound(`user ${name}`)
    return this.list(user.id)
  }

  /** Ends a token of one's own, by id or name; an administrator may end anyone's by its id. */
  async revoke(actor: Identity, which: string): Promise<void> {
    const { database, directory, clock } = this.#ports
    const record = await database.write(async (manager) => {
      const own = (await listApiTokens(manager, actor.id)).find(({ id, name }) => id === which || name === which)
      const row = own ?? (actor.role === 'admin' ? await findApiToken(manager, which) : null)
      if (!row) throw notFound(`token ${which}`)
      await removeApiToken(manager, row.id)
      const detail = { name: row.name }
      await insertAudit(manager, {
        at: clock.now(),
        actor: actor.name,
        action: 'token.revoke',
        before: row.id,
        detail,
      })
      return readUser(manager, row.user)
    })
    directory.put(record)
  }

  /** Whose token it is, if it is good. */
  identify(secret: string): Identity | undefined {
    const hash = hashOf(secret)
    const identity = this.#ports.directory.byToken(hash)
    if (identity) this.#use(hash)
    return identity
  }

  #use(hash: string): void {
    const { clock, database, onError } = this.#ports
    const now = clock.now()
    if (now - (this.#used.get(hash) ?? 0) < usedEveryMs) return
    this.#used.set(hash, now)
    database.write((manager) => markApiTokenUsed(manager, hash, now)).catch(onError)
  }

  #rowOf(owner: Identity, { name, scopes, networks, expiresIn = defaultSeconds }: ApiTokenWish, secret: string) {
    const { ids, clock } = this.#ports
    const now = clock.now()
    return {
      id: ids.id('token'),
      user: owner.id,
      name,
      hash: hashOf(secret),
      hint: secret.slice(0, prefix.length + 6),
      scopes: JSON.stringify([...new Set(scopes)].sort()),
      networks: networks ? JSON.stringify([...new Set(networks)].sort()) : null,
      createdAt: now,
      expiresAt: now + expiresIn * 1000,
      lastUsedAt: null,
    }
  }
}

/** Throws where the owner could make no use of a scope anywhere. */
function checkScopes(owner: Identity, wished: readonly Scope[]): void {
  const best = highestRole(owner)
  const errors = wished.flatMap((scope, place) =>
    mayDo(best, roleOfScope[scope])
      ? []
      : [{ pointer: `/scopes/${place}`, message: `needs the role ${roleOfScope[scope]}; yours is ${best}` }],
  )
  if (errors.length > 0) throw new ProblemError('invalid', 'a token never may more than its owner', { errors })
}

/** The secret has 256 random bits: a plain hash is as hard to turn round as any. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
