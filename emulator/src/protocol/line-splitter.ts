import { StringDecoder } from 'node:string_decoder'

export type Line = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'too-long' }

/** The longest request. */
const longestRequest = 16 * 1024 * 1024

/** Cuts a stream of bytes into lines (UTF-8). A line that is too long is told once and passed over, never kept. */
export class LineSplitter {
  readonly #longest: number
  readonly #decoder = new StringDecoder('utf8')
  #parts: string[] = []
  #length = 0
  #isSkipping = false

  constructor(longest = longestRequest) {
    this.#longest = longest
  }

  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = []
    const pieces = this.#decoder.write(Buffer.from(chunk)).split('\n')
    for (const [i, piece] of pieces.entries()) {
      this.#take(piece, lines)
      if (i < pieces.length - 1) this.#finish(lines)
    }
    return lines
  }

  #take(piece: string, lines: Line[]): void {
    if (this.#isSkipping) return
    this.#parts.push(piece)
    this.#length += piece.length
    if (this.#length <= this.#longest) return
    this.#isSkipping = true
    this.#parts = []
    lines.push({ kind: 'too-long' })
  }

  #finish(lines: Line[]): void {
    if (!this.#isSkipping) lines.push({ kind: 'line', text: this.#parts.join('') })
    this.#isSkipping = false
    this.#parts = []
    this.#length = 0
  }
}
