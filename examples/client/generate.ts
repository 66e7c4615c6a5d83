// Writes generated/requests.ts from the OpenAPI document of a server: npx tsx examples/client/generate.ts http://localhost:8080
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { compile, type JSONSchema } from 'json-schema-to-typescript'

type Json = Readonly<Record<string, unknown>>

/** What is read of an operation. */
interface Operation {
  readonly summary: string
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
  readonly 'x-websocket'?: { readonly data: Readonly<Record<string, Json>> }
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema: Json
}

type Content = Readonly<Record<string, { readonly schema: Json }>>

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>
    readonly parameters: Readonly<Record<string, Parameter>>
  }
}

const banner =
  '// Made from the OpenAPI document by examples/client/generate.ts: generate it again instead of changing it.\n\n'

/** The types of all requests and channels of a document, as a module: `Requests` by method and path, `Channels` by path. */
export async function generateTypes(given: unknown): Promise<string> {
  const document = given as Document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const requests = operations.filter(({ operation }) => !operation['x-websocket'])
  const channels = operations.filter(({ operation }) => operation['x-websocket'])
  const whole = {
    title: 'Api',
    ...objectOf({
      requests: {
        title: 'Requests',
        ...objectOf(
          Object.fromEntries(
            requests.map(({ path, method, operation }) => [`${method} ${path}`, requestOf(operation, document)]),
          ),
        ),
      },
      channels: {
        title: 'Channels',
        ...objectOf(Object.fromEntries(channels.map(({ path, operation }) => [path, channelOf(operation, document)]))),
      },
      problem: { $ref: '#/definitions/Problem' },
      frame: { $ref: '#/definitions/WsFrame' },
    }),
    definitions: Object.fromEntries(
      Object.entries(document.components.schemas).map(([name, schema]) => [name, { ...rewrite(schema), title: name }]),
    ),
  }
  const style = { semi: false, singleQuote: true, printWidth: 120 }
  return banner + (await compile(whole as JSONSchema, 'Api', { bannerComment: '', additionalProperties: false, style }))
}

/** An object of which all members are there, but those named. */
const objectOf = (properties: Json, optional: readonly string[] = []): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
})

function requestOf(operation: Operation, document: Document): Json {
  const { requestBody, responses } = operation
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? []
  const answer = success?.content?.['application/json']?.schema
  const text = success?.content === undefined ? { tsType: 'undefined' } : { type: 'string' }
  const members = {
    ...parametersOf(operation, document),
    ...(requestBody ? { body: rewrite(requestBody.content['application/json']?.schema ?? {}) } : {}),
    answer: answer === undefined ? text : rewrite(answer),
  }
  return { description: operation.summary, ...objectOf(members, optionalOf(operation, members)) }
}

function channelOf(operation: Operation, document: Document): Json {
  const members = {
    ...parametersOf(operation, document),
    frames: objectOf(
      Object.fromEntries(
        Object.entries(operation['x-websocket']?.data ?? {}).map(([type, schema]) => [type, rewrite(schema)]),
      ),
    ),
  }
  return { description: operation.summary, ...objectOf(members, optionalOf(operation, members)) }
}

/** Members of a request that may be left out: those in which nothing is needed. */
function optionalOf({ requestBody }: Operation, members: Json): string[] {
  const isOptional = (name: string): boolean => {
    if (name === 'body') return !requestBody?.required
    const { required } = members[name] as { readonly required?: readonly string[] }
    return required?.length === 0
  }
  return Object.keys(members).filter((name) => name !== 'answer' && name !== 'frames' && isOptional(name))
}

/** Parameters by where they stand: `path`, `query`, `header`. */
function parametersOf({ parameters = [] }: Operation, { components }: Document): Json {
  const all = parameters.map((one) => {
    const shared = '$ref' in one ? components.parameters[one.$ref.slice(one.$ref.lastIndexOf('/') + 1)] : one
    if (!shared) throw new TypeError(`no parameter ${JSON.stringify(one)}`)
    return shared
  })
  const places = (['path', 'query', 'header'] as const).flatMap((place) => {
    const its = all.filter((parameter) => parameter.in === place)
    if (its.length === 0) return []
    const members = its.map(({ name, description, schema }) => [
      name,
      { ...rewrite(schema), ...(description === undefined ? {} : { description }) },
    ])
    const optional = its.filter(({ required }) => !required).map(({ name }) => name)
    return [[place, objectOf(Object.fromEntries(members) as Json, optional)]]
  })
  return Object.fromEntries(places) as Json
}

/** A schema in the words of json-schema-to-typescript: references to definitions, tuples in the older form, no names of its own. */
function rewrite(schema: Json, isMap = false): Json {
  if (isMap) return mapValues(schema, (value) => rewrite(value as Json))
  const { title: _title, minItems, maxItems, prefixItems, $ref, ...rest } = schema
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/components/schemas/', '#/definitions/') }
  if (Array.isArray(rest['oneOf'])) return { oneOf: rest['oneOf'].map((choice) => rewrite(choice as Json)) }
  const own = mapValues(rest, (value, key) => {
    if (Array.isArray(value)) return value.map((item: unknown) => (isObject(item) ? rewrite(item) : item))
    return isObject(value) && key !== 'default' ? rewrite(value, key === 'properties') : value
  })
  if (!Array.isArray(prefixItems)) return own
  const items = prefixItems.map((item) => rewrite(item as Json))
  return { ...own, items, additionalItems: false, minItems, maxItems }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const mapValues = (object: Json, change: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))

const [, program = '', server] = process.argv
if (server !== undefined && import.meta.url === pathToFileURL(program).href) {
  const response = await fetch(`${server}/openapi.json`)
  writeFileSync(new URL('generated/requests.ts', import.meta.url), await generateTypes(await response.json()))
}
