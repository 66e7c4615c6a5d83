import type { Intent, NameClaim, NetworkState, TopologyIndex } from '@paranet/network'
import { healthy, nameClaimsOf } from '@paranet/network'
import { outageOf } from '../engine/outage.js'
import type { NameProof } from './check-names.js'
import { answeredAt, checkRoute, routeProperties } from './check-names.js'
import { NameNetwork } from './name-network.js'
import { findNameLoop, unaskedInterests } from './name-system.js'

/** Proves what happens to Interests while devices change, as `TransitionProof` does for packets: what holds before and after is not lost on the way,
 *  nothing loops, and no names are answered that are answered neither before nor after. Failures are not counted. */
export class NameTransition {
  readonly #index: TopologyIndex
  readonly #intents: readonly Intent[]
  readonly #before: NameNetwork
  readonly #after: NameNetwork
  #kept: readonly NameClaim[] | undefined

  constructor(index: TopologyIndex, intents: readonly Intent[], before: NetworkState, after: NetworkState) {
    this.#index = index
    this.#intents = intents
    this.#before = new NameNetwork(index, before)
    this.#after = new NameNetwork(index, after)
  }

  /** What would be lost while the devices of `next` change from what they are in `current`: intents, or properties of the system. */
  losses(current: NetworkState, next: NetworkState): string[] {
    if (this.#before.isSilent && this.#after.isSilent) return []
    const mixed = new NameNetwork(this.#index, current, next)
    const proof = this.#proofOf(mixed)
    const lost = new Set(this.#claims().flatMap((claim) => (holds(proof, claim) ? [] : [claim.intent])))
    if (this.#loops(proof)) lost.add('system no-loop')
    if (this.#answersMore(proof)) lost.add('system only-what-is-asked')
    return [...lost].sort()
  }

  #claims(): readonly NameClaim[] {
    if (this.#kept) return this.#kept
    const prefixes = [...this.#before.prefixes, ...this.#after.prefixes]
    const [before, after] = [this.#proofOf(this.#before), this.#proofOf(this.#after)]
    const { claims } = nameClaimsOf(this.#index, this.#intents, prefixes)
    return (this.#kept = claims.filter((claim) => holds(before, claim) && holds(after, claim)))
  }

  #proofOf(network: NameNetwork): NameProof {
    return { network, base: outageOf(this.#index, healthy), failures: 0 }
  }

  /** Whether something loops on the way that loops neither before nor after. */
  #loops(mixed: NameProof): boolean {
    const prefixes = [...mixed.network.prefixes].sort()
    const loops = (proof: NameProof) => findNameLoop(proof, prefixes).finding !== undefined
    return loops(mixed) && !loops(this.#proofOf(this.#before)) && !loops(this.#proofOf(this.#after))
  }

  /** Whether what no route asks for is answered to somebody to whom it is answered neither before nor after. */
  #answersMore(mixed: NameProof): boolean {
    const prefixes = [...mixed.network.prefixes].sort()
    const { claims } = nameClaimsOf(this.#index, this.#intents, prefixes)
    const { scenario } = mixed.base
    return unaskedInterests(mixed.network, claims, prefixes).some(({ name, consumer }) => {
      const isAnswered = (network: NameNetwork) => answeredAt(network, name, consumer, scenario).finding !== undefined
      return isAnswered(mixed.network) && !isAnswered(this.#before) && !isAnswered(this.#after)
    })
  }
}

function holds(proof: NameProof, claim: NameClaim): boolean {
  if (claim.speaks.kind === 'name-route') {
    const properties = routeProperties(claim.speaks)
    return properties.every((property) => {
      const { finding, unclear } = checkRoute(proof, [claim], property)
      return finding === undefined && unclear === undefined
    })
  }
  return claim.consumers.every((consumer) => {
    const { finding, unclear } = answeredAt(proof.network, claim.name, consumer, proof.base.scenario)
    return finding === undefined && unclear === undefined
  })
}
