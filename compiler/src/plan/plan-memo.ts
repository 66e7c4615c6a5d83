import type { TopologyIndex } from '@paranet/network'

/** Keyed results that are kept before all are forgotten. */
const mostKnown = 1_000_000

/** What is known of one index. */
interface Known {
  readonly values: Map<string, unknown>
  readonly ofObjects: Map<string, WeakMap<object, unknown>>
}

const nothing = (): Known => ({ values: new Map(), ofObjects: new Map() })

/** Remembers results of pure searches on one topology between compilations: a changed intent searches only for what it touches. Results
 *  are the same with and without it. Belongs to a session; forgets when the topology changes. While links are down what is known of the
 *  topology with all of them up stays, and what does not depend on these links is taken from there. */
export class PlanMemo {
  #up: TopologyIndex | undefined
  #known = nothing()
  /** Of the index with links down that was asked about last. */
  #down: { readonly index: TopologyIndex; readonly known: Known } | undefined

  /** What `make` gives for the key on this topology. The key must say all that the result depends on. `stays`: whether a result that was made with
   *  all links up is that with these down. */
  remember<T>(index: TopologyIndex, key: string, make: () => T, stays: (made: T) => boolean = never): T {
    const { values } = this.#turnTo(index)
    if (values.has(key)) return values.get(key) as T
    const whole = index.up && (this.#known.values.get(key) as T | undefined)
    const made = whole !== undefined && stays(whole) ? whole : make()
    values.set(key, made)
    return made
  }

  /** What `make` gives for an object on this topology, for as long as the object lives. `what` and the object must say all that the result
   *  depends on. `stays`: as above. */
  of<T>(index: TopologyIndex, what: string, object: object, make: () => T, stays: (made: T) => boolean = never): T {
    const { ofObjects } = this.#turnTo(index)
    let known = ofObjects.get(what)
    if (!known) ofObjects.set(what, (known = new WeakMap()))
    if (known.has(object)) return known.get(object) as T
    const whole = index.up && (this.#known.ofObjects.get(what)?.get(object) as T | undefined)
    const made = whole !== undefined && stays(whole) ? whole : make()
    known.set(object, made)
    return made
  }

  /** What is known of an object with all links up. */
  recall<T>(index: TopologyIndex, what: string, object: object): T | undefined {
    this.#turnTo(index)
    return this.#known.ofObjects.get(what)?.get(object) as T | undefined
  }

  /** The value of last time where `isSame` accepts it, else what `make` gives. One value for each key. */
  keep<T>(index: TopologyIndex, key: string, isSame: (last: T) => boolean, make: () => T): T {
    const { values } = this.#turnTo(index)
    const last = values.get(key) as T | undefined
    if (last !== undefined && isSame(last)) return last
    const made = make()
    values.set(key, made)
    return made
  }

  /** Something that is kept up from one compilation to the next. While it is used it is nobody else's, so that what is left half done is
   *  forgotten. */
  keepUp<T, R>(index: TopologyIndex, key: string, make: () => T, use: (kept: T) => R): R {
    const { values } = this.#turnTo(index)
    const kept = (values.get(key) as T | undefined) ?? make()
    values.delete(key)
    const result = use(kept)
    values.set(key, kept)
    return result
  }

  #turnTo(index: TopologyIndex): Known {
    const up = index.up ?? index
    const size = this.#known.values.size + (this.#down?.known.values.size ?? 0)
    if (this.#up !== up || size > mostKnown) {
      this.#up = up
      this.#known = nothing()
      this.#down = undefined
    }
    if (index === up) return this.#known
    if (this.#down?.index !== index) this.#down = { index, known: nothing() }
    return this.#down.known
  }
}

const never = (): boolean => false

/** Whether two lists hold the very same items. */
export const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a === b || (a.length === b.length && a.every((item, i) => item === b[i]))
