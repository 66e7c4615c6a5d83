import type { Claim } from '@paranet/network'
import type { Outcome } from './engine/finding.js'
import type { Proof } from './engine/proof.js'
import { traceFinding } from './trace.js'
import type { Property, Verdict } from './verdict.js'
import { wordVerdict } from './word-verdict.js'

/** Words an outcome as a verdict. `covered`: the claim whose coverage the verdict tells. `missing`: what violates it without any packet. */
export function makeVerdict(
  proof: Proof,
  intent: string,
  property: Property,
  outcome: Outcome & { readonly scenarios?: number },
  covered?: Claim,
  missing?: string,
): Verdict {
  return wordVerdict(intent, property, outcome, {
    lost: covered && lossOf(proof, covered),
    missing,
    ...(outcome.finding && !proof.isBrief ? { shown: traceFinding(proof, outcome.finding) } : {}),
  })
}

/** What the claim lost to a higher priority, with a packet. */
export function lossOf(proof: Proof, claim: Claim): Verdict['lost'] {
  const lost = proof.promises.ofClaim.get(claim)?.find((one) => one.lost !== undefined)?.lost
  return lost && { to: lost.to, packet: proof.model.space.sample(lost.set) }
}
