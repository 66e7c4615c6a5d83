import type { Decision, Exploration, Meetings } from './explore.js'
import { exploreAgain } from './explore.js'
import type { Failure } from './failures.js'
import { outageWith } from './failures.js'
import type { NetworkModel } from './network-model.js'
import type { Outage } from './outage.js'

/** Decisions that one search may make again before it answers that it does not know. */
const decisionBudget = 1_000_000

/** Looks at all that becomes different of packets under up to `count` failures, fewer first.
 *
 *  What a packet does under failures differs from what it does without one of them only if some device on its way asked for a link that
 *  this one took. So of each exploration only those decisions are made again that asked for the failed link, from the device on that
 *  asked, and of what they lead to then again those that ask for a further link: any packet whose way is another with all of the failures
 *  than with any fewer is met. `explored` were made with their meetings under `base`. `look`: the ways that are taken anew; true
 *  stops the search. Cost: the changed parts of the ways, once for each set of failures that they depend on in the order of asking. */
export function exploreUnderFailures(
  model: NetworkModel,
  base: Outage,
  explored: readonly Exploration[],
  failures: readonly Failure[],
  count: number,
  look: (changed: Exploration) => boolean,
): { readonly isComplete: boolean } {
  const search = new Search(model, base, failures, look)
  for (let depth = 1; depth <= Math.min(count, failures.length); depth++)
    for (const exploration of explored) {
      const end = search.below(exploration, [], depth)
      if (end !== undefined) return { isComplete: end === 'stopped' }
    }
  return { isComplete: true }
}

class Search {
  readonly #model: NetworkModel
  readonly #base: Outage
  readonly #failures: readonly Failure[]
  readonly #look: (changed: Exploration) => boolean
  readonly #ofLink = new Map<number, number[]>()
  readonly #outages = new Map<string, Outage>()
  #left = decisionBudget

  constructor(
    model: NetworkModel,
    base: Outage,
    failures: readonly Failure[],
    look: (changed: Exploration) => boolean,
  ) {
    this.#model = model
    this.#base = base
    this.#failures = failures
    this.#look = look
    for (const [member, { deadLinks }] of failures.entries())
      for (const link of deadLinks) this.#ofLink.set(link, [...(this.#ofLink.get(link) ?? []), member])
  }

  /** Looks at the sets of failures of just this size that hold those given. */
  below({ port, meetings }: Exploration, failed: readonly number[], depth: number): 'stopped' | 'gave-up' | undefined {
    for (const [member, decisions] of this.#byFailure(meetings ?? new Map())) {
      if (failed.includes(member) || this.#failures[member]?.nodes.includes(port.device)) continue
      if (--this.#left < 0) return 'gave-up'
      const members = [...failed, member]
      const changed = exploreAgain(this.#model, port, decisions, this.#outageOf(members))
      const end = depth === 1 ? this.#judge(changed) : this.below(changed, members, depth - 1)
      if (end !== undefined) return end
    }
    return undefined
  }

  #judge(changed: Exploration): 'stopped' | undefined {
    return this.#look(changed) ? 'stopped' : undefined
  }

  /** Per failure: the first decisions on each way that asked for a link that it takes. */
  #byFailure(meetings: Meetings): Map<number, Decision[]> {
    const asking = new Map<number, Set<Decision>>()
    for (const [link, decisions] of meetings)
      for (const member of this.#ofLink.get(link) ?? []) {
        const known = asking.get(member) ?? new Set()
        asking.set(member, known)
        for (const decision of decisions) known.add(decision)
      }
    return new Map([...asking].map(([member, all]) => [member, [...all].filter((one) => !hasEarlier(one, all))]))
  }

  #outageOf(members: readonly number[]): Outage {
    const key = members.toSorted((a, b) => a - b).join()
    let known = this.#outages.get(key)
    if (!known) {
      const failed = members.flatMap((member) => this.#failures[member] ?? [])
      this.#outages.set(key, (known = outageWith(this.#model.index, this.#base, failed)))
    }
    return known
  }
}

function hasEarlier({ parent }: Decision, all: ReadonlySet<Decision>): boolean {
  for (let before = parent; before; before = before.parent) if (all.has(before)) return true
  return false
}
