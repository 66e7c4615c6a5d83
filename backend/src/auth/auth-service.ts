import { createHash, randomBytes } from 'node:crypto'
import type { Clock, Ids } from '@paranet/network'
import type { EntityManager } from 'typeorm'
import { invalidField, notFound, ProblemError } from '../http/problem.js'
import type { Database } from '../store/database.js'
import type { UserRow } from '../store/entities.js'
import {
  countUsers,
  dropExpiredTokens,
  findRefreshToken,
  findUser,
  findUserByName,
  insertRefreshToken,
  insertUser,
  listUsers,
  markTokenUsed,
  removeUser,
  revokeFamily,
  setPassword,
} from '../store/user-rows.js'
import { AccessTokens, accessTokenSeconds, type Identity } from './access-tokens.js'
import { checkPassword, hashPassword, randomPassword } from './password.js'
import { Throttle } from './throttle.js'
import { Tickets } from './tickets.js'

/** How long a login lasts without being used, ms. */
const refreshTokenMs = 14 * 24 * 3_600_000

export interface Login {
  readonly accessToken: string
  readonly refreshToken: string
  /** Of the access token, s. */
  readonly expiresIn: number
  readonly user: Identity
}

export interface AuthPorts {
  readonly database: Database
  readonly clock: Clock
  readonly ids: Ids
  /** Signs access tokens. */
  readonly secret: string
}

/** Logins: passwords, access tokens, refresh tokens that are used once each, tickets for WebSockets. */
export class AuthService {
  readonly tickets: Tickets
  readonly #ports: AuthPorts
  readonly #tokens: AccessTokens
  /** By user name and address; and by address alone, which many users may share. */
  readonly #throttles: { readonly user: Throttle; readonly address: Throttle }

  constructor(ports: AuthPorts) {
    this.#ports = ports
    this.#tokens = new AccessTokens(ports.secret, ports.clock)
    this.#throttles = { user: new Throttle(ports.clock, 5), address: new Throttle(ports.clock, 50) }
    this.tickets = new Tickets(ports.clock)
  }

  /** Makes the first administrator, where there is no user at all. Gives the password where it was made up. */
  async createAdmin(password?: string): Promise<string | undefined> {
    const { database, clock, ids } = this.#ports
    if ((await countUsers(database.read)) > 0) return undefined
    const chosen = password ?? randomPassword()
    const row: UserRow = {
      id: ids.id('user'),
      name: 'admin',
      password: await hashPassword(chosen),
      role: 'admin',
      createdAt: clock.now(),
    }
    await database.write((manager) => insertUser(manager, row))
    return password === undefined ? chosen : undefined
  }

  /** Everyone who may log in, by name. */
  async users(): Promise<(Identity & { readonly createdAt: number })[]> {
    const rows = await listUsers(this.#ports.database.read)
    return rows.map(({ id, name, role, createdAt }) => ({ id, name, role, createdAt }))
  }

  async createUser(name: string, password: string, role: UserRow['role']): Promise<Identity> {
    const { database, clock, ids } = this.#ports
    const row = { id: ids.id('user'), name, password: await hashPassword(password), role, createdAt: clock.now() }
    await database.write(async (manager) => {
      if (await findUserByName(manager, name)) throw new ProblemError('already-exists', `a user is called ${name}`)
      await insertUser(manager, row)
    })
    return { id: row.id, name, role }
  }

  /** Ends their logins too. Access tokens that were given out run out by themselves. */
  async deleteUser(name: string): Promise<void> {
    await this.#ports.database.write(async (manager) => {
      const all = await listUsers(manager)
      const user = all.find((one) => one.name === name)
      if (!user) throw notFound(`user ${name}`)
      if (!all.some(({ id, role }) => role === 'admin' && id !== user.id))
        throw new ProblemError('wrong-status', `${name} is the last administrator`)
      await removeUser(manager, user.id)
    })
  }

  /** Every login of the user ends. */
  async changePassword({ id }: Identity, current: string, password: string): Promise<void> {
    const { database } = this.#ports
    const user = await findUser(database.read, id)
    const isRight = await checkPassword(current, user?.password ?? '')
    if (!user || !isRight) throw invalidField('/current', 'is not your password')
    const hash = await hashPassword(password)
    await database.write((manager) => setPassword(manager, id, hash))
  }

  /** `from`: the client's address. Throws `bad-credentials` and `too-many-attempts`. */
  async login(name: string, password: string, from: string): Promise<Login> {
    const { user: byUser, address: byAddress } = this.#throttles
    const key = `${from} ${name}`
    const waitMs = Math.max(byUser.waitMs(key), byAddress.waitMs(from))
    if (waitMs > 0) throw tooManyAttempts(waitMs)
    // Counted before the password is looked at, so that many at once are counted too.
    byUser.fail(key)
    byAddress.fail(from)
    const user = await findUserByName(this.#ports.database.read, name)
    const isRight = await checkPassword(password, user?.password ?? '')
    if (!user || !isRight) throw new ProblemError('bad-credentials', 'user name or password is wrong')
    byUser.succeed(key)
    byAddress.succeed(from)
    return this.#ports.database.write(async (manager) => {
      await dropExpiredTokens(manager, this.#ports.clock.now())
      return this.#grant(manager, user, this.#ports.ids.id('login'))
    })
  }

  /** A new pair for a refresh token, which is used up. One that comes twice was stolen: its login ends. */
  async refresh(token: string): Promise<Login> {
    const { database, clock } = this.#ports
    const hash = hashOf(token)
    const login = await database.write(async (manager) => {
      const row = await findRefreshToken(manager, hash)
      const now = clock.now()
      if (!row || row.revokedAt !== null || row.expiresAt < now) return undefined
      if (row.usedAt !== null) {
        await revokeFamily(manager, row.family, now)
        return undefined
      }
      const user = await findUser(manager, row.user)
      if (!user) return undefined
      await markTokenUsed(manager, hash, now)
      return this.#grant(manager, user, row.family)
    })
    if (!login) throw new ProblemError('bad-token', 'the refresh token is used, revoked or expired: log in again')
    return login
  }

  /** Ends the login of a refresh token, if it is one. */
  async logout(token: string): Promise<void> {
    const { database, clock } = this.#ports
    await database.write(async (manager) => {
      const row = await findRefreshToken(manager, hashOf(token))
      if (row) await revokeFamily(manager, row.family, clock.now())
    })
  }

  /** Who sends this `Authorization` header. */
  identify(header: string | undefined): Identity | undefined {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? '') ?? []
    return token === undefined ? undefined : this.#tokens.read(token)
  }

  async #grant(manager: EntityManager, { id, name, role }: UserRow, family: string): Promise<Login> {
    const refreshToken = randomBytes(32).toString('base64url')
    const now = this.#ports.clock.now()
    await insertRefreshToken(manager, {
      hash: hashOf(refreshToken),
      family,
      user: id,
      createdAt: now,
      expiresAt: now + refreshTokenMs,
      usedAt: null,
      revokedAt: null,
    })
    const user = { id, name, role }
    return { accessToken: this.#tokens.sign(user), refreshToken, expiresIn: accessTokenSeconds, user }
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const tooManyAttempts = (waitMs: number): ProblemError =>
  new ProblemError('too-many-attempts', 'too many failed attempts', { retryAfter: Math.ceil(waitMs / 1000) })
