import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Document } from '../parse/ast.js'
import { parse } from '../parse/parse.js'

/** A file of the language: a name that diagnostics speak of, and its text. */
export interface SourceFile {
  readonly name: string
  readonly text: string
}

/** A parsed file beside its text. */
export interface ParsedFile extends SourceFile {
  readonly document: Document
  readonly diagnostics: readonly Diagnostic[]
}

/** Parses files in the order of their names, so that the order in which they were given never matters. */
export function parseFiles(files: readonly SourceFile[]): ParsedFile[] {
  return [...files]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, text }) => ({ name, text, ...parse(text, name) }))
}
