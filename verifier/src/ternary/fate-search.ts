import { Exploded, type TernaryBudget } from './exploded.js'
import { type FateSets, roundAndRound } from './fate-sets.js'
import { tagClasses, tagNumber, type TernaryPlan } from './ternary-plan.js'

/** A packet at a port with certain classes of the written fields: what becomes of it, per class of the main field. */
export interface Row {
  readonly port: number
  readonly tag: number
  /** The table that is left: asks for the main field and the rest. */
  readonly node: number
  fates: Int32Array
  /** Per action: rows that packets come to next, and exits as complements. */
  readonly next: (Int32Array | undefined)[]
  /** The fates as one diagram, once asked for. */
  whole: number
}

/** Where packets leave: the port, and the classes of the written fields that they leave with. */
export interface Exit {
  readonly port: number
  readonly tag: number
}

const unknown = 0x7fffffff
const open = 0x7ffffffe
const noFates = new Int32Array(0)

/** Finds out what becomes of packets, remembered per row and class of the main field: a diagram of the rest of the fields, whose terminals are sets of
 *  `FateSets`. What a packet comes to behind a port does not depend on how it came there, so each is found once for all ports. */
export class FateSearch {
  readonly rows: Row[] = []
  private readonly numbers = new Map<number, number>()
  private readonly plan: TernaryPlan
  private readonly exits: ExitNumbers
  private readonly fates: FateSets
  private readonly budget: TernaryBudget
  /** What tables and the fates behind their terminals were made into, per table. */
  private readonly chosen = new Map<number, Map<number | string, number>>()
  /** Rows that are being passed by: one that leads back to itself stays. */
  private readonly passing = new Set<number>()
  private steps = 0

  constructor(plan: TernaryPlan, exits: ExitNumbers, fates: FateSets, budget: TernaryBudget) {
    this.plan = plan
    this.exits = exits
    this.fates = fates
    this.budget = budget
  }

  /** A new question, with a budget of its own. */
  begin(): void {
    this.steps = 0
  }

  /** Forgets what becomes of packets; where they are looked at next stays. */
  forget(): void {
    this.chosen.clear()
    for (const row of this.rows) {
      row.fates = noFates
      row.whole = unknown
    }
  }

  /** The row of a port and a combination of classes, by number. Fields that its actions overwrite whatever they were are left out of account. */
  rowAt(port: number, given: number): number {
    const { tables } = this.plan
    const asked = given * tables.length + port
    const known = this.numbers.get(asked)
    if (known !== undefined) return known
    const tag = this.withoutOverwritten(port, given)
    const number = this.numbers.get(tag * tables.length + port) ?? this.newRow(port, tag)
    this.numbers.set(asked, number)
    return number
  }

  private withoutOverwritten(port: number, tag: number): number {
    const { tags, diagrams, tables, actions } = this.plan
    const classes = tagClasses(tags, tag)
    let node = tables[port]!
    const isAsked = classes.map((itsClass, level) => {
      const asks = diagrams.levelOf(node) === level
      node = diagrams.child(node, level, itsClass)
      return asks
    })
    const leaves = diagrams.leavesOf(node).map((action) => actions[action]!)
    const isOverwritten = (at: number) =>
      leaves.every(({ ports, overwrites }) => ports.length === 0 || overwrites[at] === true)
    return tagNumber(
      tags,
      classes.map((itsClass, at) => (!isAsked[at] && isOverwritten(at) ? 0 : itsClass)),
    )
  }

  private newRow(port: number, tag: number): number {
    const { tags, diagrams, tables, main } = this.plan
    if ((this.rows.length + 1) * main.classes.count > this.budget.entries)
      throw new Exploded(`places of packets: more than ${this.rows.length} ports with rewritten headers`)
    let node = tables[port]!
    tagClasses(tags, tag).forEach((itsClass, level) => (node = diagrams.child(node, level, itsClass)))
    const number = this.rows.push({ port, tag, node, fates: noFates, next: [], whole: unknown }) - 1
    this.numbers.set(tag * tables.length + port, number)
    return number
  }

