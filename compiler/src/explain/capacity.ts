import type { Intent, TopologyIndex } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { compile } from '../compile.js'
import { Feasibility } from './feasibility.js'
import { leastAbove } from './minimal-set.js'
import type { Part } from './parts.js'
import { assembled } from './parts.js'

/** A link that has to carry so much, bit/s. */
export interface CapacityRelaxation {
  readonly link: string
  readonly bandwidth: number
}

const plenty = 1e15
const step = 1_000_000
/** Links that may have to grow together. */
const mostLinks = 12

/** The links that have to grow, and to what, in Mbit/s steps, so that bandwidth is no matter any more: one link where that is enough, else as few of the
 *  way as are. Undefined where capacity is not what is in the way. */
export function moreCapacity(
  index: TopologyIndex,
  intents: readonly Intent[],
  parts: readonly Part[],
  among: readonly Intent[],
  targets: ReadonlySet<string>,
): CapacityRelaxation[] | undefined {
  const links = linksUsed(index, intents, parts).slice(0, mostLinks)
  const isEnough = (sizes: ReadonlyMap<string, number>) =>
    !new Feasibility(withSizes(index, sizes)).fails(among, targets)
  const wide = new Map(links.map((link) => [link, plenty]))
  if (links.length === 0 || !isEnough(wide)) return undefined
  for (const link of links) {
    const less = new Map(wide)
    less.delete(link)
    if (less.size > 0 && isEnough(less)) wide.delete(link)
  }
  const found = new Map(wide)
  for (const link of wide.keys()) {
    const own = index.links[index.linkId.get(link) ?? -1]?.bandwidth ?? 0
    const size = (steps: number) => Math.floor(own / step) * step + steps * step
    const least = leastAbove(0, plenty / step, (steps) => isEnough(new Map(found).set(link, size(steps))))
    if (least === undefined) return undefined
    found.set(link, size(least))
  }
  return [...found].map(([link, bandwidth]) => ({ link, bandwidth }))
}

function withSizes({ topology }: TopologyIndex, sizes: ReadonlyMap<string, number>): TopologyIndex {
  const links = topology.links.map((link) => {
    const bandwidth = sizes.get(link.id)
    return bandwidth === undefined ? link : { ...link, bandwidth }
  })
  return indexTopology({ ...topology, links })
}

/** Links of the ways that the intents would take if they reserved nothing. */
function linksUsed(index: TopologyIndex, intents: readonly Intent[], parts: readonly Part[]): string[] {
  const rates = parts.filter(({ key }) => key === 'bandwidth' || key === 'each')
  const free = assembled(intents, rates, new Set()).filter((one) => one !== undefined)
  const found = new Set<string>()
  for (const { paths } of compile({ index, intents: free }).plans)
    for (const nodes of paths)
      for (const [i, name] of nodes.slice(1).entries()) {
        const between = index.links.filter(({ ends }) => ends.every(({ node }) => node === name || node === nodes[i]))
        for (const { id } of between) found.add(id)
      }
  return [...found].sort()
}
