import type { Claim } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Outcome } from '../engine/finding.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import type { Proof } from '../engine/proof.js'

/** Every answer takes the way of the packet that it answers, link by link, backwards. Whether a packet tracks as established is left aside:
 *  answers do, what they answer does not. */
export function checkSymmetric(proof: Proof, forward: Claim, reply: Claim): Outcome {
  const { space } = proof.model
  let unclear: string | undefined
  const answers = explorationsOf(proof, reply)
  for (const { port, outage, leaves, ...gone } of explorationsOf(proof, forward)) {
    unclear ??= gone.unclear
    for (const leaf of leaves) {
      if (leaf.end !== 'delivered') continue
      if (leaf.rewriting?.dst !== undefined)
        unclear ??= 'its destination is translated, and which way the answers of another take is not compared'
      const there = linksOf(port.link, leaf)
      const answering = space.anyEstablished(space.reversed(leaf.set))
      for (const answer of answers) {
        unclear ??= answer.unclear
        for (const back of answer.leaves) {
          if (back.end !== 'delivered' || !space.overlaps(back.set, answering)) continue
          if (there.join() === linksOf(answer.port.link, back).reverse().join()) continue
          const asked = space.anyEstablished(space.reversed(space.intersect(back.set, answering)))
          const set = space.intersect(leaf.set, asked)
          const by = pathOf(back).map(({ place }) => proof.model.index.nodes[place.node]?.name)
          return { finding: { port, outage, leaf, set, reason: `its answers go another way, by ${by.join(', ')}` } }
        }
      }
    }
  }
  return unclear === undefined ? {} : { unclear }
}

const explorationsOf = (proof: Proof, claim: Claim): Exploration[] =>
  originsOf(proof, claim).flatMap((origin) => runOrigin(proof, origin, proof.base, []).exploration ?? [])

/** The links of a way, that of the host first. */
const linksOf = (access: number | undefined, leaf: Leaf): number[] => [
  ...(access === undefined ? [] : [access]),
  ...pathOf(leaf).flatMap(({ out }) => out?.adjacency?.link ?? []),
]