  /** What becomes of the packets of a class of the main field: a diagram of the rest of the fields. Goes on where nothing is known yet, on a stack of its
   *  own. A packet that comes to a place that is still being looked at may go round: those are decided combination by combination. */
  fateOf(number: number, main: number): number {
    const asked = this.opened(number)
    if (asked.fates[main]! !== unknown) return asked.fates[main]!
    const stack = [number, main]
    asked.fates[main] = open
    try {
      this.settle(stack)
    } catch (error) {
      while (stack.length > 0) {
        const at = stack.pop()!
        this.rows[stack.pop()!]!.fates[at] = unknown
      }
      throw error
    }
    return asked.fates[main]!
  }

  private settle(stack: number[]): void {
    while (stack.length > 0) {
      const at = stack[stack.length - 1]!
      const row = this.rows[stack[stack.length - 2]!]!
      const goesOn = this.visit(row, at, stack)
      if (goesOn === 'deeper') continue
      row.fates[at] = goesOn === 'round' ? this.decideAll(stack[stack.length - 2]!, at) : this.combine(row, at)
      stack.length -= 2
    }
  }

  /** What becomes of all packets in a row, as one diagram. */
  wholeOf(number: number): number {
    const row = this.rows[number]!
    if (row.whole !== unknown) return row.whole
    for (let main = 0; main < this.plan.main.classes.count; main++) this.fateOf(number, main)
    return (row.whole = this.plan.diagrams.make(this.plan.tags.length, row.fates))
  }

  /** What becomes of the packets that an action takes from a row, as one diagram. */
  wholeAfter(number: number, action: number): number {
    const row = this.rows[number]!
    const next = row.next[action] ?? this.follow(row, action)
    const { main } = this.plan.actions[action]!
    const level = this.plan.tags.length
    const wholes = [...next].map((place) => {
      if (place < 0) return -1 - this.fates.only(-1 - place)
      const whole = this.wholeOf(place)
      const moved = (fates: Int32Array) =>
        this.plan.diagrams.make(
          level,
          Int32Array.from(main!, (to) => fates[to]!),
        )
      return main ? moved(this.rows[place]!.fates) : whole
    })
    if (wholes.length < 2) return wholes[0] ?? -1
    return this.plan.diagrams.join(wholes, (sets) => this.fates.union(sets))
  }

  /** A row with room for its fates: those that packets only pass by have none. */
  private opened(number: number): Row {
    const row = this.rows[number]!
    if (row.fates === noFates) row.fates = new Int32Array(this.plan.main.classes.count).fill(unknown)
    return row
  }

  private tableAt(row: Row, main: number): number {
    return this.plan.diagrams.child(row.node, this.plan.tags.length, main)
  }

  /** Puts the first place that is not known yet on the stack. */
  private visit(row: Row, main: number, stack: number[]): 'deeper' | 'round' | 'known' {
    const table = this.tableAt(row, main)
    if (table < 0) return this.visitAction(row, main, -1 - table, stack)
    let goesOn: 'round' | 'known' = 'known'
    for (const action of this.plan.diagrams.leavesOf(table)) {
      const found = this.visitAction(row, main, action, stack)
      if (found === 'deeper') return found
      if (found === 'round') goesOn = found
    }
    return goesOn
  }

  private visitAction(row: Row, main: number, action: number, stack: number[]): 'deeper' | 'round' | 'known' {
    const next = row.next[action] ?? this.follow(row, action)
    const moved = this.plan.actions[action]!.main
    const then = moved ? moved[main]! : main
    let goesOn: 'round' | 'known' = 'known'
    for (let i = 0; i < next.length; i++) {
      if (next[i]! < 0) continue
      const { fates } = this.opened(next[i]!)
      if (fates[then]! === open) goesOn = 'round'
      if (fates[then]! !== unknown) continue
      fates[then] = open
      stack.push(next[i]!, then)
      return 'deeper'
    }
    return goesOn
  }

  private follow(row: Row, action: number): Int32Array {
    const { tags, actions } = this.plan
    const { ports, tags: written } = actions[action]!
    const tag = tagNumber(
      tags,
      tagClasses(tags, row.tag).map((itsClass, at) => written[at]?.[itsClass] ?? itsClass),
    )
    return (row.next[action] = Int32Array.from(ports, (port) => this.placeBehind(port, tag)))
  }

  /** Where packets are looked at next behind a port: rows that treat all alike and send them on by one port are passed by. */
  private placeBehind(port: number, tag: number): number {
    const { behind, actions } = this.plan
    if (behind[port]! < 0) return -1 - this.exits.of(port, tag)
    const number = this.rowAt(behind[port]!, tag)
    const { node, next } = this.rows[number]!
    if (node >= 0 || this.passing.has(number)) return number
    const action = -1 - node
    const { ports, main } = actions[action]!
    if (ports.length !== 1 || main) return number
    this.passing.add(number)
    const [place] = next[action] ?? this.follow(this.rows[number]!, action)
    this.passing.delete(number)
    return place!
  }

