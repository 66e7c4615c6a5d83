import type { Claim } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import type { Finding, Outcome } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import type { Proof } from '../engine/proof.js'
import { findPassedAvoided } from './avoids.js'
import { findUndelivered } from './delivered.js'
import { findTooLong } from './hops.js'
import { findTooLossy } from './loss.js'
import { findTooSlow } from './latency.js'
import { findMissedWaypoint } from './waypoints.js'

/** What a property looks for in the ways that promised packets take. */
export type Search = (model: NetworkModel, claim: Claim, exploration: Exploration) => Finding | undefined

/** The searches by the property that they decide. */
export const searches = {
  delivered: (model, _claim, exploration) => findUndelivered(model, exploration),
  waypoints: findMissedWaypoint,
  avoids: findPassedAvoided,
  latency: (_model, claim, exploration) => findTooSlow(claim, exploration),
  hops: findTooLong,
  loss: findTooLossy,
} as const satisfies Record<string, Search>

/** All that a promise has to keep, failure or not, but for bandwidth. */
export const findBroken: Search = (model, claim, exploration) => {
  for (const search of Object.values<Search>(searches)) {
    const finding = search(model, claim, exploration)
    if (finding) return finding
  }
  return undefined
}

/** Runs a search over all origins of a claim as things are. */
export function checkPromise(proof: Proof, claim: Claim, search: Search): Outcome {
  let unclear: string | undefined
  for (const origin of originsOf(proof, claim)) {
    const { exploration } = runOrigin(proof, origin, proof.base, [])
    if (!exploration) continue
    const finding = search(proof.model, claim, exploration)
    if (finding) return { finding }
    unclear ??= exploration.unclear
  }
  return unclear === undefined ? {} : { unclear }
}
