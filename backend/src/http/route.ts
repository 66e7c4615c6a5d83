import { invariant } from '@paranet/network'
import type { SchemaName, WireTypes } from '@paranet/schemas'
import type { Identity, Scope } from '../auth/rights.js'
import type { Services } from '../services.js'
import type { NetworkRow } from '../store/entities.js'
import type { Precondition } from './precondition.js'
import type { ProblemCode } from './problem.js'
import type { JsonSchema, Reader } from './schema.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Headers that change what a request does. */
export type HeededHeader = 'if-match' | 'if-none-match' | 'idempotency-key'

/** What a handler gets: everything is read and checked already. */
export interface RouteRequest<Body, Query> {
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** Who asks; nobody on public routes. */
  readonly actor: Identity
  /** The network that was chosen; only on routes with `network`. */
  readonly network: NetworkRow
  /** `If-Match` and `If-None-Match`; for changes only where the route heeds them. */
  readonly precondition: Precondition
  /** Names a request with an Idempotency-Key, the same whenever it is tried again. */
  readonly once?: string
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** The client's address. */
  readonly from: string
}

/** A request as someone may send it. Networks, nodes and files are those of the small network that the tests use. */
export interface RouteExample<Body = unknown, Query = unknown> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Query
  readonly body?: Body
}

/** One route of the API, as a record: authentication, validation and the description of the API come from it. */
export type RouteSpec<Body = unknown, Query = unknown, Answer extends AnswerSchema = AnswerSchema> = RouteRecord<
  Body,
  Query
> &
  Right &
  Outcome<Body, Query, Answer>

/** Who may. `public`: without a login; `user`: whoever has one; else the role on the network that is meant, or on the server where none is.
 *  `scope`: what an API token must be made for; `login`: none is good for it. Viewers' routes need `read` and administrators' `admin`, unless
 *  they say otherwise; what operators may do has a scope of its own. */
type Right =
  | { readonly role: 'public'; readonly scope?: never }
  | { readonly role: 'user'; readonly scope: 'read' | 'login' }
  | { readonly role: 'viewer'; readonly scope?: Scope }
  | { readonly role: 'operator'; readonly scope: Exclude<Scope, 'read' | 'admin'> }
  | { readonly role: 'admin'; readonly scope?: 'admin' }

interface RouteRecord<Body, Query> {
  readonly method: Method
  /** Below `/api/v1`. */
  readonly path: string
  /** Works on one network: `?network=`, `X-Network`, else the first one; `path`: the one whose id is the parameter `:id`. Those that one may
   *  not see are not there. */
  readonly network?: boolean | 'path'
  /** What the audit trail calls it, where its service writes no entry of its own; `false`: it changes nothing. Only for others than GET. */
  readonly audit?: string | false
  readonly query?: Reader<Query>
  readonly body?: Reader<Body>
  /** Headers of the request that matter here. `idempotency-key`: the same request is served once; its answer is kept for a day, so it holds
   *  no secrets. */
  readonly heeds?: readonly HeededHeader[]
  /** For which its handler may work, ms; where it is not the usual time. */
  readonly timeLimitMs?: number
  /** Makes it a heavy read whose answers are kept: everything that the answer is made from beside the path and the query, as revisions. */
  readonly keptBy?: (request: RouteRequest<NoInfer<Body>, NoInfer<Query>>, services: Services) => string
  /** Its answers have a revision, which clients get as ETag. */
  readonly tagged?: boolean
  /** What it is for, in a few words. */
  readonly summary: string
  /** Problems that it may give beside those that its record makes possible anyway. */
  readonly problems?: readonly ProblemCode[]
  readonly example?: RouteExample<NoInfer<Body>, NoInfer<Query>>
}

/** The body of a success: a shape that all packages share, by name, or one of its own, with `shape` for what it holds of those. */
export type AnswerSchema = SchemaName | JsonSchema

/** The status of a success, its body, and who makes it: already presented, `tagged` where it has a revision. */
type Outcome<Body, Query, Answer extends AnswerSchema> =
  | {
      readonly returns: 200 | 201 | 202
      readonly answer: Answer
      readonly handle: (
        request: RouteRequest<Body, Query>,
        services: Services,
      ) => Promise<Presented<Answer> | Tagged<Presented<Answer>>>
    }
  | {
      readonly returns: 204
      readonly answer?: never
      readonly handle: (request: RouteRequest<Body, Query>, services: Services) => Promise<unknown>
    }

/** The type of a body that is named; of others only tests see whether they are as their schemas say. */
type Presented<Answer extends AnswerSchema> = Answer extends SchemaName ? ReadonlyDeep<WireTypes[Answer]> : unknown

type ReadonlyDeep<T> = unknown extends T ? unknown : { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }

/** A route whose types are forgotten, as the registry holds it. */
export type Route = RouteSpec<never, never>

/** Keeps the types of a record together, then forgets them. */
export const route = <
  Body = undefined,
  Query = Readonly<Record<string, never>>,
  const Answer extends AnswerSchema = AnswerSchema,
>(
  spec: RouteSpec<Body, Query, Answer>,
): Route => spec as unknown as Route

/** An answer with a revision that clients may match against. */
export class Tagged<Value = unknown> {
  readonly value: Value
  readonly revision: string

  constructor(value: Value, revision: string) {
    this.value = value
    this.revision = revision
  }
}

export const tagged = <Value>(value: Value, revision: string): Tagged<Value> => new Tagged(value, revision)

/** The scope that an API token needs for a route; undefined where nobody needs any. */
export function scopeOf({ role, scope }: Pick<Route, 'role' | 'scope'>): Scope | 'login' | undefined {
  if (scope !== undefined || role === 'public') return scope
  return role === 'admin' ? 'admin' : 'read'
}

/** The parameter of a path. */
export function param({ params }: { readonly params: Readonly<Record<string, string>> }, name: string): string {
  const value = params[name]
  invariant(value !== undefined, `the path has a parameter ${name}`)
  return value
}
