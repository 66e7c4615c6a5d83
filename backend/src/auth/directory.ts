import type { Clock } from '@paranet/network'
import type { EntityManager } from 'typeorm'
import { listApiTokens } from '../store/api-token-rows.js'
import type { Database } from '../store/database.js'
import type { ApiTokenRow, UserRow } from '../store/entities.js'
import { findUser, listNetworkRoles, listRevokedLogins, listUsers } from '../store/user-rows.js'
import { accessTokenSeconds, type AccessClaims } from './access-tokens.js'
import type { Identity, Scope, TokenRights } from './rights.js'

/** What a user's rights are, as one read finds them; undefined where there is no such user. */
export interface UserRecord {
  readonly id: string
  readonly identity: Identity | undefined
  readonly tokens: readonly ApiTokenRow[]
}

interface KnownToken {
  readonly user: string
  readonly rights: TokenRights
}

/** The rights of all users in memory, so that each request is judged by those of its moment without a read. The database has the same:
 *  whoever changes it there gives the new record here once it is committed. */
export class Directory {
  readonly #clock: Clock
  readonly #users = new Map<string, Identity>()
  /** By the hash of their secret. */
  readonly #tokens = new Map<string, KnownToken>()
  /** Logins that ended while access tokens of theirs may still be about, and when those have run out. */
  readonly #ended = new Map<string, number>()
  readonly #listeners = new Set<() => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Reads everybody. */
  async load({ read }: Database): Promise<void> {
    for (const { id } of await listUsers(read)) this.#put(await readUser(read, id))
    const since = this.#clock.now() - accessTokenSeconds * 1000
    for (const { family, revokedAt } of await listRevokedLogins(read, since))
      this.#ended.set(family, revokedAt + accessTokenSeconds * 1000)
  }

  /** Takes a record that is committed, and tells those who listen. */
  put(record: UserRecord): void {
    this.#put(record)
    this.#tell()
  }

  /** No access token of this login is good any more. */
  end(login: string): void {
    const now = this.#clock.now()
    // The order of insertion is that of time.
    for (const [ended, until] of this.#ended) {
      if (until >= now) break
      this.#ended.delete(ended)
    }
    this.#ended.set(login, now + accessTokenSeconds * 1000)
    this.#tell()
  }

  /** Is told whenever someone may have lost a right, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  user(id: string): Identity | undefined {
    return this.#users.get(id)
  }

  /** Who sends an access token with these claims, if that is still good. */
  byClaims({ user, epoch, login }: AccessClaims): Identity | undefined {
    const known = this.#users.get(user)
    return known && known.epoch === epoch && !this.#ended.has(login) ? withLogin(known, login) : undefined
  }

  /** Who sends the API token with this hash, if that is still good. */
  byToken(hash: string): Identity | undefined {
    const token = this.#tokens.get(hash)
    const known = token && this.#users.get(token.user)
    return known && token.rights.expiresAt > this.#clock.now() ? { ...known, token: token.rights } : undefined
  }

  /** The same person by the same token or login, with the rights of now; undefined where that is not good any more. */
  current(identity: Identity): Identity | undefined {
    const { id, epoch, login = '', token } = identity
    if (!token) return this.byClaims({ user: id, epoch, login })
    const known = this.#users.get(id)
    const isThere = [...this.#tokens.values()].some(({ rights }) => rights.id === token.id)
    return known && isThere && token.expiresAt > this.#clock.now() ? { ...known, token } : undefined
  }

  #put({ id, identity, tokens }: UserRecord): void {
    for (const [hash, { user }] of this.#tokens) if (user === id) this.#tokens.delete(hash)
    if (!identity) this.#users.delete(id)
    else {
      this.#users.set(id, identity)
      for (const row of tokens) this.#tokens.set(row.hash, { user: id, rights: rightsOf(row) })
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Spelled out, since every request makes one. */
const withLogin = ({ id, name, role, networks, epoch }: Identity, login: string): Identity => ({
  id,
  name,
  role,
  networks,
  epoch,
  login,
})

/** Reads what one user may, for the directory. */
export async function readUser(manager: EntityManager, id: string): Promise<UserRecord> {
  const row = await findUser(manager, id)
  if (!row) return { id, identity: undefined, tokens: [] }
  const networks = new Map((await listNetworkRoles(manager, id)).map(({ network, role }) => [network, role]))
  return { id, identity: identityOf(row, networks), tokens: await listApiTokens(manager, id) }
}

const identityOf = ({ id, name, role, epoch }: UserRow, networks: Identity['networks']): Identity => ({
  id,
  name,
  role,
  networks,
  epoch,
})

/** What an API token may. */
export const rightsOf = ({ id, name, scopes, networks, expiresAt }: ApiTokenRow): TokenRights => ({
  id,
  name,
  scopes: JSON.parse(scopes) as Scope[],
  ...(networks === null ? {} : { networks: JSON.parse(networks) as string[] }),
  expiresAt,
})
