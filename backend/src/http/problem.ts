import type { SchemaError } from '@paranet/schemas'

/** Every problem that a client can meet: its status and title. The one place that maps codes (RFC 9457). */
export const problems = {
  'bad-json': { status: 400, title: 'The body is not JSON' },
  'bad-cursor': { status: 400, title: 'The cursor is no place in this list' },
  'bad-request': { status: 400, title: 'The request makes no sense' },
  'bad-credentials': { status: 401, title: 'Login failed' },
  'bad-token': { status: 401, title: 'The token is not valid' },
  unauthenticated: { status: 401, title: 'Log in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-emulated': { status: 403, title: 'Only emulated networks have faults' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The resource has no such method' },
  'already-exists': { status: 409, title: 'It exists already' },
  'needed-by-intents': { status: 409, title: 'Committed intents need it' },
  'node-has-links': { status: 409, title: 'The node has links' },
  'stale-plan': { status: 409, title: 'The network moved since the plan was made' },
  'deployment-running': { status: 409, title: 'A deployment is under way' },
  'wrong-status': { status: 409, title: 'Not possible now' },
  'precondition-failed': { status: 412, title: 'It changed meanwhile' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  invalid: { status: 422, title: 'Some fields are wrong' },
  'not-proved': { status: 422, title: 'The plan is not proved' },
  'certificate-rejected': { status: 422, title: 'The evidence for the plan does not show what it says' },
  'plan-has-errors': { status: 422, title: 'The plan has errors' },
  'newly-violated': { status: 422, title: 'Something that holds now would be violated' },
  'not-understood': { status: 422, title: 'The words were not understood' },
  'not-supported': { status: 422, title: 'Not supported' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  locked: { status: 423, title: 'Locked' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  internal: { status: 500, title: 'Our mistake' },
  'device-error': { status: 502, title: 'A device did not answer as it should' },
  'took-too-long': { status: 503, title: 'It took too long' },
  unavailable: { status: 503, title: 'Not ready' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemCode = keyof typeof problems

/** What a problem says beside its code. `errors`: one per bad field. `retryAfter`: s. Further members come as they are. */
export interface ProblemDetail {
  readonly errors?: readonly SchemaError[]
  readonly retryAfter?: number
  readonly [member: string]: unknown
}

/** A request that cannot be answered as it was asked. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly more: ProblemDetail

  constructor(code: ProblemCode, detail: string, more: ProblemDetail = {}) {
    super(detail)
    this.code = code
    this.more = more
  }
}

/** The problem document of an error. */
export function problemDocument({ code, message, more }: ProblemError, requestId: string) {
  const { status, title } = problems[code]
  const { retryAfter: _, ...rest } = more
  return { type: `https://paranet.dev/problems/${code}`, title, status, detail: message, code, ...rest, requestId }
}

export const notFound = (what: string): ProblemError => new ProblemError('not-found', `no ${what}`)

/** A single bad field. */
export const invalidField = (pointer: string, message: string): ProblemError =>
  new ProblemError('invalid', `${pointer === '' ? 'the body' : pointer} ${message}`, { errors: [{ pointer, message }] })
