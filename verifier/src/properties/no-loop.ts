import type { Exploration, Leaf } from '../engine/explore.js'
import { failuresOf, scenarioCount } from '../engine/failures.js'
import type { Finding, Outcome } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'
import type { Proof } from '../engine/proof.js'
import { exploreUnderFailures } from '../engine/under-failures.js'
import { endInWords } from '../engine/words.js'

const isLooped = ({ end }: Leaf): boolean => end === 'looped'

/** No packet nor copy, asked for or not, from any port, comes back to a device by the interface that it came in by before: as things are, and
 *  with as many links down as the proof is asked for. Under failures the explorations have to have their meetings. */
export function checkNoLoop(
  { model, base, failures: count }: Proof,
  explorations: readonly Exploration[],
): Outcome & { readonly scenarios?: number } {
  let unclear: string | undefined
  for (const exploration of explorations) {
    unclear ??= exploration.unclear
    const finding = loopIn(model, exploration)
    if (finding) return { finding }
  }
  if (count === 0) return unclear === undefined ? {} : { unclear }
  const failures = failuresOf(model.index, base, 'link')
  let finding: Finding | undefined
  const { isComplete } = exploreUnderFailures(model, base, explorations, failures, count, (changed) => {
    unclear ??= changed.unclear
    finding = loopIn(model, changed)
    return finding !== undefined
  })
  if (!isComplete) unclear ??= 'too many failure scenarios to look at'
  const scenarios = scenarioCount(failures.length, count)
  return { scenarios, ...(finding ? { finding } : {}), ...(unclear === undefined ? {} : { unclear }) }
}

function loopIn(model: NetworkModel, { port, outage, leaves, copies }: Exploration): Finding | undefined {
  const leaf = leaves.find(isLooped) ?? copies.find(isLooped)
  return leaf && { port, outage, leaf, set: leaf.set, reason: endInWords(model, leaf) }
}
