import { topologyFromJson } from '@paranet/network'
import type { ImportResult } from './import-result.js'
import { parseJson } from './parse-json.js'

/** Reads a topology as the API gives it. */
export function importJson(text: string, file: string): ImportResult {
  const parsed = parseJson(text, file)
  if (!parsed.ok) return { topology: undefined, format: 'json', diagnostics: [parsed.diagnostic] }
  const read = topologyFromJson(parsed.value)
  if (read.ok) return { topology: read.value, format: 'json', diagnostics: [] }
  const span = { offset: 0, line: 1, column: 1, length: 1 }
  const diagnostics = read.errors.map(({ pointer, message }) => ({
    code: 'malformed-json' as const,
    severity: 'error' as const,
    message: pointer === '' ? message : `${pointer}: ${message}`,
    file,
    span,
  }))
  return { topology: undefined, format: 'json', diagnostics }
}
