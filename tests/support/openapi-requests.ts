import fc from 'fast-check'

/** A request as nobody may have thought of it. */
export interface RandomRequest {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

type Json = Readonly<Record<string, unknown>>

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Json; readonly example?: unknown }>>
  }
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Json
  readonly example?: unknown
}

export interface RequestOptions {
  /** Names of operations that are not sent. */
  readonly without: ReadonlySet<string>
  /** Names of things that are there: requests that use them get further. */
  readonly known: readonly string[]
}

/** Random requests to every operation of an OpenAPI document: values of the schemas mostly, with others among them. */
export function randomRequests(document: Json, { without, known }: RequestOptions): fc.Arbitrary<RandomRequest> {
  const values = new Values(document, known)
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => path.startsWith('/api/') && !without.has(operation.operationId))
      .map(([method, operation]) => requestsTo(path, method.toUpperCase(), operation, values)),
  )
  return fc.oneof(...operations)
}

function requestsTo(path: string, method: string, operation: Operation, values: Values): fc.Arbitrary<RandomRequest> {
  const parameters = (operation.parameters ?? []).map((one) =>
    '$ref' in one ? (values.resolve(one) as unknown as Parameter) : one,
  )
  const at = (place: Parameter['in']) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place)
          .map((one) => [one.name, values.parameter(one.schema, one.example)]),
      ),
      place === 'path' ? {} : { requiredKeys: [] },
    )
  const content = operation.requestBody?.content['application/json']
  const body = content ? values.body(content.schema, content.example) : fc.constant(undefined)
  return fc.record({ inPath: at('path'), query: at('query'), headers: at('header'), body }).map((parts) => ({
    name: operation.operationId,
    method,
    path: `${filled(path, parts.inPath)}${queryText(parts.query)}`,
    headers: Object.fromEntries(Object.entries(parts.headers).map(([name, value]) => [name, headerText(value)])),
    ...(parts.body === undefined ? {} : { body: parts.body }),
  }))
}

const filled = (path: string, values: Readonly<Record<string, unknown>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(values[name])) || 'x')

function queryText(query: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, wellFormed(value)])).toString()
  return text === '' ? '' : `?${text}`
}

const wellFormed = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed()

/** What may stand in a header. */
const headerText = (value: unknown): string =>
  wellFormed(value)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .trim()

/** Values of schemas. */
class Values {
  readonly #document: Json
  readonly #words: fc.Arbitrary<string>

  constructor(document: Json, known: readonly string[]) {
    this.#document = document
    this.#words = fc.constantFrom(...known)
  }

  resolve({ $ref = '' }: { readonly $ref?: string }): Json {
    let found: unknown = this.#document
    for (const key of $ref.split('/').slice(1)) found = (found as Record<string, unknown>)[key]
    return found as Json
  }

  parameter(schema: Json, example: unknown): fc.Arbitrary<unknown> {
    const examples = example === undefined ? [] : [{ weight: 25, arbitrary: fc.constant(example) }]
    return fc.oneof(
      ...examples,
      { weight: 5, arbitrary: this.of(schema) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    )
  }

  body(schema: Json, example: unknown): fc.Arbitrary<unknown> {
    const examples = example === undefined ? [] : [{ weight: 3, arbitrary: fc.constant(example) }]
    return fc.oneof(...examples, { weight: 5, arbitrary: this.of(schema) }, { weight: 1, arbitrary: fc.jsonValue() })
  }

  /** Mostly of the schema, sometimes anything at all. */
  of(schema: Json, depth = 0): fc.Arbitrary<unknown> {
    return fc.oneof(
      { weight: 15, arbitrary: this.#right(schema, depth) },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
    )
  }

  #right(schema: Json, depth: number): fc.Arbitrary<unknown> {
    if ('$ref' in schema) return this.#right(this.resolve(schema as { $ref: string }), depth)
    const choices = (schema['oneOf'] ?? schema['anyOf']) as readonly Json[] | undefined
    if (choices) return fc.oneof(...choices.map((choice) => this.#right(choice, depth + 1)))
    if ('const' in schema) return fc.constant(schema['const'])
    if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
    const { type } = schema
    if (type === 'boolean') return fc.boolean()
    if (type === 'integer' || type === 'number') return numbers(schema)
    if (type === 'array') return this.#lists(schema, depth)
    if (type === 'object') return this.#objects(schema, depth)
    return type === 'string' ? this.#texts(schema) : fc.jsonValue({ maxDepth: 1 })
  }

  #texts({ minLength = 0, maxLength = 60 }: { readonly minLength?: number; readonly maxLength?: number }) {
    const most = Math.max(minLength, Math.min(60, maxLength))
    return fc.oneof(
      { weight: 3, arbitrary: this.#words },
      { weight: 1, arbitrary: fc.string({ minLength, maxLength: most }) },
    )
  }

  #lists(schema: Json, depth: number): fc.Arbitrary<unknown> {
    const {
      items,
      prefixItems,
      minItems = 0,
    } = schema as {
      readonly items?: Json
      readonly prefixItems?: readonly Json[]
      readonly minItems?: number
    }
    if (prefixItems) return fc.tuple(...prefixItems.map((item) => this.of(item, depth + 1)))
    return fc.array(this.of(items ?? {}, depth + 1), { minLength: minItems, maxLength: Math.max(minItems, 3) })
  }

  #objects(schema: Json, depth: number): fc.Arbitrary<unknown> {
    const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>
    const members = Object.fromEntries(Object.entries(properties).map(([name, its]) => [name, this.of(its, depth + 1)]))
    const others = schema['additionalProperties']
    if (typeof others === 'object' && others !== null)
      return fc.dictionary(this.#words, this.of(others as Json, depth + 1), { maxKeys: 3 })
    return fc.record(members, { requiredKeys: (schema['required'] ?? []) as string[] })
  }
}

function numbers({ type, minimum = -10, maximum = 1e12 }: { type?: unknown; minimum?: number; maximum?: number }) {
  const [min, max] = [minimum, Math.max(minimum, maximum)]
  return type === 'integer'
    ? fc.integer({ min: Math.ceil(Math.max(min, -(2 ** 31))), max: Math.floor(Math.min(max, 2 ** 31 - 1)) })
    : fc.double({ min, max, noNaN: true })
}
