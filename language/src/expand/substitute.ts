import type { Token } from '../lex/token.js'
import { tokenize } from '../lex/tokenize.js'
import { isBareName, quoteName } from '../lex/words.js'
import type { ParsedFile } from '../resolve/source-file.js'
import type { Piece } from './virtual-text.js'

/** What names of a body become. */
export interface Substitution {
  /** Parameters and loop variables, as text of the language. */
  readonly bindings: ReadonlyMap<string, string>
  /** Names that the body defines, which get the prefix. */
  readonly locals: ReadonlySet<string>
  readonly prefix: string
  /** The body around this one. */
  readonly around?: Substitution
}

/** The text of a file with its names replaced. */
export class BodyText {
  readonly #file: ParsedFile
  #tokens: readonly Token[] | undefined

  constructor(file: ParsedFile) {
    this.#file = file
  }

  /** The text between two offsets. */
  pieces(start: number, end: number, substitution: Substitution, used: Piece['used']): Piece[] {
    const from = (offset: number) => ({ file: this.#file, offset })
    const more = used ? { used } : {}
    const pieces: Piece[] = []
    let at = start
    for (const { offset, text, length } of this.#replaced(start, end, substitution)) {
      pieces.push({ text: this.#file.text.slice(at, offset), from: from(at), ...more })
      pieces.push({ text, from: from(offset), written: length, ...more })
      at = offset + length
    }
    return [...pieces, { text: this.#file.text.slice(at, end), from: from(at), ...more }]
  }

  *#replaced(start: number, end: number, substitution: Substitution) {
    if (isEmpty(substitution)) return
    this.#tokens ??= tokenize(this.#file.text)
    for (let i = firstFrom(this.#tokens, start); i < this.#tokens.length; i++) {
      const token = this.#tokens[i] as Token
      if (token.offset >= end) return
      if (isKey(token, this.#tokens[i - 1], this.#tokens[i + 1], this.#tokens[i + 2])) continue
      const text = replacement(token, substitution)
      if (text !== undefined) yield { offset: token.offset, length: token.length, text }
    }
  }
}

/** The index of the first token that begins at an offset or after it. */
function firstFrom(tokens: readonly Token[], offset: number): number {
  let [low, high] = [0, tokens.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens[middle] as Token).offset < offset) low = middle + 1
    else high = middle
  }
  return low
}

const isEmpty = ({ bindings, locals, around }: Substitution): boolean =>
  bindings.size === 0 && locals.size === 0 && (!around || isEmpty(around))

/** `name:` in front of a value, but not the name in `node name : type`, which its keyword gives away. */
function isKey(token: Token, before: Token | undefined, after: Token | undefined, next: Token | undefined): boolean {
  if (after?.kind !== 'sign' || after.raw !== ':' || next === undefined) return false
  return !(before?.kind === 'word' && before.text === 'node' && token.isApart)
}

function replacement(token: Token, substitution: Substitution): string | undefined {
  if (token.kind !== 'word' && token.kind !== 'string') return undefined
  const isWord = token.kind === 'word'
  for (let at: Substitution | undefined = substitution; at; at = at.around) {
    const bound = isWord ? at.bindings.get(token.text) : undefined
    if (bound !== undefined) return bound
    if (at.locals.has(token.text)) return quoteName(`${at.prefix}.${token.text}`)
    const parts = token.text.split('.')
    const local = at.locals.has(parts[0] ?? '')
    const { bindings } = at
    if (parts.length > 1 && (local || parts.some((part) => bindings.has(part)))) {
      const name = parts.map((part) => nameIn(bindings, part)).join('.')
      return quoteName(local ? `${at.prefix}.${name}` : name)
    }
  }
  return undefined
}

/** A parameter as a part of a name; what is no name stays as it is. */
function nameIn(bindings: ReadonlyMap<string, string>, part: string): string {
  const bound = bindings.get(part)
  if (bound === undefined) return part
  return isBareName(bound) ? bound : bound.replaceAll(/^"|"$/g, '')
}
