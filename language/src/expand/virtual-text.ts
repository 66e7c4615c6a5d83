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
    const at = this.#pieceAt(span.offset)
    const piece = this.#pieces[at]
    if (!piece) return { file: this.#pieces[0]?.from.file.name ?? '', span }
    const { from, used, written } = piece
    const offset = from.offset + (written !== undefined ? 0 : span.offset - (this.#starts[at] ?? 0))
    const starts = lineStartsOf(from.file)
    const line = lastAtMost(starts, offset)
    const rest = (starts[line + 1] ?? from.file.text.length + 1) - 1 - offset
    return {
      file: from.file.name,
      span: {
        offset,
        line: line + 1,
        column: offset - (starts[line] ?? 0) + 1,
        length: Math.min(written ?? span.length, rest),
      },
      ...(used ? { used } : {}),
    }
  }

  #pieceAt(offset: number): number {
    return lastAtMost(this.#starts, offset)
  }
}

/** The last of ascending numbers that is not above a bound, as its index; 0 where all are. */
function lastAtMost(ascending: readonly number[], bound: number): number {
  let [low, high] = [0, ascending.length]
  while (low + 1 < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) <= bound) low = middle
    else high = middle
  }
  return low
}

const knownStarts = new WeakMap<ParsedFile, readonly number[]>()

/** Where the lines of a file begin. */
function lineStartsOf(file: ParsedFile): readonly number[] {
  let starts = knownStarts.get(file)
  if (!starts) {
    const found = [0]
    for (let at = file.text.indexOf('\n'); at >= 0; at = file.text.indexOf('\n', at + 1)) found.push(at + 1)
    knownStarts.set(file, (starts = found))
  }
  return starts
}
