import type { Span } from '../diagnostics/span.js'

/** A comment as written, its markers included; a line comment without the blanks at its end. */
export interface Comment {
  readonly text: string
  readonly span: Span
  /** The line it ends on. */
  readonly endLine: number
  /** An empty line stands before it. */
  readonly blankBefore: boolean
}

/** `word` covers names, numbers, addresses and all else written without quotes; which of them is decided where it stands. */
export type TokenKind = 'word' | 'string' | 'path' | 'regex' | 'sign' | 'end'

/** A token and the comments before it. Tokens never span lines. */
export interface Token extends Span {
  readonly kind: TokenKind
  /** As written. */
  readonly raw: string
  /** What it stands for: a string without quotes and escapes, a regex without its slashes, else as written. */
  readonly text: string
  /** The first token of its line. */
  readonly startsLine: boolean
  readonly blankBefore: boolean
  /** Something, if only a blank, stands between it and the token before. */
  readonly isApart: boolean
  /** Comments between the token before and this one; the parser takes them out as it places them. */
  readonly comments: Comment[]
}
