import { withRoom } from '../growable.js'
import { atomAbove, findPrefix, insertPrefix, makePrefixTree, type PrefixTree } from '../prefix-tree.js'

/** A rule of a filter: five fields, exact. A packet has two ports whatever its protocol. */
export interface FilterRule {
  /** Lower goes first. */
  readonly seq: number
  readonly isPermit: boolean
  /** -1: any. */
  readonly protocol: number
  /** Addresses are signed 32-bit integers without bits beyond the length. */
  readonly src: number
  readonly srcLength: number
  readonly srcPorts: readonly [number, number]
  readonly dst: number
  readonly dstLength: number
  readonly dstPorts: readonly [number, number]
}

/** Numbers kept of a rule, in this order: sequence number, 1 for permit, then first and last source (as order-preserving signed
 *  integers), protocol, source port, destination port. */
export const ruleStride = 10

/** A packet's fields apart from its destination: source (order-preserving), protocol, source port, destination port. */
export const headerFields = 4

/** What a class's packets meet: some are permitted, or all, or none; 0: not known yet. Undecided: the set would be larger than the budget; taken as `some`,
 *  so that nothing is overlooked. */
export const kinds = { unknown: 0, none: 1, some: 2, all: 3, undecided: 4 } as const

/** A filter, cut by destination: each prefix that a rule names as its destination, less the longer ones inside, is a class. All
 *  addresses of a class meet the same rules, those of the class and of the classes above it; so what is left to look at in a class
 *  are four fields. */
export interface PortFilter {
  readonly tree: PrefixTree
  /** Rows of `ruleStride`. */
  rules: Int32Array
  ruleCount: number
  readonly freeRules: number[]
  /** Per rule: the class of its destination. */
  readonly classes: number[]
  /** Rules by their sequence numbers. */
  readonly bySeq: Map<number, number>
  /** Per class: its rules, lowest sequence number first. */
  readonly own: number[][]
  /** Per class: its node in the tree. */
  readonly nodes: number[]
  kind: Uint8Array
  /** Per class that is `some`: a permitted header and a denied one. */
  witness: Int32Array
  /** Per class: the set of its permitted headers, and the epoch of the sets that it was made in. */
  sets: Int32Array
  epochs: Int32Array
}

export function makePortFilter(): PortFilter {
  return {
    tree: makePrefixTree(),
    rules: new Int32Array(0),
    ruleCount: 0,
    freeRules: [],
    classes: [],
    bySeq: new Map(),
    own: [[]],
    nodes: [0],
    kind: new Uint8Array(16),
    witness: new Int32Array(16 * headerFields * 2),
    sets: new Int32Array(16),
    epochs: new Int32Array(16),
  }
}

const signed = (address: number): number => address ^ 0x80000000

/** Puts a rule in; answers its number. A class that is new knows what the class above knew. */
export function enterRule(filter: PortFilter, rule: FilterRule): number {
  const of = filter.freeRules.pop() ?? filter.ruleCount++
  filter.rules = withRoom(filter.rules, (of + 1) * ruleStride)
  const hosts = rule.srcLength === 32 ? 0 : -1 >>> rule.srcLength
  const { rules } = filter
  const row = of * ruleStride
  rules[row] = rule.seq
  rules[row + 1] = rule.isPermit ? 1 : 0
  rules[row + 2] = signed(rule.src)
  rules[row + 3] = signed(rule.src | hosts)
  rules[row + 4] = rule.protocol < 0 ? 0 : rule.protocol
  rules[row + 5] = rule.protocol < 0 ? 255 : rule.protocol
  rules[row + 6] = rule.srcPorts[0]
  rules[row + 7] = rule.srcPorts[1]
  rules[row + 8] = rule.dstPorts[0]
  rules[row + 9] = rule.dstPorts[1]
  const itsClass = classFor(filter, rule.dst, rule.dstLength)
  const own = filter.own[itsClass]!
  own.splice(placeOf(filter, own, rule.seq), 0, of)
  filter.classes[of] = itsClass
  filter.bySeq.set(rule.seq, of)
  return of
}

/** Takes a rule out. Its number may be given to the next that comes; its row stays readable until then. */
export function dropRule(filter: PortFilter, of: number): void {
  const own = filter.own[filter.classes[of]!]!
  own.splice(own.indexOf(of), 1)
  filter.bySeq.delete(filter.rules[of * ruleStride]!)
  filter.freeRules.push(of)
}

function placeOf({ rules }: PortFilter, own: readonly number[], seq: number): number {
  let [low, high] = [0, own.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (rules[own[middle]! * ruleStride]! < seq) low = middle + 1
    else high = middle
  }
  return low
}

function classFor(filter: PortFilter, dst: number, length: number): number {
  const { tree } = filter
  const known = findPrefix(tree, dst, length)
  if (known >= 0) return tree.atom[known]!
  const node = insertPrefix(tree, dst, length)
  const made = tree.atom[node]!
  const above = atomAbove(tree, node)
  filter.own.push([])
  filter.nodes.push(node)
  filter.kind = withRoom(filter.kind, tree.atoms)
  filter.witness = withRoom(filter.witness, tree.atoms * headerFields * 2)
  filter.sets = withRoom(filter.sets, tree.atoms)
  filter.epochs = withRoom(filter.epochs, tree.atoms)
  filter.kind[made] = filter.kind[above]!
  const row = headerFields * 2
  filter.witness.copyWithin(made * row, above * row, (above + 1) * row)
  filter.sets[made] = filter.sets[above]!
  filter.epochs[made] = filter.epochs[above]!
  return made
}

/** Classes whose rules the packets of a prefix meet, from the shortest prefix on, in memory that is used again. */
export const levels = { classes: new Int32Array(33), count: 0 }

/** Fills `levels` with the classes that hold a prefix; answers the nearest. */
export function findLevels({ tree }: PortFilter, address: number, length: number): number {
  let count = 0
  for (let at = 0; at >= 0; ) {
    const size = tree.length[at]!
    if (size > length || (size > 0 && (address ^ tree.address[at]!) >>> (32 - size) !== 0)) break
    if (tree.atom[at]! >= 0) levels.classes[count++] = tree.atom[at]!
    if (size === 32) break
    at = (address >>> (31 - size)) & 1 ? tree.high[at]! : tree.low[at]!
  }
  levels.count = count
  return levels.classes[count - 1]!
}

/** Whether a header is permitted by the classes in `levels`. */
export function permits(filter: PortFilter, header: Int32Array, at: number): boolean {
  const { rules, own } = filter
  let best = Number.POSITIVE_INFINITY
  let answer = 0
  for (let level = 0; level < levels.count; level++) {
    const list = own[levels.classes[level]!]!
    for (let i = 0; i < list.length; i++) {
      const row = list[i]! * ruleStride
      if (rules[row]! >= best) break
      if (!holdsHeader(rules, row, header, at)) continue
      best = rules[row]!
      answer = rules[row + 1]!
      break
    }
  }
  return answer === 1
}

/** Whether a rule, by its row, matches a header. */
export function holdsHeader(rules: Int32Array, row: number, header: Int32Array, at: number): boolean {
  for (let field = 0; field < headerFields; field++) {
    const value = header[at + field]!
    if (value < rules[row + 2 + field * 2]! || value > rules[row + 3 + field * 2]!) return false
  }
  return true
}
