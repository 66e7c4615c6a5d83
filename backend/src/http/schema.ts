import { type SchemaName, type SchemaError, type Validated, validator, type WireTypes } from '@paranet/schemas'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'

/** A JSON Schema (draft 2020-12) as a plain object. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Reads a value of unknown origin. Compiled when it is first used. */
export interface Reader<T> {
  /** For descriptions of the API. */
  readonly schema: JsonSchema | SchemaName
  read(value: unknown): Validated<T>
}

const options = { allErrors: true, strict: true, strictTypes: false, strictRequired: false } as const
let bodies: Ajv2020 | undefined
let queries: Ajv2020 | undefined

/** A body of this shape. */
export function bodySchema<T>(schema: JsonSchema): Reader<T> {
  return readerOf<T>(schema, () => (bodies ??= new Ajv2020(options)))
}

/** A query of this shape: its values come as text and become numbers and booleans where the schema says so. */
export function querySchema<T>(schema: JsonSchema): Reader<T> {
  return readerOf<T>(schema, () => (queries ??= new Ajv2020({ ...options, coerceTypes: true })))
}

/** A body of a shape that all packages share. */
export function wireSchema<N extends SchemaName>(name: N): Reader<WireTypes[N]> {
  return { schema: name, read: validator(name) }
}

function readerOf<T>(schema: JsonSchema, ajv: () => Ajv2020): Reader<T> {
  let compiled: ValidateFunction | undefined
  return {
    schema,
    read: (value) => {
      compiled ??= ajv().compile(schema)
      if (compiled(value)) return { ok: true, value: value as T }
      return { ok: false, errors: (compiled.errors ?? []).map(schemaError) }
    },
  }
}

/** An object with these properties and no others. */
export const objectOf = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

/** Text of a bounded length, not empty. */
export const textUpTo = (maxLength: number): JsonSchema => ({ type: 'string', minLength: 1, maxLength })

/** A shape that all packages share, inside an answer: by its name, or one of its parts such as `plan.json#/$defs/wave`. */
export const shape = (name: SchemaName | `${SchemaName}.json#/$defs/${string}`): JsonSchema => ({
  $ref: name.includes('.json') ? name : `${name}.json`,
})

/** A page of a list as an answer; `next` is there while there is more. */
export const listOf = (items: JsonSchema, more: Readonly<Record<string, JsonSchema>> = {}): JsonSchema => {
  const next = { type: 'string', description: 'Goes into `cursor` to get the page after this one.' }
  return objectOf({ ...more, items: { type: 'array', items }, next }, [...Object.keys(more), 'items'])
}

function schemaError({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): SchemaError {
  const inside = (name: unknown) => `${instancePath}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (keyword === 'required') return { pointer: inside(params.missingProperty), message: 'is missing' }
  if (keyword === 'additionalProperties')
    return { pointer: inside(params.additionalProperty), message: 'is not known here' }
  if (keyword === 'enum')
    return { pointer: instancePath, message: `must be one of ${(params.allowedValues as unknown[]).join(', ')}` }
  return { pointer: instancePath, message }
}
