import { invariant } from '../port/invariant.js'

/** A path with its risks, shared ones first. */
export interface Way {
  readonly arcs: number[]
  readonly cost: number
  readonly risks: readonly number[]
}

/** Ways in one word: small integers. */
const perWord = 30

/** Ways that are remembered as bits by risk, so that sets of risks which all of them meet are found soon. */
export class KnownWays {
  private readonly ways: Way[] = []
  /** Per risk, in words: the ways that have it. */
  private readonly rows: number[][] = []
  private readonly touched: number[] = []

  clear(): void {
    for (const risk of this.touched) (this.rows[risk] as number[]).length = 0
    this.touched.length = this.ways.length = 0
  }

  add(way: Way): void {
    const place = this.ways.length
    const word = Math.floor(place / perWord)
    this.ways.push(way)
    for (const risk of way.risks) {
      let row = this.rows[risk]
      if (!row) this.rows[risk] = row = []
      if (row.length === 0) this.touched.push(risk)
      while (row.length <= word) row.push(0)
      row[word] = (row[word] as number) | (1 << (place % perWord))
    }
  }

  /** The cheapest way that has none of the risks, of those that cost less. */
  apartFrom(risks: readonly number[], below: number): Way | undefined {
    const left = this.without(risks, below)
    let best: Way | undefined
    for (const [place, way] of this.ways.entries()) {
      if (best && way.cost >= best.cost) continue
      if (((left[Math.floor(place / perWord)] as number) >> (place % perWord)) & 1) best = way
    }
    return best
  }

  /** Some of `risks`, such that every way which keeps off `taken` and costs less than `below` has one of them: the one that most have, then of those that are
   *  left. Each of those ways must have one of `risks`. */
  meetingAll(risks: readonly number[], taken: readonly number[], below: number): number[] {
    const chosen: number[] = []
    const left = this.without(taken, below)
    while (left.some((word) => word !== 0)) {
      const most = this.mostCommon(risks, left)
      chosen.push(most)
      this.takeOut(left, most)
    }
    return chosen
  }

  private without(risks: readonly number[], below: number): number[] {
    const left: number[] = []
    for (let place = 0; place < this.ways.length; place += perWord) {
      let word = 0
      const end = Math.min(perWord, this.ways.length - place)
      for (let i = 0; i < end; i++) if ((this.ways[place + i] as Way).cost < below) word |= 1 << i
      left.push(word)
    }
    for (const risk of risks) this.takeOut(left, risk)
    return left
  }

  private takeOut(left: number[], risk: number): void {
    const row = this.rows[risk]
    if (row) for (let i = 0; i < row.length; i++) left[i] = (left[i] as number) & ~(row[i] as number)
  }

  private mostCommon(risks: readonly number[], left: readonly number[]): number {
    let most = -1
    let top = 0
    for (const risk of risks) {
      const row = this.rows[risk]
      if (!row) continue
      let count = 0
      for (let i = 0; i < row.length; i++) count += bitsIn((row[i] as number) & (left[i] as number))
      if (count <= top) continue
      top = count
      most = risk
    }
    invariant(most >= 0, 'a way that has none of the risks')
    return most
  }
}

/** Hacker's Delight, 5-1. */
function bitsIn(word: number): number {
  if (word === 0) return 0
  const pairs = word - ((word >> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >> 2) & 0x33333333)
  return Math.imul((fours + (fours >> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
