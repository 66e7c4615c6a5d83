/** How much may be made before an answer ends in `unknown: budget`. */
export interface TernaryBudget {
  /** Classes of one field. */
  readonly fieldClasses: number
  /** Entries of all decision nodes together (4 bytes each). */
  readonly entries: number
  /** Steps of searches that are not decided class by class. */
  readonly steps: number
}

/** About 300 MB in the worst case. */
export const defaultTernaryBudget: TernaryBudget = { fieldClasses: 65_536, entries: 40_000_000, steps: 2_000_000 }

/** Thrown inside, where a budget is spent; answers `unknown` outside. */
export class Exploded extends Error {
  readonly what: string

  constructor(what: string) {
    super(what)
    this.name = 'Exploded'
    this.what = what
  }
}
