import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { formats } from './formats.js'
import { schemas } from './generated/schemas.js'
import type { WireTypes } from './generated/wire-types.js'

/** What is wrong at one place. `pointer`: JSON pointer (RFC 6901) into the value, '' for the whole. */
export interface SchemaError {
  readonly pointer: string
  readonly message: string
}

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly SchemaError[] }

export type SchemaName = keyof WireTypes
export type Validator<T> = (value: unknown) => Validated<T>

let ajv: Ajv2020 | undefined

/** One instance, made when the first validator is used: it knows all schemas, and compiles each when it is asked for. */
function sharedAjv(): Ajv2020 {
  if (ajv) return ajv
  ajv = addSchemas(
    new Ajv2020({ allErrors: true, discriminator: true, strict: true, strictTypes: false, strictRequired: false }),
  )
  return ajv
}

/** Teaches an instance all schemas and their formats, so that schemas of its own may refer to them; gives it back. */
export function addSchemas(to: Ajv2020): Ajv2020 {
  for (const [name, validate] of Object.entries(formats)) to.addFormat(name, validate)
  for (const schema of Object.values(schemas)) to.addSchema(schema)
  return to
}

const compiled = new Map<string, ValidateFunction>()

function compiledOf(name: SchemaName): ValidateFunction {
  const known = compiled.get(name)
  if (known) return known
  const found = sharedAjv().getSchema(schemas[name].$id)
  if (!found) throw new TypeError(`no schema ${name}`)
  compiled.set(name, found)
  return found
}

/** Reads values of one schema. Compiles on first use (some ms); all errors of a value are reported, in the order of the schema. */
export function validator<N extends SchemaName>(name: N): Validator<WireTypes[N]> {
  return (value) => {
    const validate = compiledOf(name)
    if (validate(value)) return { ok: true, value: value as WireTypes[N] }
    return { ok: false, errors: (validate.errors ?? []).map(schemaError) }
  }
}

function schemaError({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): SchemaError {
  if (keyword === 'required')
    return { pointer: `${instancePath}/${escaped(params.missingProperty)}`, message: 'is missing' }
  if (keyword === 'additionalProperties')
    return { pointer: `${instancePath}/${escaped(params.additionalProperty)}`, message: 'is not known here' }
  if (keyword === 'enum') return { pointer: instancePath, message: `must be one of ${params.allowedValues.join(', ')}` }
  if (keyword === 'format') return { pointer: instancePath, message: formatMessages[params.format] ?? message }
  if (keyword === 'discriminator')
    return { pointer: `${instancePath}/${escaped(params.tag)}`, message: `names no kind that is known here` }
  return { pointer: instancePath, message }
}

const formatMessages: Readonly<Record<string, string>> = {
  'ip-address': 'must be an IPv4 or IPv6 address',
  prefix: 'must be a prefix such as 10.1.0.0/16',
  'interface-address': 'must be an address with its length, such as 10.9.0.1/31',
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
