import type { ProblemCode } from './problem.js'
import type { Route } from './route.js'

/** Every problem that a request to this route may meet, sorted: those of its record, and those that any record of its form has. */
export function possibleProblems(route: Route): readonly ProblemCode[] {
  const codes = new Set<ProblemCode>([
    'bad-request',
    'internal',
    'rate-limited',
    'took-too-long',
    ...(route.problems ?? []),
  ])
  const add = (condition: boolean, ...more: readonly ProblemCode[]) => {
    if (condition) for (const code of more) codes.add(code)
  }
  add(route.role !== 'public', 'unauthenticated', 'forbidden')
  add((route.network ?? false) !== false || route.path.includes(':'), 'not-found')
  add(route.method !== 'GET', 'bad-json', 'too-large', 'unsupported-media-type')
  add(route.body !== undefined || route.query !== undefined, 'invalid')
  add(isList(route), 'bad-cursor')
  add(route.heeds?.some((header) => header !== 'idempotency-key') ?? false, 'precondition-failed')
  add(route.heeds?.includes('idempotency-key') ?? false, 'idempotency-key-reused')
  return [...codes].sort()
}

const isList = ({ query }: Route): boolean => {
  const { properties } = (typeof query?.schema === 'object' ? query.schema : {}) as { readonly properties?: object }
  return properties !== undefined && 'cursor' in properties
}
