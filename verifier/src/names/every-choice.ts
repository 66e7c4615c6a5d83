/** Picks one of `count` for something that is named; the same each time it is asked for in one run. */
export type Choose = (what: string, count: number) => number

/** Runs something that makes choices once for every row of choices that it can make, first choices first, and gives what each run gave. Stops
 *  after `most` runs. */
export function everyChoice<T>(
  most: number,
  run: (choose: Choose) => T,
): { readonly found: readonly T[]; readonly isComplete: boolean } {
  const found: T[] = []
  const made: { readonly what: string; readonly count: number; taken: number }[] = []
  do {
    if (found.length >= most) return { found, isComplete: false }
    let at = 0
    const known = new Map<string, number>()
    const choose: Choose = (what, count) => {
      const before = known.get(what)
      if (before !== undefined) return before
      const one = made[at] ?? { what, count, taken: 0 }
      made[at++] = one
      known.set(what, one.taken)
      return one.taken
    }
    found.push(run(choose))
    made.length = at
  } while (next(made))
  return { found, isComplete: true }
}

/** Turns to the next row: the last choice that has another left takes it, those after it begin anew. */
function next(made: { readonly count: number; taken: number }[]): boolean {
  for (let last = made.pop(); last; last = made.pop())
    if (++last.taken < last.count) {
      made.push(last)
      return true
    }
  return false
}
