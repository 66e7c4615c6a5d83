import { defaultTernaryBudget, Exploded, type TernaryBudget } from './exploded.js'
import { ExitNumbers, FateSearch, listKey } from './fate-search.js'
import { FateSets, roundAndRound } from './fate-sets.js'
import { type Reached, ReachedClasses } from './reached.js'
import { type BoxPort, type TernaryNetwork, ternaryProblems } from './ternary-network.js'
import { checkTags, tagClasses, tagNumber, type TernaryPlan, ternaryPlan } from './ternary-plan.js'

/** `unknown`: a budget is spent, on what is said. */
export interface TernaryUnknown {
  readonly kind: 'unknown'
  readonly reason: 'budget'
  readonly exploded: string
}

export type TernaryOutcome =
  | { readonly kind: 'ready'; readonly engine: TernaryEngine }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  | TernaryUnknown

/** What becomes of one packet. */
export interface PacketFate {
  readonly kind: 'fate'
  /** Ports of the edge that copies leave by. */
  readonly leaves: readonly BoxPort[]
  readonly goesRound: boolean
}

/** Reads rules with any bits open, and says what is wrong with them, or what was too much. */
export function ternaryEngine(network: TernaryNetwork, budget = defaultTernaryBudget): TernaryOutcome {
  const problems = ternaryProblems(network)
  if (network.fields.length === 0) problems.push('the header has no fields')
  if (problems.length > 0) return { kind: 'refused', problems }
  return bounded(() => {
    const plan = ternaryPlan(network, budget)
    checkTags(plan.tags)
    return { kind: 'ready', engine: new TernaryEngine(plan, budget) }
  })
}

function bounded<Result>(run: () => Result): Result | TernaryUnknown {
  try {
    return run()
  } catch (error) {
    if (error instanceof Exploded) return { kind: 'unknown', reason: 'budget', exploded: error.what }
    throw error
  }
}

/** Reachability through boxes of match-action tables that look at any bits of a header and may rewrite it; exact. Answers are remembered until `forget`. */
export class TernaryEngine {
  private readonly plan: TernaryPlan
  private readonly exits = new ExitNumbers()
  private readonly fates = new FateSets()
  private readonly search: FateSearch
  private readonly leavingBy = new Map<number, readonly number[]>()

  constructor(plan: TernaryPlan, budget: TernaryBudget) {
    this.plan = plan
    this.search = new FateSearch(plan, this.exits, this.fates, budget)
  }

  /** Everything that is followed from now on is followed anew. */
  forget(): void {
    this.search.forget()
    this.leavingBy.clear()
  }

  /** Classes per field, in the order in which tables ask for them. */
  get classes(): readonly { readonly field: string; readonly classes: number }[] {
    return this.plan.order.map(({ field, classes }) => ({ field: field.name, classes: classes.count }))
  }

  /** Entries of all tables and answers together. */
  get size(): number {
    return this.plan.diagrams.size
  }

  /** Ports of the edge at which not all packets are dropped at once. */
  get entrances(): readonly BoxPort[] {
    return [...this.plan.behind.keys()]
      .filter((port) => this.plan.behind[port]! < 0 && this.plan.tables[port]! !== -1)
      .map((port) => this.boxPort(port))
  }

  /** All that becomes of packets with any header that come in at a port. */
  reach({ box, port }: BoxPort): Reached | TernaryUnknown {
    return bounded(() => this.reachFrom(this.plan.firstPort[box]! + port))
  }

  /** What becomes of one packet: its fields in the order of the layout, unsigned. */
  fateOf({ box, port }: BoxPort, packet: readonly number[]): PacketFate | TernaryUnknown {
    return bounded(() => {
      this.search.begin()
      const { order, tags, main, diagrams } = this.plan
      const classes = order.map(({ place, classes: { classOf } }) => classOf(packet[place]!))
      const row = this.search.rowAt(this.plan.firstPort[box]! + port, tagNumber(tags, classes.slice(0, tags.length)))
      let node = this.search.fateOf(row, main.classes.classOf(packet[main.place]!))
      classes.forEach((itsClass, level) => (node = diagrams.child(node, level, itsClass)))
      const set = this.fates.sets[-1 - node]!
      const ports = new Set(set.filter((exit) => exit !== roundAndRound).map((exit) => this.exits.exits[exit]!.port))
      return {
        kind: 'fate',
        leaves: [...ports].map((one) => this.boxPort(one)),
        goesRound: set.includes(roundAndRound),
      }
    })
  }

