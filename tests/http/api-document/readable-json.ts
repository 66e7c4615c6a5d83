/** JSON for readers: what fits on a line stands on one. */
export function readableJson(value: unknown, width = 110, indent = ''): string {
  const flat = flatJson(value)
  if (typeof value !== 'object' || value === null || indent.length + flat.length <= width) return flat
  const inner = `${indent}  `
  if (Array.isArray(value))
    return `[\n${value.map((item) => inner + readableJson(item, width, inner)).join(',\n')}\n${indent}]`
  const members = Object.entries(value).map(
    ([key, its]) => `${inner}${JSON.stringify(key)}: ${readableJson(its, width, inner)}`,
  )
  return `{\n${members.join(',\n')}\n${indent}}`
}

function flatJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, its]) => `${JSON.stringify(key)}: ${flatJson(its)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** Objects whose names are devices, of which one says enough. */
const maps: ReadonlySet<string> = new Set(['devices', 'base', 'before', 'desired', 'ledger'])

/** The value with long lists cut, and what differs from run to run replaced: ids, hashes, times, tokens. */
export function normalised(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return normalisedText(value, key)
  if (typeof value === 'number') return value > 1_600_000_000_000 ? 1_767_225_600_000 : key === 'ms' ? 12 : value
  if (Array.isArray(value)) return cut(value.map((item) => normalised(item)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, its]) => [name, normalised(its, name)] as const)
  const kept = maps.has(key) && entries.length > 1 ? [...entries.slice(0, 1), more(entries.length - 1)] : entries
  return Object.fromEntries(kept)
}

const more = (count: number) => ['…', `${count} more`] as const

const cut = (list: readonly unknown[]): readonly unknown[] =>
  list.length <= 3 ? list : [...list.slice(0, 2), `… ${list.length - 2} more`]

function normalisedText(text: string, key: string): string {
  if (key === 'token' && text.startsWith('pnt_')) return 'pnt_5f0c2e…'
  if (key === 'hint') return 'pnt_5f0c2e'
  if (key === 'accessToken') return 'eyJhbGciOiJIUzI1NiIs…'
  if (key === 'refreshToken' || key === 'ticket' || key === 'token') return 'q3Zb1kfW0v…'
  return text
    .replaceAll(/\b(dep|run|user|login|alert|fault|req|epoch|token|rule|file)-[0-9a-f]{8,}\b/g, '$1-4be1c9d27a5f')
    .replaceAll(/\b[0-9a-f]{32,}\b/g, '9f86d081884c7d65')
}
