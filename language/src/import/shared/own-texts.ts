import { type Fields, isFields } from './draft.js'

/** Attributes that are plain text; all others are written as JSON where a format has only texts. */
const plain: ReadonlySet<string> = new Set([
  'name',
  'type',
  'region',
  'segment',
  'gateway',
  'function',
  'target',
  'driver',
  'strategy',
  'key',
  'source_interface',
  'target_interface',
  'description',
  'default',
])

/** Attributes of ours as texts, for formats that have nothing else. */
export const textsOfOwn = (attributes: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, plain.has(key) && typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  )

/** The attributes again; a text that is no JSON stays a text. */
export const ownOfTexts = (texts: Fields): Fields =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, plain.has(key) ? value : parsedOr(value)]))

function parsedOr(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

/** The members whose names have a prefix, without it, and the others. */
export function splitByPrefix(fields: unknown, prefix: string): { readonly own: Fields; readonly others: Fields } {
  const entries = isFields(fields) ? Object.entries(fields) : []
  return {
    own: Object.fromEntries(
      entries.flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])),
    ),
    others: Object.fromEntries(entries.filter(([key]) => !key.startsWith(prefix))),
  }
}
