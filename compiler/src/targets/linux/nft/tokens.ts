/** A word of an nftables file, with its line (from 1). `text` of a line break is `\n`. */
export interface Token {
  readonly text: string
  readonly line: number
  /** Was in quotes: no keyword. */
  readonly quoted?: boolean
}

/** Words, punctuation (`{ } , ; :` apart), quoted texts and line breaks; comments go. A colon inside a word (an IPv6 address) belongs to it. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  for (const [i, line] of text.split('\n').entries()) {
    for (const [, quoted, word] of line.matchAll(/"([^"]*)"|(#.*$|[{},;]|:(?=\s)|!=|@?[^\s{},;"]+)/g)) {
      if (quoted !== undefined) tokens.push({ text: quoted, line: i + 1, quoted: true })
      else if (word?.startsWith('#')) break
      else if (word !== undefined) tokens.push({ text: word, line: i + 1 })
    }
    tokens.push({ text: '\n', line: i + 1 })
  }
  return tokens
}
