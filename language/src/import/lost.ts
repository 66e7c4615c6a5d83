/** Something that a format has and the other has no place for: named, so that nothing is dropped in silence. */
export interface Lost {
  /** What it is, in a few words: `startup file`, `groups`. */
  readonly what: string
  /** Whose it is, as the source names it: a node, a link, a pointer. */
  readonly where: string
  /** Why it is not carried over. */
  readonly why: string
}

/** Entries of one list; beyond it they are counted. */
const limit = 1000

/** Collects what is lost, each thing once, up to 1,000; the last entry counts the rest. */
export class LossList {
  readonly #entries: Lost[] = []
  readonly #seen = new Set<string>()
  #more = 0

  add(what: string, where: string, why: string): void {
    if (this.#entries.length >= limit) {
      this.#more++
      return
    }
    const key = JSON.stringify([what, where, why])
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#entries.push({ what, where, why })
  }

  get entries(): readonly Lost[] {
    const rest = { what: `${this.#more} more`, where: 'the rest of the list', why: `only ${limit} are listed` }
    return this.#more === 0 ? this.#entries : [...this.#entries, rest]
  }
}
