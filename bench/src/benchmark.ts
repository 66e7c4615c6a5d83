export interface BenchOptions {
  readonly seed: number
  readonly topology?: string
  /** How many nodes a seeded network has where no topology is given. */
  readonly nodes?: number
  readonly intents?: number
  readonly clients?: number
  readonly hz?: number
  readonly seconds?: number
  readonly devices?: number
  readonly series?: number
  /** paths: how many to a pair; failures: how many links at once. */
  readonly k?: number
  /** failures: by local failover of what is installed. */
  readonly installed?: boolean
  /** filters: a list of them; deploy: how many entries all devices have together. */
  readonly rules?: string
  /** A file of sentences and the intents that they mean. */
  readonly sentences?: string
  /** A `.trace` of rules and their changes. */
  readonly trace?: string
}

/** What a benchmark prints; the unit of each figure stands in its name. */
export interface BenchResult {
  readonly name: string
  readonly input: string
  readonly figures: Readonly<Record<string, number>>
  readonly machine: string
  /** Figures per phase, where the input has phases. */
  readonly phases?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** What was not as expected, one by one. */
  readonly failures?: readonly unknown[]
}
