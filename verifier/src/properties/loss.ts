import type { Claim } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'

/** Room for the rounding of products of shares. */
const tolerance = 1e-12

/** No delivered packet is lost with a greater share than the bound, on any path: what its links lose, those to hosts included, one after another. */
export function findTooLossy(
  { index }: NetworkModel,
  { loss }: Pick<Claim, 'loss'>,
  { port, outage, leaves }: Exploration,
): Finding | undefined {
  if (loss === undefined) return undefined
  const lossOf = (link: number | undefined) => (link === undefined ? 0 : (index.links[link]?.loss ?? 0))
  for (const leaf of leaves) {
    if (leaf.end !== 'delivered') continue
    const links = [port.link, ...pathOf(leaf).map(({ out }) => out?.adjacency?.link)]
    const lost = 1 - links.reduce<number>((kept, link) => kept * (1 - lossOf(link)), 1)
    if (lost > loss + tolerance)
      return { port, outage, leaf, set: leaf.set, reason: `it loses ${percent(lost)} of at most ${percent(loss)}` }
  }
  return undefined
}

/** A share as a percentage of six digits. */
export const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`
