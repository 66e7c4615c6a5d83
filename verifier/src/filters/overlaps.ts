import type { FilterList } from './filter-list.js'

/** Finds the rules that a rule overlaps. Sources (or destinations) are prefixes, so of two that meet one holds the other: what meets a prefix
 *  lies behind it in preorder, or above it. The side that leaves fewer rules is taken, and those are compared one by one. */
export class Overlaps {
  /** Rules that overlap the last one asked for, in no order; `length` of them are valid. */
  readonly rules: Int32Array
  length = 0
  private readonly list: FilterList
  private readonly sides: readonly PrefixOrder[]
  private before = 0

  constructor(list: FilterList) {
    this.list = list
    this.rules = new Int32Array(list.count)
    this.sides = [0, 1].map((side) => new PrefixOrder(list, side))
  }

  /** Puts the rules that overlap this one and stand before `until` in the list, itself left out, into `rules`. */
  find(rule: number, until = this.list.count): void {
    this.length = 0
    const [a, b] = this.sides as [PrefixOrder, PrefixOrder]
    const side = a.candidates(rule) <= b.candidates(rule) ? a : b
    this.before = until
    this.scan(rule, side, side.from(rule), side.until(rule))
    for (let above = side.above(rule); above >= 0; above = side.parent[above] as number)
      this.scan(rule, side, side.groupStart[above] as number, side.groupStart[above + 1] as number)
  }

  private scan(rule: number, { columns }: PrefixOrder, from: number, until: number): void {
    const { low, high, value, mask } = this.list
    const [lowA, highA, lowB, highB, lowC, highC, values, masks, original] = columns as readonly Int32Array[] as Columns
    const other = columns.otherSide
    const [a0, a1] = [low[other]?.[rule] as number, high[other]?.[rule] as number]
    const [b0, b1, c0, c1] = [low[2]?.[rule], high[2]?.[rule], low[3]?.[rule], high[3]?.[rule]] as [
      number,
      number,
      number,
      number,
    ]
    const own = value[rule] as number
    const ownMask = mask[rule] as number
    const before = this.before
    for (let i = from; i < until; i++) {
      const found = original[i] as number
      if (found >= before || found === rule) continue
      if ((lowA[i] as number) > a1 || (highA[i] as number) < a0) continue
      if ((lowC[i] as number) > c1 || (highC[i] as number) < c0) continue
      if (((values[i] as number) ^ own) & (masks[i] as number) & ownMask) continue
      if ((lowB[i] as number) > b1 || (highB[i] as number) < b0) continue
      this.rules[this.length++] = found
    }
  }
}

type Columns = [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
]

/** The rules by the prefix of one side, in preorder: shorter before longer. Equal prefixes are a group. */
class PrefixOrder {
  /** The other fields in this order: other address, source port, destination port (first and last each), value, mask, rule. */
  readonly columns: readonly Int32Array[] & { readonly otherSide: number }
  readonly groupStart: Int32Array
  /** Per group: the next larger prefix; −1 where there is none. */
  readonly parent: Int32Array
  private readonly group: Int32Array
  private readonly end: Int32Array
  private readonly aboveCount: Int32Array

  constructor(list: FilterList, side: number) {
    const low = list.low[side] as Int32Array
    const high = list.high[side] as Int32Array
    const order = Int32Array.from(low, (_, i) => i).sort(
      (a, b) => (low[a] as number) - (low[b] as number) || (high[b] as number) - (high[a] as number) || a - b,
    )
    const other = 1 - side
    const fields = [list.low[other], list.high[other], list.low[2], list.high[2], list.low[3], list.high[3]]
    const columns = [...(fields as Int32Array[]), list.value, list.mask].map((field) =>
      order.map((rule) => field[rule] as number),
    )
    this.columns = Object.assign([...columns, order], { otherSide: other })
    this.group = new Int32Array(list.count)
    const starts: number[] = []
    for (let i = 0; i < order.length; i++) {
      const rule = order[i] as number
      const before = order[i - 1] ?? -1
      if (before < 0 || low[before] !== low[rule] || high[before] !== high[rule]) starts.push(i)
      this.group[rule] = starts.length - 1
    }
    this.groupStart = Int32Array.from([...starts, order.length])
    this.parent = new Int32Array(starts.length).fill(-1)
    this.end = new Int32Array(starts.length)
    this.aboveCount = new Int32Array(starts.length)
    this.nest(
      starts.map((at) => high[order[at] as number] as number),
      starts.map((at) => low[order[at] as number] as number),
    )
  }

  private nest(high: readonly number[], low: readonly number[]): void {
    const open: number[] = []
    const close = (group: number) => {
      this.end[group] = this.groupStart[this.endGroup] as number
    }
    for (let group = 0; group < low.length; group++) {
      this.endGroup = group
      while (open.length > 0 && (high[open.at(-1) as number] as number) < (low[group] as number))
        close(open.pop() as number)
      const parent = open.at(-1) ?? -1
      this.parent[group] = parent
      if (parent >= 0)
        this.aboveCount[group] =
          (this.aboveCount[parent] as number) +
          (this.groupStart[parent + 1] as number) -
          (this.groupStart[parent] as number)
      open.push(group)
    }
    this.endGroup = low.length
    for (const group of open) close(group)
  }
  private endGroup = 0

  from(rule: number): number {
    return this.groupStart[this.group[rule] as number] as number
  }
  until(rule: number): number {
    return this.end[this.group[rule] as number] as number
  }
  above(rule: number): number {
    return this.parent[this.group[rule] as number] as number
  }
  /** How many rules `find` would look at. */
  candidates(rule: number): number {
    return this.until(rule) - this.from(rule) + (this.aboveCount[this.group[rule] as number] as number)
  }
}
