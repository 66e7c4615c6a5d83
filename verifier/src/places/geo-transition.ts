import type { GeoClaim, GeoMeaning, Intent, NetworkState, TopologyIndex } from '@paranet/network'
import { geoClaimsOf, healthy } from '@paranet/network'
import { outageOf } from '../engine/outage.js'
import type { GeoProof } from './check-geo.js'
import { checkPlaced, comesOutAt, geoProperties, reaches } from './check-geo.js'
import { GeoNetwork } from './geo-network.js'
import { findGeoLoop, unaskedPackets } from './geo-system.js'

/** Proves what happens to packets to places while devices change, as `TransitionProof` does for others: what holds before and after is not lost
 *  on the way, nothing loops, and nobody gets what nobody gets before or after. Failures are not counted. */
export class GeoTransition {
  readonly #index: TopologyIndex
  readonly #intents: readonly Intent[]
  readonly #before: GeoNetwork
  readonly #after: GeoNetwork
  #known: { readonly meaning: GeoMeaning; readonly kept: readonly GeoClaim[] } | undefined

  constructor(index: TopologyIndex, intents: readonly Intent[], before: NetworkState, after: NetworkState) {
    this.#index = index
    this.#intents = intents
    this.#before = new GeoNetwork(index, before)
    this.#after = new GeoNetwork(index, after)
  }

  /** What would be lost while the devices of `next` change from what they are in `current`: intents, or properties of the system. */
  losses(current: NetworkState, next: NetworkState): string[] {
    if (this.#before.isSilent && this.#after.isSilent) return []
    const mixed = this.#proofOf(new GeoNetwork(this.#index, current, next))
    const { kept, meaning } = this.#ends()
    const lost = new Set(kept.flatMap((claim) => (holds(mixed, claim) ? [] : [claim.intent])))
    if (this.#loops(mixed, meaning)) lost.add('system no-loop')
    if (this.#deliversMore(mixed, meaning)) lost.add('system only-what-is-asked')
    return [...lost].sort()
  }

  #ends() {
    if (this.#known) return this.#known
    const classes = [...this.#before.classes, ...this.#after.classes]
    const meaning = geoClaimsOf(this.#index, this.#intents, classes)
    const [before, after] = [this.#proofOf(this.#before), this.#proofOf(this.#after)]
    const kept = meaning.claims.filter((claim) => holds(before, claim) && holds(after, claim))
    return (this.#known = { meaning, kept })
  }

  #proofOf(network: GeoNetwork): GeoProof {
    return { network, base: outageOf(this.#index, healthy), failures: 0 }
  }

  /** Whether something loops on the way that loops neither before nor after. */
  #loops(mixed: GeoProof, { headers }: GeoMeaning): boolean {
    const loops = (proof: GeoProof) => findGeoLoop(proof, headers).finding !== undefined
    return loops(mixed) && !loops(this.#proofOf(this.#before)) && !loops(this.#proofOf(this.#after))
  }

  /** Whether somebody gets what no intent asks for, and gets it neither before nor after. */
  #deliversMore(mixed: GeoProof, meaning: GeoMeaning): boolean {
    const { scenario } = mixed.base
    return unaskedPackets(mixed.network, meaning).some(({ source, to, header }) => {
      const isGot = (network: GeoNetwork) =>
        reaches(network, source, to, header, scenario, () => true).finding !== undefined
      return isGot(mixed.network) && !isGot(this.#before) && !isGot(this.#after)
    })
  }
}

function holds(proof: GeoProof, claim: GeoClaim): boolean {
  if (claim.headers.length === 0) return false
  if (claim.speaks.kind === 'geo-isolate') {
    const { finding, unclear } = comesOutAt(proof.network, claim, proof.base.scenario)
    return finding === undefined && unclear === undefined
  }
  return geoProperties(claim.speaks).every((property) => {
    const { finding, unclear } = checkPlaced(proof, [claim], property)
    return finding === undefined && unclear === undefined
  })
}
