/** Durations of many short things: exact to the nanosecond below 65 µs, each kept above. */
export class Latencies {
  readonly #counts = new Uint32Array(1 << 16)
  readonly #long: number[] = []
  #count = 0
  #sumNs = 0

  /** `ms`: as a difference of two readings of `performance.now()`. */
  add(ms: number): void {
    const ns = Math.round(ms * 1e6)
    this.#count += 1
    this.#sumNs += ns
    if (ns < 1 << 16) this.#counts[ns < 0 ? 0 : ns] = this.#counts[ns < 0 ? 0 : ns]! + 1
    else this.#long.push(ns)
  }

  get count(): number {
    return this.#count
  }

  get totalS(): number {
    return this.#sumNs / 1e9
  }

  get meanUs(): number {
    return this.#count === 0 ? 0 : this.#sumNs / this.#count / 1000
  }

  get maxUs(): number {
    return this.quantileUs(1)
  }

  /** The duration that this share of all is not above, in µs, by nearest rank. */
  quantileUs(share: number): number {
    let rank = Math.max(1, Math.ceil(share * this.#count))
    for (let ns = 0; ns < this.#counts.length; ns++) {
      rank -= this.#counts[ns]!
      if (rank <= 0) return this.#count === 0 ? 0 : ns / 1000
    }
    const long = Float64Array.from(this.#long).sort()
    return (long[rank - 1] ?? 0) / 1000
  }
}
