import type { Range, TextEdit } from 'vscode-languageserver-types'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { formatDocument } from '../format/format.js'
import type { Document, Item } from '../parse/ast.js'
import { parse } from '../parse/parse.js'

/** The edits that lay a text out in the canonical way: one, from the first difference to the last, or none. None for a text with errors. */
export function formatEdits(document: TextDocument, file: string): TextEdit[] {
  const text = document.getText()
  const parsed = parse(text, file)
  if (parsed.diagnostics.some(({ severity }) => severity === 'error')) return []
  return editBetween(document, 0, text.length, formatDocument(parsed.document))
}

/** The same for the declarations that a range touches, and no others. */
export function formatRangeEdits(document: TextDocument, file: string, range: Range): TextEdit[] {
  const text = document.getText()
  const before = parse(text, file)
  if (before.diagnostics.some(({ severity }) => severity === 'error')) return []
  const formatted = formatDocument(before.document)
  const after = parse(formatted, file).document
  const from = document.offsetAt(range.start)
  const to = document.offsetAt(range.end)
  return pairs(text, before.document, formatted, after, from, to).flatMap(([old, now]) =>
    editBetween(document, old.start, old.end, formatted.slice(now.start, now.end)),
  )
}

interface Extent {
  readonly start: number
  readonly end: number
}

/** Items that a range touches, as they are and as they will be: formatting keeps their number and order. */
function pairs(
  text: string,
  before: Document,
  formatted: string,
  after: Document,
  from: number,
  to: number,
): [Extent, Extent][] {
  const go = (old: readonly Item[], now: readonly Item[]): [Extent, Extent][] =>
    old.flatMap((item, i): [Extent, Extent][] => {
      const other = now[i]
      const extent = extentOf(text, item)
      if (!other || extent.end < from || extent.start > to) return []
      const isInside =
        'body' in item && item.body && !item.body.isOneLine && item.body.span.offset < from && extent.end > to
      if (isInside && 'body' in item && item.body && 'body' in other && other.body)
        return go(item.body.items, other.body.items)
      return [[extent, extentOf(formatted, other)]]
    })
  return go(before.items, after.items)
}

/** From the beginning of the line on which its comments begin, if nothing else is on it, to the end of those behind it. */
function extentOf(text: string, { leading, trailing, span }: Item): Extent {
  const first = Math.min(span.offset, ...leading.map((comment) => comment.span.offset))
  const last = trailing.at(-1)
  const end = last ? last.span.offset + last.span.length : span.offset + span.length
  const lineStart = text.lastIndexOf('\n', first - 1) + 1
  return { start: text.slice(lineStart, first).trim() === '' ? lineStart : first, end }
}

/** Replaces what differs between a part of the document and a text. */
function editBetween(document: TextDocument, start: number, end: number, wanted: string): TextEdit[] {
  const text = document.getText().slice(start, end)
  if (text === wanted) return []
  let same = 0
  while (same < text.length && same < wanted.length && text.charCodeAt(same) === wanted.charCodeAt(same)) same++
  let tail = 0
  const room = Math.min(text.length, wanted.length) - same
  while (tail < room && text.charCodeAt(text.length - 1 - tail) === wanted.charCodeAt(wanted.length - 1 - tail)) tail++
  return [
    {
      range: { start: document.positionAt(start + same), end: document.positionAt(end - tail) },
      newText: wanted.slice(same, wanted.length - tail),
    },
  ]
}
