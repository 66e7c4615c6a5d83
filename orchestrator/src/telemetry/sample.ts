/** One measurement of a whole network. Rates in bit/s, latency in µs, `at` in ms since 1970; pairs are [a→b, b→a]. */
export interface TelemetrySample {
  readonly network: string
  readonly at: number
  readonly links: readonly LinkSample[]
  readonly nodes: readonly { readonly name: string; readonly up: boolean; readonly entries: number }[]
  readonly flows: readonly FlowSample[]
  /** Only entries that counted something. */
  readonly entries: readonly {
    readonly device: string
    readonly key: string
    readonly packets: number
    readonly bytes: number
  }[]
  readonly intents: readonly {
    readonly id: string
    readonly bitsPerSecond: number
    readonly packets: number
    readonly bytes: number
  }[]
}

export interface LinkSample {
  readonly id: string
  readonly up: boolean
  readonly bitsPerSecond: readonly [number, number]
  /** 0..1 */
  readonly utilisation: readonly [number, number]
  readonly lossFraction: readonly [number, number]
  readonly latency: number
  readonly packets: readonly [number, number]
  readonly bytes: readonly [number, number]
}

export interface FlowSample {
  readonly id: string
  readonly intent?: string
  readonly offered: number
  readonly delivered: number
  readonly latency: number
  readonly path: readonly string[]
  readonly end: string
}
