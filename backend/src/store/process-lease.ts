import type { HeldLease, Lease } from '@paranet/orchestrator'
import type { JournalStore } from './journal-store.js'

/** Leases within one process: first come, first served. Tokens grow over restarts, since the journal keeps the last one. */
export class ProcessLease implements Lease {
  readonly #journal: JournalStore
  readonly #last = new Map<string, Promise<void>>()
  readonly #tokens = new Map<string, number>()

  constructor(journal: JournalStore) {
    this.#journal = journal
  }

  async acquire(network: string, signal: AbortSignal): Promise<HeldLease> {
    const before = this.#last.get(network) ?? Promise.resolve()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#last.set(
      network,
      before.then(() => held),
    )
    try {
      await orAborted(before, signal)
      const token = Math.max(await this.#journal.lastToken(network), this.#tokens.get(network) ?? 0) + 1
      this.#tokens.set(network, token)
      // Nobody else can take it: there is one process.
      return { token, lost: new AbortController().signal, release: async () => release() }
    } catch (error) {
      release()
      throw error
    }
  }
}

async function orAborted(waited: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([waited, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
