import type { NetworkState } from '@paranet/network'
import type { Conflict, Mixture } from './mixture.js'
import type { Rule } from './rule-solver.js'
import { wavesOf } from './waves-of.js'

/** What is known of all states between two: devices of `next` change from what they are in `current`, in any order and however far. */
export type Prove = (current: NetworkState, next: NetworkState) => Mixture

/** Devices whose states stand against each other: never those of `old` as they were beside those of `fresh` as they come. */
export interface Standoff {
  readonly loses: string
  readonly old: readonly string[]
  readonly fresh: readonly string[]
  /** A packet and what becomes of it, in words. */
  readonly packet: string
}

/** An order of changes in waves, whose devices may commit in any order; or that there is none, with the standoffs that leave none (without any of
 *  them there is one); or why the search was given up. */
export type Order =
  | { readonly kind: 'found'; readonly waves: readonly (readonly string[])[]; readonly proofs: number }
  | { readonly kind: 'none'; readonly witness: readonly Standoff[]; readonly proofs: number }
  | { readonly kind: 'unknown'; readonly reason: string; readonly proofs: number }

/** How many mixtures are proved before a search gives up. */
const proofBudget = 160

/** Standoffs that a witness may have. */
const witnessSize = 8

export interface OrderSearchInput {
  readonly before: NetworkState
  readonly after: NetworkState
  /** Names of those that differ. */
  readonly devices: readonly string[]
  readonly prove: Prove
  /** Mixtures to prove at most. */
  readonly budget?: number
}

/** Orders the changes of whole devices. A mixture that fails tells which devices went wrong together: from then on no state with these is passed
 *  through. What it does not tell is looked for in halves of the wave, down to one state. */
export function searchOrder(input: OrderSearchInput): Order {
  return new OrderSearch(input).run()
}

/** A wave of which nothing was learned is cut no further. */
class GivenUp extends Error {}

interface Learned extends Rule {
  readonly loses: string
  readonly packet: () => string
}

class OrderSearch {
  readonly #input: OrderSearchInput
  readonly #devices: readonly string[]
  readonly #numberOf: ReadonlyMap<string, number>
  readonly #rules = new Map<string, Learned>()
  /** Waves that are proved: what was changed before them, and what after. */
  readonly #proved: { readonly from: ReadonlySet<number>; readonly to: ReadonlySet<number> }[] = []
  #proofs = 0

  constructor(input: OrderSearchInput) {
    this.#input = input
    this.#devices = [...input.devices].sort()
    this.#numberOf = new Map(this.#devices.map((name, i) => [name, i]))
  }

