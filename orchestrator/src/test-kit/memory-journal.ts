import type { HeldLease, Journal, JournalEntry, JournalQuery, JournalRecord, Lease } from '../transaction/journal.js'
import { closingTypes, Fenced } from '../transaction/journal.js'

export class Crash extends Error {
  override readonly name = 'Crash'
}

/** What outlives a controller. */
export interface Paper {
  readonly records: JournalRecord[]
  readonly fences: Map<string, number>
}

export const blankPaper = (): Paper => ({ records: [], fences: new Map() })

/** A journal in memory. With `crashAfter` it takes that many entries and then throws for ever, as if the controller had died; with
 *  `isTorn` an append may be cut in its middle. */
export class MemoryJournal implements Journal {
  readonly records: JournalRecord[]
  readonly #fences: Map<string, number>
  readonly #crashAfter: number
  readonly #isTorn: boolean
  #written = 0
  appends = 0

  constructor({ records, fences }: Paper = blankPaper(), crashAfter = Number.POSITIVE_INFINITY, isTorn = false) {
    this.records = records
    this.#fences = fences
    this.#crashAfter = crashAfter
    this.#isTorn = isTorn
  }

  get isDead(): boolean {
    return this.#written >= this.#crashAfter
  }

  async fence(network: string, token: number): Promise<void> {
    this.#checkFence(network, token)
    this.#fences.set(network, token)
  }

  async append(entries: readonly JournalEntry[]): Promise<readonly number[]> {
    this.appends++
    if (this.isDead) throw new Crash('dead')
    for (const { token, network } of entries) if (token > 0) this.#checkFence(network, token)
    const room = this.#crashAfter - this.#written
    const isCut = entries.length > room
    const kept = isCut ? (this.#isTorn ? entries.slice(0, room) : []) : entries
    // Through JSON, as a real journal would.
    for (const entry of kept)
      this.records.push({ ...(structuredClone(entry) as JournalEntry), seq: this.records.length + 1 })
    this.#written += isCut ? room : kept.length
    if (isCut || this.isDead) throw new Crash(`after ${this.records.length} entries`)
    return this.records.slice(-kept.length).map(({ seq }) => seq)
  }

  async read({ network, deployment, after = 0, types }: JournalQuery): Promise<readonly JournalRecord[]> {
    return this.records.filter(
      (record) =>
        record.seq > after &&
        (network === undefined || record.network === network) &&
        (deployment === undefined || record.deployment === deployment) &&
        (types === undefined || types.includes(record.event.type)),
    )
  }

  async unfinished(network?: string): Promise<readonly { network: string; deployment: string }[]> {
    const closed = new Set(
      this.records.filter(({ event }) => closingTypes.includes(event.type)).map(({ deployment }) => deployment),
    )
    return this.records
      .filter((record) => record.event.type === 'created' && !closed.has(record.deployment))
      .filter((record) => network === undefined || record.network === network)
      .map((record) => ({ network: record.network, deployment: record.deployment }))
  }

  #checkFence(network: string, token: number): void {
    if (token < (this.#fences.get(network) ?? 0)) throw new Fenced(network, token)
  }
}

/** Leases in memory: first come, first served. */
export class MemoryLease implements Lease {
  readonly #held = new Map<string, Promise<void>>()
  readonly #losses = new Map<string, AbortController>()
  #token: number

  constructor(firstToken = 1) {
    this.#token = firstToken
  }

  /** Takes the lease away from its holder. */
  lose(network: string): void {
    this.#losses.get(network)?.abort()
  }

  async acquire(network: string, signal: AbortSignal): Promise<HeldLease> {
    for (let held = this.#held.get(network); held; held = this.#held.get(network)) await held
    signal.throwIfAborted()
    let release = () => {}
    const loss = new AbortController()
    this.#losses.set(network, loss)
    this.#held.set(network, new Promise((resolve) => (release = resolve)))
    return {
      token: this.#token++,
      lost: loss.signal,
      release: async () => {
        this.#held.delete(network)
        release()
      },
    }
  }
}
