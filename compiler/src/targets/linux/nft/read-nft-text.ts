import { refuseAt } from '../artifact-error.js'
import type { Limit } from './buckets.js'
import { isPoliceChain, readLimit } from './buckets.js'
import type { MapField } from './match-parts.js'
import type { ChainRule } from './rule.js'
import { portProtocols } from './rule.js'
import type { Refusal } from './rule-builder.js'
import { readNever, RuleBuilder } from './rule-builder.js'
import type { Token } from './tokens.js'
import { tokenize } from './tokens.js'
import { readPool, readTargets } from './translations.js'
import { readProtocol, readWhole } from './values.js'

/** What a ruleset holds: the rules of ParaNet's own chains, in order, and the rest of the table as text to compare. */
export interface ReadRuleset {
  readonly chains: ReadonlyMap<string, readonly ChainRule[]>
  /** Sets and chains that are not rules of the state, by `KIND NAME`: their words. */
  readonly frame: ReadonlyMap<string, string>
  readonly limits: ReadonlyMap<string, Limit>
}

/** Chains whose rules are entries of the state. */
export const isStateChain = (name: string): boolean =>
  /^(in|out)_/.test(name) || /^copying_\d+(_local)?$/.test(name) || stateChains.includes(name)

const lists = ['policing_in', 'policing_out', 'marking', 'routing', 'queueing', 'copying', 'group_routes']
const stateChains = [
  'forward_rules',
  'translating_in',
  'translating_out',
  ...lists,
  ...lists.map((name) => `${name}_local`),
]

interface MapElement {
  readonly values: readonly string[]
  readonly comment: string
  readonly data: string
}

/** Reads an nftables file that `renderNft` wrote and a person may have edited, and what `nft list table inet paranet` prints. Throws
 *  ArtifactError with the line of what it cannot read: nothing is passed over. */
export function readNftText(file: string, text: string): ReadRuleset {
  const reader = new Reader(file, text)
  return reader.ruleset()
}

class Reader {
  readonly #file: string
  readonly #tokens: readonly Token[]
  readonly #maps = new Map<string, MapElement[]>()
  readonly #limits = new Map<string, Limit>()
  readonly #lines: readonly string[]
  #at = 0

  constructor(file: string, text: string) {
    this.#file = file
    this.#tokens = tokenize(text)
    this.#lines = text.split('\n')
  }

