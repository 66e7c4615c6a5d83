import type { Claim, PacketSet } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { eachFailure, failuresOf, scenarioCount } from '../engine/failures.js'
import type { Finding } from '../engine/finding.js'
import { exploreForbidden } from '../engine/forbidden.js'
import { copiesReceived } from '../engine/mirror-classes.js'
import type { Proof } from '../engine/proof.js'
import { endInWords } from '../engine/words.js'
import type { SurvivalOutcome } from './survives.js'

/** Copies of it that are delivered, but for mirrors of which the isolation makes an exception. */
export function* copiesOf(
  { model, mirrors }: Pick<Proof, 'model' | 'mirrors'>,
  { exceptMirrors = [] }: Claim,
  forbidden: PacketSet,
  exploration: Exploration,
): Generator<{ readonly leaf: Leaf; readonly set: PacketSet }> {
  const exempt = mirrors.filter(({ intent }) => exceptMirrors.includes(intent))
  for (const { leaf, set } of copiesReceived(model, exempt, exploration)) {
    const own = model.space.intersect(set, forbidden)
    if (!model.space.isEmpty(own)) yield { leaf, set: own }
  }
}

/** The first of them. */
export function copyOf(
  proof: Pick<Proof, 'model' | 'mirrors'>,
  claim: Claim,
  forbidden: PacketSet,
  exploration: Exploration,
): { readonly leaf: Leaf; readonly set: PacketSet } | undefined {
  for (const copy of copiesOf(proof, claim, forbidden, exploration)) return copy
  return undefined
}

/** Nothing of the class is delivered, nor any copy of it: not as things are, and not with any one link down (or as many as the proof is asked for). Every port of
 *  a host counts, whichever it sends by. */
export function checkIsolated(proof: Proof, claim: Claim): SurvivalOutcome {
  const { model, base } = proof
  const failures = failuresOf(model.index, base, 'link')
  const count = Math.max(1, proof.failures)
  const scenarios = scenarioCount(failures.length, count)
  let finding: Finding | undefined
  let unclear: string | undefined
  for (const { port, effective } of proof.promises.ofClaim.get(claim) ?? []) {
    if (model.space.isEmpty(effective)) continue
    const { isComplete } = eachFailure(model.index, base, failures, count, (outage) => {
      const { exploration, found: delivered } = exploreForbidden(model, port, effective, outage)
      const found = delivered ?? copyOf(proof, claim, effective, exploration)
      unclear ??= exploration.unclear
      if (!found) return exploration.consulted
      finding = { port, outage, ...found, reason: endInWords(model, found.leaf) }
      return 'stop'
    })
    if (finding) return { finding, scenarios }
    if (!isComplete) unclear ??= 'too many failure scenarios to look at'
  }
  return { scenarios, ...(unclear === undefined ? {} : { unclear }) }
}
