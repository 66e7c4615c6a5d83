import { type Fields, fieldsOf, itemsOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { escaped } from '../shared/json-places.js'

/** A member of an object and its pointer below the object. */
export interface Member {
  readonly value: unknown
  readonly pointer: string
}

/** The member of a name, with or without the name of its YANG module before it (RFC 7951, section 4); `module` asks for one. */
export function member(fields: Fields, name: string, module = ''): Member | undefined {
  const key =
    module === ''
      ? Object.hasOwn(fields, name)
        ? name
        : Object.keys(fields).find((one) => one.endsWith(`:${name}`))
      : Object.keys(fields).find((one) => one === module + name)
  return key === undefined ? undefined : { value: fields[key], pointer: `/${escaped(key)}` }
}

/** Members that are not known: texts, numbers and truth values as labels, the rest as lost. */
export function restOf(
  fields: Fields,
  known: ReadonlySet<string>,
  where: string,
  report: ImportReport,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      const name = key.slice(key.indexOf(':') + 1)
      if (known.has(name) || key.startsWith('paranet-topology:')) return []
      if (['string', 'number', 'boolean'].includes(typeof value)) return [[name === '' ? key : name, String(value)]]
      report.lose(`"${key.slice(0, 100)}"`, where, 'a label is a text')
      return []
    }),
  )
}

/** What something rests on, as a label: the references of each, joined by `/`. */
export function supporting(fields: Fields, name: string, references: readonly string[]): Record<string, string> {
  const below = itemsOf(member(fields, name)?.value).map((one) =>
    references.map((reference) => textOf(fieldsOf(one)[reference])).join('/'),
  )
  return below.length > 0 ? { [name]: below.join(', ') } : {}
}
