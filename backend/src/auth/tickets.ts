import { randomBytes } from 'node:crypto'
import type { Clock } from '@paranet/network'
import type { Directory } from './directory.js'
import type { Identity } from './rights.js'

/** How long a ticket is good, s. */
export const ticketSeconds = 30

/** Tickets at most; the oldest go first. */
const most = 10_000

/** One-use tickets that open a WebSocket, in memory. */
export class Tickets {
  readonly #clock: Clock
  readonly #directory: Directory
  readonly #open = new Map<string, { readonly identity: Identity; readonly until: number }>()

  constructor(clock: Clock, directory: Directory) {
    this.#clock = clock
    this.#directory = directory
  }

  issue(identity: Identity): string {
    this.#dropOld()
    const ticket = randomBytes(24).toString('base64url')
    this.#open.set(ticket, { identity, until: this.#clock.now() + ticketSeconds * 1000 })
    return ticket
  }

  /** Whose ticket it is, with the rights of now; it is used up. */
  take(ticket: string): Identity | undefined {
    const found = this.#open.get(ticket)
    this.#open.delete(ticket)
    return found && found.until >= this.#clock.now() ? this.#directory.current(found.identity) : undefined
  }

  /** A map keeps the order of insertion, and all live equally long. */
  #dropOld(): void {
    const now = this.#clock.now()
    for (const [ticket, { until }] of this.#open) {
      if (until >= now && this.#open.size < most) return
      this.#open.delete(ticket)
    }
  }
}
