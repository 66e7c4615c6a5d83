import { invariant } from '../port/invariant.js'

/** Node ids of the two constant functions. */
export const falseNode = 0
export const trueNode = 1

/** Level of the constants: below every variable. */
const terminalLevel = 0xffff

const opAnd = 0
const opOr = 1
const opSubtract = 2
const opDisjoint = 3

const maxNodes = 1 << 28
/** Bounded, so that the cache of the machine holds most of it. */
const maxCacheSlots = 1 << 17

/** Reduced ordered binary decision diagrams over numbered variables (smaller level = nearer to the root).
 *
 *  A node is `level ? high : low`; equal nodes are made once (unique table), and a node whose branches are equal is never made, so two
 *  functions are equal exactly when their ids are (Bryant, IEEE Trans. Computers C-35(8), 1986). Nodes live in typed arrays that
 *  grow and are never freed: a diagram lives as long as the question that it answers. The operation cache is direct-mapped and forgets on
 *  collision, which costs time and never correctness. */
export class DecisionDiagram {
  private levels = new Uint16Array(1 << 16)
  private lows = new Int32Array(1 << 16)
  private highs = new Int32Array(1 << 16)
  private count = 2
  /** Open addressing; 0 is a free slot, since constants are never looked up. */
  private unique = new Int32Array(1 << 17)
  /** Three numbers a slot: a, b × 4 + operation, result. */
  private cache = new Int32Array(3 << 14)
  private cacheMask = (1 << 14) - 1

  constructor() {
    this.levels[falseNode] = terminalLevel
    this.levels[trueNode] = terminalLevel
    this.cache.fill(-1)
  }

  /** Nodes made so far, constants included. */
  get size(): number {
    return this.count
  }

  levelOf(node: number): number {
    return this.levels[node] as number
  }

  lowOf(node: number): number {
    return this.lows[node] as number
  }

  highOf(node: number): number {
    return this.highs[node] as number
  }

  /** The node `level ? high : low`; both branches must lie below the level. */
  make(level: number, low: number, high: number): number {
    if (low === high) return low
    const mask = this.unique.length - 1
    let slot = mix(level, low, high) & mask
    for (;;) {
      const node = this.unique[slot] as number
      if (node === 0) break
      if (this.levels[node] === level && this.lows[node] === low && this.highs[node] === high) return node
      slot = (slot + 1) & mask
    }
    const node = this.count++
    if (node >= this.levels.length) this.growNodes()
    this.levels[node] = level
    this.lows[node] = low
    this.highs[node] = high
    this.unique[slot] = node
    if (this.count * 2 > this.unique.length) this.growTables()
    return node
  }

  and(a: number, b: number): number {
    if (a === b || b === trueNode) return a
    if (a === trueNode) return b
    if (a === falseNode || b === falseNode) return falseNode
    if (a > b) [a, b] = [b, a]
    const known = this.cached(opAnd, a, b)
    if (known >= 0) return known
    const x = this.levels[a] as number
    const y = this.levels[b] as number
    const level = x < y ? x : y
    const low = this.and(x === level ? this.lowOf(a) : a, y === level ? this.lowOf(b) : b)
    const high = this.and(x === level ? this.highOf(a) : a, y === level ? this.highOf(b) : b)
    return this.remember(opAnd, a, b, this.make(level, low, high))
  }

  or(a: number, b: number): number {
    if (a === b || b === falseNode) return a
    if (a === falseNode) return b
    if (a === trueNode || b === trueNode) return trueNode
    if (a > b) [a, b] = [b, a]
    const known = this.cached(opOr, a, b)
    if (known >= 0) return known
    const x = this.levels[a] as number
    const y = this.levels[b] as number
    const level = x < y ? x : y
    const low = this.or(x === level ? this.lowOf(a) : a, y === level ? this.lowOf(b) : b)
    const high = this.or(x === level ? this.highOf(a) : a, y === level ? this.highOf(b) : b)
    return this.remember(opOr, a, b, this.make(level, low, high))
  }

  /** `a` and not `b`. */
  subtract(a: number, b: number): number {
    if (a === b || a === falseNode || b === trueNode) return falseNode
    if (b === falseNode) return a
    const known = this.cached(opSubtract, a, b)
    if (known >= 0) return known
    const x = this.levels[a] as number
    const y = this.levels[b] as number
    const level = x < y ? x : y
    const low = this.subtract(x === level ? this.lowOf(a) : a, y === level ? this.lowOf(b) : b)
    const high = this.subtract(x === level ? this.highOf(a) : a, y === level ? this.highOf(b) : b)
    return this.remember(opSubtract, a, b, this.make(level, low, high))
  }

