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

/** Files that were parsed before, by name: one whose text is the same need not be parsed again. Belongs to a session. */
export class ParsedFiles {
  #known = new Map<string, ParsedFile>()

  /** Parses files in the order of their names, so that the order in which they were given never matters. Keeps these and forgets all
   *  others. One that is parsed already is taken as it is. */
  parse(files: readonly (SourceFile | ParsedFile)[]): ParsedFile[] {
    const parsed = [...files]
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map((file) => this.#parseOne(file))
    this.#known = new Map(parsed.map((file) => [file.name, file]))
    return parsed
  }

  #parseOne(file: SourceFile | ParsedFile): ParsedFile {
    if ('document' in file) return file
    const { name, text } = file
    const known = this.#known.get(name)
    return known?.text === text ? known : { name, text, ...parse(text, name) }
  }
}
