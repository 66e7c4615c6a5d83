import { Exploded } from './exploded.js'
import { Partitions } from './partitions.js'

/** Decision diagrams that ask one field after the other, by its class: a node puts the classes of its field into groups, and has a child per group, all
 *  different. Groupings are shared (`Partitions`), so that work on a node costs what it has children, not what its field has classes. Terminals are numbers
 *  of whoever uses them, kept as their complements, so below zero. Canonical: equal functions are one number. */
export class ClassDiagrams {
  private readonly levels: number[] = []
  private readonly partition: number[] = []
  private readonly ways: (readonly number[])[] = []
  private readonly fields: readonly Partitions[]
  private readonly depth: number
  private readonly known = new Map<string, number>()
  private readonly leaves: (readonly number[] | undefined)[] = []
  private readonly terminals: (readonly number[] | undefined)[] = []
  private left: number
  private used = 0

  constructor(depth: number, entries: number) {
    this.depth = depth
    this.left = entries
    this.fields = Array.from({ length: depth }, () => new Partitions((count) => this.spend(count)))
  }

  /** How many entries all nodes and groupings have together. */
  get size(): number {
    return this.used
  }

  get nodes(): number {
    return this.levels.length
  }

  levelOf(node: number): number {
    return node < 0 ? this.depth : this.levels[node]!
  }

  /** The group of each class of the field that a node asks for. */
  groupsOf(node: number): Uint16Array {
    return this.fields[this.levels[node]!]!.groups[this.partition[node]!]!
  }

  /** The children of a node, by group. */
  childrenOf(node: number): readonly number[] {
    return this.ways[node]!
  }

  /** Per part of the first field that any of several nodes asks for, at a level that none is above of: a class of the part, and what each node comes to. */
  parts(nodes: readonly number[], level: number): { readonly first: number; readonly below: readonly number[] }[] {
    if (nodes.every((node) => this.levelOf(node) !== level)) return [{ first: 0, below: nodes }]
    const { partition, groups } = this.groupsTogether(nodes, level)
    const firsts = this.fields[level]!.firstsOf(partition)
    return groups.map((below, group) => ({ first: firsts[group]!, below }))
  }

  /** The child of a node for a class of the field; the node itself where it does not ask for it. */
  child(node: number, level: number, itsClass: number): number {
    if (node < 0 || this.levels[node] !== level) return node
    return this.ways[node]![this.fields[level]!.groups[this.partition[node]!]![itsClass]!]!
  }

  /** The node with these children per class. */
  make(level: number, children: ArrayLike<number>): number {
    const { partition, firsts } = this.fields[level]!.of(children)
    return this.enter(
      level,
      partition,
      firsts.map((first) => children[first]!),
    )
  }

