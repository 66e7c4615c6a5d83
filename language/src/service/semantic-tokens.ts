import type { SemanticTokensEdit } from 'vscode-languageserver-types'
import { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import { Lexer } from '../lex/lexer.js'
import type { Token } from '../lex/token.js'
import { statementWords } from '../parse/parse-statement.js'
import type { Project } from './project.js'
import { nodeTypes } from './vocabulary.js'

/** Kinds of coloured words, in the order of their numbers. */
export const tokenTypes = [
  'keyword',
  'property',
  'type',
  'class',
  'enum',
  'variable',
  'function',
  'event',
  'parameter',
  'string',
  'number',
  'regexp',
  'comment',
  'operator',
] as const
/** Marks of coloured words, by bit. */
export const tokenModifiers = ['declaration'] as const

type TokenType = (typeof tokenTypes)[number]

const keywords: ReadonlySet<string> = new Set(statementWords)
const joiners: ReadonlySet<string> = new Set([
  'then',
  'except',
  'or',
  'one',
  'of',
  'in',
  'within',
  'from',
  'until',
  'any',
  'internet',
])
const signs: ReadonlySet<string> = new Set(['--', '<=', '>=', '<', '>', '=', '=='])
const givesName: Readonly<Record<string, TokenType>> = {
  network: 'type',
  node: 'class',
  group: 'enum',
  let: 'variable',
  template: 'function',
  for: 'parameter',
}

/** What an editor colours in a text: five numbers a word, as the protocol has them. With `range` only the words between two offsets; the text
 *  before is read all the same. */
export function semanticTokens(
  text: string,
  project: Project,
  range: { readonly from: number; readonly to: number } = { from: 0, to: text.length },
): number[] {
  const names = new Map<string, TokenType>()
  for (const [kind, type] of [
    ['let', 'variable'],
    ['group', 'enum'],
    ['node', 'class'],
  ] as const)
    for (const name of project.names(kind)) names.set(name, type)
  const painter = new Painter(names, range)
  const lexer = new Lexer(text, new DiagnosticSink('', Number.POSITIVE_INFINITY))
  let token = lexer.next()
  let next = lexer.next()
  while (token.kind !== 'end' && token.offset <= range.to) {
    painter.paint(token, next)
    token = next
    next = lexer.next()
  }
  if (token.kind === 'end') painter.paint(token, next)
  return painter.data
}

class Painter {
  readonly data: number[] = []
  readonly #names: ReadonlyMap<string, TokenType>
  readonly #range: { readonly from: number; readonly to: number }
  #line = 0
  #column = 0
  #before: Token | undefined
  /** The word of the declaration whose name comes. */
  #declaring = ''

  constructor(names: ReadonlyMap<string, TokenType>, range: { readonly from: number; readonly to: number }) {
    this.#names = names
    this.#range = range
  }

  paint(token: Token, next: Token): void {
    for (const { text, span } of token.comments)
      for (const [i, line] of text.split('\n').entries())
        this.#push(span.line - 1 + i, i === 0 ? span.column - 1 : 0, line.length, 'comment', 0, span.offset)
    const type = this.#typeOf(token, next)
    if (type !== undefined) {
      const isDeclared = this.#declaring !== '' && this.#before?.raw === this.#declaring && type !== 'keyword'
      this.#push(token.line - 1, token.column - 1, token.length, type, isDeclared ? 1 : 0, token.offset)
    }
    if (type === 'keyword' && keywords.has(token.raw)) this.#declaring = token.raw
    else if (token.kind === 'sign') this.#declaring = token.raw === ':' && this.#declaring === 'node' ? 'node' : ''
    this.#before = token
  }

  #typeOf(token: Token, next: Token): TokenType | undefined {
    switch (token.kind) {
      case 'end':
        return undefined
      case 'sign':
        return signs.has(token.raw) ? 'operator' : undefined
      case 'regex':
        return 'regexp'
      case 'path':
        return 'string'
      default:
        return this.#wordType(token, next)
    }
  }

  #wordType(token: Token, next: Token): TokenType | undefined {
    const { raw, text, kind } = token
    if (this.#declaring !== '' && this.#before?.raw === this.#declaring && this.#before.kind === 'word')
      return kind === 'string' && this.#declaring === 'include'
        ? 'string'
        : (givesName[this.#declaring] ?? this.#nameType(text) ?? 'event')
    if (this.#before?.raw === ':' && this.#declaring === 'node' && Object.hasOwn(nodeTypes, raw)) return 'type'
    if (next.raw === ':' && next.kind === 'sign') return 'property'
    if (kind === 'word' && keywords.has(raw) && this.#isAtStart(token)) return 'keyword'
    const named = this.#nameType(text)
    if (named) return named
    if (kind === 'string') return 'string'
    if (joiners.has(raw)) return 'keyword'
    return /^-?\d/.test(raw) ? 'number' : undefined
  }

  #nameType(text: string): TokenType | undefined {
    return (
      this.#names.get(text) ?? (text.includes('.') ? this.#names.get(text.slice(0, text.lastIndexOf('.'))) : undefined)
    )
  }

  #isAtStart(token: Token): boolean {
    const before = this.#before
    return (
      !before ||
      token.startsLine ||
      (before.kind === 'sign' && (before.raw === '{' || before.raw === '}' || before.raw === ';'))
    )
  }

  #push(line: number, column: number, length: number, type: TokenType, modifiers: number, offset: number): void {
    if (offset < this.#range.from || offset > this.#range.to || length === 0) return
    const lines = line - this.#line
    this.data.push(lines, lines === 0 ? column - this.#column : column, length, tokenTypes.indexOf(type), modifiers)
    this.#line = line
    this.#column = column
  }
}

/** The one edit that makes the new numbers of the old ones; none where they are equal. */
export function tokenEdits(before: readonly number[], now: readonly number[]): SemanticTokensEdit[] {
  let same = 0
  while (same < before.length && same < now.length && before[same] === now[same]) same++
  let tail = 0
  const room = Math.min(before.length, now.length) - same
  while (tail < room && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  if (same === before.length && same === now.length) return []
  return [{ start: same, deleteCount: before.length - same - tail, data: now.slice(same, now.length - tail) }]
}
