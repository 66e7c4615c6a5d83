import { spanAt } from './import-report.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly diagnostic: Diagnostic }

/** Reads JSON; what is none is a diagnostic with its place, as far as the runtime tells it. */
export function parseJson(text: string, file: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch (error) {
    const said = error instanceof Error ? error.message : 'not JSON'
    const offset = Math.min(
      text.length,
      Number(/position (\d+)/.exec(said)?.[1] ?? (/end of/.test(said) ? text.length : 0)),
    )
    const message = said.replace(/ in JSON at position.*$/, '').replace(/^Unexpected/, 'unexpected')
    return {
      ok: false,
      diagnostic: {
        code: 'malformed-json',
        severity: 'error',
        message,
        file,
        span: spanAt(text, offset),
        hint: 'JSON as RFC 8259 has it: names in double quotes, no comma after the last value',
      },
    }
  }
}
