import type { Diagnostic } from '../diagnostics/diagnostic.js'

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
    const before = text.slice(0, offset)
    const line = before.split('\n').length
    const column = offset - before.lastIndexOf('\n')
    const message = said.replace(/ in JSON at position.*$/, '').replace(/^Unexpected/, 'unexpected')
    return {
      ok: false,
      diagnostic: {
        code: 'malformed-json',
        severity: 'error',
        message,
        file,
        span: { offset, line, column, length: 1 },
      },
    }
  }
}
