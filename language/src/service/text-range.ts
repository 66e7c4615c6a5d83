import type { Range } from 'vscode-languageserver-types'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Span } from '../diagnostics/span.js'

/** A place of the language as one of the editors' protocol. */
export const rangeOf = (document: TextDocument, { offset, length }: Pick<Span, 'offset' | 'length'>): Range => ({
  start: document.positionAt(offset),
  end: document.positionAt(offset + length),
})

/** A document of a text that nobody edits. */
export const documentOf = (uri: string, text: string): TextDocument => TextDocument.create(uri, 'paranet', 0, text)
