import type { Reading } from '../phrases/reading.js'
import type { Chunk } from './chunk.js'
import { findChunks } from './find-chunks.js'

interface Ways {
  readonly cost: Float64Array
  readonly last: (Chunk | undefined)[]
  /** Chunks that begin before this token are in. */
  done: number
}

/** The cheapest ways to read one sentence from given starts. Chunks at each token are found once; a way is a shortest path over them. */
export class ChunkTable {
  readonly #reading: Reading
  readonly #chunks = new Map<number, readonly Chunk[]>()
  readonly #ways = new Map<number, Ways>()
  readonly #to: number

  /** `to`: the token after the sentence. */
  constructor(reading: Reading, to: number) {
    this.#reading = reading
    this.#to = to
  }

  /** The cheapest reading of the tokens from `from` to `end`, in order; undefined where no chunks meet there. */
  best(from: number, end: number): { readonly cost: number; readonly chunks: readonly Chunk[] } | undefined {
    const { cost, last } = this.#waysFrom(from, end)
    const total = cost[end - from]
    if (total === undefined || !Number.isFinite(total)) return undefined
    const chunks: Chunk[] = []
    for (let at = end; at > from; ) {
      const chunk = last[at - from]
      if (!chunk) return undefined
      chunks.push(chunk)
      at = chunk.from
    }
    return { cost: total, chunks: chunks.reverse() }
  }

  /** Chunks that begin at a token and end inside the sentence. */
  at(at: number): readonly Chunk[] {
    let found = this.#chunks.get(at)
    if (!found) {
      found = findChunks(this.#reading, at)
        .map((chunk) => (chunk.meaning.kind === 'reason' ? { ...chunk, end: this.#to } : chunk))
        .filter(({ end }) => end <= this.#to)
      this.#chunks.set(at, found)
    }
    return found
  }

  #waysFrom(from: number, end: number): Ways {
    const ways = this.#ways.get(from) ?? this.#noWays(from)
    for (; ways.done < end; ways.done++) {
      const so = ways.cost[ways.done - from] ?? Number.POSITIVE_INFINITY
      if (!Number.isFinite(so)) continue
      for (const chunk of this.at(ways.done)) {
        const index = chunk.end - from
        if (so + chunk.cost >= (ways.cost[index] ?? 0)) continue
        ways.cost[index] = so + chunk.cost
        ways.last[index] = chunk
      }
    }
    return ways
  }

  #noWays(from: number): Ways {
    const length = this.#to - from + 1
    const ways = {
      cost: new Float64Array(length).fill(Number.POSITIVE_INFINITY),
      last: Array.from<Chunk | undefined>({ length }),
      done: from,
    }
    ways.cost[0] = 0
    this.#ways.set(from, ways)
    return ways
  }
}
