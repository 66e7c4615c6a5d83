import type { Demand, Graph, GraphDemand, TopologyIndex, UtilisationPlan } from '@paranet/network'
import { flatGraphOf, graphOf, minMaxUtilisation, seededRandom, usableBandwidth } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readOrGenerate } from './read-topology.js'
import { plainUtilisation } from './reference/plain-utilisation.js'
import { leastMs, machineText, rounded } from './statistics.js'

/** What the plain way may take. */
const mostPlainMs = 5000

/** Traffic engineering: the least highest utilisation for the demands of the file, or, where it has none, for seeded gravity demands. */
export async function te(options: BenchOptions): Promise<BenchResult> {
  const { index, demands: given } = readOrGenerate('te', options)
  const { seed } = options
  const graph = graphOf(index)
  const demands = given ? ofFile(index, given) : gravity(index, seed)
  const capacity = Float64Array.from({ length: graph.arcCount }, (_, arc) =>
    usableBandwidth(index, index.links[arc >> 1]),
  )
  const run = () => minMaxUtilisation(graph, capacity, demands)
  const started = performance.now()
  let plan = run()
  const coldMs = performance.now() - started
  const leastWarmMs = coldMs > 3000 ? coldMs : leastMs(() => (plan = run()), 5, 0)
  const totalMs = Math.min(coldMs, leastWarmMs)
  return {
    name: 'te',
    input: `${index.topology.name}: ${index.nodes.length} nodes, ${index.links.length} links; ${demands.length} ${given ? 'demands of the file' : `gravity demands, seed ${seed}`}`,
    figures: {
      mlu: plan.mlu,
      lowerBound: plan.lowerBound,
      gapPercent: plan.lowerBound > 0 ? rounded(100 * (plan.mlu / plan.lowerBound - 1), 4) : 0,
      totalMs: rounded(totalMs, 1),
      coldMs: rounded(coldMs, 1),
      pivots: plan.pivots,
      paths: plan.flows.length,
      unrouted: plan.unrouted.length,
      ...besidePlain(graph, capacity, demands, plan, totalMs),
    },
    machine: machineText(),
  }
}

/** The plain way, for as near to the bound and not for long; neither may contradict the other's bound. */
function besidePlain(
  graph: Graph,
  capacity: Float64Array,
  demands: readonly GraphDemand[],
  plan: UtilisationPlan,
  totalMs: number,
): Record<string, number> {
  const flat = flatGraphOf(graph)
  if (!flat || plan.mlu === 0) return {}
  const plain = plainUtilisation(flat, capacity, demands, { gap: 0.001, mostMs: mostPlainMs })
  if (plain.lowerBound > plan.mlu * (1 + 1e-9) || plan.lowerBound > plain.mlu * (1 + 1e-9))
    throw new Error('a bound of the highest utilisation is above what was found')
  return {
    plainMs: rounded(plain.ms, 1),
    plainGapPercent: rounded(100 * (plain.mlu / plain.lowerBound - 1), 4),
    ratio: rounded(plain.ms / totalMs, 1),
  }
}

const ofFile = (index: TopologyIndex, demands: readonly Demand[]): GraphDemand[] =>
  demands.map(({ from, to, bitsPerSecond }) => ({
    from: index.nodeId.get(from) ?? 0,
    to: index.nodeId.get(to) ?? 0,
    amount: bitsPerSecond,
  }))

/** Between every two nodes, by what each could send: the bandwidth of its links times a seeded share. All together send half of what all links
 *  carry. */
function gravity(index: TopologyIndex, seed: number): GraphDemand[] {
  const random = seededRandom(seed)
  const mass = index.adjacency.map(
    (links) => links.reduce((sum, { link }) => sum + (index.links[link]?.bandwidth ?? 0), 0) * (0.2 + random.next()),
  )
  const all = mass.reduce((sum, one) => sum + one, 0)
  const sent = index.links.reduce((sum, { bandwidth }) => sum + bandwidth, 0)
  return mass.flatMap((own, from) =>
    mass.flatMap((other, to) => (from === to ? [] : [{ from, to, amount: (sent * own * other) / (all * all) / 2 }])),
  )
}
