import type { FlatGraph, Graph } from '@paranet/network'
import { DistanceTree, flatGraphOf, graphOf, kShortestPaths, PathFinder, seededRandom } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { disjointFigures } from './disjoint-figures.js'
import { planningFigures } from './planning-figures.js'
import { readOrGenerate } from './read-topology.js'
import { PlainDijkstra } from './reference/plain-dijkstra.js'
import { plainYen } from './reference/plain-yen.js'
import { reservationFigures } from './reservation-figures.js'
import { leastMs, machineText, rounded } from './statistics.js'

/** More ordered pairs than this are sampled. */
const mostPairs = 40_000
/** Pairs that the plain search for several paths is run on. */
const plainPairs = 200

/** Trees of shortest paths to every node; k loopless shortest paths of all ordered pairs of nodes, or of a seeded sample where there are many, the
 *  trees to the targets within the time; pairs of disjoint paths; reservations. Each beside the plain way to find the same; where both do not agree there are no figures. */
export async function paths(options: BenchOptions): Promise<BenchResult> {
  const { k = 4, seed } = options
  const { index } = readOrGenerate('paths', options)
  const graph = graphOf(index)
  const flat = flatGraphOf(graph)
  const sources = pairsByTarget(graph, seed)
  const pairs = sources.reduce((sum, list) => sum + list.length, 0)
  return {
    name: 'paths',
    input: `${index.topology.name}: ${index.nodes.length} nodes, ${index.links.length} links; k = ${k}; ${pairs} pairs${pairs === mostPairs ? ` of all, seed ${seed}` : ''}`,
    figures: {
      ...(flat && flat.nodeCount > 0 ? oneToAll(flat) : {}),
      ...loopless(graph, flat, sources, k),
      ...(flat && isManyNodes(flat) ? disjointFigures(index, flat, seed) : {}),
      ...(flat && isManyNodes(flat) ? reservationFigures(index, flat, seed) : {}),
      ...(flat && isManyNodes(flat) ? planningFigures(index, graph, flat, seed) : {}),
    },
    machine: machineText(),
  }
}

/** Pairs and reservations are not worth counting below. */
const isManyNodes = ({ nodeCount }: FlatGraph): boolean => nodeCount >= 20

/** Trees made in one go, at least. */
const leastTrees = 500

/** All trees in turn. */
function oneToAll(flat: FlatGraph): Record<string, number> {
  const tree = new DistanceTree(flat)
  const plain = new PlainDijkstra(flat)
  const { nodeCount, cost } = flat
  for (let node = 0; node < nodeCount; node++) {
    tree.aim([node])
    plain.run(node, cost)
    if (!flat.isEnd.includes(1) && tree.distance.some((one, at) => one !== plain.distance[at]))
      throw new Error(`both ways to find the tree of node ${node} do not agree`)
  }
  const all = Array.from({ length: Math.ceil(leastTrees / nodeCount) * nodeCount }, (_, i) => i % nodeCount)
  const us = (run: (node: number) => void) => (leastMs(() => all.forEach(run), 40) * 1000) / all.length
  const [oneToAllUs, oneToAllPlainUs] = [us((node) => tree.aim([node])), us((node) => plain.run(node, cost))]
  return {
    oneToAllUs: rounded(oneToAllUs),
    oneToAllPlainUs: rounded(oneToAllPlainUs),
    oneToAllRatio: rounded(oneToAllPlainUs / oneToAllUs),
  }
}

function loopless(
  graph: Graph,
  flat: FlatGraph | undefined,
  sources: readonly (readonly number[])[],
  k: number,
): Record<string, number> {
  const pairs = sources.reduce((sum, list) => sum + list.length, 0)
  const run = findAll(graph, k)
  let found = run(sources)
  const ms = leastMs(() => (found = run(sources)), 5)
  const usPerPair = (ms * 1000) / Math.max(1, pairs)
  const plainUs = flat && pairs > 0 ? plainUsPerPair(flat, sources, k) : undefined
  return {
    usPerPair: rounded(usPerPair),
    ...(plainUs === undefined
      ? {}
      : { plainUsPerPair: rounded(plainUs), usPerPairRatio: rounded(plainUs / usPerPair) }),
    pairs,
    pathsFound: found,
  }
}

/** Per target the sources. */
function pairsByTarget({ nodeCount }: Graph, seed: number): number[][] {
  const nodes = Array.from({ length: nodeCount }, (_, node) => node)
  if (nodeCount * (nodeCount - 1) <= mostPairs) return nodes.map((target) => nodes.filter((node) => node !== target))
  const random = seededRandom(seed)
  const sources: number[][] = nodes.map(() => [])
  for (let i = 0; i < mostPairs; i++) {
    const target = random.below(nodeCount)
    sources[target]?.push((target + 1 + random.below(nodeCount - 1)) % nodeCount)
  }
  return sources
}

/** Runs all searches, and counts the paths. */
function findAll(graph: Graph, k: number): (sources: readonly (readonly number[])[]) => number {
  const flat = flatGraphOf(graph)
  if (!flat)
    return (sources) =>
      sources.reduce(
        (sum, list, target) =>
          sum + list.reduce((part, source) => part + kShortestPaths(graph, source, [target], k).length, 0),
        0,
      )
  const finder = new PathFinder(flat)
  return (sources) => {
    let found = 0
    for (const [target, list] of sources.entries()) {
      if (list.length === 0) continue
      finder.aim([target])
      for (const source of list) found += finder.find(source, k)
    }
    return found
  }
}

/** Of pairs spread evenly over all. */
function plainUsPerPair(flat: FlatGraph, sources: readonly (readonly number[])[], k: number): number {
  const all = sources.flatMap((list, target) => list.map((source) => [source, target] as const))
  const step = Math.max(1, Math.floor(all.length / plainPairs))
  const sample = all.filter((_, i) => i % step === 0)
  const [search, finder] = [new PlainDijkstra(flat), new PathFinder(flat)]
  for (const [source, target] of sample) {
    finder.aim([target])
    const costs = Array.from({ length: finder.find(source, k) }, (_, i) => finder.costOf(i))
    if (costs.join() !== plainYen(flat, search, source, target, k).join())
      throw new Error(`both ways to find the paths from node ${source} to node ${target} do not agree`)
  }
  const ms = leastMs(() => sample.forEach(([source, target]) => plainYen(flat, search, source, target, k)), 1, 0)
  return (ms * 1000) / sample.length
}
