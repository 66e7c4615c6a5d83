import type { EmulatorEvent } from '../protocol/messages.js'

type Listener = (event: EmulatorEvent) => void

/** Passes events on to whoever listens to their network, also across an unload and a load of it. */
export class EventHub {
  readonly #listeners = new Map<string, Set<Listener>>()

  tell(event: EmulatorEvent): void {
    for (const listener of this.#listeners.get(event.network) ?? []) listener(event)
  }

  /** Hears what happens in a network until the returned function is called. */
  subscribe(network: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(network) ?? new Set()
    this.#listeners.set(network, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(network)
    }
  }
}
