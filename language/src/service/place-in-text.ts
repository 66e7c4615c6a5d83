import { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import { Lexer } from '../lex/lexer.js'
import type { Token } from '../lex/token.js'
import { statementWords } from '../parse/parse-statement.js'

/** A block around a place. */
export interface Frame {
  /** The word of its declaration, or the key that it is the value of; '' for the file. */
  readonly opener: string
  /** Keys that it has, before and after the place. */
  readonly keys: Set<string>
  /** Parameters of a template, the variable of a loop. */
  readonly parameters: readonly string[]
}

/** What stands around a place, read from the text near it alone. */
export interface PlaceInText {
  /** Blocks around the place, outermost first. */
  readonly frames: readonly Frame[]
  /** Whether the outermost block may lie in others that begin too far above. */
  readonly isCut: boolean
  /** Tokens of the item up to the place, without the one that is being written. */
  readonly item: readonly Token[]
  /** The token that is being written; what it says up to the place. */
  readonly typed: {
    readonly offset: number
    readonly length: number
    readonly text: string
    readonly isQuoted: boolean
  }
  /** Tokens after the place on its line. */
  readonly next: Token | undefined
  readonly isInComment: boolean
}

/** How far above a place its blocks are looked for, and below for keys, in UTF-16 units. */
const windowAbove = 12_000
const windowBelow = 4_000

/** Reads what stands around an offset. Its cost does not depend on the length of the text. */
export function placeInText(text: string, offset: number): PlaceInText {
  const start = startBefore(text, offset)
  const lexer = new Lexer(text.slice(start, offset + windowBelow), new DiagnosticSink('', Number.POSITIVE_INFINITY))
  const reader = new PlaceReader(offset - start)
  let token = lexer.next()
  while (token.kind !== 'end' && !reader.isPast(token)) {
    reader.take(token)
    token = lexer.next()
  }
  const isInComment = token.comments.some(
    ({ text: its, span }) => span.offset < offset - start && isInside(its, span.offset, offset - start),
  )
  const typed = reader.typedIn(token)
  const after = typed === token ? lexer.next() : token
  const frames = reader.framesAt(typed)
  gatherKeys(lexer, typed === token ? [token, after] : [after], frames.at(-1))
  return {
    frames,
    isCut: start > 0,
    item: reader.item,
    typed: typed
      ? {
          offset: start + typed.offset,
          length: typed.length,
          text: written(typed, offset - start),
          isQuoted: typed.kind === 'string',
        }
      : { offset, length: 0, text: '', isQuoted: false },
    next: after.kind === 'end' ? undefined : after,
    isInComment,
  }
}

const isInside = (comment: string, from: number, at: number): boolean =>
  comment.startsWith('//') ? at <= from + comment.length : at < from + comment.length

/** What a token says up to the place. */
const written = (token: Token, at: number): string => {
  const raw = token.raw.slice(0, Math.max(0, at - token.offset))
  return token.kind === 'string' ? raw.replaceAll('"', '') : raw
}

/** The beginning of the text, or of a declaration some way above. */
function startBefore(text: string, offset: number): number {
  if (offset <= windowAbove) return 0
  const from = offset - windowAbove
  const lines = new RegExp(`^[ \\t]*(?:${statementWords.join('|')})[ \\t]+[^:\\n]*\\{`, 'gm')
  lines.lastIndex = text.indexOf('\n', from) + 1
  const found = lines.exec(text.slice(0, offset))
  return found ? found.index : from
}

const joiners = new Set([',', ':', '=', '--', '<=', '>=', '<', '>', 'then', 'except', 'or'])

class PlaceReader {
  readonly #at: number
  readonly #frames: Frame[] = [frame('', [])]
  #item: Token[] = []
  #brackets = 0

  constructor(at: number) {
    this.#at = at
  }

  /** Whether a token ends at the place or after it. */
  isPast({ offset, length }: Token): boolean {
    return offset + length >= this.#at
  }

  /** The token, if the place is in it or at its end and something is written there. */
  typedIn(token: Token): Token | undefined {
    const isWritten = token.kind === 'word' || token.kind === 'string' || token.kind === 'path'
    return isWritten && token.offset < this.#at ? token : undefined
  }

  take(token: Token): void {
    if (this.#begins(token)) this.#item = []
    const { raw } = token
    if (token.kind !== 'sign') this.#item.push(token)
    else if (raw === '{') this.#open()
    else if (raw === '}') this.#close()
    else if (raw === ';') this.#item = []
    else {
      if (raw === '[' || raw === '(') this.#brackets++
      if (raw === ']' || raw === ')') this.#brackets = Math.max(0, this.#brackets - 1)
      if (raw === ':') this.#key()
      this.#item.push(token)
    }
  }

  /** `name :` after a comma begins a new item, which is seen at the colon. */
  #key(): void {
    const key = this.#item.at(-1)
    const before = this.#item.at(-2)
    if (!key || this.#brackets > 0) return
    if (before?.raw === ',') this.#item = [key]
    if (this.#item.length === 1) this.#frames.at(-1)?.keys.add(key.text)
  }

  #begins(token: Token): boolean {
    const last = this.#item.at(-1)
    if (!token.startsLine || !last || this.#brackets > 0 || token.raw === '{') return false
    // A line that follows `key:` is more likely the next key than its value.
    return last.kind === 'string' || last.raw === ':' || !joiners.has(last.raw)
  }

  #open(): void {
    const isValue = this.#item[1]?.raw === ':'
    this.#frames.push(frame(this.#item[0]?.text ?? '', isValue ? [] : parametersOf(this.#item)))
    this.#item = []
  }

  #close(): void {
    if (this.#frames.length > 1) this.#frames.pop()
    this.#item = []
    this.#brackets = 0
  }

  framesAt(typed: Token | undefined): readonly Frame[] {
    if (typed && this.#begins(typed)) this.#item = []
    return this.#frames
  }

  /** Tokens of the item that the place is in; call `framesAt` before. */
  get item(): readonly Token[] {
    return this.#item
  }
}

const frame = (opener: string, parameters: readonly string[]): Frame => ({ opener, keys: new Set(), parameters })

function parametersOf(item: readonly Token[]): string[] {
  const [first, second] = item
  if (first?.text === 'for') return second ? [second.text] : []
  if (first?.text !== 'template') return []
  return item.slice(2).flatMap(({ kind, text }) => (kind === 'sign' ? [] : [text]))
}

/** Keys of the block that come after the place. */
function gatherKeys(lexer: Lexer, first: readonly Token[], into: Frame | undefined): void {
  let depth = 0
  let before: Token | undefined
  const waiting = [...first]
  for (let count = 0; count < 400; count++) {
    const token = waiting.shift() ?? lexer.next()
    if (token.kind === 'end') return
    if (token.raw === '{' && token.kind === 'sign') depth++
    if (token.raw === '}' && token.kind === 'sign' && depth-- === 0) return
    if (depth === 0 && token.raw === ':' && before) into?.keys.add(before.text)
    before = token
  }
}
