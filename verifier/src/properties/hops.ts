import type { Claim } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import { directedLinksOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'

/** No delivered packet passes more links than the bound, on any path: those to hosts included, a way out of the network not. */
export function findTooLong(
  model: NetworkModel,
  { maxHops }: Pick<Claim, 'maxHops'>,
  { port, outage, leaves }: Exploration,
): Finding | undefined {
  if (maxHops === undefined) return undefined
  for (const leaf of leaves) {
    if (leaf.end !== 'delivered') continue
    const hops = directedLinksOf(model, port, leaf).length
    if (hops > maxHops)
      return { port, outage, leaf, set: leaf.set, reason: `it takes ${hops} hops of at most ${maxHops}` }
  }
  return undefined
}
