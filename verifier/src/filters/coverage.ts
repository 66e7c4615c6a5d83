import type { FilterList } from './filter-list.js'

/** A set of packets in the shape of a rule. */
interface Box {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly value: number
  readonly mask: number
}

/** `unknown`: the budget is spent. */
export type Answer = boolean | 'unknown'

const dimensions = [0, 1, 2, 3] as const

/** Decides by cutting boxes whether rules cover one another. */
export class Coverage {
  private readonly list: FilterList
  private left = 0

  constructor(list: FilterList) {
    this.list = list
  }

  /** Whether every packet of the rule is in one of the others. Takes them away one by one; what is left of a box in front of, behind and
   *  beside a rule is asked for again, with the rules that meet it. */
  isCovered(rule: number, others: readonly number[], budget: number): Answer {
    this.left = budget
    return this.covers(this.boxOf(rule), others)
  }

  /** Whether removing the rule changes nothing: `rules` (ascending) are those that overlap it, `isSame` tells which later ones do what it does; for
   *  packets that none of them holds, `isDefault` does. */
  isIdle(
    rule: number,
    rules: readonly number[],
    isSame: (other: number) => boolean,
    isDefault: boolean,
    budget: number,
  ): Answer {
    this.left = budget
    const go = (box: Box, at: number): Answer => {
      for (let i = at; i < rules.length; i++) {
        const other = rules[i] as number
        if (!this.meets(box, other)) continue
        if (other > rule && !isSame(other)) return false
        if (this.left-- <= 0) return 'unknown'
        for (const piece of this.without(box, other)) {
          const answer = go(piece, i + 1)
          if (answer !== true) return answer
        }
        return true
      }
      return isDefault
    }
    return go(this.boxOf(rule), 0)
  }

  private boxOf(rule: number): Box {
    const { low, high, value, mask } = this.list
    return {
      low: dimensions.map((d) => low[d]?.[rule] as number),
      high: dimensions.map((d) => high[d]?.[rule] as number),
      value: value[rule] as number,
      mask: mask[rule] as number,
    }
  }

  private covers(box: Box, others: readonly number[]): Answer {
    if (this.left-- <= 0) return 'unknown'
    const near: number[] = []
    let best = -1
    let fewest = Number.POSITIVE_INFINITY
    for (const other of others) {
      if (!this.meets(box, other)) continue
      const cuts = this.cutsOf(box, other)
      if (cuts === 0) return true
      near.push(other)
      if (cuts < fewest) {
        fewest = cuts
        best = other
      }
    }
    if (best < 0) return false
    const rest = near.filter((other) => other !== best)
    for (const piece of this.without(box, best)) {
      const answer = this.covers(piece, rest)
      if (answer !== true) return answer
    }
    return true
  }

  private meets(box: Box, rule: number): boolean {
    const { low, high, value, mask } = this.list
    if ((box.value ^ (value[rule] as number)) & box.mask & (mask[rule] as number)) return false
    for (const d of dimensions)
      if ((low[d]?.[rule] as number) > (box.high[d] as number) || (high[d]?.[rule] as number) < (box.low[d] as number))
        return false
    return true
  }

  /** How many pieces the rule leaves of a box that it meets; none: it holds the box. */
  private cutsOf(box: Box, rule: number): number {
    const { low, high, mask } = this.list
    let cuts = 0
    for (let bits = (mask[rule] as number) & ~box.mask; bits !== 0; bits &= bits - 1) cuts++
    for (const d of dimensions) {
      if ((low[d]?.[rule] as number) > (box.low[d] as number)) cuts++
      if ((high[d]?.[rule] as number) < (box.high[d] as number)) cuts++
    }
    return cuts
  }

  /** The box less the rule, as boxes that do not meet each other. */
  private without(box: Box, rule: number): Box[] {
    const { low, high, value, mask } = this.list
    const pieces: Box[] = []
    let inside = box
    for (const d of dimensions) {
      const from = low[d]?.[rule] as number
      const to = high[d]?.[rule] as number
      if (from > (inside.low[d] as number)) {
        pieces.push({ ...inside, high: inside.high.with(d, from - 1) })
        inside = { ...inside, low: inside.low.with(d, from) }
      }
      if (to < (inside.high[d] as number)) {
        pieces.push({ ...inside, low: inside.low.with(d, to + 1) })
        inside = { ...inside, high: inside.high.with(d, to) }
      }
    }
    for (let bits = (mask[rule] as number) & ~box.mask; bits !== 0; bits &= bits - 1) {
      const bit = bits & -bits
      const wanted = (value[rule] as number) & bit
      pieces.push({ ...inside, mask: inside.mask | bit, value: inside.value | (bit ^ wanted) })
      inside = { ...inside, mask: inside.mask | bit, value: inside.value | wanted }
    }
    return pieces
  }
}
