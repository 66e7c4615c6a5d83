import type { Graph } from '@paranet/network'
import { flatGraphOf, graphOf, kShortestPaths, PathFinder, seededRandom } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readTopology } from './read-topology.js'
import { machineText, median, rounded } from './statistics.js'

/** More ordered pairs than this are sampled. */
const mostPairs = 40_000

/** k loopless shortest paths of all ordered pairs of nodes, or of a seeded sample where there are many; the trees to the targets are part of
 *  the time. */
export async function paths({ topology, k = 4, seed }: BenchOptions): Promise<BenchResult> {
  const { index } = readTopology('paths', topology)
  const graph = graphOf(index)
  const sources = pairsByTarget(graph, seed)
  const pairs = sources.reduce((sum, list) => sum + list.length, 0)
  const run = findAll(graph, k)
  let found = run(sources)
  const usPerPair = Array.from({ length: 5 }, () => {
    const started = performance.now()
    found = run(sources)
    return ((performance.now() - started) * 1000) / Math.max(1, pairs)
  })
  return {
    name: 'paths',
    input: `${index.topology.name}: ${index.nodes.length} nodes, ${index.links.length} links; k = ${k}; ${pairs} pairs${pairs === mostPairs ? ` of all, seed ${seed}` : ''}`,
    figures: { usPerPair: rounded(median(usPerPair)), pairs, pathsFound: found },
    machine: machineText(),
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
