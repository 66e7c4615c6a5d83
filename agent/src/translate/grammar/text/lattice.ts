import type { Concept } from '../lexicon/concept.js'
import { type Sense, vocabulary } from '../lexicon/vocabulary.js'
import { type Service, services } from '../lexicon/services.js'
import { type Literal, type LiteralKind, literalsAt } from './literals.js'
import type { Token } from './token.js'
import { tokenize } from './tokenize.js'
import { type Found, PhraseTrie } from './trie.js'
import { type Measure, unitAt } from './units.js'

/** A number with a unit, in base units. */
export interface Quantity {
  readonly measure: Measure
  readonly base: number
}

let serviceTrie: PhraseTrie<readonly [string, Service]> | undefined

function serviceNames(): PhraseTrie<readonly [string, Service]> {
  if (!serviceTrie) {
    serviceTrie = new PhraseTrie()
    for (const entry of services) serviceTrie.add(starred(entry[0]), entry)
  }
  return serviceTrie
}

const starred = (phrase: string): string[] => {
  const pieces: string[] = []
  for (const { text } of tokenize(phrase)) {
    if (text === '*' && pieces.length > 0) pieces.push(`${pieces.pop()}*`)
    else if (text !== '-') pieces.push(text)
  }
  return pieces
}

function remembered<T>(memo: (T | null)[], at: number, read: () => T | undefined): T | undefined {
  const known = memo[at]
  if (known !== undefined) return known ?? undefined
  const found = read()
  memo[at] = found ?? null
  return found
}

/** Everything that the words of a text can be, by the token at which it begins. Filled when asked. */
export class Lattice {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly #senses: (readonly Found<Sense>[] | undefined)[] = []
  readonly #literals: (readonly Found<Literal>[] | undefined)[] = []
  readonly #numbers: (Found<number> | null)[] = []
  readonly #quantities: (Found<Quantity> | null)[] = []
  readonly #services: (Found<readonly [string, Service]>[] | undefined)[] = []
  readonly #endAt = new Map<number, number>()

  /** `folded`: the text after `fold`. */
  constructor(folded: string, tokens: readonly Token[]) {
    this.text = folded
    this.tokens = tokens
    for (const [index, token] of tokens.entries()) this.#endAt.set(token.end, index + 1)
  }

  /** Whether a word ends before the token `at`: what follows is not glued to it. */
  isBoundary(at: number): boolean {
    const next = this.tokens[at]
    const before = this.tokens[at - 1]
    if (!next || !before || !next.isGlued) return true
    const isWord = (token: Token) =>
      token.script === 'latin' || token.script === 'cyrillic' || token.script === 'digit' || token.text === '_'
    return !(isWord(next) && isWord(before))
  }

  senses(at: number): readonly Found<Sense>[] {
    let found = this.#senses[at]
    if (!found) {
      const list: Found<Sense>[] = []
      if (this.isBoundary(at) || this.tokens[at - 1]?.script === 'digit')
        vocabulary().find(this.tokens, at, '-', (end, value) => {
          if (this.isBoundary(end)) list.push({ end, value })
        })
      list.sort((a, b) => b.end - a.end)
      found = list
      this.#senses[at] = found
    }
    return found
  }

  /** The end of the longest phrase of a concept that begins at a token; -1 where there is none. */
  match(at: number, concept: Concept): number {
    const senses = this.senses(at)
    for (let index = 0; index < senses.length; index++) {
      const sense = senses[index]
      if (sense?.value.concept === concept) return sense.end
    }
    return -1
  }

  /** The longest phrase of any of the concepts. */
  matchAny(at: number, ...concepts: readonly Concept[]): number {
    for (const { end, value } of this.senses(at)) if (concepts.includes(value.concept)) return end
    return -1
  }

  /** The longest phrase of a concept with its value. */
  valued(at: number, concept: Concept): { end: number; value: string } | undefined {
    for (const { end, value } of this.senses(at))
      if (value.concept === concept && value.value !== undefined) return { end, value: value.value }
    return undefined
  }

  /** Past as many phrases of these concepts as follow. */
  skip(at: number, ...concepts: readonly Concept[]): number {
    let here = at
    for (let end = this.matchAny(here, ...concepts); end > here; end = this.matchAny(here, ...concepts)) here = end
    return here
  }

