import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Document } from '../parse/ast.js'
import { parse } from '../parse/parse.js'
import { printItems } from './print-item.js'

/** A text in the one canonical layout, or as it was when `diagnostics` has errors. */
export interface FormatResult {
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
}

/** Lays out a `*.pn` text: four blanks of indent, one key a line or a short block on one line as it was written, all
 *  comments kept. Formatting twice gives what formatting once gives. */
export function format(text: string, file: string): FormatResult {
  const { document, diagnostics } = parse(text, file)
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
  return { text: hasErrors ? text : formatDocument(document), diagnostics }
}

/** The text of a document that was parsed without errors. */
export function formatDocument({ items, closing }: Document): string {
  const lines = printItems(items, closing, '')
  return lines.length > 0 ? `${lines.join('\n')}\n` : ''
}
