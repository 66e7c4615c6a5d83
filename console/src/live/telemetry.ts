import type { LinkSample, TelemetrySample } from '@paranet/schemas'

/** One point of a link's history: ms since 1970, bit/s a→b, bit/s b→a. */
export type RatePoint = readonly [at: number, forward: number, backward: number]

const kept = 180

/** The latest sample of a network, and a short history of each link. A plain store for `useSyncExternalStore`. */
export class TelemetryStore {
  #sample: TelemetrySample | undefined
  #links: ReadonlyMap<string, LinkSample> = new Map()
  readonly #history = new Map<string, RatePoint[]>()
  readonly #listeners = new Set<() => void>()

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  latest = (): TelemetrySample | undefined => this.#sample

  link(id: string): LinkSample | undefined {
    return this.#links.get(id)
  }

  /** Oldest first. */
  history(link: string): readonly RatePoint[] {
    return this.#history.get(link) ?? []
  }

  add(sample: TelemetrySample): void {
    if (this.#sample && sample.at < this.#sample.at) return
    this.#sample = sample
    this.#links = new Map(sample.links.map((link) => [link.id, link]))
    for (const link of sample.links) this.#remember(link, sample.at)
    this.#tell()
  }

  clear(): void {
    this.#sample = undefined
    this.#links = new Map()
    this.#history.clear()
    this.#tell()
  }

  #remember(link: LinkSample, at: number): void {
    const points = this.#history.get(link.id) ?? []
    if (points.at(-1)?.[0] === at) return
    points.push([at, link.bitsPerSecond[0], link.bitsPerSecond[1]])
    if (points.length > kept) points.shift()
    this.#history.set(link.id, points)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
