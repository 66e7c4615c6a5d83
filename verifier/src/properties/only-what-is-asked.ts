import type { PacketSet } from '@paranet/network'
import { foreignSources, ownSources } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import type { Outcome } from '../engine/finding.js'
import type { Proof } from '../engine/proof.js'
import { whoLiesIn } from '../engine/rewriting.js'
import { endInWords } from '../engine/words.js'

/** Whatever is delivered, from any port, some intent lets through (or the network's default does), and it gets to the right owner. */
export function checkOnlyAsked(proof: Proof, explorations: readonly Exploration[]): Outcome {
  const { space } = proof.model
  let unclear: string | undefined
  for (const { port, outage, leaves, unclear: doubt } of explorations) {
    unclear ??= doubt
    const allowed = proof.promises.allowedAt[port.id] ?? space.empty
    const judged = judgedAt(proof, port.id)
    for (const leaf of leaves) {
      if (leaf.end !== 'delivered' && leaf.end !== 'misdelivered') continue
      const asked = leaf.end === 'delivered' ? whoLiesIn(space, allowed, leaf.rewriting) : space.empty
      const orphan = space.intersect(space.subtract(leaf.set, asked), judged)
      if (space.isEmpty(orphan)) continue
      const why = leaf.end === 'delivered' ? ', and no intent asks for it' : ''
      return { finding: { port, outage, leaf, set: orphan, reason: `${endInWords(proof.model, leaf)}${why}` } }
    }
  }
  return unclear === undefined ? {} : { unclear }
}

/** Without anti-spoofing, intents say nothing of sources that do not belong to the port. */
export function judgedAt({ model }: Proof, port: number): PacketSet {
  const { index, space } = model
  const its = index.ports[port]
  if (index.topology.antiSpoofing || !its) return space.all
  const foreign = space.fromPrefixes('src', foreignSources(index, its))
  return space.subtract(space.fromPrefixes('src', ownSources(its)), foreign)
}
