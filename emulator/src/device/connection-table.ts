import type { Packet } from '@paranet/network'

const keyOf = ({ src, dst, protocol, srcPort, dstPort }: Packet): string =>
  `${protocol} ${src} ${srcPort} ${dst} ${dstPort}`
const answerKeyOf = ({ src, dst, protocol, srcPort, dstPort }: Packet): string =>
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
    return this.#opened.has(answerKeyOf(packet))
  }

  /** A packet has passed that opens a connection, or belongs to one. */
  passed(packet: Packet): void {
    const key = keyOf(packet)
    this.#opened.delete(key)
    this.#opened.add(key)
    if (this.#opened.size <= this.#limit) return
    for (const oldest of this.#opened) {
      this.#opened.delete(oldest)
      break
    }
  }
}
