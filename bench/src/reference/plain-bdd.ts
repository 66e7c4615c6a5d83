/** Thrown where the time or the room that a comparison may take is used up. */
export class GaveUp extends Error {}

export interface PlainLimits {
  /** Of the processor's time. */
  readonly seconds: number
  readonly nodes: number
}

export const plainLimits: PlainLimits = { seconds: 8, nodes: 3_000_000 }

/** Reduced ordered binary decision diagrams as textbooks have them (Bryant 1986): a unique table, `apply` with a table of its results, nothing more.
 *  0 is false, 1 is true. The measure that the verifier's engines are held against. */
export class PlainBdd {
  readonly #variables: number[] = [leaf, leaf]
  readonly #lows: number[] = [0, 1]
  readonly #highs: number[] = [0, 1]
  readonly #unique: Map<number, number>[] = []
  readonly #results: Record<Operation, Map<number, number>> = { and: new Map(), or: new Map(), minus: new Map() }
  readonly #until: number
  readonly #limits: PlainLimits
  #work = 0

  constructor(limits: PlainLimits = plainLimits) {
    this.#limits = limits
    this.#until = usedSeconds() + limits.seconds
  }

  get size(): number {
    return this.#variables.length
  }

  /** Throws `GaveUp` where time is up. */
  check(): void {
    if (usedSeconds() > this.#until) throw new GaveUp(`after ${this.#limits.seconds} s`)
  }

  node(variable: number, low: number, high: number): number {
    if (low === high) return low
    const table = (this.#unique[variable] ??= new Map<number, number>())
    const key = low * 2 ** 26 + high
    const known = table.get(key)
    if (known !== undefined) return known
    if (this.size >= this.#limits.nodes) throw new GaveUp(`at ${this.size} nodes`)
    const made = this.#variables.push(variable) - 1
    this.#lows.push(low)
    this.#highs.push(high)
    table.set(key, made)
    return made
  }

  and(a: number, b: number): number {
    return this.#apply('and', a, b)
  }

  or(a: number, b: number): number {
    return this.#apply('or', a, b)
  }

  /** What is in `a` and not in `b`. */
  minus(a: number, b: number): number {
    return this.#apply('minus', a, b)
  }

  /** Bits from `first` on that are as in `value` where `mask` has a 1, and `below` after them. */
  bits(first: number, count: number, value: number, mask: number, below: number): number {
    let node = below
    for (let at = count - 1; at >= 0; at--) {
      const bit = 2 ** (count - 1 - at)
      if (Math.floor(mask / bit) % 2 === 0) continue
      node = Math.floor(value / bit) % 2 === 1 ? this.node(first + at, 0, node) : this.node(first + at, node, 0)
    }
    return node
  }

  /** A number from `from` to `to`, and `below` after it. */
  range(first: number, count: number, from: number, to: number, below: number): number {
    if (from > to || to < 0) return 0
    if (from <= 0 && to >= 2 ** count - 1) return below
    const half = 2 ** (count - 1)
    const low = this.range(first + 1, count - 1, from, Math.min(to, half - 1), below)
    const high = this.range(first + 1, count - 1, from - half, to - half, below)
    return this.node(first, from < half ? low : 0, to >= half ? high : 0)
  }

  /** The set with variables left open. */
  exists(set: number, isOpen: (variable: number) => boolean): number {
    const known = new Map<number, number>()
    const walk = (at: number): number => {
      if (at < 2) return at
      const found = known.get(at)
      if (found !== undefined) return found
      const variable = this.#variables[at]!
      const [low, high] = [walk(this.#lows[at]!), walk(this.#highs[at]!)]
      const made = isOpen(variable) ? this.or(low, high) : this.node(variable, low, high)
      known.set(at, made)
      return made
    }
    return walk(set)
  }

  #apply(operation: Operation, a: number, b: number): number {
    const plain = plainResult(operation, a, b)
    if (plain >= 0) return plain
    const results = this.#results[operation]
    const key = a * 2 ** 26 + b
    const known = results.get(key)
    if (known !== undefined) return known
    if ((++this.#work & 0xfff) === 0) this.check()
    const variable = Math.min(this.#variables[a]!, this.#variables[b]!)
    const [isA, isB] = [this.#variables[a] === variable, this.#variables[b] === variable]
    const low = this.#apply(operation, isA ? this.#lows[a]! : a, isB ? this.#lows[b]! : b)
    const high = this.#apply(operation, isA ? this.#highs[a]! : a, isB ? this.#highs[b]! : b)
    const made = this.node(variable, low, high)
    if (results.size > mostResults) results.clear()
    results.set(key, made)
    return made
  }
}

function usedSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

type Operation = 'and' | 'or' | 'minus'

const leaf = Number.MAX_SAFE_INTEGER
const mostResults = 300_000

/** The result where it is plain; or -1. */
function plainResult(operation: Operation, a: number, b: number): number {
  if (operation === 'and') return a === 0 || b === 0 ? 0 : a === 1 || a === b ? b : b === 1 ? a : -1
  if (operation === 'or') return a === 1 || b === 1 ? 1 : a === 0 || a === b ? b : b === 0 ? a : -1
  return a === 0 || b === 1 || a === b ? 0 : b === 0 ? a : -1
}
