import { invariant } from '@paranet/network'
import { type SchemaName, schemas } from '@paranet/schemas'
import type { JsonSchema } from '../http/schema.js'

/** A value that is right but for one place. */
export interface Mutation {
  /** What is wrong, for the name of a test. */
  readonly what: string
  /** JSON pointer of the place. */
  readonly pointer: string
  readonly value: unknown
}

/** Every way in which one field of the value can break the schema: a member that is missing or unknown, another type, a number or text out
 *  of bounds, no choice of a list. */
export function mutationsOf(schema: JsonSchema | SchemaName, value: unknown): readonly Mutation[] {
  return typeof schema === 'string' ? at(schemas[schema], `${schema}.json`, value) : at(schema, '', value)
}

function at(given: JsonSchema, from: string, value: unknown): readonly Mutation[] {
  const { schema, file } = resolved(given, from, value)
  return [...wrongValues(schema), ...wrongMembers(schema, file, value), ...wrongItems(schema, file, value)]
}

/** What a reference leads to, and of a union the choice that the value makes. */
function resolved(schema: JsonSchema, file: string, value: unknown): { schema: JsonSchema; file: string } {
  const { $ref } = schema
  if (typeof $ref === 'string') {
    const [name = '', path = ''] = $ref.split('#')
    const next = name === '' ? file : name
    let found: unknown = (schemas as Readonly<Record<string, unknown>>)[next.replace(/\.json$/, '')]
    for (const key of path.split('/').slice(1)) found = (found as Record<string, unknown> | undefined)?.[key]
    invariant(found !== undefined, `no schema ${$ref}`)
    return resolved(found as JsonSchema, next, value)
  }
  const { discriminator, oneOf } = schema as { discriminator?: { propertyName: string }; oneOf?: readonly JsonSchema[] }
  if (!discriminator || !oneOf) return { schema, file }
  const kind = (value as Record<string, unknown> | undefined)?.[discriminator.propertyName]
  const chosen = oneOf.find((choice) => propertiesOf(choice)[discriminator.propertyName]?.['const'] === kind)
  return chosen ? resolved(chosen, file, value) : { schema, file }
}

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>

/** Values that the schema refuses in this place. */
function wrongValues(schema: JsonSchema): readonly Mutation[] {
  const { type, minLength, maxLength, minimum, maximum, pattern } = schema as Bounds
  const wrong: [string, unknown][] = []
  if (type !== undefined || schema['enum'] !== undefined)
    wrong.push(['of another type', type === 'object' ? [] : { a: 1 }])
  if (schema['enum'] !== undefined) wrong.push(['none of the choices', 'no such choice'])
  if (minLength !== undefined && minLength > 0) wrong.push(['empty', ''])
  if (maxLength !== undefined && maxLength < 10_000) wrong.push(['too long', 'x'.repeat(maxLength + 1)])
  if (pattern !== undefined) wrong.push(['of another form', '\u0000 ?'])
  if (schema['format'] !== undefined) wrong.push(['no such address', '999.1.1.1/x'])
  if (minimum !== undefined) wrong.push(['too small', minimum - 1])
  if (maximum !== undefined) wrong.push(['too large', maximum + 1])
  if (type === 'integer') wrong.push(['no whole number', (minimum ?? 0) + 0.5])
  return wrong.map(([what, its]) => ({ what, pointer: '', value: its }))
}

interface Bounds {
  readonly type?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
}

function wrongMembers(schema: JsonSchema, file: string, value: unknown): readonly Mutation[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const members = Object.entries(propertiesOf(schema))
  const required = (schema['required'] ?? []) as readonly string[]
  const inside = members.flatMap(([name, its]) =>
    wrongIn(name, at(its, file, (value as Record<string, unknown>)[name]), (changed) => ({
      ...value,
      [name]: changed,
    })),
  )
  const missing = required.map((name) => ({
    what: 'missing',
    pointer: `/${name}`,
    value: Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)),
  }))
  const isClosed = schema['additionalProperties'] === false
  const unknown = { what: 'not known', pointer: '/noSuchMember', value: { ...value, noSuchMember: 1 } }
  return [...inside, ...missing, ...(isClosed ? [unknown] : [])]
}

function wrongItems(schema: JsonSchema, file: string, value: unknown): readonly Mutation[] {
  if (!Array.isArray(value)) return []
  const { items, prefixItems, minItems, maxItems } = schema as {
    items?: JsonSchema | false
    prefixItems?: readonly JsonSchema[]
    minItems?: number
    maxItems?: number
  }
  const first = prefixItems?.[0] ?? (items || undefined)
  const inside =
    first && value.length > 0 ? wrongIn('0', at(first, file, value[0]), (changed) => [changed, ...value.slice(1)]) : []
  const few =
    (minItems ?? 0) > 0 ? [{ what: 'of too few', pointer: '', value: value.slice(0, (minItems ?? 1) - 1) }] : []
  const more = Array.from({ length: (maxItems ?? 0) + 1 }, () => value[0] as unknown)
  const many = maxItems === undefined ? [] : [{ what: 'of too many', pointer: '', value: more }]
  return [...inside, ...few, ...many]
}

const wrongIn = (name: string, mutations: readonly Mutation[], put: (changed: unknown) => unknown): Mutation[] =>
  mutations.map(({ what, pointer, value }) => ({ what, pointer: `/${name}${pointer}`, value: put(value) }))
