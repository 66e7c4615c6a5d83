import type { Claim } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'

/** Every delivered packet passes one node of each waypoint, in their order. */
export function findMissedWaypoint(
  model: NetworkModel,
  { via }: Pick<Claim, 'via'>,
  { port, outage, leaves }: Exploration,
): Finding | undefined {
  if (via.length === 0) return undefined
  for (const leaf of leaves) {
    if (leaf.end !== 'delivered') continue
    const missed = firstMissed(via, leaf)
    if (!missed) continue
    const names = missed.map((node) => model.index.nodes[node]?.name ?? '')
    return { port, outage, leaf, set: leaf.set, reason: `it is delivered without passing ${names.join(' or ')}` }
  }
  return undefined
}

/** The first waypoint that the path has not passed after those before it. */
function firstMissed(via: Claim['via'], leaf: Leaf): readonly number[] | undefined {
  let passed = 0
  for (const { place } of pathOf(leaf)) while (via[passed]?.includes(place.node)) passed++
  return via[passed]
}
