import type { Claim } from '@paranet/network'
import type { Exploration, LeafDropReason } from '../engine/explore.js'
import type { Finding, Outcome } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'
import type { Proof } from '../engine/proof.js'
import { endInWords } from '../engine/words.js'
import { checkPromise } from './promise.js'

const holes: readonly (LeafDropReason | undefined)[] = ['no-route', 'no-live-next-hop', 'not-connected']

/** No promised packet ends on a device that does not know where to send it. */
export function checkNoBlackHole(proof: Proof): Outcome {
  let unclear: string | undefined
  for (const claim of proof.claims) {
    if (claim.kind !== 'must' || claim.asserted) continue
    const outcome = checkPromise(proof, claim, findHole)
    if (outcome.finding) return outcome
    unclear ??= outcome.unclear
  }
  return unclear === undefined ? {} : { unclear }
}

function findHole(model: NetworkModel, _claim: Claim, { port, outage, leaves }: Exploration): Finding | undefined {
  const leaf = leaves.find(({ end, reason }) => end === 'dropped' && holes.includes(reason))
  return leaf && { port, outage, leaf, set: leaf.set, reason: endInWords(model, leaf) }
}
