import type { Disjointness, FlatGraph, TopologyIndex } from '@paranet/network'
import { DisjointPairs, seededRandom } from '@paranet/network'
import { PlainDijkstra } from './reference/plain-dijkstra.js'
import { plainDisjoint } from './reference/plain-disjoint.js'
import { leastMs, rounded } from './statistics.js'

/** How many pairs of nodes, and on how many the plain way is run. */
const [wanted, plainWanted] = [10_000, 100]
/** Searches that two ways without a common risk may take. */
const budget = 500

interface Ask {
  readonly source: number
  readonly target: number
}

/** Two paths of least sum for 10,000 seeded pairs of nodes that share no link, no node, no risk; the trees to the targets are part of the time. The plain
 *  way is run on some of the pairs, and its time is multiplied. */
export function disjointFigures(index: TopologyIndex, flat: FlatGraph, seed: number): Record<string, number> {
  const asks = asksOf(flat, seed)
  const pairs = new DisjointPairs(flat, risksOf(index))
  const [links, nodes] = [
    timed(pairs, asks, 'links', plainOf(flat, pairs, asks, false)),
    timed(pairs, asks, 'nodes', plainOf(flat, pairs, asks, true)),
  ]
  const risks = countAll(pairs, asks, 'risks')
  const risksMs = leastMs(() => countAll(pairs, asks, 'risks'), 1, 0)
  return {
    disjointPairs: asks.length,
    ...named('Links', links),
    ...named('Nodes', nodes),
    disjointRisksMs: rounded(risksMs, 1),
    disjointRisksFound: risks.found,
    disjointRisksUnknown: risks.unknown,
    disjointRisksNotProvedBest: risks.open,
  }
}

const named = (kind: string, { ms, plainMs, found }: ReturnType<typeof timed>): Record<string, number> => ({
  [`disjoint${kind}Ms`]: rounded(ms, 1),
  [`disjoint${kind}PlainMs`]: rounded(plainMs, 1),
  [`disjoint${kind}Ratio`]: rounded(plainMs / ms, 1),
  [`disjoint${kind}Found`]: found,
})

/** By target, so that pairs with the same one share its tree. */
function asksOf({ nodeCount, isEnd }: FlatGraph, seed: number): Ask[] {
  const random = seededRandom(seed)
  const nodes = Array.from({ length: nodeCount }, (_, node) => node).filter((node) => isEnd[node] === 0)
  if (nodes.length < 2) return []
  return Array.from({ length: wanted }, () => {
    const at = random.below(nodes.length)
    const other = (at + 1 + random.below(nodes.length - 1)) % nodes.length
    return { source: nodes[other] as number, target: nodes[at] as number }
  }).sort((a, b) => a.target - b.target || a.source - b.source)
}

/** Small integers for the names of risks, by link. */
function risksOf({ links }: TopologyIndex): number[][] {
  const ids = new Map<string, number>()
  const idOf = (name: string) => ids.get(name) ?? (ids.set(name, ids.size), ids.size - 1)
  return links.map(({ risks }) => risks.map(idOf))
}

function countAll(pairs: DisjointPairs, asks: readonly Ask[], kind: Disjointness) {
  const counts = { found: 0, unknown: 0, open: 0 }
  let aimed = -1
  for (const { source, target } of asks) {
    if (target !== aimed) pairs.aim((aimed = target))
    const pair = pairs.find(source, kind, budget)
    if (pair.kind === 'found') counts.found++
    if (pair.kind === 'found' && !pair.isBest) counts.open++
    if (pair.kind === 'unknown') counts.unknown++
  }
  return counts
}

function timed(pairs: DisjointPairs, asks: readonly Ask[], kind: Disjointness, plainMs: number) {
  const { found } = countAll(pairs, asks, kind)
  return { found, plainMs, ms: leastMs(() => countAll(pairs, asks, kind)) }
}

/** Checks some pairs, and says how long the plain way would take for all. */
function plainOf(flat: FlatGraph, pairs: DisjointPairs, asks: readonly Ask[], isByNode: boolean): number {
  const step = Math.max(1, Math.floor(asks.length / plainWanted))
  const sample = asks.filter((_, i) => i % step === 0)
  const search = new PlainDijkstra(flat)
  const plain = () => sample.map(({ source, target }) => plainDisjoint(flat, search, source, target, isByNode))
  const costs = plain()
  for (const [i, { source, target }] of sample.entries()) {
    pairs.aim(target)
    const pair = pairs.find(source, isByNode ? 'nodes' : 'links')
    if ((pair.kind === 'found' ? pair.cost : Infinity) !== costs[i])
      throw new Error(`both ways to find two paths from node ${source} to node ${target} do not agree`)
  }
  return (leastMs(plain, 3, 0) / Math.max(1, sample.length)) * asks.length
}
