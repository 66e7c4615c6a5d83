import type { EntryKey } from '@paranet/network'
import type { Loads } from './loads.js'
import type { Channel } from './route-flow.js'

/** Bytes of a packet, on average. */
export const packetBytes = 800

/** Bytes since the start, per channel, entry and intent. */
export class Counters {
  readonly channels = new Map<Channel, number>()
  readonly entries = new Map<string, { readonly device: string; readonly key: EntryKey; bytes: number }>()
  readonly intents = new Map<string, number>()

  /** Lets `loads` flow for so many ms. */
  add({ ways, carried }: Loads, ms: number): void {
    if (ms <= 0) return
    for (const [channel, rate] of carried)
      this.channels.set(channel, (this.channels.get(channel) ?? 0) + bytes(rate, ms))
    for (const { flow, way, sent, delivered } of ways) {
      for (const { device, key } of way.entries) this.#count(device, key, bytes(sent, ms))
      if (flow.intent !== undefined)
        this.intents.set(flow.intent, (this.intents.get(flow.intent) ?? 0) + bytes(delivered, ms))
    }
  }

  #count(device: string, key: EntryKey, count: number): void {
    const id = `${device}\u0000${key}`
    const known = this.entries.get(id)
    if (known) known.bytes += count
    else this.entries.set(id, { device, key, bytes: count })
  }
}

const bytes = (bitsPerSecond: number, ms: number): number => (bitsPerSecond * ms) / 8000
