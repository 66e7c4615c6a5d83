import type { Sentence } from './split-sentences.js'
import type { Lattice } from './text/lattice.js'

/** Whether a sentence asks something of the network instead of wanting something from it. "Can you …?" and "please" ask for a deed. */
export function isQuestion(lattice: Lattice, { from, to, isAsking }: Sentence): boolean {
  const script = lattice.tokens[from]?.script
  const start = lattice.skip(from, 'greeting', 'comma', 'and', 'but')
  const words = lattice.words(from, to).toLowerCase()
  const polite = lattice.match(start, 'polite-question')
  // "Можно ли …" asks whether; "нельзя ли …" asks for it.
  if (polite > start && lattice.words(polite, polite + 1).toLowerCase() !== 'ли') return false
  const isPlease = /\bplease\b|пожалуйста|请/.test(words)
  if (lattice.tokens.slice(from, to).some(({ script: its }) => its === 'han'))
    return isAsking || isAskedInChinese(lattice, from, to)
  if (/(?:^|\s)ли(?:\s|$)/.test(words)) return true
  const first = lattice.match(start, 'question')
  if (isAsking) return !isPlease
  return (
    first > start &&
    lattice.match(start, 'if') < 0 &&
    !(script === 'cyrillic' && lattice.matchAny(start, 'fill', 'n-whatever') > start) &&
    !/^(?:as|что)\b/.test(words)
  )
}

function isAskedInChinese(lattice: Lattice, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const end = lattice.match(at, 'question')
    // 谁都不: nobody, not who.
    if (end > at && lattice.matchAny(at, 'n-nobody', 'neg', 'v-reach') <= end) return true
  }
  return false
}
