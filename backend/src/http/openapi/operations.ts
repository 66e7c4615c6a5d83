import { possibleProblems } from '../possible-problems.js'
import { type Route, scopeOf } from '../route.js'
import type { Operation } from '../routes.js'
import type { JsonSchema } from '../schema.js'
import { problemResponses } from './problem-responses.js'
import type { SchemaComponents } from './schema-components.js'

const statusTexts = { 200: 'Done', 201: 'Made', 202: 'Begun', 204: 'Done; there is nothing to say' } as const

/** The path of a route as OpenAPI writes it. */
export const openApiPath = ({ path }: Route): string => `/api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`

/** A route as an operation of the description. */
export function operationOf({ name, resource, route }: Operation, components: SchemaComponents) {
  const { summary, role } = route
  return {
    operationId: name,
    tags: [resource],
    summary,
    description: rightText(route),
    security: role === 'public' ? [] : [{ bearer: [] }],
    ...listed('parameters', parametersOf(route, components)),
    ...requestBodyOf(route, components),
    responses: {
      [route.returns]: successOf(route, components),
      ...(route.tagged && route.method === 'GET' ? { 304: { description: 'The client has this revision.' } } : {}),
      ...problemResponses(possibleProblems(route)),
    },
  }
}

/** Who may, in words. */
function rightText(route: Route): string {
  const { role, network } = route
  const scope = scopeOf(route)
  if (role === 'public') return 'Needs no login.'
  const who = role === 'user' ? 'a login' : `the role ${role}${network ? ' on the network' : ''}`
  return `Needs ${who}; ${scope === 'login' ? 'no API token is good for it' : `an API token needs the scope ${scope}`}.`
}

const listed = <T>(name: string, values: readonly T[]) => (values.length === 0 ? {} : { [name]: values })

function parametersOf(route: Route, components: SchemaComponents): readonly JsonSchema[] {
  const shared = (name: string) => ({ $ref: `#/components/parameters/${name}` })
  return [
    ...pathParameters(route),
    ...queryParameters(route, components),
    ...(route.network === true ? [shared('network'), shared('xNetwork')] : []),
    ...((route.tagged && route.method === 'GET') || route.heeds?.includes('if-none-match')
      ? [shared('ifNoneMatch')]
      : []),
    ...(route.heeds?.includes('if-match') ? [shared('ifMatch')] : []),
    ...(route.heeds?.includes('idempotency-key') ? [shared('idempotencyKey')] : []),
  ]
}

const pathParameters = ({ path, example }: Route): readonly JsonSchema[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
    ...exampleFor(example?.params?.[name]),
  }))

function queryParameters({ query, example }: Route, components: SchemaComponents): readonly JsonSchema[] {
  if (query === undefined || typeof query.schema === 'string') return []
  const { properties = {}, required = [] } = query.schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>
    readonly required?: readonly string[]
  }
  const given: Readonly<Record<string, unknown>> = example?.query ?? {}
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(typeof description === 'string' ? { description } : {}),
    ...(required.includes(name) ? { required: true } : {}),
    schema: components.use(schema),
    ...exampleFor(given[name]),
  }))
}

function requestBodyOf({ body, example }: Route, components: SchemaComponents) {
  if (body === undefined) return {}
  const isNeeded = !body.read({}).ok
  const content = { 'application/json': { schema: components.use(body.schema), ...exampleFor(example?.body) } }
  return { requestBody: { ...(isNeeded ? { required: true } : {}), content } }
}

const exampleFor = (example: unknown) => (example === undefined ? {} : { example })

function successOf(route: Route, components: SchemaComponents) {
  const headers = {
    'X-Request-Id': { $ref: '#/components/headers/requestId' },
    ...(route.tagged ? { ETag: { $ref: '#/components/headers/etag' } } : {}),
  }
  const description = statusTexts[route.returns]
  if (route.answer === undefined) return { description, headers }
  return { description, headers, content: { 'application/json': { schema: components.use(route.answer) } } }
}
