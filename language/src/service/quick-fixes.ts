import type { Diagnostic, Fix, TextEdit } from '../diagnostics/diagnostic.js'
import { suggest, suggestedIn } from '../diagnostics/suggest.js'
import { quoteName } from '../lex/words.js'
import { parse } from '../parse/parse.js'
import type { SourceFile } from '../resolve/source-file.js'
import { edited } from './rename.js'

/** Ways out of a diagnostic: those that it brings along, the name that it suggests, and for slips of syntax the sign that is missing, if the text has
 *  fewer errors with it. */
export function fixesFor(diagnostic: Diagnostic, file: SourceFile): readonly Fix[] {
  if (diagnostic.fixes && diagnostic.fixes.length > 0) return diagnostic.fixes
  const suggested = suggestedIn(diagnostic.hint)
  if (suggested !== undefined) return [replacement(diagnostic, file, suggested)]
  return syntaxFixes(diagnostic, file).filter(
    ({ edits }) => errorsOf({ ...file, text: edited(file, edits) }) < errorsOf(file),
  )
}

/** The part of the diagnostic's place that is nearest to the suggestion becomes it. */
function replacement({ file, span }: Diagnostic, { text }: SourceFile, suggested: string): Fix {
  const written = text.slice(span.offset, span.offset + span.length)
  const words = [...written.matchAll(/"(?:[^"\\]|\\.)*"|[^\s,()[\]{}:]+/g)].map((match) => ({
    at: match.index,
    raw: match[0],
    text: plain(match[0]),
  }))
  const whole = { at: 0, raw: written, text: plain(written) }
  const near =
    suggest(
      suggested,
      [whole, ...words].map((word) => word.text),
    ) ?? (words.length > 1 ? words.at(-1)?.text : undefined)
  const found = [whole, ...words].find((word) => word.text === near) ?? whole
  const edit: TextEdit = {
    file,
    offset: span.offset + found.at,
    length: found.raw.length,
    text: /^[\w.-]+--[\w.-]+$/.test(suggested) ? suggested : quoteName(suggested),
  }
  return { title: `Change to "${suggested}"`, edits: [edit] }
}

const plain = (raw: string): string => (raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1) : raw)

function syntaxFixes({ code, span }: Diagnostic, { name: file, text }: SourceFile): Fix[] {
  const { offset, length } = span
  const end = offset + length
  const written = text.slice(offset, end)
  const insert = (title: string, at: number, its: string): Fix => ({
    title,
    edits: [{ file, offset: at, length: 0, text: its }],
  })
  const change = (title: string, its: string): Fix => ({ title, edits: [{ file, offset, length, text: its }] })
  switch (code) {
    case 'missing-colon':
      return written.startsWith('=') ? [change('Write ":"', ':')] : [insert('Write ":" after the key', end, ':')]
    case 'missing-separator':
      return [insert('Put a comma before the key', beforeBlanks(text, offset), ',')]
    case 'unclosed-text':
      return [insert('Close the text', end, '"')]
    case 'unclosed-block':
      return blockEnds(text, offset).map((at) => insert('Close the block', at, '}\n'))
    case 'unclosed-comment':
      return [insert('Close the comment', text.length, ' */')]
    case 'unexpected-character':
      return written === '#' ? [change('Begin the comment with "//"', '//')] : []
    case 'bad-name':
      return [change('Put the name in quotes', JSON.stringify(written))]
    case 'bad-escape':
      return [insert('Double the backslash', offset, '\\')]
    case 'missing-value':
      return written === ',' ? [change('Leave the comma out', '')] : []
    default:
      return []
  }
}

/** Before the blanks that stand before a place. */
function beforeBlanks(text: string, offset: number): number {
  let at = offset
  while (at > 0 && /[ \t]/.test(text.charAt(at - 1))) at--
  return at
}

/** Where a block may end: before a line that is indented no deeper than the block's own, or at the end of the file. */
function blockEnds(text: string, open: number): number[] {
  const lineStart = text.lastIndexOf('\n', open) + 1
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0].length ?? 0
  const found: number[] = []
  for (let at = text.indexOf('\n', open); at >= 0 && found.length < 1; at = text.indexOf('\n', at + 1)) {
    const line = /^[ \t]*(?=[^\s])/.exec(text.slice(at + 1, at + 1001))
    if (line && line[0].length <= indent) found.push(at + 1)
  }
  return [...found, text.length]
}

const errorsOf = ({ name, text }: SourceFile): number =>
  parse(text, name).diagnostics.filter(({ severity }) => severity === 'error').length
