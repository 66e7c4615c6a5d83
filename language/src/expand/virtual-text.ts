import type { Span } from '../diagnostics/span.js'
import type { ParsedFile } from '../resolve/source-file.js'

/** A place in a file that somebody wrote. */
export interface WrittenPlace {
  readonly file: ParsedFile
  readonly offset: number
}

/** A run of text and where it was written: letter by letter, or all of it at one place of `written` letters, as what stands for a parameter is. */
export interface Piece {
  readonly text: string
  readonly from: WrittenPlace
  readonly written?: number
  /** Where the template or loop that the run comes from was asked for. */
  readonly used?: { readonly file: string; readonly span: Span }
}

/** A text made of pieces, which knows where each of its letters was written. */
export class VirtualText {
  readonly text: string
  readonly #pieces: readonly Piece[]
  readonly #starts: readonly number[]

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
    let length = 0
    this.#starts = pieces.map(({ text }) => (length += text.length) - text.length)
    this.text = pieces.map(({ text }) => text).join('')
  }

  /** Where the first letter of a place was written; the length is that of the place, cut at the end of its line. */
  placeOf(span: Span): { readonly file: string; readonly span: Span; readonly used?: Piece['used'] } {
    const piece = this.#pieceAt(span.offset)
    if (!piece) return { file: this.#pieces[0]?.from.file.name ?? '', span }
    const { from, used, written } = piece
    const offset =
      from.offset + (written !== undefined ? 0 : span.offset - (this.#starts[this.#pieces.indexOf(piece)] ?? 0))
    const { text } = from.file
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1
    const lineEnd = text.indexOf('\n', offset)
    const rest = (lineEnd < 0 ? text.length : lineEnd) - offset
    return {
      file: from.file.name,
      span: {
        offset,
        line: text.slice(0, lineStart).split('\n').length,
        column: offset - lineStart + 1,
        length: Math.min(written ?? span.length, rest),
      },
      ...(used ? { used } : {}),
    }
  }

  #pieceAt(offset: number): Piece | undefined {
    let [low, high] = [0, this.#starts.length]
    while (low + 1 < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] as number) <= offset) low = middle
      else high = middle
    }
    return this.#pieces[low]
  }
}
