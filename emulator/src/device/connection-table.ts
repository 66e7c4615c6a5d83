import type { Packet } from '@paranet/network'

const keyOf = ({ src, dst, protocol, srcPort, dstPort }: Packet): string =>
  `${protocol} ${src} ${srcPort} ${dst} ${dstPort}`
const openerOf = ({ src, dst, protocol, srcPort, dstPort }: Packet): string =>
  `${protocol} ${dst} ${dstPort} ${src} ${srcPort}`

/** The connections that a tracking device has seen opened; the longest unused goes when it is full. Not durable, as on real devices. */
export class ConnectionTable {
  readonly #limit: number
  readonly #opened = new Set<string>()

  constructor(limit = 65_536) {
    this.#limit = limit
  }

  /** Whether the packet answers a connection that was opened through here. */
  isAnswer(packet: Packet): boolean {
    return this.#opened.has(openerOf(packet))
  }

  /** A packet has passed: it opens a connection, or belongs to one. True where it opened one that was not known. */
  passed(packet: Packet): boolean {
    const key = this.isAnswer(packet) ? openerOf(packet) : keyOf(packet)
    const isKnown = this.#opened.delete(key)
    this.#opened.add(key)
    if (this.#opened.size > this.#limit) this.#dropOldest()
    return !isKnown
  }

  clear(): void {
    this.#opened.clear()
  }

  #dropOldest(): void {
    for (const oldest of this.#opened) {
      this.#opened.delete(oldest)
      break
    }
  }
}
