import type { TopologyIndex } from '@paranet/network'

/** Keyed results that are kept before all are forgotten. */
const mostKnown = 1_000_000

/** Remembers results of pure searches on one topology between compilations: a changed intent searches only for what it touches. Results
 *  are the same with and without it. Belongs to a session; forgets when the topology changes. */
export class PlanMemo {
  #index: TopologyIndex | undefined
  readonly #known = new Map<string, unknown>()
  readonly #ofObjects = new Map<string, WeakMap<object, unknown>>()

  /** What `make` gives for the key on this topology. The key must say all that the result depends on. */
  remember<T>(index: TopologyIndex, key: string, make: () => T): T {
    this.#turnTo(index)
    if (this.#known.has(key)) return this.#known.get(key) as T
    const made = make()
    this.#known.set(key, made)
    return made
  }

  /** What `make` gives for an object on this topology, for as long as the object lives. `what` and the object must say all that the result
   *  depends on. */
  of<T>(index: TopologyIndex, what: string, object: object, make: () => T): T {
    this.#turnTo(index)
    let known = this.#ofObjects.get(what)
    if (!known) this.#ofObjects.set(what, (known = new WeakMap()))
    if (known.has(object)) return known.get(object) as T
    const made = make()
    known.set(object, made)
    return made
  }

  /** The value of last time where `isSame` accepts it, else what `make` gives. One value for each key. */
  keep<T>(index: TopologyIndex, key: string, isSame: (last: T) => boolean, make: () => T): T {
    this.#turnTo(index)
    const last = this.#known.get(key) as T | undefined
    if (last !== undefined && isSame(last)) return last
    const made = make()
    this.#known.set(key, made)
    return made
  }

  /** Something that is kept up from one compilation to the next. While it is used it is nobody else's, so that what is left half done is
   *  forgotten. */
  keepUp<T, R>(index: TopologyIndex, key: string, make: () => T, use: (kept: T) => R): R {
    this.#turnTo(index)
    const kept = (this.#known.get(key) as T | undefined) ?? make()
    this.#known.delete(key)
    const result = use(kept)
    this.#known.set(key, kept)
    return result
  }

  #turnTo(index: TopologyIndex): void {
    if (this.#index === index && this.#known.size <= mostKnown) return
    this.#known.clear()
    this.#ofObjects.clear()
    this.#index = index
  }
}

/** Whether two lists hold the very same items. */
export const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])
