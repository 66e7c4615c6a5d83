/** The number in a set that stands for "goes round for ever". */
export const roundAndRound = -1

/** What packets come to, as numbered sets of exits (and of `roundAndRound`), ascending. Set 0 is empty: they are dropped. */
export class FateSets {
  readonly sets: (readonly number[])[] = [[]]
  private readonly numbers = new Map<string, number>([['', 0]])
  private readonly alone = new Map<number, number>()

  of(exits: Iterable<number>): number {
    const set = [...new Set(exits)].sort((a, b) => a - b)
    const key = set.join()
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const number = this.sets.push(set) - 1
    this.numbers.set(key, number)
    return number
  }

  only(exit: number): number {
    const known = this.alone.get(exit)
    if (known !== undefined) return known
    const number = this.of([exit])
    this.alone.set(exit, number)
    return number
  }

  union(numbers: readonly number[]): number {
    return this.of(numbers.flatMap((number) => this.sets[number]!))
  }
}
