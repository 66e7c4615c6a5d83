import type { TelemetrySample } from './sample.js'

/** What a subscriber gets. `skipped`: samples that came and went while it was busy. `gap`: samples that it asked for are gone. */
export type TelemetryFrame =
  | { readonly type: 'sample'; readonly seq: number; readonly sample: TelemetrySample; readonly skipped: number }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }

export interface NumberedSample {
  readonly seq: number
  readonly sample: TelemetrySample
}

export interface TelemetryHubOptions {
  /** Samples that are kept for each network. Default 600. */
  readonly keep?: number
}

interface Channel {
  seq: number
  readonly ring: NumberedSample[]
  readonly wakes: Set<() => void>
}

/** The latest sample and a bounded ring of samples of each network, and subscriptions to them. What a hub holds does not depend on how
 *  many subscribers it has, nor on how slow they are. */
export class TelemetryHub {
  readonly #keep: number
  readonly #channels = new Map<string, Channel>()

  constructor({ keep = 600 }: TelemetryHubOptions = {}) {
    this.#keep = keep
  }

  /** Takes a sample in; its `seq`, from 1 for each network. */
  publish(sample: TelemetrySample): number {
    const channel = this.#channel(sample.network)
    channel.ring.push({ seq: ++channel.seq, sample })
    if (channel.ring.length > this.#keep) channel.ring.shift()
    for (const wake of channel.wakes) wake()
    return channel.seq
  }

  latest(network: string): NumberedSample | undefined {
    return this.#channels.get(network)?.ring.at(-1)
  }

  /** Samples later than `after`, oldest first, as far as they are kept. */
  history(network: string, after = 0): readonly NumberedSample[] {
    return this.#channels.get(network)?.ring.filter(({ seq }) => seq > after) ?? []
  }

  /** Frames until the signal aborts: with `since` first the samples after it, as far as they are kept, then live ones. A subscriber that
   *  does not keep up gets the latest sample when it asks for the next. */
  async *subscribe(
    network: string,
    signal: AbortSignal,
    since?: number,
  ): AsyncGenerator<TelemetryFrame, void, undefined> {
    const channel = this.#channel(network)
    let seen = since === undefined ? Math.max(0, channel.seq - 1) : since
    if (since !== undefined) {
      for (const frame of replay(channel, since)) {
        if (signal.aborted) return
        yield frame
        seen = frame.type === 'sample' ? frame.seq : frame.to
      }
    }
    while (!signal.aborted) {
      const latest = channel.ring.at(-1)
      if (latest && latest.seq > seen) {
        const skipped = latest.seq - seen - 1
        seen = latest.seq
        yield { type: 'sample', ...latest, skipped }
      } else await nextSample(channel, signal)
    }
  }

  /** The network is gone. */
  forget(network: string): void {
    this.#channels.delete(network)
  }

  #channel(network: string): Channel {
    const known = this.#channels.get(network)
    if (known) return known
    const made: Channel = { seq: 0, ring: [], wakes: new Set() }
    this.#channels.set(network, made)
    return made
  }
}

/** What was missed, as it lies now; samples that leave the ring while a slow subscriber replays are held by it alone. */
function replay({ ring, seq }: Channel, since: number): TelemetryFrame[] {
  // A number from the future is of another life of the controller: nothing between then and now is known.
  if (since > seq) return [{ type: 'gap', from: 1, to: Math.max(0, seq - 1) }]
  const kept = ring.filter((numbered) => numbered.seq > since)
  const first = kept[0]?.seq ?? seq + 1
  const gap: TelemetryFrame[] = first > since + 1 ? [{ type: 'gap', from: since + 1, to: first - 1 }] : []
  return [...gap, ...kept.map((numbered): TelemetryFrame => ({ type: 'sample', ...numbered, skipped: 0 }))]
}

function nextSample({ wakes }: Channel, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      wakes.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    wakes.add(done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
