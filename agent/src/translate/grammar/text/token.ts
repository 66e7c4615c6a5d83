/** What a token is written in; a change of script is a word boundary, since Chinese writes without blanks. */
export type Script = 'latin' | 'cyrillic' | 'han' | 'digit' | 'mark'

/** The smallest piece of a text: a run of letters, a run of digits, one Han character, or one sign. */
export interface Token {
  /** Folded: lower case, full-width signs as their ASCII twins. */
  readonly text: string
  readonly script: Script
  /** UTF-16 offsets in the text. */
  readonly start: number
  readonly end: number
  /** No blank stands before it. */
  readonly isGlued: boolean
  /** A line break stands before it. */
  readonly startsLine: boolean
}