  private enter(level: number, partition: number, ways: readonly number[]): number {
    if (ways.length === 1) return ways[0]!
    const key = `${level} ${partition} ${ways.join()}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    this.spend(ways.length + 4)
    const node = this.levels.push(level) - 1
    this.partition.push(partition)
    this.ways.push(ways)
    this.known.set(key, node)
    return node
  }

  private spend(entries: number): void {
    this.used += entries
    this.left -= entries
    if (this.left < 0) throw new Exploded('decision nodes: the tables tell too many combinations of classes apart')
  }

  /** The terminals below a node, each once. Remembered. */
  leavesOf(node: number): readonly number[] {
    const known = node < 0 ? this.terminals[-1 - node] : this.leaves[node]
    if (known) return known
    const found = new Set<number>()
    if (node < 0) found.add(-1 - node)
    else for (const child of this.ways[node]!) for (const leaf of this.leavesOf(child)) found.add(leaf)
    const leaves = [...found]
    if (node < 0) this.terminals[-1 - node] = leaves
    else this.leaves[node] = leaves
    return leaves
  }

  /** The function that, where `choice` comes to one of its terminals, is what `meant` says, in the order of `leavesOf(choice)`. */
  select(choice: number, meant: readonly number[]): number {
    const leaves = this.leavesOf(choice)
    const known = new Map<string, number>()
    const choose = (all: readonly number[]): number => {
      const [at] = all
      if (at! < 0) return all[1 + leaves.indexOf(-1 - at!)]!
      return this.descend(all, known, choose)
    }
    return choose([choice, ...meant])
  }

  /** Which terminals packets come to by `select`, found without making it: `found` is told of each, and says whether
   *  that is enough. */
  meet(choice: number, meant: readonly number[], found: (terminal: number) => boolean): void {
    const leaves = this.leavesOf(choice)
    const open = meant.findIndex((node) => node !== -1)
    if (open >= 0 && !meant.some((node, at) => at !== open && node !== -1)) {
      this.meetOne(choice, -1 - leaves[open]!, meant[open]!, found, new Set())
      return
    }
    const seen = new Set<string>()
    const walk = (all: readonly number[]): boolean => {
      const at = all[0]!
      if (at < 0) return this.leavesOf(all[1 + leaves.indexOf(-1 - at)]!).some(found)
      const key = all.join()
      if (seen.has(key)) return false
      seen.add(key)
      const level = all.reduce((least, one) => Math.min(least, this.levelOf(one)), this.depth)
      return this.groupsTogether(all, level).groups.some(walk)
    }
    walk([choice, ...meant])
  }

  /** As `meet`, where all but one terminal lead to 0: the usual filter. */
  private meetOne(
    choice: number,
    open: number,
    fate: number,
    found: (terminal: number) => boolean,
    seen: Set<number>,
  ): boolean {
    if (choice < 0) return choice === open && this.leavesOf(fate).some(found)
    const key = choice * 2 ** 26 + fate
    if (seen.has(key)) return false
    seen.add(key)
    const [a, b] = [this.levels[choice]!, this.levelOf(fate)]
    if (a < b) return this.ways[choice]!.some((way) => this.meetOne(way, open, fate, found, seen))
    if (a > b) return this.ways[fate]!.some((way) => this.meetOne(choice, open, way, found, seen))
    const [ways, others] = [this.ways[choice]!, this.ways[fate]!]
    const { left, right } = this.fields[a]!.product(this.partition[choice]!, this.partition[fate]!)
    for (let i = 0; i < left.length; i++)
      if (this.meetOne(ways[left[i]!]!, open, others[right[i]!]!, found, seen)) return true
    return false
  }

  /** Several functions made into one: by `decide`, where all have come to a terminal. */
  join(nodes: readonly number[], decide: (terminals: readonly number[]) => number): number {
    const known = new Map<string, number>()
    const walk = (all: readonly number[]): number =>
      all.every((node) => node < 0) ? -1 - decide(all.map((node) => -1 - node)) : this.descend(all, known, walk)
    return walk(nodes)
  }

  /** What comes of the children of several nodes, group by group of the first field that any asks for. */
  private descend(
    all: readonly number[],
    known: Map<string, number>,
    then: (below: readonly number[]) => number,
  ): number {
    const key = all.join()
    const found = known.get(key)
    if (found !== undefined) return found
    const level = all.reduce((least, node) => Math.min(least, this.levelOf(node)), this.depth)
    const { partition, groups } = this.groupsTogether(all, level)
    const children = groups.map(then)
    const field = this.fields[level]!
    const isEach = new Set(children).size === children.length
    const made = isEach
      ? this.enter(level, partition, children)
      : this.enter(level, field.merged(partition, children), [...new Set(children)])
    known.set(key, made)
    return made
  }

  private groupsTogether(all: readonly number[], level: number): { partition: number; groups: number[][] } {
    const field = this.fields[level]!
    let partition = -1
    let groups: number[][] = []
    all.forEach((node, at) => {
      if (this.levelOf(node) !== level) return
      const own = this.partition[node]!
      const ways = this.ways[node]!
      if (partition < 0) groups = ways.map((way) => all.with(at, way))
      else if (partition === own) groups = groups.map((group, i) => group.with(at, ways[i]!))
      else {
        const { partition: both, left, right } = field.product(partition, own)
        groups = left.map((group, i) => groups[group]!.with(at, ways[right[i]!]!))
        partition = both
        return
      }
      partition = own
    })
    return { partition, groups }
  }
}
