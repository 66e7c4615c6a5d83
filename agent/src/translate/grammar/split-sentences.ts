import type { Token } from './text/token.js'

/** One sentence: its tokens, and what its last sign says. */
export interface Sentence {
  readonly from: number
  readonly to: number
  readonly isAsking: boolean
}

/** Cuts tokens into sentences at full stops, signs of question and exclamation, and line breaks; numbers and bullets of lists are left out. */
export function splitSentences(tokens: readonly Token[], original: string): Sentence[] {
  const sentences: Sentence[] = []
  let from = 0
  const close = (to: number, isAsking: boolean, next: number) => {
    const start = withoutBullet(tokens, from, to)
    if (tokens.slice(start, to).some(({ script }) => script !== 'mark')) sentences.push({ from: start, to, isAsking })
    from = next
  }
  for (const [index, token] of tokens.entries()) {
    if (token.startsLine && index > from) close(index, false, index)
    if (!isStop(tokens, index, original) || withoutBullet(tokens, from, tokens.length) > index) continue
    close(index, token.text === '?', index + 1)
  }
  close(tokens.length, false, tokens.length)
  return sentences
}

function isStop(tokens: readonly Token[], at: number, original: string): boolean {
  const token = tokens[at]
  if (!token || token.script !== 'mark') return false
  if (token.text === '?' || token.text === '!') return true
  if (token.text !== '.') return false
  const next = tokens[at + 1]
  const before = tokens[at - 1]
  const isAbbreviated =
    before?.script === 'latin' && before.end - before.start === 1 && token.isGlued && /^[apm]$/.test(before.text)
  return original[token.start] === '。' || ((!next?.isGlued || next.startsLine) && !isAbbreviated)
}

/** Past `-`, `*`, `•`, `3.`, `(b)` at the start of a line. */
function withoutBullet(tokens: readonly Token[], from: number, to: number): number {
  let at = from
  while (at < to && tokens[at]?.script === 'mark' && /^[-*•·>#–]$/.test(tokens[at]?.text ?? '')) at++
  const open = tokens[at]?.text === '(' ? 1 : 0
  const label = tokens[at + open]
  const sign = tokens[at + open + 1]
  const after = tokens[at + open + 2]
  const isLabel =
    label &&
    (label.script === 'digit' || label.end - label.start === 1) &&
    (sign?.text === ')' || (sign?.text === '.' && label.script === 'digit' && after?.isGlued !== true))
  return isLabel &&
    sign.isGlued &&
    (open === 1 || label.script === 'digit' || sign.text === ')') &&
    label.end - label.start < 4
    ? at + open + 2
    : at
}
