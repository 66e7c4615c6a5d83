import { invariant } from '@paranet/network'
import { type SchemaName, schemas } from '@paranet/schemas'
import type { JsonSchema } from '../schema.js'

const files: Readonly<Record<string, JsonSchema>> = schemas

/** Collects the schemas of a description: those with a title become components, under their titles, and are referred to. */
export class SchemaComponents {
  readonly #sources = new Map<string, string>()
  readonly #components = new Map<string, JsonSchema>()

  /** A shared schema by name, or one as a route has it. */
  use(schema: JsonSchema | SchemaName): JsonSchema {
    return typeof schema === 'string' ? this.#referTo(`${schema}.json`, '') : this.#place(schema, '')
  }

  /** Everything that was used, sorted. */
  all(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** `file`: where the schema stands, for what it refers to. */
  #place(schema: JsonSchema, file: string): JsonSchema {
    const { title } = schema
    if (typeof title !== 'string') return this.#rewrite(schema, file)
    const source = JSON.stringify(schema)
    const known = this.#sources.get(title)
    invariant(known === undefined || known === source, `two schemas have the title ${title}`)
    if (known === undefined) {
      this.#sources.set(title, source)
      // Taken before it is read: it may refer to itself.
      this.#components.set(title, {})
      this.#components.set(title, this.#rewrite(schema, file))
    }
    return { $ref: `#/components/schemas/${title}` }
  }

  #referTo(ref: string, from: string): JsonSchema {
    const [name = '', path = ''] = ref.split('#')
    const file = name === '' ? from : name
    let found: unknown = files[file.replace(/\.json$/, '')]
    for (const key of path.split('/').slice(1)) found = (found as Record<string, unknown> | undefined)?.[key]
    invariant(found !== undefined, `no schema ${ref}`)
    return this.#place(found as JsonSchema, file)
  }

  #rewrite(schema: JsonSchema, file: string): JsonSchema {
    const { $schema: _schema, $id: _id, $defs: _defs, discriminator, ...rest } = schema
    if (typeof rest['$ref'] === 'string') {
      const { $ref, ...beside } = rest
      return { ...this.#referTo($ref, file), ...beside }
    }
    const entries = Object.entries(rest).map(([key, value]) => [key, this.#rewriteValue(key, value, file)])
    const made: JsonSchema = Object.fromEntries(entries)
    return discriminator === undefined ? made : { ...made, oneOf: titled(made['oneOf'], discriminator) }
  }

  #rewriteValue(key: string, value: unknown, file: string): unknown {
    if (Array.isArray(value)) return value.map((item) => (isObject(item) ? this.#place(item, file) : item))
    if (!isObject(value)) return value
    if (key !== 'properties' && key !== 'patternProperties')
      return schemaKeys.has(key) ? this.#place(value, file) : value
    return Object.fromEntries(
      Object.entries(value).map(([name, its]) => [name, isObject(its) ? this.#place(its, file) : its]),
    )
  }
}

const schemaKeys: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'propertyNames', 'contains', 'not'])

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The choices of a union, each with its kind as title. */
function titled(choices: unknown, discriminator: unknown): unknown {
  const { propertyName } = discriminator as { readonly propertyName: string }
  return (choices as readonly JsonSchema[]).map((choice) => {
    const properties = choice['properties'] as Readonly<Record<string, JsonSchema>> | undefined
    const kind = properties?.[propertyName]?.['const']
    return kind === undefined ? choice : { title: kind, ...choice }
  })
}
