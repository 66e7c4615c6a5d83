import type { DeviceContext } from './linux/device-context.js'
import { emptyContext } from './linux/device-context.js'

/** A piece of an artifact: what it was made of, and where it stands in the text. */
interface Piece {
  readonly parts: readonly unknown[]
  readonly start: number
  readonly end: number
  /** Of items: where each ends, counted from `start`. */
  readonly ends?: Uint32Array
  /** Of what is no text. */
  readonly value?: unknown
}

/** An artifact with the places of its pieces: the text itself is what is kept of them. */
interface Made {
  readonly text: string
  readonly pieces: ReadonlyMap<string, Piece>
}

/** Texts that are joined at once. */
const mostChunks = 1024

/** How far ahead among the items of last time one is looked for: so many may go in one place. */
const lookAhead = 64

/** An artifact that is written from its beginning to its end. What was written the same way for the same device last time is taken from there. */
export class ArtifactText {
  readonly #last: Made | undefined
  /** Joined now and then: short lists of short texts are the cheapest. */
  readonly #chunks: string[] = []
  #count = 0
  readonly #blocks: string[] = []
  readonly #pieces = new Map<string, Piece>()
  #length = 0

  constructor(last?: Made) {
    this.#last = last
  }

  add(text: string): void {
    if (this.#count === mostChunks) this.#join()
    this.#chunks[this.#count++] = text
    this.#length += text.length
  }

  /** The head of a file: all files of a device are one text (`joinFiles`). */
  file(name: string): void {
    this.add(`${this.#length === 0 ? '' : '\n'}==> ${name} <==\n`)
  }

  lines(lines: readonly string[]): void {
    for (const line of lines) {
      this.add(line)
      this.add('\n')
    }
  }

  /** Something that is made of these parts and of the device's context alone. Parts that are the very same make the same. */
  piece(name: string, parts: readonly unknown[], write: (out: ArtifactText) => void): void {
    const known = this.#last?.pieces.get(name)
    const start = this.#length
    if (this.#last && known && isSame(known.parts, parts)) this.add(this.#last.text.slice(known.start, known.end))
    else write(this)
    this.#pieces.set(name, { parts, start, end: this.#length })
  }

  /** Something that the text depends on, made of these parts and of the device's context alone. */
  known<T>(name: string, parts: readonly unknown[], make: () => T): T {
    const known = this.#last?.pieces.get(name)
    const value = known && isSame(known.parts, parts) ? (known.value as T) : make()
    this.#pieces.set(name, { parts, start: 0, end: 0, value })
    return value
  }

  /** Items one after the other; what is written of one depends on the item and on the device's context alone. */
  items<Item extends object>(
    name: string,
    items: readonly Item[],
    separator: string,
    write: (item: Item, out: ArtifactText) => void,
  ): void {
    const known = this.#last?.pieces.get(name)
    const start = this.#length
    if (this.#last && known?.ends && known.parts === items) {
      this.add(this.#last.text.slice(known.start, known.end))
      this.#pieces.set(name, { ...known, start, end: this.#length })
      return
    }
    const ends = new Uint32Array(items.length)
    let at = 0
    for (let i = 0; i < items.length; ) {
      if (i > 0) this.add(separator)
      const found = known ? indexFrom(known.parts, items[i], at) : -1
      if (known && found >= 0) {
        const count = this.#addRun(known, found, items, i, ends, start, separator.length)
        i += count
        at = found + count
      } else {
        write(items[i] as Item, this)
        ends[i++] = this.#length - start
      }
    }
    this.#pieces.set(name, { parts: items, start, end: this.#length, ends })
  }

  /** Adds items that stand side by side in both lists, at once; how many they are. */
  #addRun(
    known: Piece,
    found: number,
    items: readonly object[],
    first: number,
    ends: Uint32Array,
    start: number,
    gap: number,
  ): number {
    const { parts, ends: knownEnds = ends } = known
    const most = Math.min(items.length - first, parts.length - found)
    const from = found === 0 ? 0 : (knownEnds[found - 1] as number) + gap
    const moved = this.#length - start - from
    let count = 0
    for (; count < most && items[first + count] === parts[found + count]; count++)
      ends[first + count] = (knownEnds[found + count] as number) + moved
    const to = knownEnds[found + count - 1] as number
    this.add((this.#last?.text ?? '').slice(known.start + from, known.start + to))
    return count
  }

  #join(): void {
    this.#blocks.push((this.#count === mostChunks ? this.#chunks : this.#chunks.slice(0, this.#count)).join(''))
    this.#count = 0
  }

  done(): Made {
    this.#join()
    return { text: this.#blocks.join(''), pieces: this.#pieces }
  }
}

function indexFrom(parts: readonly unknown[], item: unknown, at: number): number {
  const end = Math.min(parts.length, at + lookAhead)
  for (let i = at; i < end; i++) if (parts[i] === item) return i
  return -1
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const lastOf = new WeakMap<DeviceContext, Map<string, Made>>()

/** The artifact that `write` writes for a device. `kind`: of its target; the context is that of the device, whose last artifact lives as long as it does. */
export function artifactText(kind: string, context: DeviceContext, write: (out: ArtifactText) => void): string {
  const isKept = context !== emptyContext && !context.owners
  const known = isKept ? lastOf.get(context) : undefined
  const out = new ArtifactText(known?.get(kind))
  write(out)
  const made = out.done()
  if (known) known.set(kind, made)
  else if (isKept) lastOf.set(context, new Map([[kind, made]]))
  return made.text
}
