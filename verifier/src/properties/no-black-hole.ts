import type { Claim } from '@paranet/network'
import type { Exploration, LeafDropReason } from '../engine/explore.js'
import { eachFailure, failuresOf } from '../engine/failures.js'
import type { Finding, Outcome } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import type { Proof } from '../engine/proof.js'
import { endInWords } from '../engine/words.js'
import type { Verdict } from '../verdict.js'
import { checkPromise } from './promise.js'
import { killsWaypoint, scopesOf } from './survives.js'

const holes: readonly (LeafDropReason | undefined)[] = ['no-route', 'no-live-next-hop', 'not-connected']

/** No promised packet ends on a device that does not know where to send it: as things are, and in the failures that its promise is held to.
 *  `verdictsOf`: of intents, by id. Where a promise survives its failures there is no hole in them, so only those that do not are looked into. */
export function checkNoBlackHole(proof: Proof, verdictsOf: ReadonlyMap<string, readonly Verdict[]>): Outcome {
  const claims = proof.claims.filter(({ kind, asserted }) => kind === 'must' && !asserted)
  let unclear: string | undefined
  for (const claim of claims) {
    const outcome = checkPromise(proof, claim, findHole)
    if (outcome.finding) return outcome
    unclear ??= outcome.unclear
  }
  for (const claim of claims) {
    const survives = verdictsOf.get(claim.intent)?.find(({ property }) => property === 'survives')
    if (survives?.verdict === 'unknown' && !isRepaired(proof, claim)) unclear ??= survives.reason
    if (survives?.verdict !== 'violated') continue
    // A route and its answers have the same waypoints, whichever of them says so.
    const together = claims.filter(({ intent }) => intent === claim.intent)
    const finding = holeUnderFailures(proof, claim, together)
    if (finding) return { finding }
  }
  return unclear === undefined ? {} : { unclear }
}

/** Whether what has to deliver in its failures is the controller's repair, which is not on the devices. */
const isRepaired = ({ failures }: Proof, { survive = [] }: Claim): boolean =>
  failures === 0 && survive.some(({ restoredWithinMs }) => restoredWithinMs !== undefined)

function holeUnderFailures(proof: Proof, claim: Claim, together: readonly Claim[]): Finding | undefined {
  const { model, base } = proof
  let finding: Finding | undefined
  for (const { element, count } of scopesOf(proof, claim)) {
    const failures = failuresOf(model.index, base, element).filter((failure) => !killsWaypoint(failure, together))
    for (const origin of originsOf(proof, claim)) {
      eachFailure(model.index, base, failures, count, (outage, failed) => {
        const { exploration, consulted } = runOrigin(proof, origin, outage, failed)
        finding = exploration && findHole(model, claim, exploration)
        return finding ? 'stop' : consulted
      })
      if (finding) return finding
    }
  }
  return undefined
}

function findHole(model: NetworkModel, _claim: Claim, { port, outage, leaves }: Exploration): Finding | undefined {
  const leaf = leaves.find(({ end, reason }) => end === 'dropped' && holes.includes(reason))
  return leaf && { port, outage, leaf, set: leaf.set, reason: endInWords(model, leaf) }
}
