import { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import { defaultLimits } from '../lex/limits.js'
import type { Value } from './ast.js'
import { Cursor } from './cursor.js'
import { parseValue } from './parse-value.js'

/** The value that a quoted text holds, as older files write `bandwidth: "1Gbps"`; nothing if the text is not exactly one
 *  value. Give the key where it matters (`traffic`, `active`). Spans are places in `text`, not in the file. */
export function readQuoted(text: string, key = ''): Value | undefined {
  const sink = new DiagnosticSink('', 1)
  if (text.trim() === '' || text.length > 10_000) return undefined
  const cursor = new Cursor(text, sink, defaultLimits)
  const value = parseValue(cursor, key)
  return cursor.isAtEnd() && sink.diagnostics().length === 0 ? value : undefined
}