  /** Whether no assignment makes both true. Makes no nodes and stops at the first shared one. */
  areDisjoint(a: number, b: number): boolean {
    if (a === falseNode || b === falseNode) return true
    if (a === b || a === trueNode || b === trueNode) return false
    if (a > b) [a, b] = [b, a]
    if (this.cached(opDisjoint, a, b) >= 0) return true
    const x = this.levels[a] as number
    const y = this.levels[b] as number
    const level = x < y ? x : y
    if (!this.areDisjoint(x === level ? this.lowOf(a) : a, y === level ? this.lowOf(b) : b)) return false
    if (!this.areDisjoint(x === level ? this.highOf(a) : a, y === level ? this.highOf(b) : b)) return false
    this.remember(opDisjoint, a, b, falseNode)
    return true
  }

  /** The function with `bits` variables from `first` on set to a number, highest bit first: it depends on them no more. */
  assign(node: number, first: number, bits: number, value: number): number {
    const known = new Map<number, number>()
    const walk = (at: number): number => {
      const level = this.levelOf(at)
      if (level >= first + bits) return at
      const found = known.get(at)
      if (found !== undefined) return found
      const made =
        level < first
          ? this.make(level, walk(this.lowOf(at)), walk(this.highOf(at)))
          : walk((value >> (first + bits - 1 - level)) & 1 ? this.highOf(at) : this.lowOf(at))
      known.set(at, made)
      return made
    }
    return walk(node)
  }

  /** The function with its variables under other levels, each its own. */
  rename(node: number, levelOf: (level: number) => number): number {
    const known = new Map<number, number>([
      [falseNode, falseNode],
      [trueNode, trueNode],
    ])
    const walk = (at: number): number => {
      const found = known.get(at)
      if (found !== undefined) return found
      const level = levelOf(this.levelOf(at))
      const [low, high] = [walk(this.lowOf(at)), walk(this.highOf(at))]
      const isOne = this.make(level, falseNode, trueNode)
      const made = this.or(this.and(isOne, high), this.subtract(low, isOne))
      known.set(at, made)
      return made
    }
    return walk(node)
  }

  /** The function with `bits` variables from `first` on left open: true where some values of them make it true, or (`every`) all. */
  quantify(node: number, first: number, bits: number, every: boolean): number {
    const known = new Map<number, number>()
    const walk = (at: number): number => {
      const level = this.levelOf(at)
      if (level >= first + bits) return at
      const found = known.get(at)
      if (found !== undefined) return found
      const [low, high] = [walk(this.lowOf(at)), walk(this.highOf(at))]
      const made = level < first ? this.make(level, low, high) : every ? this.and(low, high) : this.or(low, high)
      known.set(at, made)
      return made
    }
    return walk(node)
  }

  private cached(operation: number, a: number, b: number): number {
    const slot = 3 * (mix(operation, a, b) & this.cacheMask)
    if (this.cache[slot] !== a || this.cache[slot + 1] !== b * 4 + operation) return -1
    return this.cache[slot + 2] as number
  }

  private remember(operation: number, a: number, b: number, result: number): number {
    const slot = 3 * (mix(operation, a, b) & this.cacheMask)
    this.cache[slot] = a
    this.cache[slot + 1] = b * 4 + operation
    this.cache[slot + 2] = result
    return result
  }

  private growNodes(): void {
    const length = this.levels.length * 2
    invariant(length <= maxNodes, 'packet sets have outgrown their tables')
    this.levels = grown(this.levels, new Uint16Array(length))
    this.lows = grown(this.lows, new Int32Array(length))
    this.highs = grown(this.highs, new Int32Array(length))
  }

  private growTables(): void {
    this.unique = new Int32Array(this.unique.length * 4)
    const mask = this.unique.length - 1
    for (let node = 2; node < this.count; node++) {
      let slot = mix(this.levelOf(node), this.lowOf(node), this.highOf(node)) & mask
      while (this.unique[slot] !== 0) slot = (slot + 1) & mask
      this.unique[slot] = node
    }
    const slots = Math.min(this.unique.length, maxCacheSlots)
    if (slots <= this.cacheMask + 1) return
    this.cache = new Int32Array(3 * slots).fill(-1)
    this.cacheMask = slots - 1
  }
}

function grown<Words extends Uint16Array | Int32Array>(from: Words, to: Words): Words {
  to.set(from)
  return to
}

function mix(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)
  h ^= h >>> 15
  h = Math.imul(h, 0x2c1b3c6d)
  return (h ^ (h >>> 13)) >>> 0
}
