import type { FlatGraph, Graph, TopologyIndex } from '@paranet/network'
import { boundedPath, planProtection, seededRandom, steinerTree, waypointWalk, usableBandwidth } from '@paranet/network'
import { leastMs, rounded } from './statistics.js'

/** How many of each, how many receivers of a tree, and how many demands are protected. */
const [asked, receivers, protectedDemands] = [200, 30, 500]

/** Multicast trees, paths within bounds on latency and hops, walks over two waypoints, and protection of demands against every single link. */
export function planningFigures(
  index: TopologyIndex,
  graph: Graph,
  flat: FlatGraph,
  seed: number,
): Record<string, number> {
  const random = seededRandom(seed + 2)
  const nodes = Array.from({ length: flat.nodeCount }, (_, node) => node).filter((node) => flat.isEnd[node] === 0)
  const some = (count: number) => Array.from({ length: count }, () => random.pick(nodes))
  const asks = Array.from({ length: asked }, () => ({ ends: some(2), receivers: some(receivers), via: some(2) }))
  const least = (run: (ask: (typeof asks)[number]) => unknown, count: number) =>
    (leastMs(() => asks.slice(0, count).forEach(run), 3, 0) * 1000) / count
  const hops = new Float64Array(flat.arcCount).fill(1)
  const bounded = ({ ends: [from = 0, to = 0] }: (typeof asks)[number]) => {
    const shortest = boundedPath(graph, from, to, [])
    if (shortest.kind !== 'found') return shortest
    const latency = shortest.arcs.reduce((sum, arc) => sum + (graph.latency[arc] as number), 0)
    return boundedPath(graph, from, to, [
      { lengths: graph.latency, most: Math.ceil(latency * 1.1) },
      { lengths: hops, most: Math.max(1, shortest.arcs.length - 2) },
    ])
  }
  const walk = ({ ends: [from = 0, to = 0], via }: (typeof asks)[number]) =>
    waypointWalk(graph, { source: from, targets: [to], via: via.map((node) => [node]), once: 'node' })
  const tree = ({ ends: [from = 0], receivers: wanted }: (typeof asks)[number]) => steinerTree(graph, from, wanted)
  return {
    multicastTreeUs: rounded(least(tree, 20), 0),
    boundedPathUs: rounded(least(bounded, asked), 0),
    boundedPathsUnknown: asks.filter((ask) => bounded(ask).kind === 'unknown').length,
    waypointWalkUs: rounded(least(walk, 50), 0),
    waypointWalksUnknown: asks.slice(0, 50).filter((ask) => walk(ask).kind === 'unknown').length,
    ...protection(index, flat, nodes, seed),
  }
}

function protection(
  index: TopologyIndex,
  flat: FlatGraph,
  nodes: readonly number[],
  seed: number,
): Record<string, number> {
  const random = seededRandom(seed + 3)
  const capacity = Float64Array.from({ length: flat.arcCount }, (_, arc) =>
    usableBandwidth(index, index.links[arc >> 1]),
  )
  const mean = capacity.reduce((sum, one) => sum + one, 0) / Math.max(1, capacity.length)
  const demands = Array.from({ length: protectedDemands }, () => ({
    from: random.pick(nodes),
    to: random.pick(nodes),
    amount: Math.ceil((mean / 100) * random.next()),
  }))
  const run = () =>
    planProtection(
      flat,
      capacity,
      demands,
      Array.from(index.links.keys(), (link) => [link]),
    )
  const plan = run()
  const sum = (values: Float64Array) => values.reduce((all, one) => all + one, 0)
  const [carried, reserved, unshared] = [sum(plan.carried), sum(plan.reserved), sum(plan.unshared)]
  return {
    protectionMs: rounded(leastMs(run, 1, 0), 1),
    protectionBackups: plan.demands.reduce((all, { backups }) => all + backups.length, 0),
    protectionUnprotected: plan.demands.reduce((all, { unprotected }) => all + unprotected.length, 0),
    protectionSavedPercent: rounded(
      unshared > carried ? 100 * (1 - (reserved - carried) / (unshared - carried)) : 0,
      1,
    ),
  }
}
