import { type DocumentSymbol, type FoldingRange, FoldingRangeKind, SymbolKind } from 'vscode-languageserver-types'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Comment } from '../lex/token.js'
import type { Block, Document, Item, Statement, Value } from '../parse/ast.js'
import { rangeOf } from './text-range.js'

const icons: Readonly<Record<Statement['kind'], SymbolKind>> = {
  include: SymbolKind.File,
  let: SymbolKind.Variable,
  group: SymbolKind.Enum,
  template: SymbolKind.Function,
  use: SymbolKind.Operator,
  for: SymbolKind.Operator,
  network: SymbolKind.Namespace,
  node: SymbolKind.Class,
  interface: SymbolKind.Interface,
  link: SymbolKind.Key,
  intent: SymbolKind.Event,
}

/** The outline of a document: its declarations, those inside others below them. */
export const documentSymbols = (document: TextDocument, { items }: Document): DocumentSymbol[] =>
  symbolsOf(document, items)

function symbolsOf(document: TextDocument, items: readonly Item[]): DocumentSymbol[] {
  return items.flatMap((item) => {
    if (item.kind === 'entry') return []
    const named = 'name' in item ? item.name?.span : undefined
    const children = 'body' in item && item.body ? symbolsOf(document, item.body.items) : []
    return [
      {
        name: titleOf(item),
        detail: item.kind === 'node' ? item.type.text : item.keyword.text,
        kind: icons[item.kind],
        range: rangeOf(document, item.span),
        selectionRange: rangeOf(document, named && named.length > 0 ? named : item.keyword.span),
        ...(children.length > 0 ? { children } : {}),
      },
    ]
  })
}

function titleOf(item: Statement): string {
  const name = ((): string | undefined => {
    switch (item.kind) {
      case 'include':
        return item.path.text
      case 'use':
        return item.template.text
      case 'for':
        return item.variable.text
      case 'link':
        return item.ends ? item.ends.map(({ text }) => text).join(' -- ') : item.name?.text
      default:
        return item.name?.text
    }
  })()
  return name === undefined || name === '' ? item.keyword.text : name
}

/** What can be folded: blocks over several lines, long comments, and comments in a row. */
export function foldingRanges(document: TextDocument, file: Document): FoldingRange[] {
  const folder = new Folder(document)
  folder.items(file.items)
  folder.comments(file.closing)
  return folder.ranges.sort((a, b) => a.startLine - b.startLine || a.endLine - b.endLine)
}

class Folder {
  readonly ranges: FoldingRange[] = []
  readonly #document: TextDocument

  constructor(document: TextDocument) {
    this.#document = document
  }

  items(items: readonly Item[]): void {
    for (const item of items) {
      this.comments(item.leading)
      if (item.kind === 'entry') this.#value(item.value)
      else if ('body' in item && item.body) this.#block(item.body)
    }
  }

  #value(value: Value): void {
    if (value.kind === 'block') this.#block(value)
    else if (value.kind === 'list') this.#fold(value.span.line - 1, this.#lineAt(value.span.offset + value.span.length))
  }

  #block({ span, items, closing }: Block): void {
    this.#fold(span.line - 1, this.#lineAt(span.offset + span.length) - 1)
    this.items(items)
    this.comments(closing)
  }

  comments(comments: readonly Comment[]): void {
    let first: Comment | undefined
    let last: Comment | undefined
    const end = () => {
      if (first && last) this.#fold(first.span.line - 1, last.endLine - 1, FoldingRangeKind.Comment)
    }
    for (const comment of comments) {
      if (last && (comment.blankBefore || comment.span.line > last.endLine + 1)) {
        end()
        first = undefined
      }
      first ??= comment
      last = comment
    }
    end()
  }

  #fold(startLine: number, endLine: number, kind?: FoldingRangeKind): void {
    if (endLine > startLine) this.ranges.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) })
  }

  #lineAt(offset: number): number {
    return this.#document.positionAt(offset).line
  }
}
