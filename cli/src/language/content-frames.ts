/** Longest message that a client may send, bytes; a longer one is passed over. */
const longestMessage = 64 * 1024 * 1024
/** Longest header. */
const longestHeader = 8 * 1024

/** Cuts bytes into messages: `Content-Length: n`, an empty line, n bytes. What is no header is passed over up to the next one, and told. */
export class ContentFrames {
  readonly #message: (text: string) => void
  readonly #damage: (what: string) => void
  #chunks: Buffer[] = []
  #length = 0
  /** Bytes of the message that comes; undefined while its header is read. */
  #wanted: number | undefined
  #skip = 0

  constructor(message: (text: string) => void, damage: (what: string) => void) {
    this.#message = message
    this.#damage = damage
  }

  /** Takes some bytes. Cost: linear, however they are cut. */
  push(chunk: Buffer): void {
    const passed = Math.min(this.#skip, chunk.length)
    this.#skip -= passed
    this.#chunks.push(chunk.subarray(passed))
    this.#length += chunk.length - passed
    while (this.#step());
  }

  #step(): boolean {
    if (this.#wanted === undefined) return this.#header()
    if (this.#length < this.#wanted) return false
    const all = this.#joined()
    const body = all.subarray(0, this.#wanted).toString('utf8')
    this.#keep(all.subarray(this.#wanted))
    this.#wanted = undefined
    this.#message(body)
    return true
  }

  #header(): boolean {
    if (this.#length === 0) return false
    const all = this.#joined()
    const end = all.indexOf('\r\n\r\n')
    if (end < 0) return this.#withoutEnd(all)
    const header = all.subarray(0, end).toString('latin1')
    this.#keep(all.subarray(end + 4))
    const length = /(?:^|[\r\n])content-length:[ \t]*(\d{1,12})[ \t]*(?:\r\n|$)/i.exec(header)?.[1]
    if (length === undefined) this.#damage('a header without Content-Length')
    else if (Number(length) > longestMessage) this.#passOver(Number(length))
    else this.#wanted = Number(length)
    return true
  }

  #withoutEnd(all: Buffer): boolean {
    if (all.length <= longestHeader) return false
    this.#damage('a header that does not end')
    this.#keep(all.subarray(all.length - 3))
    return false
  }

  #passOver(length: number): void {
    this.#damage(`a message of ${length} bytes; ${longestMessage} is the most`)
    const rest = this.#joined()
    const passed = Math.min(length, rest.length)
    this.#skip = length - passed
    this.#keep(rest.subarray(passed))
  }

  #joined(): Buffer {
    const [only] = this.#chunks
    const all = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#length = rest.length
  }
}

/** A message with its header. */
export function contentFrame(text: string): Buffer {
  const body = Buffer.from(text, 'utf8')
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`, 'latin1'), body])
}
