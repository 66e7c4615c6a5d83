import type { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import type { DiagnosticCode } from '../diagnostics/diagnostic-codes.js'
import type { Span } from '../diagnostics/span.js'
import { Lexer } from '../lex/lexer.js'
import type { Limits } from '../lex/limits.js'
import type { Comment, Token } from '../lex/token.js'

/** The reading position of a parser: a few tokens ahead, the depth, and the comments met inside the current item. */
export class Cursor {
  readonly sink: DiagnosticSink
  readonly limits: Limits
  readonly #lexer: Lexer
  readonly #ahead: Token[] = []
  #inner: Comment[] = []
  #previous: Token
  #depth = 0

  constructor(text: string, sink: DiagnosticSink, limits: Limits) {
    this.sink = sink
    this.limits = limits
    this.#lexer = new Lexer(text, sink)
    this.#previous = {
      kind: 'end',
      raw: '',
      text: '',
      offset: 0,
      line: 0,
      column: 1,
      length: 0,
      startsLine: true,
      blankBefore: false,
      isApart: true,
      comments: [],
    }
  }

  peek(ahead = 0): Token {
    while (this.#ahead.length <= ahead) this.#ahead.push(this.#lexer.next())
    return this.#ahead[ahead] ?? this.#previous
  }

  next(): Token {
    const token = this.peek()
    this.#ahead.shift()
    for (const comment of token.comments.splice(0)) this.#inner.push(comment)
    this.#previous = token
    return token
  }

  /** The last token taken. */
  get previous(): Token {
    return this.#previous
  }

  isAt(sign: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'sign' && token.raw === sign
  }

  isAtWord(word: string): boolean {
    const token = this.peek()
    return token.kind === 'word' && token.raw === word
  }

  isAtEnd(): boolean {
    return this.peek().kind === 'end' || this.sink.isFull
  }

  /** Whether `name :` comes, which ends whatever was being read. */
  isAtKey(ahead = 0): boolean {
    const { kind } = this.peek(ahead)
    return (kind === 'word' || kind === 'string') && this.isAt(':', ahead + 1)
  }

  accept(sign: string): boolean {
    if (!this.isAt(sign)) return false
    this.next()
    return true
  }

  /** Reports at the token that comes; the message should quote it. */
  report(code: DiagnosticCode, message: string, hint?: string, span: Span = this.peek()): void {
    this.sink.report(code, span, message, { hint })
  }

  reportUnexpected(expected: string, hint?: string): void {
    this.report('unexpected-token', `unexpected ${describeToken(this.peek())}; expected ${expected}`, hint)
  }

  /** Runs `read` one level deeper. Beyond the limit reports once, skips what the bracket that comes encloses, and gives `otherwise`. */
  deeper<T>(read: () => T, otherwise: () => T): T {
    if (this.#depth >= this.limits.depth) {
      this.report(
        'too-deep',
        `blocks and lists are nested deeper than ${this.limits.depth}`,
        'name inner parts with "let", "group" or "template"',
      )
      this.skipEnclosed()
      return otherwise()
    }
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }

  /** Skips the bracket that comes and all up to the one that closes it; without recursion, since the depth is not bounded. */
  skipEnclosed(): void {
    let open = 0
    do {
      const token = this.next()
      if (token.kind === 'sign' && '{[('.includes(token.raw)) open++
      if (token.kind === 'sign' && '}])'.includes(token.raw)) open--
    } while (open > 0 && !this.isAtEnd())
  }

  /** Skips to where the next entry can begin: a new line, a semicolon, a comma with a key after it, or the block's end. */
  skipToNextEntry(): void {
    while (!this.isAtEnd() && !this.isAt('}') && !this.isAt(';') && !this.peek().startsLine) {
      if (this.isAt(',') && this.isAtKey(1)) return
      if (this.isAtKey()) return
      if (this.isAt('{') || this.isAt('[') || this.isAt('(')) this.skipEnclosed()
      else this.next()
    }
  }

  /** Comments before the token that comes, taken from it. */
  takeComments(): Comment[] {
    return this.peek().comments.splice(0)
  }

  /** Comments after the last token on its line, if nothing else follows on that line. */
  takeTrailing(): Comment[] {
    const { comments, line, kind } = this.peek()
    const count = comments.findIndex(({ span }) => span.line !== this.#previous.line)
    const taken = count < 0 ? comments.length : count
    const last = comments[taken - 1]
    if (!last) return []
    const nextLine = comments[taken]?.span.line ?? (kind === 'end' ? Number.POSITIVE_INFINITY : line)
    return nextLine > last.endLine ? comments.splice(0, taken) : []
  }

  /** Starts to gather comments for an item; the function given back ends it and returns them. */
  gatherInner(): () => Comment[] {
    const outer = this.#inner
    const gathered: Comment[] = []
    this.#inner = gathered
    return () => {
      this.#inner = outer
      return gathered
    }
  }
}

/** A token in a message. */
export function describeToken({ kind, raw }: Token): string {
  if (kind === 'end') return 'end of file'
  if (kind === 'string') return raw.length > 40 ? `${raw.slice(0, 40)}…` : raw
  return `"${raw.length > 40 ? `${raw.slice(0, 40)}…` : raw}"`
}
