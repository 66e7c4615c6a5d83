import { invariant } from '@paranet/network'
import type { Identity } from '../auth/access-tokens.js'
import type { Services } from '../services.js'
import type { NetworkRow, Role } from '../store/entities.js'
import type { Reader } from './schema.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a handler gets: everything is read and checked already. */
export interface RouteRequest<Body, Query> {
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** Who asks; nobody on public routes. */
  readonly actor: Identity
  /** The network that was chosen; only on routes with `network: true`. */
  readonly network: NetworkRow
  readonly ifMatch?: string
  readonly idempotencyKey?: string
  /** The client's address. */
  readonly from: string
}

/** One route of the API, as a record: authentication, validation and the description of the API come from it. */
export interface RouteSpec<Body = unknown, Query = unknown> {
  readonly method: Method
  /** Below `/api/v1`. */
  readonly path: string
  /** `public`: without a login. */
  readonly role: Role | 'public'
  /** Works on one network: `?network=`, `X-Network`, else the first one. */
  readonly network?: boolean
  readonly query?: Reader<Query>
  readonly body?: Reader<Body>
  /** The status of a success. */
  readonly returns: 200 | 201 | 202 | 204
  /** What it is for, in a few words. */
  readonly summary: string
  /** Gives what the client gets, already presented; `tagged` where it has a revision. */
  readonly handle: (request: RouteRequest<Body, Query>, services: Services) => Promise<unknown>
}

/** A route whose types are forgotten, as the registry holds it. */
export type Route = RouteSpec<never, never>

/** Keeps the types of a record together, then forgets them. */
export const route = <Body = undefined, Query = Readonly<Record<string, never>>>(spec: RouteSpec<Body, Query>): Route =>
  spec as unknown as Route

/** An answer with a revision that clients may match against. */
export class Tagged {
  readonly value: unknown
  readonly revision: string

  constructor(value: unknown, revision: string) {
    this.value = value
    this.revision = revision
  }
}

export const tagged = (value: unknown, revision: string): Tagged => new Tagged(value, revision)

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

/** Whether a role may do what needs another: viewer < operator < admin. */
export const mayDo = (has: Role, needs: Role): boolean => ranks[has] >= ranks[needs]

/** The parameter of a path. */
export function param({ params }: { readonly params: Readonly<Record<string, string>> }, name: string): string {
  const value = params[name]
  invariant(value !== undefined, `the path has a parameter ${name}`)
  return value
}
