import type { Claim } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'

/** No delivered packet takes longer than the bound, on any path: propagation over all links, those to hosts included. */
export function findTooSlow(
  { latency }: Pick<Claim, 'latency'>,
  { port, outage, leaves }: Exploration,
): Finding | undefined {
  if (latency === undefined) return undefined
  const leaf = leaves.find((one) => one.end === 'delivered' && one.latency > latency)
  return leaf && { port, outage, leaf, set: leaf.set, reason: `it takes ${leaf.latency} µs of at most ${latency} µs` }
}
