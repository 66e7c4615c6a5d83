import { Exploded } from './exploded.js'

/** Ways to put the classes of one field into groups, each kept once, with groups numbered in the order in which they first come up. */
export class Partitions {
  /** Per partition: the group of each class. */
  readonly groups: Uint16Array[] = []
  /** Per partition: the first class of each group. */
  private readonly firsts: (readonly number[])[] = []
  private readonly known = new Map<number, number[]>()
  private readonly pairs = new Map<number, Pair>()
  private readonly coarser = new Map<string, number>()
  private readonly spend: (entries: number) => void

  constructor(spend: (entries: number) => void) {
    this.spend = spend
  }

  /** The partition by these numbers, and the first class of each group. */
  of(numbers: ArrayLike<number>): { partition: number; firsts: number[] } {
    const groups = new Uint16Array(numbers.length)
    const seen = new Map<number, number>()
    const firsts: number[] = []
    let hash = 0
    for (let i = 0; i < groups.length; i++) {
      let group = seen.get(numbers[i]!)
      if (group === undefined) {
        seen.set(numbers[i]!, (group = firsts.length))
        firsts.push(i)
      }
      groups[i] = group
      hash = Math.imul(hash ^ group, 0x9e3779b1)
      hash ^= hash >>> 15
    }
    if (firsts.length > 65_535) throw new Exploded('decision nodes: more than 65535 ways on from one field')
    return { partition: this.enter(groups, firsts, hash), firsts }
  }

  private enter(groups: Uint16Array, firsts: readonly number[], hash: number): number {
    const bucket = this.known.get(hash)
    if (bucket) for (const one of bucket) if (areEqual(this.groups[one]!, groups)) return one
    this.spend(groups.length)
    const partition = this.groups.push(groups) - 1
    this.firsts.push(firsts)
    if (bucket) bucket.push(partition)
    else this.known.set(hash, [partition])
    return partition
  }

  /** The first class of each group. */
  firstsOf(partition: number): readonly number[] {
    return this.firsts[partition]!
  }

  /** The coarsest partition finer than both, and the groups of both that each of its groups lies in. Remembered. */
  product(a: number, b: number): Pair {
    const key = a * 2 ** 26 + b
    const known = this.pairs.get(key)
    if (known) return known
    const [left, right] = [this.groups[a]!, this.groups[b]!]
    const { partition, firsts } = this.of(Float64Array.from(left, (group, i) => group * 65_536 + right[i]!))
    const made = { partition, left: firsts.map((one) => left[one]!), right: firsts.map((one) => right[one]!) }
    this.pairs.set(key, made)
    return made
  }

  /** The partition with groups put together that get the same number. Remembered. */
  merged(partition: number, numbers: readonly number[]): number {
    const seen = new Map<number, number>()
    const pattern = numbers.map((number) => {
      const known = seen.get(number)
      if (known !== undefined) return known
      seen.set(number, seen.size)
      return seen.size - 1
    })
    const key = `${partition} ${pattern.join()}`
    const known = this.coarser.get(key)
    if (known !== undefined) return known
    const made = this.of(Float64Array.from(this.groups[partition]!, (group) => pattern[group]!)).partition
    this.coarser.set(key, made)
    return made
  }
}

interface Pair {
  readonly partition: number
  readonly left: readonly number[]
  readonly right: readonly number[]
}

function areEqual(a: Uint16Array, b: Uint16Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
