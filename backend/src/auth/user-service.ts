import type { Clock, Ids } from '@paranet/network'
import type { EntityManager } from 'typeorm'
import { invalidField, notFound, ProblemError } from '../http/problem.js'
import { type AuditEntry, insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import type { Grant, UserRow } from '../store/entities.js'
import {
  countUsers,
  findUser,
  findUserByName,
  insertUser,
  listUsers,
  listNetworkRoles,
  removeNetworkRole,
  removeUser,
  setNetworkRole,
  setPassword,
  updateUser,
} from '../store/user-rows.js'
import { type Directory, readUser } from './directory.js'
import type { Lockouts } from './lockouts.js'
import { randomPassword } from './password.js'
import type { PasswordGate } from './password-gate.js'
import { type Identity, isLess } from './rights.js'

/** A user as administrators see them. */
export interface Account extends Identity {
  /** ms since 1970 */
  readonly createdAt: number
  /** While a lock holds, ms since 1970. */
  readonly lockedUntil?: number
}

export interface UserPorts {
  readonly database: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly directory: Directory
  readonly passwords: PasswordGate
  readonly lockouts: Lockouts
}

/** A change of one user inside a transaction: gives what the audit trail says of it. */
type Change = (manager: EntityManager, user: UserRow) => Promise<Omit<AuditEntry, 'at' | 'actor'>>

/** Who may log in and what they may. Each change holds from the next request on. */
export class UserService {
  readonly #ports: UserPorts

  constructor(ports: UserPorts) {
    this.#ports = ports
  }

  /** Makes the first administrator, where there is no user at all. Gives the password where it was made up. */
  async createAdmin(password?: string): Promise<string | undefined> {
    if ((await countUsers(this.#ports.database.read)) > 0) return undefined
    const chosen = password ?? randomPassword()
    await this.create('admin', chosen, 'admin', 'system')
    return password === undefined ? chosen : undefined
  }

  /** Everyone, by name. */
  async list(): Promise<Account[]> {
    return (await listUsers(this.#ports.database.read)).flatMap((row) => this.#accountOf(row) ?? [])
  }

  async get(name: string): Promise<Account> {
    const row = await findUserByName(this.#ports.database.read, name)
    const account = row && this.#accountOf(row)
    if (!account) throw notFound(`user ${name}`)
    return account
  }

  async create(name: string, password: string, role: Grant, actor: string): Promise<Account> {
    const { database, clock, ids, directory, passwords } = this.#ports
    const hash = await passwords.hash(password)
    const at = clock.now()
    const row: UserRow = { id: ids.id('user'), name, password: hash, role, createdAt: at, epoch: 0, lockedUntil: null }
    const record = await database.write(async (manager) => {
      if (await findUserByName(manager, name)) throw new ProblemError('already-exists', `a user is called ${name}`)
      await insertUser(manager, row)
      await insertAudit(manager, { at, actor, action: 'user.create', after: row.id, detail: { name, role } })
      return readUser(manager, row.id)
    })
    directory.put(record)
    return this.get(name)
  }

  /** With all logins and API tokens. The last administrator stays. */
  async delete(name: string, actor: string): Promise<void> {
    await this.#change(name, actor, async (manager, user) => {
      await checkNotLast(manager, user)
      await removeUser(manager, user.id)
      return { action: 'user.delete', before: user.id, detail: { name } }
    })
  }

  /** Another role by default; access tokens that were given before are refused. The last administrator stays one. */
  async setRole(name: string, role: Grant, actor: string): Promise<Account> {
    await this.#change(name, actor, async (manager, user) => {
      if (role !== 'admin') await checkNotLast(manager, user)
      const epoch = user.epoch + (isLess(role, user.role) ? 1 : 0)
      await updateUser(manager, user.id, { role, epoch })
      return { action: 'user.role', before: user.role, after: role, detail: { name } }
    })
    return this.get(name)
  }

  /** A role of one's own on one network; `none` hides it. */
  async setNetworkRole(name: string, network: string, role: Grant, actor: string): Promise<Account> {
    await this.#change(name, actor, async (manager, user) => {
      const before = await roleBefore(manager, user, network)
      await setNetworkRole(manager, user.id, network, role)
      if (isLess(role, before ?? user.role)) await updateUser(manager, user.id, { epoch: user.epoch + 1 })
      return { action: 'user.network-role', network, before, after: role, detail: { name } }
    })
    return this.get(name)
  }

  /** On this network the user's role is the one by default again. */
  async dropNetworkRole(name: string, network: string, actor: string): Promise<void> {
    await this.#change(name, actor, async (manager, user) => {
      const before = await roleBefore(manager, user, network)
      if (before === undefined) throw notFound(`role of ${name} on network ${network}`)
      await removeNetworkRole(manager, user.id, network)
      if (isLess(user.role, before)) await updateUser(manager, user.id, { epoch: user.epoch + 1 })
      return { action: 'user.network-role', network, before, detail: { name } }
    })
  }

  /** One's own password. Every login of the user ends. */
  async changePassword({ id, name }: Identity, current: string, password: string): Promise<void> {
    const { database, passwords } = this.#ports
    const user = await findUser(database.read, id)
    const isRight = await passwords.check(current, user?.password ?? '')
    if (!user || !isRight) throw invalidField('/current', 'is not your password')
    await this.#setPassword(name, password, name)
  }

  /** A password for someone else, who is unlocked too. Every login of theirs ends. */
  async resetPassword(name: string, password: string, actor: string): Promise<void> {
    await this.get(name)
    await this.#setPassword(name, password, actor)
    this.#ports.lockouts.clear(name)
  }

  /** Someone who was locked after many failures may log in again. */
  async unlock(name: string, actor: string): Promise<void> {
    const before = this.#ports.lockouts.lockedUntil(name)
    await this.#change(name, actor, async (manager, user) => {
      await updateUser(manager, user.id, { lockedUntil: null })
      return { action: 'user.unlock', before: before === undefined ? undefined : String(before), detail: { name } }
    })
    this.#ports.lockouts.clear(name)
  }

  /** What everyone's rights are must be read again, since a network went. */
  async forgetNetwork(network: string): Promise<void> {
    const { database, directory } = this.#ports
    for (const { id } of await listUsers(database.read)) {
      if (!directory.user(id)?.networks.has(network)) continue
      directory.put(await database.write((manager) => readUser(manager, id)))
    }
  }

  async #setPassword(name: string, password: string, actor: string): Promise<void> {
    const hash = await this.#ports.passwords.hash(password)
    await this.#change(name, actor, async (manager, user) => {
      await setPassword(manager, user.id, hash, user.epoch + 1)
      await updateUser(manager, user.id, { lockedUntil: null })
      return { action: 'user.password', detail: { name } }
    })
  }

  /** Changes a user and writes why, in one transaction; then it holds. */
  async #change(name: string, actor: string, change: Change): Promise<void> {
    const { database, clock, directory } = this.#ports
    const record = await database.write(async (manager) => {
      const user = await findUserByName(manager, name)
      if (!user) throw notFound(`user ${name}`)
      await insertAudit(manager, { at: clock.now(), actor, ...(await change(manager, user)) })
      return readUser(manager, user.id)
    })
    directory.put(record)
  }

  #accountOf({ id, name, createdAt }: UserRow): Account | undefined {
    const { directory, lockouts } = this.#ports
    const identity = directory.user(id)
    const lockedUntil = lockouts.lockedUntil(name)
    return identity && { ...identity, createdAt, ...(lockedUntil === undefined ? {} : { lockedUntil }) }
  }
}

async function roleBefore(manager: EntityManager, user: UserRow, network: string): Promise<Grant | undefined> {
  return (await listNetworkRoles(manager, user.id)).find((row) => row.network === network)?.role
}

async function checkNotLast(manager: EntityManager, user: UserRow): Promise<void> {
  const all = await listUsers(manager)
  if (user.role === 'admin' && !all.some(({ id, role }) => role === 'admin' && id !== user.id))
    throw new ProblemError('wrong-status', `${user.name} is the last administrator`)
}