  /** A packet of a class that `reach` told of: one that leaves by the port, or goes round (no port). Fields in the order of the layout, as they come in. */
  example({ classes: found }: Reached, place: number, leavesBy?: BoxPort): number[] | undefined {
    const { order, tags, diagrams } = this.plan
    const port = leavesBy && this.plan.firstPort[leavesBy.box]! + leavesBy.port
    const isMeant = (leaf: number) =>
      this.fates.sets[leaf]!.some((exit) =>
        exit === roundAndRound ? port === undefined : this.exits.exits[exit]!.port === port,
      )
    const { tag, main, table, meant } = found[place]!
    const fate = diagrams.select(table, meant)
    if (!diagrams.leavesOf(fate).some(isMeant)) return undefined
    const classes = [...tagClasses(tags, tag), main, ...order.slice(tags.length + 1).map(() => 0)]
    for (let node = fate; node >= 0; ) {
      const children = diagrams.childrenOf(node)
      const at = children.findIndex((child) => diagrams.leavesOf(child).some(isMeant))
      classes[diagrams.levelOf(node)] = diagrams.groupsOf(node).indexOf(at)
      node = children[at]!
    }
    const packet: number[] = []
    order.forEach((field, level) => (packet[field.place] = field.classes.samples[classes[level]!]!))
    return packet
  }

  /** The port with a number as `Reached` has them. */
  boxPort(port: number): BoxPort {
    const { firstPort } = this.plan
    let [low, high] = [0, firstPort.length - 1]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (firstPort[middle]! <= port) low = middle
      else high = middle
    }
    return { box: low, port: port - firstPort[low]! }
  }

  private reachFrom(port: number): Reached {
    this.search.begin()
    const found = new ReachedClasses()
    const { diagrams, tags } = this.plan
    const leaving = new Map<number, Map<number | string, readonly number[]>>()
    for (const tag of this.tagsAt(port)) {
      const row = this.search.rowAt(port, tag)
      const table = this.search.rows[row]!.node
      const actions = diagrams.leavesOf(table)
      const wholes = actions.map((action) => this.search.wholeAfter(row, action))
      for (const { first, below } of diagrams.parts([table, ...wholes], tags.length)) {
        const [left, ...fates] = below as [number, ...number[]]
        const meant = diagrams.leavesOf(left).map((action) => fates[actions.indexOf(action)]!)
        let of = leaving.get(left)
        if (!of) leaving.set(left, (of = new Map()))
        const key = listKey(meant)
        let ports = of.get(key)
        if (!ports) of.set(key, (ports = this.portsMet(left, meant)))
        if (ports.length > 0) found.enter({ tag, main: first, table: left, meant }, ports)
      }
    }
    return found.reached()
  }

  /** Ports that packets leave by which come through a table to a fate per terminal of it. Where that is plain, the two are not put together. */
  private portsMet(table: number, meant: readonly number[]): readonly number[] {
    const wanted = new Set(meant.flatMap((fate) => this.portsOf(fate)))
    if (table < 0 || meant.every((fate) => fate < 0) || wanted.size === 0) return [...wanted]
    const met = new Set<number>()
    this.plan.diagrams.meet(table, meant, (leaf) => {
      for (const port of this.portsOf(-1 - leaf)) met.add(port)
      return met.size === wanted.size
    })
    return [...met]
  }

  /** Ports that some packets of a fate leave by, remembered. */
  private portsOf(fate: number): readonly number[] {
    const known = this.leavingBy.get(fate)
    if (known) return known
    const portOf = (exit: number) => (exit === roundAndRound ? exit : this.exits.exits[exit]!.port)
    const exits = this.plan.diagrams.leavesOf(fate).flatMap((leaf) => this.fates.sets[leaf]!)
    const ports = [...new Set(exits.map(portOf))]
    this.leavingBy.set(fate, ports)
    return ports
  }

  /** Combinations of classes of the written fields that a port does not drop at once. */
  private *tagsAt(port: number): Generator<number> {
    const { tags, diagrams, tables } = this.plan
    const walk = function* (node: number, level: number, number: number): Generator<number> {
      if (node === -1) return
      const field = tags[level]
      if (!field) yield number
      else
        for (let one = 0; one < field.classes.count; one++)
          yield* walk(diagrams.child(node, level, one), level + 1, number * field.classes.count + one)
    }
    yield* walk(tables[port]!, 0, 0)
  }
}