  run(): Order {
    try {
      return this.#run()
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error
      return { kind: 'unknown', reason: error.message, proofs: this.#proofs }
    }
  }

  #run(): Order {
    for (;;) {
      const rules = [...this.#rules.values()]
      const found = wavesOf(this.#devices.length, rules)
      if (found.kind === 'none') return { kind: 'none', witness: this.#witnessOf(found.core), proofs: this.#proofs }
      if (found.kind === 'too-much')
        throw new GivenUp('too many devices depend on each other: not all orders were looked at')
      const waves = this.#provedWaves(found.waves)
      if (waves) return { kind: 'found', waves: waves.map((wave) => this.#namesOf(wave)), proofs: this.#proofs }
    }
  }

  /** The waves, cut where only parts of them could be proved; undefined where one fails, and something was learned. */
  #provedWaves(waves: readonly (readonly number[])[]): (readonly number[])[] | undefined {
    const found: (readonly number[])[] = []
    let changed: ReadonlySet<number> = new Set()
    for (const wave of waves) {
      const parts = this.#provedParts(changed, wave)
      if (!parts) return undefined
      found.push(...parts)
      changed = new Set([...changed, ...wave])
    }
    return found.length > waves.length ? this.#merged(found) : found
  }

  /** Neighbours put together again where the whole is proved: halves were cut without knowledge of what stands against what. */
  #merged(waves: readonly (readonly number[])[]): (readonly number[])[] {
    const found: (readonly number[])[] = []
    let changed: ReadonlySet<number> = new Set()
    for (const wave of waves) {
      const last = found.at(-1)
      const both = [...(last ?? []), ...wave]
      if (last && this.#isProved(changed, both)) found.splice(-1, 1, both)
      else {
        changed = new Set([...changed, ...(last ?? [])])
        found.push(wave)
      }
    }
    return found
  }

  #isProved(changed: ReadonlySet<number>, wave: readonly number[]): boolean {
    const { budget = proofBudget } = this.#input
    return this.#proofs < budget && this.#prove(changed, wave).lost.length === 0
  }

  #provedParts(changed: ReadonlySet<number>, wave: readonly number[]): (readonly number[])[] | undefined {
    const to = new Set([...changed, ...wave])
    const isKnown = this.#proved.some((one) => isWithin(one.from, changed) && isWithin(to, one.to))
    if (isKnown) return [wave]
    const mixture = this.#prove(changed, wave)
    if (mixture.lost.length === 0) {
      this.#proved.push({ from: changed, to })
      return [wave]
    }
    if (this.#learn(mixture.conflicts, changed, wave)) return undefined
    if (wave.length <= 1) return this.#learnState(changed, to)
    const half = Math.ceil(wave.length / 2)
    const first = this.#provedParts(changed, wave.slice(0, half))
    if (!first) return undefined
    const second = this.#provedParts(new Set([...changed, ...wave.slice(0, half)]), wave.slice(half))
    return second && [...first, ...second]
  }

  /** One device changes, and nobody says which devices go wrong together: the state before or the state after is not clean. */
  #learnState(changed: ReadonlySet<number>, to: ReadonlySet<number>): undefined {
    for (const state of [changed, to]) {
      const { lost } = this.#prove(state, [])
      const [loses] = lost
      if (loses === undefined) continue
      const all = this.#devices.map((_, i) => i)
      const [old, fresh] = [all.filter((i) => !state.has(i)), all.filter((i) => state.has(i))]
      this.#put({ old, fresh, loses, packet: () => `lost is ${lost.join(', ')}` })
      return undefined
    }
    throw new GivenUp(
      `the change of ${this.#namesOf([...to].filter((i) => !changed.has(i))).join()} could not be proved: the states before and after it are clean`,
    )
  }

  #prove(changed: ReadonlySet<number>, wave: readonly number[]): Mixture {
    const { before, after, prove, budget = proofBudget } = this.#input
    if (++this.#proofs > budget) throw new GivenUp(`no order was found with ${budget} proofs of states in between`)
    const statesOf = (devices: Iterable<number>) =>
      this.#namesOf([...devices]).flatMap((name) => {
        const state = after.get(name)
        return state ? [[name, state] as const] : []
      })
    return prove(new Map([...before, ...statesOf(changed)]), new Map(statesOf(wave)))
  }

  /** Whether any of the conflicts is news. */
  #learn(conflicts: readonly Conflict[], changed: ReadonlySet<number>, wave: readonly number[]): boolean {
    const size = this.#rules.size
    const moving = new Set(wave)
    for (const { given, next, loses, packet } of conflicts) {
      const numbers = (names: readonly string[]) =>
        names.flatMap((name) => {
          const i = this.#numberOf.get(name)
          return i === undefined ? [] : [i]
        })
      const stays = numbers(given)
      const old = stays.filter((i) => !changed.has(i))
      const fresh = [...stays.filter((i) => changed.has(i)), ...numbers(next).filter((i) => moving.has(i))]
      this.#put({ old, fresh: fresh.sort((a, b) => a - b), loses, packet })
    }
    return this.#rules.size > size
  }

  #put(rule: Learned): void {
    const key = `${rule.old.join()}|${rule.fresh.join()}`
    if (!this.#rules.has(key)) this.#rules.set(key, rule)
  }

  #witnessOf(core: readonly number[]): Standoff[] {
    const rules = [...this.#rules.values()]
    return core.slice(0, witnessSize).flatMap((i) => {
      const rule = rules[i]
      if (!rule) return []
      const { loses, old, fresh, packet } = rule
      return [{ loses, old: this.#namesOf(old), fresh: this.#namesOf(fresh), packet: packet() }]
    })
  }

  #namesOf(numbers: readonly number[]): string[] {
    return numbers.map((i) => this.#devices[i] ?? '').sort()
  }
}

const isWithin = (some: ReadonlySet<number>, all: ReadonlySet<number>): boolean =>
  some.size <= all.size && [...some].every((one) => all.has(one))