  literals(at: number): readonly Found<Literal>[] {
    let found = this.#literals[at]
    if (!found) {
      found = literalsAt(this.text, this.tokens, at, this.#endAt)
      this.#literals[at] = found
    }
    return found
  }

  literal(at: number, ...kinds: readonly LiteralKind[]): Found<Literal> | undefined {
    return this.literals(at).find(({ value }) => kinds.includes(value.kind))
  }

  services(at: number): Found<readonly [string, Service]>[] {
    const known = this.#services[at]
    if (known) return known
    const found: Found<readonly [string, Service]>[] = []
    this.#services[at] = found
    if (this.isBoundary(at))
      serviceNames().find(this.tokens, at, '-', (end, value) => {
        if (this.isBoundary(end)) found.push({ end, value })
      })
    return found.sort((a, b) => b.end - a.end)
  }

  isMark(at: number, marks: string): boolean {
    const token = this.tokens[at]
    return token !== undefined && token.script === 'mark' && marks.includes(token.text)
  }

  /** A number in figures or words: `20`, `twenty-five`, `two hundred`, `三十五`. */
  number(at: number): Found<number> | undefined {
    return remembered(this.#numbers, at, () => this.#readNumber(at))
  }

  #readNumber(at: number): Found<number> | undefined {
    const literal = this.literal(at, 'number')
    if (literal) return this.#scaled(literal.end, Number(literal.value.text))
    const half = this.valued(at, 'num-half')
    if (half) return { end: half.end, value: Number(half.value) }
    return this.#wordNumber(at)
  }

  #scaled(end: number, value: number): Found<number> {
    const scale = this.valued(end, 'num-hundred')
    return scale && this.tokens[end]?.script !== 'han'
      ? { end: scale.end, value: value * Number(scale.value) }
      : { end, value }
  }

  #wordNumber(at: number): Found<number> | undefined {
    let [total, current, here] = [0, 0, at]
    for (;;) {
      const start = here > at && this.isMark(here, '-') && this.tokens[here]?.isGlued ? here + 1 : here
      const scale = this.valued(start, 'num-hundred')
      const unit = scale ? undefined : this.valued(start, 'num')
      if (scale) {
        current = Math.max(current, 1) * Number(scale.value)
        if (Number(scale.value) >= 1000) [total, current] = [total + current, 0]
        else [total, current] = [total + current, 0]
        here = scale.end
      } else if (unit && (here === at || Number(unit.value) < 100)) {
        if (current > 0 && Number(unit.value) >= 10) break
        if (current > 0 && current < 20) break
        current += Number(unit.value)
        here = unit.end
      } else if (here > at && total > 0 && current === 0 && this.valued(this.matchAny(here, 'and'), 'num')) {
        here = this.matchAny(here, 'and')
      } else break
    }
    return here > at ? { end: here, value: total + current } : undefined
  }

  /** A number with its unit: `20 ms`, `five gigabytes`, `half a gigabit`, `an hour`. */
  quantity(at: number): Found<Quantity> | undefined {
    return remembered(this.#quantities, at, () => this.#readQuantity(at))
  }

  #readQuantity(at: number): Found<Quantity> | undefined {
    const number = this.number(at) ?? this.#article(at)
    const token = number && this.tokens[number.end]
    if (!number || !token) return undefined
    const start = this.isMark(number.end, '-') ? this.tokens[number.end + 1]?.start : token.start
    const unit = start === undefined ? undefined : unitAt(this.text, start)
    const end = unit && this.#endAt.get(unit.end)
    if (!unit || end === undefined || !this.isBoundary(end)) return undefined
    return { end, value: { measure: unit.measure, base: number.value * unit.factor } }
  }

  #article(at: number): Found<number> | undefined {
    const end = this.match(at, 'one')
    return end > at ? { end, value: 1 } : undefined
  }

  /** The words from one token to another, as written. */
  words(from: number, to: number): string {
    return this.text.slice(this.tokens[from]?.start ?? 0, this.tokens[to - 1]?.end ?? 0)
  }
}