  private combine(row: Row, main: number): number {
    const table = this.tableAt(row, main)
    if (table < 0) return this.combineAction(row, main, -1 - table)
    const meant = this.plan.diagrams.leavesOf(table).map((action) => this.combineAction(row, main, action))
    const key = listKey(meant)
    let of = this.chosen.get(table)
    if (!of) this.chosen.set(table, (of = new Map()))
    const known = of.get(key)
    if (known !== undefined) return known
    const made = this.plan.diagrams.select(table, meant)
    of.set(key, made)
    return made
  }

  private combineAction(row: Row, main: number, action: number): number {
    const next = row.next[action]!
    if (next.length === 1) return this.fateThere(next[0]!, this.plan.actions[action]!.main, main)
    if (next.length === 0) return -1
    const fates = [...next].map((place) => this.fateThere(place, this.plan.actions[action]!.main, main))
    return this.plan.diagrams.join(fates, (sets) => this.fates.union(sets))
  }

  private fateThere(place: number, moved: Int32Array | undefined, main: number): number {
    if (place < 0) return -1 - this.fates.only(-1 - place)
    return this.rows[place]!.fates[moved ? moved[main]! : main]!
  }

  /** All places that packets can come to from here, taken together: for each combination of what the tables do there, packets are followed. Exact
   *  also where packets go round, or would if a table were another. */
  private decideAll(number: number, main: number): number {
    const places: { row: Row; main: number; table: number }[] = []
    const known = new Map<number, number>()
    const enter = (row: number, its: number): number => {
      const key = row * this.plan.main.classes.count + its
      const found = known.get(key)
      if (found !== undefined) return found
      this.spend(1)
      const place = places.push({ row: this.rows[row]!, main: its, table: this.tableAt(this.rows[row]!, its) }) - 1
      known.set(key, place)
      return place
    }
    enter(number, main)
    const links: Map<number, readonly number[]>[] = []
    for (let at = 0; at < places.length; at++) {
      const { row, main: its, table } = places[at]!
      links.push(
        new Map(
          this.plan.diagrams.leavesOf(table).map((action) => {
            const moved = this.plan.actions[action]!.main
            const next = row.next[action] ?? this.follow(row, action)
            return [action, Array.from(next, (to) => (to < 0 ? to : enter(to, moved ? moved[its]! : its)))]
          }),
        ),
      )
    }
    return this.plan.diagrams.join(
      places.map(({ table }) => table),
      (actions) => {
        this.spend(places.length)
        return this.fates.of(walk(actions.map((action, at) => links[at]!.get(action)!)))
      },
    )
  }

  private spend(steps: number): void {
    this.steps += steps
    if (this.steps > this.budget.steps)
      throw new Exploded(`packets that may go round: more than ${this.budget.steps} steps`)
  }
}

/** The exits that can be come to from the first place; and whether packets can go round on the way. */
function walk(next: readonly (readonly number[])[]): Set<number> {
  const found = new Set<number>()
  const state = new Uint8Array(next.length)
  const stack = [0]
  while (stack.length > 0) {
    const at = stack.at(-1)!
    if (state[at] !== 0) {
      state[at] = 2
      stack.pop()
      continue
    }
    state[at] = 1
    for (const to of next[at]!) {
      if (to < 0) found.add(-1 - to)
      else if (state[to] === 1) found.add(roundAndRound)
      else if (state[to] === 0) stack.push(to)
    }
  }
  return found
}

/** A key for a short list of diagrams: a number for two. */
export function listKey(nodes: readonly number[]): number | string {
  return nodes.length === 2 ? (nodes[0]! + 2 ** 25) * 2 ** 26 + nodes[1]! + 2 ** 25 : nodes.join()
}

/** Numbers of exits. */
export class ExitNumbers {
  readonly exits: Exit[] = []
  private readonly numbers = new Map<string, number>()

  of(port: number, tag: number): number {
    const key = `${port} ${tag}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const number = this.exits.push({ port, tag }) - 1
    this.numbers.set(key, number)
    return number
  }
}
