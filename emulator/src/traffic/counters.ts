import type { EntryKey, TopologyIndex } from '@paranet/network'
import { type Channel, sameChannel } from '../link/channel.js'
import type { Telemetry } from '../protocol/messages.js'
import type { Loads } from './loads.js'

/** Bytes of a packet, on average. */
export const packetBytes = 800

/** Bytes since the start, per channel, entry and intent. */
export class Counters {
  #channels = new Map<Channel, number>()
  readonly #entries = new Map<string, { readonly device: string; readonly key: EntryKey; bytes: number }>()
  readonly #intents = new Map<string, number>()

  get channels(): ReadonlyMap<Channel, number> {
    return this.#channels
  }

  get intents(): ReadonlyMap<string, number> {
    return this.#intents
  }

  /** Lets `loads` flow for so many ms. `intentsOf`: whose traffic a way is. */
  add({ ways, carried }: Loads, ms: number, intentsOf: (way: Loads['ways'][number]) => readonly string[]): void {
    if (ms <= 0) return
    for (const [channel, rate] of carried)
      this.#channels.set(channel, (this.#channels.get(channel) ?? 0) + bytes(rate, ms))
    for (const load of ways) {
      for (const { device, key } of load.way.entries) this.#count(device, key, bytes(load.sent, ms))
      for (const intent of intentsOf(load))
        this.#intents.set(intent, (this.#intents.get(intent) ?? 0) + bytes(load.delivered, ms))
    }
  }

  /** Entries that carried something. */
  entrySamples(): Telemetry['entries'] {
    return [...this.#entries.values()].map((entry) => ({
      ...entry,
      bytes: Math.round(entry.bytes),
      packets: Math.round(entry.bytes / packetBytes),
    }))
  }

  /** Goes over to another topology: links that stay keep what they counted. */
  renumber(before: TopologyIndex, after: TopologyIndex): void {
    const channels = new Map<Channel, number>()
    for (const [channel, count] of this.#channels) {
      const same = sameChannel(channel, before, after)
      if (same !== undefined) channels.set(same, count)
    }
    this.#channels = channels
  }

  #count(device: string, key: EntryKey, count: number): void {
    const id = `${device}\u0000${key}`
    const known = this.#entries.get(id)
    if (known) known.bytes += count
    else this.#entries.set(id, { device, key, bytes: count })
  }
}

const bytes = (bitsPerSecond: number, ms: number): number => (bitsPerSecond * ms) / 8000
