import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { Identity } from '../auth/rights.js'
import type { Services } from '../services.js'

/** Who listens, and from where. */
interface Listener {
  readonly identity: Identity
  readonly user: string
  readonly address: string
}

/** Who may open a WebSocket: whoever says who they are and has not too many open already, nor has their address. */
export class Admission {
  readonly #services: Services
  readonly #admitted = new WeakMap<IncomingMessage, Listener>()
  readonly #open = new Map<string, number>()

  constructor(services: Services) {
    this.#services = services
  }

  /** The status of a refusal; undefined for who may. */
  refusalOf(request: IncomingMessage): number | undefined {
    const { auth, limits } = this.#services
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket')
    const known = ticket === null ? auth.identify(request.headers.authorization) : auth.tickets.take(ticket)
    if (!known) return 401
    const listener = {
      identity: known,
      user: `user ${known.id}`,
      address: `address ${request.socket.remoteAddress ?? ''}`,
    }
    if (this.#count(listener.user) >= limits.socketsPerUser) return 429
    if (this.#count(listener.address) >= limits.socketsPerAddress) return 429
    this.#admitted.set(request, listener)
    return undefined
  }

  /** Counts an admitted socket until it closes; gives who opened it. */
  hold(request: IncomingMessage, socket: WebSocket): Identity | undefined {
    const listener = this.#admitted.get(request)
    if (!listener) return undefined
    const keys = [listener.user, listener.address]
    for (const key of keys) this.#open.set(key, this.#count(key) + 1)
    socket.once('close', () => {
      for (const key of keys) this.#release(key)
    })
    return listener.identity
  }

  #count(key: string): number {
    return this.#open.get(key) ?? 0
  }

  #release(key: string): void {
    const left = this.#count(key) - 1
    if (left > 0) this.#open.set(key, left)
    else this.#open.delete(key)
  }
}
