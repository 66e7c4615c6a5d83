const [newLine, quote, star, slash, backslash] = [10, 34, 42, 47, 92]

/** Whether a text has more than `most` words and signs, comments aside: told by one look at each character, long before the text is parsed. A quoted
 *  text is one; so is a row of letters, digits and what may stand in a word. */
export function hasMoreWords(text: string, most: number): boolean {
  if (text.length <= most) return false
  let count = 0
  for (let at = 0; at < text.length && count <= most; ) {
    const code = text.charCodeAt(at)
    const comment = endOfComment(text, at)
    if (comment > at) at = comment
    else if (code <= 32) at++
    else {
      count++
      at = code === quote ? endOfQuote(text, at) : endOfWord(text, at)
    }
  }
  return count > most
}

/** Where the comment that begins here ends; the place itself if none does. Looked for sign by sign: V8 may run a pure `indexOf` before it is known
 *  to be wanted, at each sign of a long text. */
function endOfComment(text: string, from: number): number {
  if (text.charCodeAt(from) !== slash) return from
  const next = text.charCodeAt(from + 1)
  if (next !== slash && next !== star) return from
  for (let at = from + 2; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (next === slash && code === newLine) return at
    if (next === star && code === star && text.charCodeAt(at + 1) === slash) return at + 2
  }
  return text.length
}

/** A quoted text ends on its line. */
function endOfQuote(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    if (code === newLine) return at
    if (code === backslash) at++
  }
  return text.length
}

function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length && isOfWord(text.charCodeAt(at)) && endOfComment(text, at) === at) at++
  return Math.max(at, from + 1)
}

/** Letters, digits, dots, hyphens, slashes and underscores, and all beyond ASCII. */
const isOfWord = (code: number): boolean =>
  code >= 128 || (code >= 45 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
