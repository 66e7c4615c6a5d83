import type { BoxPort, TernaryNetwork, TernaryRule } from '@paranet/verifier'
import { GaveUp, PlainBdd } from './plain-bdd.js'

export interface PlainTernary {
  readonly loadMs: number
  /** Per port of entry, as far as it came. */
  readonly portMs: readonly number[]
  /** Pairs of ports between which some packet goes. */
  readonly pairs: number
}

interface Way {
  readonly rule: TernaryRule
  set: number
}

/** Reachability by one set per table and action, and one per port that packets come to: sets go from port to port until nothing is new. */
export function plainTernary(network: TernaryNetwork, entrances: readonly BoxPort[]): PlainTernary {
  const bdd = new PlainBdd()
  const portMs: number[] = []
  let [loadMs, pairs] = [0, 0]
  try {
    const started = performance.now()
    const plain = new PlainTables(network, bdd)
    loadMs = performance.now() - started
    for (const port of entrances) {
      const from = performance.now()
      pairs += plain.reach(port).size
      portMs.push(performance.now() - from)
      bdd.check()
    }
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error
  }
  return { loadMs, portMs, pairs }
}

class PlainTables {
  readonly #network: TernaryNetwork
  readonly #bdd: PlainBdd
  readonly #first: readonly number[]
  readonly #ways = new Map<string, Way[]>()
  readonly #behind = new Map<string, BoxPort>()

  constructor(network: TernaryNetwork, bdd: PlainBdd) {
    this.#network = network
    this.#bdd = bdd
    let variables = 0
    this.#first = network.fields.map(({ bits }) => (variables += bits) - bits)
    for (const [a, b] of network.links) {
      this.#behind.set(keyOf(a), b)
      this.#behind.set(keyOf(b), a)
    }
    network.boxes.forEach((box, at) => {
      const shared = box.rules.some(({ from }) => from) ? undefined : this.#waysOf(box.rules)
      for (let port = 0; port < box.ports; port++) {
        const here = () => this.#waysOf(box.rules.filter(({ from }) => !from || from.includes(port)))
        this.#ways.set(keyOf({ box: at, port }), shared ?? here())
      }
    })
  }

  #waysOf(rules: readonly TernaryRule[]): Way[] {
    const ways = new Map<string, Way>()
    let before = 0
    for (const rule of rules) {
      const set = this.#headers(rule.match, 1)
      const own = this.#bdd.minus(set, before)
      before = this.#bdd.or(before, set)
      if (rule.ports.length === 0) continue
      const key = JSON.stringify([rule.ports, rule.set])
      const way = ways.get(key)
      if (way) way.set = this.#bdd.or(way.set, own)
      else ways.set(key, { rule, set: own })
    }
    return [...ways.values()]
  }

  #headers(match: TernaryRule['match'], below: number): number {
    return this.#network.fields.reduceRight((node, { bits }, at) => {
      const asked = match[at]
      return asked ? this.#bdd.bits(this.#first[at]!, bits, asked.value, asked.mask, node) : node
    }, below)
  }

  /** The sets that leave, per port of the edge. */
  reach(from: BoxPort): Map<string, number> {
    const leaving = new Map<string, number>()
    const reached = new Map<string, number>([[keyOf(from), 1]])
    const open = [{ port: from, set: 1 }]
    for (let next = open.pop(); next; next = open.pop())
      for (const { rule, set } of this.#ways.get(keyOf(next.port))!) {
        const moved = this.#written(this.#bdd.and(next.set, set), rule)
        if (moved === 0) continue
        for (const port of rule.ports) {
          const out = keyOf({ box: next.port.box, port })
          const behind = this.#behind.get(out)
          const known = (behind ? reached : leaving).get(behind ? keyOf(behind) : out) ?? 0
          const fresh = this.#bdd.minus(moved, known)
          if (fresh === 0) continue
          if (behind) open.push({ port: behind, set: fresh })
          ;(behind ? reached : leaving).set(behind ? keyOf(behind) : out, this.#bdd.or(known, fresh))
        }
      }
    return leaving
  }

  #written(set: number, { set: written }: TernaryRule): number {
    if (!written || set === 0) return set
    const open = new Set<number>()
    written.forEach((one, at) => {
      const { bits } = this.#network.fields[at]!
      for (let bit = 0; one && bit < bits; bit++)
        if (Math.floor(one.mask / 2 ** (bits - 1 - bit)) % 2 === 1) open.add(this.#first[at]! + bit)
    })
    const left = this.#bdd.exists(set, (variable) => open.has(variable))
    return this.#bdd.and(left, this.#headers(written, 1))
  }
}

const keyOf = ({ box, port }: BoxPort): string => `${box}:${port}`
