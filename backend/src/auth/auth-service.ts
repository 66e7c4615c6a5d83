import { createHash, randomBytes } from 'node:crypto'
import type { Clock, Ids } from '@paranet/network'
import type { EntityManager } from 'typeorm'
import { ProblemError } from '../http/problem.js'
import { insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import type { UserRow } from '../store/entities.js'
import {
  dropExpiredTokens,
  findRefreshToken,
  findUser,
  findUserByName,
  insertRefreshToken,
  listUsers,
  markTokenUsed,
  revokeFamily,
  updateUser,
} from '../store/user-rows.js'
import { AccessTokens, accessTokenSeconds } from './access-tokens.js'
import { type ApiTokenService, looksLikeApiToken } from './api-token-service.js'
import type { Directory } from './directory.js'
import type { Lockouts } from './lockouts.js'
import type { PasswordGate } from './password-gate.js'
import type { Identity } from './rights.js'
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
  readonly directory: Directory
  readonly passwords: PasswordGate
  readonly lockouts: Lockouts
  readonly apiTokens: ApiTokenService
}

/** Logins: passwords, access tokens, refresh tokens that are used once each, tickets for WebSockets. */
export class AuthService {
  readonly tickets: Tickets
  readonly #ports: AuthPorts
  readonly #tokens: AccessTokens
  /** By user name and address; and by address alone, which many users may share. */
  readonly #throttles: { readonly user: Throttle; readonly address: Throttle }

  constructor(ports: AuthPorts) {
    const { clock, secret, directory } = ports
    this.#ports = ports
    this.#tokens = new AccessTokens(secret, clock)
    this.#throttles = { user: new Throttle(clock, 5), address: new Throttle(clock, 50) }
    this.tickets = new Tickets(clock, directory)
  }

  /** Reads everybody's rights and locks. */
  async load(): Promise<void> {
    const { database, directory, lockouts } = this.#ports
    await directory.load(database)
    for (const { name, lockedUntil } of await listUsers(database.read))
      if (lockedUntil !== null) lockouts.lock(name, lockedUntil)
  }

  /** `from`: the client's address. Throws `bad-credentials`, `too-many-attempts` and `locked`; looks at no password before the last two. */
  async login(name: string, password: string, from: string): Promise<Login> {
    const { database, passwords } = this.#ports
    this.#admit(name, from)
    const user = await findUserByName(database.read, name)
    const isRight = await passwords.check(password, user?.password ?? '')
    if (!user || !isRight) {
      await this.#fail(name, user)
      throw new ProblemError('bad-credentials', 'user name or password is wrong')
    }
    this.#succeed(name, from)
    return this.#begin(user)
  }

  /** A new pair for a refresh token, which is used up. One that comes twice was stolen: its login ends. */
  async refresh(token: string): Promise<Login> {
    const { database, clock, directory } = this.#ports
    const hash = hashOf(token)
    let stolen: string | undefined
    const login = await database.write(async (manager) => {
      const row = await findRefreshToken(manager, hash)
      const now = clock.now()
      if (!row || row.revokedAt !== null || row.expiresAt < now) return undefined
      const user = await findUser(manager, row.user)
      if (row.usedAt !== null) {
        await revokeFamily(manager, row.family, now)
        await insertAudit(manager, { at: now, actor: user?.name ?? row.user, action: 'auth.token-reused' })
        stolen = row.family
        return undefined
      }
      if (!user) return undefined
      await markTokenUsed(manager, hash, now)
      return this.#grant(manager, user, row.family)
    })
    if (stolen !== undefined) directory.end(stolen)
    if (!login) throw new ProblemError('bad-token', 'the refresh token is used, revoked or expired: log in again')
    return login
  }

