import { addSchemas, type SchemaName } from '@paranet/schemas'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { possibleProblems } from '../http/possible-problems.js'
import type { ProblemCode } from '../http/problem.js'
import type { Route } from '../http/route.js'
import { routes } from '../http/routes.js'

/** An answer as it came. */
export interface CheckedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** Throws where an answer of the API is not what the record of its route says: status, revision and body of a success, code of a problem.
 *  `path`: below `/api/v1`, with or without a query. */
export function checkAnswer(method: string, path: string, { status, headers, body }: CheckedAnswer): void {
  const route = routeOf(method, path)
  const name = route ? `${route.method} ${route.path}` : `${method} ${path}`
  if (status >= 400) return checkProblem(name, route, body)
  if (!route || status === 304) return
  if (status !== route.returns) throw new TypeError(`${name}: ${status} where its record says ${route.returns}`)
  if (headers.has('etag') !== (route.tagged ?? false))
    throw new TypeError(`${name}: an ETag or none, against its record`)
  if (route.answer !== undefined) expectFits(name, answerValidator(route), body)
  else if (body !== undefined) throw new TypeError(`${name}: a body where its record has none`)
}

function checkProblem(name: string, route: Route | undefined, body: unknown): void {
  expectFits(name, validatorOf('problem'), body)
  const { code } = body as { readonly code: ProblemCode }
  if (route && !possibleProblems(route).includes(code))
    throw new TypeError(`${name}: its record knows no problem ${code}`)
}

/** The route that answers such a request. */
export function routeOf(method: string, path: string): Route | undefined {
  const [wanted = ''] = path.replace(/^\/*/, '/').split('?')
  return [...patterns].find(([route, pattern]) => route.method === method && pattern.test(wanted))?.[0]
}

// Fixed paths go before those with parameters.
const patterns = new Map(
  [...routes]
    .sort((a, b) => Number(a.path.includes(':')) - Number(b.path.includes(':')))
    .map((route) => [route, new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}$`)]),
)

const ajv = addSchemas(
  new Ajv2020({ allErrors: true, discriminator: true, strict: true, strictTypes: false, strictRequired: false }),
)
const validators = new Map<Route, ValidateFunction>()

function answerValidator(route: Route): ValidateFunction {
  const known = validators.get(route)
  if (known) return known
  const { answer } = route
  // Shared shapes are named relative to where all schemas lie.
  const base = `https://paranet.dev/schemas/answer-${validators.size}.json`
  const made = typeof answer === 'string' ? validatorOf(answer) : ajv.compile({ $id: base, ...answer })
  validators.set(route, made)
  return made
}

function validatorOf(name: SchemaName): ValidateFunction {
  const found = ajv.getSchema(`https://paranet.dev/schemas/${name}.json`)
  if (!found) throw new TypeError(`no schema ${name}`)
  return found
}

function expectFits(name: string, validate: ValidateFunction, body: unknown): void {
  if (validate(body)) return
  const errors = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
  throw new TypeError(`${name}: not the answer of its record: ${errors.slice(0, 8).join('; ')}`)
}
