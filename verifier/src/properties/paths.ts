import type { Claim, PacketSet, Spread } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { directedLinksOf, pathOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'

/** Every packet is carried over as many paths at once as are asked for: of equal cost, or such that no two share a link, a node or a risk
 *  between two waypoints. Links to hosts may be shared, and so may the devices where packets enter and are handed over. */
export function findTooFewPaths(model: NetworkModel, claim: Claim, exploration: Exploration): Finding | undefined {
  const { paths } = claim
  if (!paths) return undefined
  const { port, outage, leaves } = exploration
  for (const { set, taken } of classesOf(model, exploration)) {
    const found = widestOf(model, claim, paths, exploration, taken)
    if (found >= paths.count) continue
    const leaf = taken[0] ?? leaves.find((one) => model.space.overlaps(one.set, set))
    if (!leaf) continue
    const reason = `it is carried over ${found} ${kindNames[paths.kind]} paths, not over ${paths.count}`
    return { port, outage, leaf, set: model.space.intersect(set, leaf.set), reason }
  }
  return undefined
}

const kindNames = {
  equal: 'equal-cost',
  links: 'link-disjoint',
  nodes: 'node-disjoint',
  risks: 'risk-disjoint',
} as const

interface PathClass {
  readonly set: PacketSet
  /** The ways that lead to the end. */
  readonly taken: readonly Leaf[]
}

/** The packets cut into classes that take the same ways. */
function classesOf({ space }: NetworkModel, { set: whole, leaves }: Exploration): PathClass[] {
  let classes: PathClass[] = [{ set: whole, taken: [] }]
  for (const leaf of leaves) {
    if (leaf.end !== 'delivered') continue
    classes = classes.flatMap(({ set, taken }) => {
      const inside = space.intersect(set, leaf.set)
      if (space.isEmpty(inside)) return [{ set, taken }]
      const outside = space.subtract(set, inside)
      const going = { set: inside, taken: [...taken, leaf] }
      return space.isEmpty(outside) ? [going] : [going, { set: outside, taken }]
    })
  }
  return classes
}

/** How many of the ways fit together, up to what is asked. */
function widestOf(
  model: NetworkModel,
  claim: Claim,
  { count, kind }: Spread,
  { port }: Exploration,
  taken: readonly Leaf[],
): number {
  const ways = new Map<string, Leaf>()
  for (const leaf of taken) ways.set(directedLinksOf(model, port, leaf).join(), leaf)
  if (taken.some((leaf) => isAtOnce(model, leaf))) return count
  if (kind === 'equal') return mostEqual(model, [...ways.keys()])
  const shared = sharedNodes(model, claim, taken)
  const parts = [...ways.values()].map((leaf) => partsOf(model, claim, kind, shared, leaf))
  return most(parts, count)
}

/** Whether packets are handed over by the device where they enter: there is nothing to spread. */
const isAtOnce = ({ index }: NetworkModel, leaf: Leaf): boolean =>
  pathOf(leaf).every(({ out }) => !out?.adjacency || index.isEnd[out.adjacency.neighbour])

function mostEqual(model: NetworkModel, ways: readonly string[]): number {
  const counts = new Map<number, number>()
  for (const way of ways) {
    const links = way === '' ? [] : way.split(',').map((directed) => Number(directed) >> 1)
    const cost = links.reduce((sum, link) => sum + (model.index.links[link]?.weight ?? 0), 0)
    counts.set(cost, (counts.get(cost) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}

/** Devices that all ways may pass: where packets are handed over, and waypoints. */
function sharedNodes({ index }: NetworkModel, { via }: Claim, taken: readonly Leaf[]): Set<number> {
  const handing = taken.flatMap(({ node }) =>
    index.isEnd[node] ? (index.portsOfNode[node] ?? []).map(({ device }) => device) : [node],
  )
  return new Set([...handing, ...via.flat()])
}

/** What a way takes for itself, stretch by stretch. */
function partsOf(
  { index }: NetworkModel,
  { via }: Claim,
  kind: Spread['kind'],
  shared: ReadonlySet<number>,
  leaf: Leaf,
): Set<string> {
  const parts = new Set<string>()
  let passed = 0
  for (const [place, { place: at, out }] of pathOf(leaf).entries()) {
    if (place > 0 && kind === 'nodes' && !shared.has(at.node)) parts.add(`${passed} node ${at.node}`)
    while (via[passed]?.includes(at.node)) passed++
    const { adjacency } = out ?? {}
    if (!adjacency || index.isEnd[adjacency.neighbour]) continue
    parts.add(`${passed} link ${adjacency.link}`)
    if (kind !== 'risks') continue
    for (const risk of index.links[adjacency.link]?.risks ?? []) parts.add(`${passed} risk ${risk}`)
  }
  return parts
}

/** The largest number, up to `count`, of sets that share nothing pairwise. */
function most(sets: readonly ReadonlySet<string>[], count: number): number {
  let best = 0
  const grow = (open: readonly ReadonlySet<string>[], chosen: number): void => {
    best = Math.max(best, chosen)
    for (const [i, set] of open.entries()) {
      if (best >= count || chosen + open.length - i <= best) return
      grow(
        open.slice(i + 1).filter((other) => [...other].every((part) => !set.has(part))),
        chosen + 1,
      )
    }
  }
  grow(sets, 0)
  return best
}
