import type { Script, Token } from './token.js'

const pieces =
  /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}])+(?:'(?!s(?![\p{L}\p{M}]))(?:(?!\p{Script=Han})[\p{L}\p{M}])+)*|\p{Nd}+|'s(?![\p{L}\p{M}])|\S/gu

/** Folds what is written in several ways to one, character by character, so that offsets stay: quotes, dashes, full-width signs. */
export const fold = (text: string): string =>
  text.replaceAll(/[\u2018\u2019\u02bc\u2010-\u2015\u2212\uff01-\uff5e\u00a0\u3000\u3002\u3001]/g, foldSign)

function foldSign(sign: string): string {
  const code = sign.charCodeAt(0)
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
  if (code === 0x2018 || code === 0x2019 || code === 0x02bc) return "'"
  if (code === 0x00a0 || code === 0x3000) return ' '
  if (code === 0x3002) return '.'
  return code === 0x3001 ? sign : '-'
}

/** Cuts a folded text into tokens. Linear. */
export function tokenize(folded: string): Token[] {
  const tokens: Token[] = []
  let last = 0
  for (const match of folded.matchAll(pieces)) {
    const start = match.index
    const between = folded.slice(last, start)
    last = start + match[0].length
    const lower = match[0].toLowerCase()
    tokens.push({
      // Lower case may be longer (İ): such letters stay as they are.
      text: lower.length === match[0].length ? lower : match[0],
      script: scriptOf(match[0]),
      start,
      end: last,
      isGlued: between === '' && start > 0,
      startsLine: between.includes('\n'),
    })
  }
  return tokens
}

function scriptOf(piece: string): Script {
  if (/^\p{Nd}/u.test(piece)) return 'digit'
  if (/^\p{Script=Han}/u.test(piece)) return 'han'
  if (/^\p{Script=Cyrillic}/u.test(piece)) return 'cyrillic'
  return /^\p{L}/u.test(piece) ? 'latin' : 'mark'
}
