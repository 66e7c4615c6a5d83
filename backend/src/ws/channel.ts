/** A frame as it goes over the wire. */
export interface Frame {
  readonly channel: string
  readonly seq: number
  /** ms since 1970 */
  readonly at: number
  readonly type: string
  readonly data: unknown
}

/** A frame of the ring, its text made once for all who listen. */
export interface KeptFrame {
  readonly seq: number
  readonly text: Buffer
}

export interface ChannelOptions {
  readonly name: string
  /** Frames that are kept for those who resume. */
  readonly keep: number
  /** Whoever cannot keep up wants the latest frame and no others. */
  readonly latestOnly: boolean
}

/** A sequence of frames with a bounded ring of the latest. Listeners pull from it, so that what it holds does not depend on them. */
export class Channel {
  readonly name: string
  readonly latestOnly: boolean
  readonly #keep: number
  readonly #ring: KeptFrame[] = []
  readonly #listeners = new Set<() => void>()
  #seq = 0

  constructor({ name, keep, latestOnly }: ChannelOptions) {
    this.name = name
    this.latestOnly = latestOnly
    this.#keep = keep
  }

  /** Number of the last frame. */
  get seq(): number {
    return this.#seq
  }

  get listeners(): number {
    return this.#listeners.size
  }

  publish(type: string, data: unknown, at: number): void {
    this.#seq++
    const frame: Frame = { channel: this.name, seq: this.#seq, at, type, data }
    this.#ring.push({ seq: this.#seq, text: Buffer.from(JSON.stringify(frame)) })
    if (this.#ring.length > this.#keep) this.#ring.shift()
    for (const listener of this.#listeners) listener()
  }

  /** Forgets the frames so far: nobody wants them any more. Numbers go on. */
  empty(): void {
    this.#ring.length = 0
  }

  /** The first frame after `seq` that is still there, or the latest one; undefined where nothing came after it. */
  after(seq: number, which: 'next' | 'latest'): KeptFrame | undefined {
    const last = this.#ring.at(-1)
    if (!last || last.seq <= seq) return undefined
    if (which === 'latest') return last
    // Numbers in the ring have no holes.
    const first = this.#ring[0]?.seq ?? 0
    return this.#ring[Math.max(0, seq + 1 - first)]
  }

  /** Is told of every new frame until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
