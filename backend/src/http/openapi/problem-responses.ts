import { type ProblemCode, problems } from '../problem.js'
import type { JsonSchema } from '../schema.js'

const isCode = (text: string): text is ProblemCode => text in problems
const retryAfter = { description: 'After so many seconds it may be tried again.', schema: { type: 'integer' } }

/** The response of each problem, for those that are alone with their status. */
export const sharedResponses: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.keys(problems)
    .filter(isCode)
    .map((code) => [code, responseOf([code])]),
)

/** Responses by status for all problems that may come. Problems of one status share a response that lists them. */
export function problemResponses(codes: readonly ProblemCode[]): Readonly<Record<string, JsonSchema>> {
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b)
  return Object.fromEntries(
    statuses.map((status) => {
      const [code, ...more] = codes.filter((one) => problems[one].status === status)
      if (code === undefined) return []
      return [status, more.length > 0 ? responseOf([code, ...more]) : { $ref: `#/components/responses/${code}` }]
    }),
  )
}

function responseOf(codes: readonly ProblemCode[]): JsonSchema {
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
    ...(codes.some((code) => hasRetryAfter(code)) ? { headers: { 'Retry-After': retryAfter } } : {}),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  }
}

function hasRetryAfter(code: ProblemCode): boolean {
  return problems[code].status === 429
}

function exampleOf(code: ProblemCode) {
  return {
    type: `https://paranet.dev/problems/${code}`,
    title: problems[code].title,
    status: problems[code].status,
    code,
    ...(code === 'invalid' ? { errors: [{ pointer: '/name', message: 'is missing' }] } : {}),
    requestId: 'req-4be1c9d27a5f4f0e8c3b6a90',
  }
}
