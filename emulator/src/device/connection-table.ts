import type { AnswerAddresses, Packet } from '@paranet/network'

const keyOf = ({ src, dst, protocol, srcPort, dstPort }: Packet): string =>
  `${protocol} ${src} ${srcPort} ${dst} ${dstPort}`
const openerOf = ({ src, dst, protocol, srcPort, dstPort }: Packet): string =>
  `${protocol} ${dst} ${dstPort} ${src} ${srcPort}`

/** The connections that a tracking device has seen opened; the longest unused goes when it is full. Not durable, as on real devices. */
export class ConnectionTable {
  readonly #limit: number
  /** Of a connection as it went on, what it came with. */
  readonly #opened = new Map<string, Packet>()

  constructor(limit = 65_536) {
    this.#limit = limit
  }

  /** Whether the packet answers a connection that was opened through here. */
  isAnswer(packet: Packet): boolean {
    return this.#opened.has(openerOf(packet))
  }

  /** What an answer gets back where its connection was translated. */
  answered(packet: Packet): AnswerAddresses {
    const key = openerOf(packet)
    const opener = this.#opened.get(key)
    if (!opener) return {}
    return {
      ...(opener.src === packet.dst ? {} : { dst: opener.src }),
      ...(opener.dst === packet.src ? {} : { src: opener.dst }),
    }
  }

  /** A packet has passed: it opens a connection, or belongs to one. True where it opened one that was not known. `left`: what it was by then. */
  passed(packet: Packet, left = packet): boolean {
    const isAnswer = this.isAnswer(packet)
    const key = isAnswer ? openerOf(packet) : keyOf(left)
    const opener = (isAnswer && this.#opened.get(key)) || packet
    const isKnown = this.#opened.delete(key)
    this.#opened.set(key, opener)
    if (this.#opened.size > this.#limit) this.#dropOldest()
    return !isKnown
  }

  clear(): void {
    this.#opened.clear()
  }

  #dropOldest(): void {
    for (const oldest of this.#opened.keys()) {
      this.#opened.delete(oldest)
      break
    }
  }
}
