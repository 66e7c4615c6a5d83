/** Cuts a stream of text into lines. Looks at each character once, however the stream is cut. */
export class LineReader {
  readonly #onLine: (line: string) => void
  #parts: string[] = []

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(text: string): void {
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#parts.push(text.slice(start, end))
      const line = this.#parts.join('')
      this.#parts = []
      start = end + 1
      if (line !== '') this.#onLine(line)
    }
    if (start < text.length) this.#parts.push(text.slice(start))
  }
}