  /** Ends the login of a refresh token, if it is one, with the access tokens that came from it. */
  async logout(token: string): Promise<void> {
    const { database, clock, directory } = this.#ports
    const ended = await database.write(async (manager) => {
      const row = await findRefreshToken(manager, hashOf(token))
      const user = row && (await findUser(manager, row.user))
      if (!row || !user) return undefined
      await revokeFamily(manager, row.family, clock.now())
      await insertAudit(manager, { at: clock.now(), actor: user.name, action: 'auth.logout', before: row.family })
      return row.family
    })
    if (ended !== undefined) directory.end(ended)
  }

  /** Who sends this `Authorization` header: an access token or an API token. */
  identify(header: string | undefined): Identity | undefined {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? '') ?? []
    if (token === undefined) return undefined
    if (looksLikeApiToken(token)) return this.#ports.apiTokens.identify(token)
    const claims = this.#tokens.read(token)
    return claims && this.#ports.directory.byClaims(claims)
  }

  /** Whether whoever was let in by this may still be in, and with which rights. */
  current(identity: Identity): Identity | undefined {
    return this.#ports.directory.current(identity)
  }

  /** Is told whenever someone may have lost a right, until the returned function is called. */
  onRightsChange(listener: () => void): () => void {
    return this.#ports.directory.listen(listener)
  }

  /** Throws for those who must wait. Counts a failure before the password is looked at, so that many at once are counted too. */
  #admit(name: string, from: string): void {
    const { user, address } = this.#throttles
    const { lockouts, clock } = this.#ports
    const key = `${from} ${name}`
    const until = lockouts.lockedUntil(name)
    if (until !== undefined) throw locked(until - clock.now())
    const waitMs = Math.max(user.waitMs(key), address.waitMs(from))
    if (waitMs > 0) throw tooManyAttempts(waitMs)
    if (!lockouts.try(name)) throw tooManyAttempts(1000)
    user.fail(key)
    address.fail(from)
  }

  #succeed(name: string, from: string): void {
    this.#throttles.user.succeed(`${from} ${name}`)
    this.#throttles.address.succeed(from)
    this.#ports.lockouts.clear(name)
  }

  /** Only those who exist leave a trace, and locks bound how often. */
  async #fail(name: string, user: UserRow | null): Promise<void> {
    const { database, clock, lockouts } = this.#ports
    const until = lockouts.fail(name)
    if (!user) return
    const at = clock.now()
    await database.write(async (manager) => {
      await insertAudit(manager, { at, actor: name, action: 'auth.login', outcome: 'bad-credentials' })
      if (until === undefined) return
      await updateUser(manager, user.id, { lockedUntil: until })
      await insertAudit(manager, { at, actor: 'system', action: 'user.lock', after: name, detail: { until } })
    })
  }

  async #begin(user: UserRow): Promise<Login> {
    const { database, clock, ids } = this.#ports
    const family = ids.id('login')
    const at = clock.now()
    const login = await database.write(async (manager) => {
      // The password may have been changed, or the user be gone, while it was looked at.
      const now = await findUser(manager, user.id)
      if (now?.password !== user.password) return undefined
      await dropExpiredTokens(manager, at)
      await insertAudit(manager, { at, actor: user.name, action: 'auth.login', after: family })
      return this.#grant(manager, now, family)
    })
    if (!login) throw new ProblemError('bad-credentials', 'user name or password is wrong')
    return login
  }

  async #grant(manager: EntityManager, { id, epoch }: UserRow, family: string): Promise<Login> {
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
    const user = this.#ports.directory.user(id)
    if (!user) throw new ProblemError('bad-credentials', 'user name or password is wrong')
    const accessToken = this.#tokens.sign({ user: id, epoch, login: family })
    return { accessToken, refreshToken, expiresIn: accessTokenSeconds, user }
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const tooManyAttempts = (waitMs: number): ProblemError =>
  new ProblemError('too-many-attempts', 'too many failed attempts', { retryAfter: Math.ceil(waitMs / 1000) })

const locked = (waitMs: number): ProblemError =>
  new ProblemError('locked', 'locked after many failed attempts: wait, or ask an administrator to unlock it', {
    retryAfter: Math.ceil(waitMs / 1000),
  })
