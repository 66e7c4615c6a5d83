import type { Diagnostic, Severity } from './diagnostic.js'
import type { Span } from './span.js'

/** `color`: ANSI colours, for a terminal. */
export interface RenderOptions {
  readonly color?: boolean
}

const longestExcerpt = 160
const styles: Readonly<Record<Severity | 'quiet' | 'strong', string>> = {
  error: '31',
  warning: '33',
  info: '36',
  quiet: '2',
  strong: '1',
}

/** A diagnostic as people read it: place, code, message and fix, then the line with the words underlined. Lines beyond 160
 *  characters are cut around the place. No line break at the end. */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  sourceText: string,
  { color = false }: RenderOptions = {},
): string {
  const paint = (style: keyof typeof styles, text: string) =>
    color ? `\u001b[${styles[style]}m${text}\u001b[0m` : text
  const { code, severity, message, hint, file, span, related = [] } = diagnostic
  const lines = [
    `${paint('strong', placeText(file, span))} ${paint(severity, `${severity} ${code}`)}: ${message}${hint ? `; ${hint}` : ''}`,
  ]
  const excerpt = excerptOf(sourceText, span)
  if (excerpt) {
    lines.push(`${paint('quiet', `${String(span.line).padStart(5)} |`)} ${excerpt.line}`)
    lines.push(
      `${paint('quiet', `${' '.repeat(5)} |`)} ${excerpt.padding}${paint(severity, '^'.repeat(excerpt.width))}`,
    )
  }
  for (const place of related) lines.push(`      ${placeText(place.file, place.span)} ${place.message}`)
  return lines.join('\n')
}

const placeText = (file: string, { line, column }: Span): string => `${file}:${line}:${column}`

function excerptOf(
  text: string,
  { offset, column, length }: Span,
): { line: string; padding: string; width: number } | undefined {
  const lineStart = offset - column + 1
  if (lineStart < 0 || offset > text.length || text === '') return undefined
  const found = text.indexOf('\n', offset)
  const lineEnd = found < 0 ? text.length : found
  const from = Math.max(lineStart, lineEnd - lineStart > longestExcerpt ? offset - 60 : lineStart)
  const line = printable(text.slice(from, Math.min(lineEnd, from + longestExcerpt)).replace(/\r$/, ''))
  const before = printable(text.slice(from, offset))
  const marked = printable(text.slice(offset, Math.min(offset + length, lineEnd, from + longestExcerpt)))
  return { line, padding: before.replace(/[^\t]/gu, blankFor), width: Math.max(1, columnsOf(marked)) }
}

// Control characters of a hostile file must not reach the terminal.
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) => (sign === '\t' ? sign : '\ufffd'))

const isWide = (sign: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    sign,
  )

const blankFor = (sign: string): string => (isWide(sign) ? '  ' : ' ')

const columnsOf = (text: string): number => [...text].reduce((sum, sign) => sum + (isWide(sign) ? 2 : 1), 0)
