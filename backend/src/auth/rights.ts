import type { Grant, Role } from '../store/entities.js'

/** What an API token may be made for. `read` is part of each, `plan` of `deploy`, and `admin` is all that its owner may. */
export const scopes = ['read', 'plan', 'deploy', 'topology', 'faults', 'monitor', 'admin'] as const

export type Scope = (typeof scopes)[number]

/** An API token as the holder of a request's rights: it only ever takes away from what its owner may. */
export interface TokenRights {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Ids of the only networks that it is for; absent: all of its owner's. */
  readonly networks?: readonly string[]
  /** ms since 1970 */
  readonly expiresAt: number
}

/** Who asks, with the rights of this moment. */
export interface Identity {
  readonly id: string
  readonly name: string
  /** On the server as a whole, and on every network without a role of its own. */
  readonly role: Grant
  /** Roles on single networks, by their ids. */
  readonly networks: ReadonlyMap<string, Grant>
  /** Of the user's access tokens: those with an older one are refused. */
  readonly epoch: number
  /** The login that an access token comes from. */
  readonly login?: string
  /** The API token that was sent instead of an access token. */
  readonly token?: TokenRights
}

const ranks: Readonly<Record<Grant, number>> = { none: 0, viewer: 1, operator: 2, admin: 3 }

/** Whether a role may do what needs another: none < viewer < operator < admin. */
export const mayDo = (has: Grant, needs: Role): boolean => ranks[has] >= ranks[needs]

/** Whether a change of role takes something away. */
export const isLess = (role: Grant, than: Grant): boolean => ranks[role] < ranks[than]

/** The role of someone on one network; `none`: for them there is no such network. */
export function roleOn({ role, networks, token }: Identity, network: string): Grant {
  if (token?.networks && !token.networks.includes(network)) return 'none'
  return networks.get(network) ?? role
}

/** The role of someone on the server as a whole; a token for single networks has none. */
export const roleOnServer = ({ role, token }: Identity): Grant => (token?.networks ? 'none' : role)

/** Whether a token of these scopes is good for what needs this one. */
export function covers(has: readonly Scope[], needs: Scope): boolean {
  if (has.includes('admin') || has.includes(needs)) return true
  return needs === 'read' ? has.length > 0 : needs === 'plan' && has.includes('deploy')
}

/** The least role that a scope is of any use with. */
export const roleOfScope: Readonly<Record<Scope, Role>> = {
  read: 'viewer',
  plan: 'viewer',
  deploy: 'operator',
  topology: 'operator',
  faults: 'operator',
  monitor: 'operator',
  admin: 'admin',
}

/** The highest role that someone has anywhere. */
export const highestRole = ({ role, networks }: Pick<Identity, 'role' | 'networks'>): Grant =>
  [role, ...networks.values()].reduce((best, one) => (isLess(best, one) ? one : best))
