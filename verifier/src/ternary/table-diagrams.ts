import type { ClassDiagrams } from './class-diagrams.js'
import type { ClassedField } from './header-classes.js'
import type { TernaryRule } from './ternary-network.js'

/** A rule with what it does as a number, and per level of the diagrams the number of its match, or -1. */
export interface NumberedRule {
  readonly action: number
  readonly matches: Int32Array
}

/** Numbers the matches of rules by the order in which diagrams ask for fields. */
export function numberedRule(rule: TernaryRule, order: readonly ClassedField[], action: number): NumberedRule {
  const matches = order.map(({ place, numberOf }) => {
    const match = rule.match[place]
    return match && match.mask !== 0 ? numberOf(match) : -1
  })
  return { action, matches: Int32Array.from(matches) }
}

/** A table, first match first, as a diagram whose terminals are actions; 0 is what happens to packets that no rule matches. Each class of a field gets the
 *  rules that can hold there; classes that get the same ones are decided once. */
export class TableDiagrams {
  private readonly order: readonly ClassedField[]
  private readonly diagrams: ClassDiagrams
  private readonly rules: readonly NumberedRule[]
  private readonly known: Map<string, number>[]
  /** Per rule: the last level at which it asks for anything. */
  private readonly last: Int32Array

  constructor(order: readonly ClassedField[], diagrams: ClassDiagrams, rules: readonly NumberedRule[]) {
    this.order = order
    this.diagrams = diagrams
    this.rules = rules
    this.known = order.map(() => new Map())
    this.last = Int32Array.from(rules, ({ matches }) => matches.findLastIndex((match) => match >= 0))
  }

  /** The diagram of rules by their numbers, first match first. */
  make(list: readonly number[], from = 0): number {
    const first = list[0]
    if (first === undefined) return -1
    if (this.last[first]! < from) return -1 - this.rules[first]!.action
    let level = from
    while (list.every((rule) => this.rules[rule]!.matches[level] === -1)) level++
    const key = list.join()
    const known = this.known[level]!.get(key)
    if (known !== undefined) return known
    const made = this.diagrams.make(level, this.cut(list, level))
    this.known[level]!.set(key, made)
    return made
  }

  private cut(list: readonly number[], level: number): Int32Array {
    const { count, held } = this.order[level]!.classes
    const open: number[] = []
    const lists: (number[] | undefined)[] = Array.from({ length: count })
    list.forEach((rule, at) => {
      const match = this.rules[rule]!.matches[level]!
      if (match < 0) open.push(at)
      else for (const one of held[match]!) (lists[one] ??= []).push(at)
    })
    const rest = this.make(this.upToDeciding(list, open, level), level + 1)
    const children = new Int32Array(count).fill(rest)
    lists.forEach((own, one) => {
      if (own) children[one] = this.make(this.upToDeciding(list, merged(own, open), level), level + 1)
    })
    return children
  }

  /** The rules at these places, without those behind one that holds all that is left. */
  private upToDeciding(list: readonly number[], places: readonly number[], level: number): number[] {
    const rules: number[] = []
    for (const place of places) {
      rules.push(list[place]!)
      if (this.last[list[place]!]! <= level) break
    }
    return rules
  }
}

function merged(a: readonly number[], b: readonly number[]): number[] {
  const all: number[] = []
  let at = 0
  for (const place of a) {
    while (at < b.length && b[at]! < place) all.push(b[at++]!)
    all.push(place)
  }
  return all.concat(b.slice(at))
}
