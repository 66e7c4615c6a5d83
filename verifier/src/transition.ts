import type { Claim, Intent, NetworkState, PacketSet, TopologyIndex } from '@paranet/network'
import { claimsOf, healthy } from '@paranet/network'
import type { Exploration } from './engine/explore.js'
import { explore } from './engine/explore.js'
import { NetworkModel } from './engine/network-model.js'
import { outageOf } from './engine/outage.js'
import type { Promises } from './engine/promises.js'
import { promisesOf } from './engine/promises.js'
import type { Proof } from './engine/proof.js'
import { checkPromise, findBroken } from './properties/promise.js'
import { systemIntent } from './verify.js'

export interface TransitionInput {
  readonly index: TopologyIndex
  /** What is asked of the state after. */
  readonly intents: readonly Intent[]
  readonly before: NetworkState
  readonly after: NetworkState
}

/** Proves the states that a network passes through on its way from one state to another. On the way nothing may be lost that holds before
 *  and after; no packet may loop; and nothing may be delivered that is delivered neither before nor after. Failures are not counted:
 *  that would ask for protection against a failure in the very moment of a change. */
export class TransitionProof {
  readonly #index: TopologyIndex
  readonly #claims: readonly Claim[]
  readonly #before: Proof
  readonly #after: Proof
  #kept: readonly Claim[] | undefined
  #delivered: readonly PacketSet[] | undefined

  constructor({ index, intents, before, after }: TransitionInput) {
    this.#index = index
    this.#claims = claimsOf(index, intents).claims.filter(({ kind }) => kind !== 'may')
    const model = new NetworkModel(index, before, undefined)
    const promises = promisesOf(model, this.#claims)
    this.#before = this.#proofOf(model, promises)
    this.#after = this.#proofOf(new NetworkModel(index, after, undefined, model.space), promises)
  }

  /** What would be lost while the devices of `next` change from what they are in `current`, in any order and however far: intents, or
   *  `system no-loop` and `system only-what-is-asked`. Sorted; empty where every mixture is safe. */
  losses(current: NetworkState, next: NetworkState): readonly string[] {
    const { space } = this.#before.model
    const mixed = this.#proofOf(new NetworkModel(this.#index, current, next, space), this.#before.promises)
    const lost = new Set(
      this.#keptClaims()
        .filter((claim) => !this.#holds(mixed, claim))
        .map(({ intent }) => intent),
    )
    const explorations = explorationsOf(mixed)
    if (explorations.some(({ leaves, unclear }) => unclear !== undefined || leaves.some(({ end }) => end === 'looped')))
      lost.add(`${systemIntent} no-loop`)
    const allowed = this.#deliveredAtEnds()
    const isMore = explorations.some(
      (exploration, i) => !space.isEmpty(space.subtract(deliveredOf(mixed, exploration), allowed[i] ?? space.empty)),
    )
    if (isMore) lost.add(`${systemIntent} only-what-is-asked`)
    return [...lost].sort()
  }

  /** Claims that hold before and after. */
  #keptClaims(): readonly Claim[] {
    this.#kept ??= this.#claims.filter((claim) => this.#holds(this.#before, claim) && this.#holds(this.#after, claim))
    return this.#kept
  }

  /** Per port: what is delivered before or after. */
  #deliveredAtEnds(): readonly PacketSet[] {
    this.#delivered ??= this.#findDeliveredAtEnds()
    return this.#delivered
  }

  #findDeliveredAtEnds(): PacketSet[] {
    const { space } = this.#before.model
    const after = explorationsOf(this.#after)
    return explorationsOf(this.#before).map((exploration, i) => {
      const later = after[i]
      const delivered = deliveredOf(this.#before, exploration)
      return later ? space.union(delivered, deliveredOf(this.#after, later)) : delivered
    })
  }

  #proofOf(model: NetworkModel, promises: Promises): Proof {
    return {
      model,
      base: outageOf(this.#index, healthy),
      claims: this.#claims,
      promises,
      ledger: undefined,
      failures: 0,
      explored: new Map(),
    }
  }

  #holds(proof: Proof, claim: Claim): boolean {
    if (claim.kind === 'must-not') return isNothingDelivered(proof, claim)
    const { finding, unclear } = checkPromise(proof, claim, findBroken)
    return finding === undefined && unclear === undefined
  }
}

const explorationsOf = ({ model, base }: Proof): Exploration[] =>
  model.index.ports.map((port) => explore(model, port, model.space.all, base))

const deliveredOf = ({ model: { space } }: Proof, { leaves }: Exploration): PacketSet =>
  space.unionAll(leaves.filter(({ end }) => end === 'delivered' || end === 'misdelivered').map(({ set }) => set))

function isNothingDelivered({ model, base, promises }: Proof, claim: Claim): boolean {
  return (promises.ofClaim.get(claim) ?? []).every(({ port, effective }) => {
    if (model.space.isEmpty(effective)) return true
    const { leaves, unclear } = explore(model, port, effective, base)
    return unclear === undefined && leaves.every(({ end }) => end !== 'delivered')
  })
}
