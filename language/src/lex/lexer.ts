import type { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import type { Span } from '../diagnostics/span.js'
import { namePattern } from './name-pattern.js'
import { readText } from './read-text.js'
import type { Comment, Token, TokenKind } from './token.js'

// Loops are bounded, since V8 keeps a place to go back to for each turn; a longer word is reported.
const blanks = /\s+/y
const signs = /<=|>=|==|--|[{}[\](),;:=<>]/y
const pattern = /\/(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r]){0,1000}\]){1,1000}\//y
// A path ends where a comment or a link sign begins.
const path = /(?:\/(?![/*])(?:[\p{L}\p{M}\p{N}_.~%+=@!$&]|-(?!-)){1,1000}){1,1000}(?:\/(?![/*]))?|\//uy
const dateTime = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?(?![\p{L}\p{N}_])/uy
const hours = /\d{1,2}:\d\d(?:-\d{1,2}:\d\d)?(?![\p{L}\p{N}_:.])/uy
// Two colons or more: an IPv6 address or something that was meant as one.
const colonAddress =
  /[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,1000}[\p{L}\p{N}_.:]{0,1000}(?:\/[\p{L}\p{N}_.]{1,1000}){0,9}/uy
const word = /(?:-(?=[0-9]))?[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_]|[.-](?=[\p{L}\p{N}_])){0,1000}%?/uy
// What a prefix (10.1.0.0/16) or a zone (Europe/Oslo) adds to a word.
const slashes = /(?:\/[\p{L}\p{N}_](?:[\p{L}\p{N}_.+]|-(?=[\p{L}\p{N}_])){0,1000}){1,9}/uy
const strangers = /[^\s\p{L}\p{N}_"{}[\](),;:=<>/-]{1,1000}|[\s\S]/uy
const longestWord = 1000

/** Cuts a source text into tokens, one `next()` after the other; after the last come `end` tokens for ever. What cannot be
 *  read is reported and left out. Linear in the length of the text; keeps nothing of the tokens given out. */
export class Lexer {
  readonly #text: string
  readonly #sink: DiagnosticSink
  #offset = 0
  #line = 1
  #lineStart = 0
  #lastLine = 0
  #lastEnd = -1
  #lastText = ''
  // The key whose value is being read: only in `members` does a slash open a regular expression.
  #key = ''

  constructor(source: string, sink: DiagnosticSink) {
    this.#text = source
    this.#sink = sink
  }

  next(): Token {
    const comments: Comment[] = []
    for (;;) {
      const blankBefore = this.#skipBlanks()
      if (this.#offset >= this.#text.length || this.#sink.isFull)
        return this.#token('end', '', '', blankBefore, comments)
      const comment = this.#comment(blankBefore)
      if (comment) comments.push(comment)
      else {
        const token = this.#read(blankBefore, comments)
        if (token) return token
      }
    }
  }

  #read(blankBefore: boolean, comments: Comment[]): Token | undefined {
    const first = this.#text.charAt(this.#offset)
    if (first === '"') return this.#quoted(blankBefore, comments)
    if (first === '/') return this.#slashed(blankBefore, comments)
    const written = this.#word()
    if (written !== undefined) return this.#token('word', written, written, blankBefore, comments)
    const sign = this.#match(signs)
    if (sign !== undefined) return this.#sign(sign, blankBefore, comments)
    this.#stranger()
    return undefined
  }

  #word(): string | undefined {
    const found = this.#special() ?? this.#plain()
    if (found === undefined || found.length <= longestWord) return found
    this.#sink.report('bad-name', this.#span(found.length), `a word of more than ${longestWord} characters`, {
      hint: 'put long texts in quotes',
    })
    return found
  }

  /** Forms that hold a colon. */
  #special(): string | undefined {
    const first = this.#text.charCodeAt(this.#offset)
    const isDigit = first >= 48 && first <= 57
    const isHex = isDigit || (first >= 65 && first <= 70) || (first >= 97 && first <= 102)
    return (
      (isDigit ? (this.#match(dateTime) ?? this.#match(hours)) : undefined) ??
      (isHex || first === 58 ? this.#match(colonAddress) : undefined)
    )
  }

  #plain(): string | undefined {
    const found = this.#match(word)
    if (found === undefined || this.#text.charAt(this.#offset + found.length) !== '/') return found
    return found + (this.#match(slashes, this.#offset + found.length) ?? '')
  }

  #sign(sign: string, blankBefore: boolean, comments: Comment[]): Token {
    if (sign === ':') this.#key = this.#lastText
    if (sign === '}') this.#key = ''
    return this.#token('sign', sign, sign, blankBefore, comments)
  }

  #quoted(blankBefore: boolean, comments: Comment[]): Token {
    const { end, isClosed } = this.#findQuote()
    const raw = this.#text.slice(this.#offset, end)
    const span = this.#span(raw.length)
    if (!isClosed)
      this.#sink.report('unclosed-text', span, `the text ${shorten(raw)} does not end on its line`, {
        hint: 'close it with a quote',
      })
    const { value, badEscape } = readText(isClosed ? raw.slice(1, -1) : raw.slice(1))
    if (badEscape) {
      const at = badEscape.at + 1
      const place = {
        offset: span.offset + at,
        line: span.line,
        column: span.column + at,
        length: badEscape.text.length,
      }
      this.#sink.report('bad-escape', place, `"${badEscape.text}" is no escape`, {
        hint: 'write "\\\\" for a backslash',
      })
    }
    return this.#token('string', raw, value, blankBefore, comments)
  }

  #findQuote(): { end: number; isClosed: boolean } {
    for (let at = this.#offset + 1; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === 34) return { end: at + 1, isClosed: true }
      if (code === 10 || code === 13) return { end: at, isClosed: false }
      if (code === 92 && !/[\n\r]/.test(this.#text.charAt(at + 1))) at++
    }
    return { end: this.#text.length, isClosed: false }
  }

  #slashed(blankBefore: boolean, comments: Comment[]): Token {
    if (this.#key !== 'members') {
      const raw = this.#match(path) ?? '/'
      return this.#token('path', raw, raw, blankBefore, comments)
    }
    const raw = this.#match(pattern)
    if (raw !== undefined) {
      this.#checkPattern(raw)
      return this.#token('regex', raw, raw.slice(1, -1), blankBefore, comments)
    }
    const rest = this.#match(/\/[^\n\r,}\]]*/y) ?? '/'
    this.#sink.report(
      'bad-pattern',
      this.#span(rest.length),
      `the regular expression ${shorten(rest)} does not end on its line`,
      { hint: 'close it with /' },
    )
    return this.#token('regex', rest, rest.slice(1), blankBefore, comments)
  }

  #checkPattern(raw: string): void {
    if (namePattern(raw.slice(1, -1))) return
    this.#sink.report('bad-pattern', this.#span(raw.length), `${shorten(raw)} is no regular expression`, {
      hint: 'as RE2 has them, up to 1,000 characters: no look-around and no back-references',
    })
  }

  #stranger(): void {
    if (this.#text.charAt(this.#offset) === '#') return this.#foreignComment()
    const raw = this.#match(strangers) ?? this.#text.charAt(this.#offset)
    const hint =
      raw === "'"
        ? 'texts stand in double quotes'
        : raw === '-'
          ? 'a link is written "a -- b"'
          : 'put names with other characters in quotes'
    this.#sink.report('unexpected-character', this.#span(raw.length), `unexpected ${shorten(raw, true)}`, { hint })
    this.#offset += raw.length
  }

  #foreignComment(): void {
    this.#sink.report('unexpected-character', this.#span(1), 'unexpected "#"', { hint: 'comments begin with "//"' })
    this.#offset += this.#restOfLine().length
  }

  #comment(blankBefore: boolean): Comment | undefined {
    if (this.#text.charCodeAt(this.#offset) !== 47) return undefined
    const next = this.#text.charCodeAt(this.#offset + 1)
    if (next === 47) return this.#finishComment(this.#restOfLine().trimEnd(), blankBefore)
    if (next !== 42) return undefined
    const end = this.#text.indexOf('*/', this.#offset + 2)
    if (end < 0)
      this.#sink.report('unclosed-comment', this.#span(2), 'the comment "/*" is not closed', {
        hint: 'close it with "*/"',
      })
    return this.#finishComment(this.#text.slice(this.#offset, end < 0 ? this.#text.length : end + 2), blankBefore)
  }

  #restOfLine(): string {
    const end = this.#text.indexOf('\n', this.#offset)
    return this.#text.slice(this.#offset, end < 0 ? this.#text.length : end)
  }

  #finishComment(raw: string, blankBefore: boolean): Comment {
    const span = this.#span(raw.length)
    this.#advance(this.#offset + raw.length)
    return { text: raw, span, endLine: this.#line, blankBefore }
  }

  #token(kind: TokenKind, raw: string, value: string, blankBefore: boolean, comments: Comment[]): Token {
    const span = this.#span(raw.length)
    const startsLine = span.line !== this.#lastLine
    const isApart = span.offset !== this.#lastEnd
    this.#offset += raw.length
    this.#lastLine = this.#line
    this.#lastEnd = this.#offset
    this.#lastText = kind === 'word' || kind === 'string' ? value : ''
    return { kind, raw, text: value, ...span, startsLine, blankBefore, isApart, comments }
  }

  #span(length: number): Span {
    return { offset: this.#offset, line: this.#line, column: this.#offset - this.#lineStart + 1, length }
  }

  /** Whether an empty line was among the blanks. */
  #skipBlanks(): boolean {
    const line = this.#line
    const found = this.#match(blanks)
    if (found !== undefined) this.#advance(this.#offset + found.length)
    return this.#line - line > 1
  }

  #advance(to: number): void {
    for (let at = this.#offset; at < to; at++) {
      if (this.#text.charCodeAt(at) !== 10) continue
      this.#line++
      this.#lineStart = at + 1
    }
    this.#offset = to
  }

  #match(form: RegExp, at = this.#offset): string | undefined {
    form.lastIndex = at
    return form.exec(this.#text)?.[0]
  }
}

/** A piece of source text for a message: quoted, at most 40 characters. */
function shorten(raw: string, quote = false): string {
  const cut = raw.length > 40 ? `${raw.slice(0, 40)}…` : raw
  return quote ? JSON.stringify(cut) : cut
}