  ruleset(): ReadRuleset {
    const chains = new Map<string, ChainRule[]>()
    const frame = new Map<string, string>()
    for (;;) {
      this.#skipBreaks()
      const token = this.#next()
      if (!token) break
      if (token.text === 'delete') {
        this.#words(['table'])
        this.#family()
      } else if (token.text !== 'table') this.#refuse(token, `expected "table", not "${token.text}"`)
      else {
        const family = this.#family()
        if (this.#peek()?.text === '{' && family === 'inet') this.#table(chains, frame)
        else if (this.#peek()?.text === '{') this.#copies(family, frame)
      }
    }
    return { chains, frame, limits: this.#limits }
  }

  /** The family of a table of ParaNet's. */
  #family(): string {
    const family = this.#need('a family')
    if (!['inet', 'ip', 'ip6'].includes(family.text)) this.#refuse(family, `expected "inet", not "${family.text}"`)
    this.#words(['paranet'])
    return family.text
  }

  /** A table that makes copies: all of it is frame. */
  #copies(family: string, frame: Map<string, string>): void {
    this.#words(['{'])
    for (;;) {
      this.#skipBreaks()
      const kind = this.#need('the end of the table')
      if (kind.text === '}') return
      const name = this.#need('a name')
      this.#words(['{'])
      frame.set(`${family} ${kind.text} ${name.text}`, this.#body())
    }
  }

  #table(chains: Map<string, ChainRule[]>, frame: Map<string, string>): void {
    this.#words(['{'])
    for (;;) {
      this.#skipBreaks()
      const kind = this.#need('the end of the table')
      if (kind.text === '}') return
      const name = this.#need('a name')
      this.#words(['{'])
      if (kind.text === 'map') this.#map(name.text)
      else if (kind.text === 'limit' && isPoliceChain(name.text)) {
        const limit = readLimit(this.#body()) ?? this.#refuse(name, 'expected "rate over N bytes/second burst N bytes"')
        this.#limits.set(name.text, limit)
      } else if (kind.text === 'set') frame.set(`set ${name.text}`, this.#body())
      else if (kind.text === 'chain' && isStateChain(name.text)) chains.set(name.text, this.#chain())
      else if (kind.text === 'chain') frame.set(`chain ${name.text}`, this.#body())
      else this.#refuse(kind, `ParaNet does not read "${kind.text}" in its table`)
    }
  }

  /** All words to the closing brace, as one text. */
  #body(): string {
    const words: string[] = []
    for (let depth = 1; depth > 0; ) {
      const token = this.#need('"}"')
      if (token.text === '{') depth++
      if (token.text === '}') depth--
      if (depth > 0 && token.text !== '\n') words.push(token.text)
    }
    return words.join(' ')
  }

  #map(name: string): void {
    const elements: MapElement[] = []
    for (;;) {
      this.#skipBreaks()
      const token = this.#need('the end of the map')
      if (token.text === '}') break
      if (token.text === 'elements') this.#elements(elements)
      else if (token.text !== 'type' && token.text !== 'flags')
        this.#refuse(token, `ParaNet does not read "${token.text}" in a map`)
      else this.#skipLine()
    }
    this.#maps.set(name, elements)
  }

  #elements(elements: MapElement[]): void {
    this.#words(['=', '{'])
    for (;;) {
      this.#skipBreaks()
      if (this.#peek()?.text === '}') break
      const values = [this.#need('a value').text]
      let comment = ''
      for (;;) {
        const token = this.#needPastBreaks('":"')
        if (token.text === '.') values.push(this.#need('a value').text)
        else if (token.text === 'comment') comment = this.#need('a comment').text
        else if (token.text === ':') break
        else this.#refuse(token, `expected ":" and what to do, not "${token.text}"`)
      }
      elements.push({ values, comment, data: this.#needPastBreaks('what to do').text })
      this.#skipBreaks()
      if (this.#peek()?.text === ',') this.#next()
    }
    this.#next()
  }

  #chain(): ChainRule[] {
    const rules: ChainRule[] = []
    for (;;) {
      this.#never(rules)
      const first = this.#need('the end of the chain')
      if (first.text === '}') return rules
      if (first.text === '\n') continue
      this.#at--
      rules.push(...this.#rule(first))
    }
  }

  /** A comment that stands for an entry which matches no packet. */
  #never(rules: ChainRule[]): void {
    const line = this.#peek()?.line ?? 0
    const json = /^\s*# never: (\{.*\})\s*$/.exec(this.#lines[line - 1] ?? '')?.[1]
    if (json === undefined || this.#peek()?.text !== '\n') return
    const rule = readNever(json)
    if (!rule) refuseAt(this.#file, line, 'not an entry that ParaNet reads')
    rules.push(rule)
  }

  /** One line: conditions, then what to do. A lookup in a map is as many rules as the map has elements. */
  #rule(first: Token): ChainRule[] {
    const builder = new RuleBuilder()
    let lookup: { fields: MapField[]; map: string } | undefined
    const check = (refusal: Refusal) => {
      if (refusal !== undefined) this.#refuse(first, refusal)
    }
    for (;;) {
      const token = this.#need('the end of the line')
      if (token.text === '\n' || token.text === ';') break
      const word = token.text
      if (word === 'comment') builder.comment(this.#need('a comment').text)
      else if (word === 'return' || word === 'drop') check(lookup ? undefined : builder.verdict(word))
      else if (word === 'accept') this.#refuse(token, 'use "return": "accept" would skip the rest of the way')
      else if (word === 'iifname') check(builder.iif(this.#need('an interface').text))
      else if (word === 'oifname') check(builder.oif(this.#need('an interface').text))
      else if (word === 'snat' || word === 'dnat') check(this.#translation(builder, word))
      else if (word === 'goto') check(builder.police(this.#need('a chain').text))
      else if (word === 'ct') this.#state(builder)
      else if (word === 'counter') this.#counter()
      else if (word === 'meta' && this.#peek()?.text === 'nfproto') {
        this.#next()
        check(builder.ofFamily(this.#need('a family').text))
      } else if (word === 'meta' && this.#peek()?.text === 'priority') {
        this.#words(['priority', 'set'])
        check(builder.queue(this.#need('a queue').text))
      } else if (word === 'meta' && this.#peek()?.text === 'mark') {
        this.#words(['mark', 'set'])
        if (this.#peek()?.text === 'meta' && this.#tokens[this.#at + 1]?.text === 'mark') {
          this.#words(['meta', 'mark', '|'])
          check(builder.copy(this.#need('a bit').text))
          continue
        }
        const mark = readWhole(this.#peek()?.text ?? '', 0x7fffffff)
        if (mark !== undefined) {
          this.#next()
          check(builder.mark(mark))
        } else {
          const start = this.#need('a mark')
          const fields = this.#key(start, this.#field(start))
          this.#words(['map'])
          lookup = { fields, map: this.#need('a map').text }
        }
      } else {
        const field = this.#field(token)
        if (this.#peek()?.text === '.' || this.#peek()?.text === 'vmap') {
          const fields = this.#key(token, field)
          this.#words(['vmap'])
          lookup = { fields, map: this.#need('a map').text }
        } else if (field === 'protocol' && this.#peek()?.text === '{') this.#portProtocols()
        else if (portWords.includes(word) && word !== 'th')
          check(builder.port(word, field as 'srcPort', this.#need('a value').text))
        else if (field === 'dscp' && this.#peek()?.text === 'set') {
          this.#next()
          check(builder.rewrite(word === 'ip' ? 4 : 6, this.#need('a value').text))
        } else if (field === 'dscp') check(builder.dscp(word === 'ip' ? 4 : 6, this.#need('a value').text))
        else check(builder.field(field, this.#need('a value').text))
      }
    }
    if (lookup) return this.#expand(first, builder, lookup)
    const rule = builder.finish()
    return typeof rule === 'string' ? this.#refuse(first, rule) : [rule]
  }

  #expand(at: Token, base: RuleBuilder, { fields, map }: { fields: MapField[]; map: string }): ChainRule[] {
    const elements = this.#maps.get(map.replace(/^@/, ''))
    if (!elements) this.#refuse(at, `there is no map ${map} above`)
    const rest = base.restOf()
    return elements.map(({ values, comment, data }) => {
      const builder = new RuleBuilder()
      const refusals: Refusal[] = [
        ...(rest.iif === undefined ? [] : [builder.iif(rest.iif)]),
        ...fields.map((field, i) => builder.field(field, values[i] ?? '')),
        rest.isEmpty ? undefined : 'a lookup in a map takes no other condition than the interface',
        act(builder, data),
      ]
      builder.comment(comment)
      const rule = builder.finish()
      const refusal = refusals.find((one) => one !== undefined) ?? (typeof rule === 'string' ? rule : undefined)
      return refusal === undefined ? (rule as ChainRule) : this.#refuse(at, `${map}: ${refusal}`)
    })
  }

  /** The field that an expression speaks of: `ip saddr`, `meta l4proto`, `th dport`. */
  #field(token: Token): MapField | 'dscp' {
    const name = this.#need('a field')
    const field = fieldOf(token.text, name.text)
    return field ?? this.#refuse(token, `ParaNet does not read "${token.text} ${name.text}"`)
  }

  #key(at: Token, first: MapField | 'dscp'): MapField[] {
    const fields = [first]
    while (this.#peek()?.text === '.') {
      this.#next()
      const token = this.#need('a field')
      fields.push(this.#field(token))
    }
    if (fields.includes('dscp')) this.#refuse(at, 'ParaNet does not read maps of DSCPs')
    return fields as MapField[]
  }

  /** `snat ip to 203.0.113.16-203.0.113.31`, `dnat ip to numgen inc mod 3 map { 0-1 : 10.8.0.11, 2 : 10.8.0.12 }` */
  #translation(builder: RuleBuilder, verb: 'snat' | 'dnat'): Refusal {
    const direction = verb === 'snat' ? 'source' : 'destination'
    const family = this.#need('a family').text
    if (family !== 'ip' && family !== 'ip6') return `"${verb}" needs a family: ip or ip6`
    this.#words(['to'])
    const pool = this.#need('an address').text
    if (pool !== 'numgen') return builder.translate(direction, readPool(pool))
    this.#words(['inc', 'mod'])
    const total = readWhole(this.#need('a number').text, 1_000_000)
    this.#words(['map', '{'])
    const elements: [string, string][] = []
    for (let token = this.#need('a number'); token.text !== '}'; token = this.#need('"}"')) {
      if (token.text === ',') continue
      this.#words([':'])
      elements.push([token.text, this.#need('an address').text])
    }
    const targets = readTargets(elements)
    const sum = targets?.reduce((all, { weight }) => all + weight, 0)
    return builder.translate(direction, sum === total ? targets : undefined)
  }

  #state(builder: RuleBuilder): void {
    this.#words(['state'])
    const isNot = this.#peek()?.text === '!='
    if (isNot) this.#next()
    if (this.#peek()?.text === '{') this.#words(['{', 'established', ',', 'related', '}'])
    else this.#words(['established', ',', 'related'])
    builder.established(!isNot)
  }

  #counter(): void {
    if (this.#peek()?.text === 'packets') for (let i = 0; i < 4; i++) this.#next()
  }

  #portProtocols(): void {
    this.#words(['{'])
    const found: (number | undefined)[] = []
    for (;;) {
      const token = this.#need('"}"')
      if (token.text === '}') break
      if (token.text !== ',') found.push(readProtocol(token.text))
    }
    if (found.length !== portProtocols.length || portProtocols.some((one) => !found.includes(one)))
      refuseAt(
        this.#file,
        this.#tokens[this.#at - 1]?.line ?? 0,
        `the only set of protocols that ParaNet reads is all with ports: ${portProtocols.join(', ')}`,
      )
  }

  #skipBreaks(): void {
    while (this.#peek()?.text === '\n' || this.#peek()?.text === ';') this.#at++
  }

  #skipLine(): void {
    while (this.#peek() && this.#peek()?.text !== '\n') this.#at++
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++]
  }

  #need(what: string): Token {
    return this.#next() ?? refuseAt(this.#file, this.#lines.length, `expected ${what}, but the file ends`)
  }

  #needPastBreaks(what: string): Token {
    this.#skipBreaks()
    return this.#need(what)
  }

  #words(words: readonly string[]): void {
    for (const word of words) {
      const token = this.#need(`"${word}"`)
      if (token.text !== word) this.#refuse(token, `expected "${word}", not "${token.text.trim()}"`)
    }
  }

  #refuse(token: Token, text: string): never {
    return refuseAt(this.#file, token.line, text)
  }
}

/** What an element of a map does: a verdict or a mark. */
export function act(builder: RuleBuilder, data: string): Refusal {
  if (data === 'return' || data === 'drop') return builder.verdict(data)
  const mark = readWhole(data, 0x7fffffff)
  return mark === undefined ? `ParaNet does not read "${data}"` : builder.mark(mark)
}

/** Headers with ports, as nftables calls them. */
const portWords = ['th', 'tcp', 'udp', 'dccp', 'sctp', 'udplite']

/** The field of a match that nftables calls so. */
export function fieldOf(protocol: string, name: string): MapField | 'dscp' | undefined {
  if (protocol === 'ip' || protocol === 'ip6')
    return name === 'saddr' ? 'src' : name === 'daddr' ? 'dst' : name === 'dscp' ? 'dscp' : undefined
  if (protocol === 'meta') return name === 'l4proto' ? 'protocol' : undefined
  if (!portWords.includes(protocol)) return undefined
  return name === 'sport' ? 'srcPort' : name === 'dport' ? 'dstPort' : undefined
}
