import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** Canonical JSON (RFC 8785): equal values are equal texts. Members that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  const text = plainText(value, 0) ?? canonicalize(value)
  if (text === undefined) throw new TypeError('value has no JSON form')
  return text
}

/** SHA-256 over canonical JSON, lower-case hex. */
export const contentHash = (value: unknown): string => hash('sha256', canonicalJson(value))

/** Deeper values may hold themselves: they go the long way. */
const deepest = 50

/** The text of a value that is made of plain data only; undefined for all others, which go the long way. */
function plainText(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return stringText(value)
    case 'number':
      return Number.isFinite(value) ? `${value}` : undefined
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth > deepest) return undefined
      return Array.isArray(value) ? listText(value, depth) : recordText(value as Record<string, unknown>, depth)
    default:
      return undefined
  }
}

/** Letters that stand in JSON as they are. */
const simple = /^[ !#-[\]-~]*$/

const stringText = (text: string): string | undefined =>
  simple.test(text) ? `"${text}"` : text.isWellFormed() ? JSON.stringify(text) : undefined

function listText(list: readonly unknown[], depth: number): string | undefined {
  let text = ''
  for (let i = 0; i < list.length; i++) {
    const one = list[i] === undefined ? 'null' : plainText(list[i], depth + 1)
    if (one === undefined) return undefined
    text += i === 0 ? one : `,${one}`
  }
  return `[${text}]`
}

function recordText(record: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  if (typeof record.toJSON === 'function') return undefined
  const keys = Object.keys(record)
  if (!isSorted(keys)) keys.sort()
  let text = ''
  for (const key of keys) {
    const value = record[key]
    if (value === undefined) continue
    const [name, one] = [stringText(key), plainText(value, depth + 1)]
    if (name === undefined || one === undefined) return undefined
    text += text === '' ? `${name}:${one}` : `,${name}:${one}`
  }
  return `{${text}}`
}

function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] as string) > (keys[i] as string)) return false
  return true
}
