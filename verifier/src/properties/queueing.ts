import type { Claim } from '@paranet/network'
import { queueingDelay } from '@paranet/network'
import { directedLinksOf } from '../engine/explore.js'
import type { Failure } from '../engine/failures.js'
import type { Outcome } from '../engine/finding.js'
import type { LoadBook } from '../engine/loads.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import { withDown } from '../engine/outage.js'
import type { Proof } from '../engine/proof.js'

/** No delivered packet takes longer than the bound, waiting included: propagation, and at every link the delay of a queue at the load that is reserved
 *  there in the same failure. */
export function checkQueueing(
  proof: Proof,
  book: LoadBook,
  claim: Pick<Claim, 'latency'> & Claim,
  failed: readonly Failure[] = [],
): Outcome {
  const { latency = Number.POSITIVE_INFINITY } = claim
  const { model, base } = proof
  const outage =
    failed.length === 0
      ? base
      : withDown(model.index, base, {
          links: failed.flatMap(({ links }) => links),
          nodes: failed.flatMap(({ nodes }) => nodes),
        })
  let unclear: string | undefined
  for (const origin of originsOf(proof, claim)) {
    const { exploration } = runOrigin(proof, origin, outage, failed)
    if (!exploration) continue
    unclear ??= exploration.unclear
    for (const leaf of exploration.leaves) {
      if (leaf.end !== 'delivered') continue
      const waits = directedLinksOf(model, exploration.port, leaf).map((directed) =>
        queueingDelay(model.index.links[directed >> 1]?.bandwidth ?? 0, book.totalOn(directed, failed)),
      )
      const taken = waits.reduce((sum, wait) => sum + wait, leaf.latency)
      if (taken <= latency + tolerance) continue
      const reason = `it takes ${Math.ceil(taken)} µs with what waits in queues, of at most ${latency} µs`
      return { finding: { port: exploration.port, outage: exploration.outage, leaf, set: leaf.set, reason } }
    }
  }
  return unclear === undefined ? {} : { unclear }
}

/** µs, for the rounding of sums. */
const tolerance = 1e-6
