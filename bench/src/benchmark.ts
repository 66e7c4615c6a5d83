export interface BenchOptions {
  readonly seed: number
  readonly topology?: string
  readonly intents?: number
  readonly clients?: number
  readonly hz?: number
  readonly seconds?: number
  /** A file of sentences and the intents that they mean. */
  readonly sentences?: string
}

/** What a benchmark prints; the unit of each figure stands in its name. */
export interface BenchResult {
  readonly name: string
  readonly input: string
  readonly figures: Readonly<Record<string, number>>
  readonly machine: string
  /** What was not as expected, one by one. */
  readonly failures?: readonly unknown[]
}
