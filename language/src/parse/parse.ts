import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import { hasMoreWords } from '../lex/has-more-words.js'
import { defaultLimits, type Limits } from '../lex/limits.js'
import type { Document } from './ast.js'
import { Cursor } from './cursor.js'
import { parseItems } from './parse-block.js'

/** A file as read, and all that is wrong with its text. With errors the document holds what could be read. */
export interface ParseResult {
  readonly document: Document
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a `*.pn` text. Never throws, whatever the text; names are not looked up here. `file` is for the diagnostics.
 *  Linear in the length of the text. */
export function parse(text: string, file: string, limits: Limits = defaultLimits): ParseResult {
  const sink = new DiagnosticSink(file, limits.diagnostics)
  const message = tooMuch(text, limits)
  if (message !== undefined) {
    sink.report('file-too-large', { offset: 0, line: 1, column: 1, length: 0 }, message, {
      hint: 'split it and use "include"',
    })
    return { document: { kind: 'document', file, items: [], closing: [] }, diagnostics: sink.diagnostics() }
  }
  const lone = text.isWellFormed()
    ? -1
    : text
        .toWellFormed()
        .split('')
        .findIndex((sign, at) => sign !== text[at])
  if (lone >= 0) {
    const before = text.slice(0, lone)
    const line = before.split('\n').length
    const place = { offset: lone, line, column: lone - before.lastIndexOf('\n'), length: 1 }
    sink.report('unexpected-character', place, 'half a surrogate pair is no character')
  }
  const cursor = new Cursor(text.toWellFormed(), sink, limits)
  const items = parseItems(cursor, 'file')
  const document: Document = { kind: 'document', file, items, closing: cursor.takeComments() }
  return { document, diagnostics: sink.diagnostics() }
}

/** What of the text is more than is read, told before anything of it is. */
function tooMuch(text: string, { fileLength, words }: Limits): string | undefined {
  if (text.length > fileLength) return `the file has ${text.length} characters; ${fileLength} is the most`
  return hasMoreWords(text, words) ? `the file has more than ${words} words and signs` : undefined
}
