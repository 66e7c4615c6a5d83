import type { TopologyIndex } from '@paranet/network'

/** Remembers results of pure searches on one topology between compilations: a changed intent searches only for what it touches. Results
 *  are the same with and without it. Belongs to a session; forgets when the topology changes. */
export class PlanMemo {
  #index: TopologyIndex | undefined
  readonly #known = new Map<string, unknown>()

  /** What `make` gives for the key on this topology. The key must say all that the result depends on. */
  remember<T>(index: TopologyIndex, key: string, make: () => T): T {
    if (this.#index !== index || this.#known.size > 50_000) {
      this.#known.clear()
      this.#index = index
    }
    if (this.#known.has(key)) return this.#known.get(key) as T
    const made = make()
    this.#known.set(key, made)
    return made
  }
}
