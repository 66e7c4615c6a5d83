import type { Graph } from './graph.js'
import type { PathMetric } from './shortest-paths.js'

/** A graph for hot loops: one cost per arc, arcs of a node side by side. The cost of a path is the sum of its arcs', an exact integer, and
 *  orders paths as `comparePaths` does up to names: by weight, latency and hops (or latency, weight and hops). Arcs of node `n` are the
 *  slots `start[n]` to `start[n + 1] − 1`, by name of the neighbour, then of the link. */
export interface FlatGraph {
  readonly nodeCount: number
  readonly arcCount: number
  readonly start: Int32Array
  /** Per slot: the arc, its head and its cost. */
  readonly slotArc: Int32Array
  readonly slotHead: Int32Array
  readonly slotCost: Float64Array
  readonly tail: Int32Array
  readonly head: Int32Array
  /** Per arc. */
  readonly cost: Float64Array
  readonly isEnd: Uint8Array
  readonly rank: Int32Array
  readonly linkRank: Int32Array
}

const flattened = new WeakMap<Graph, Partial<Record<PathMetric, FlatGraph | 'too-fine'>>>()

/** The flat form, made once per graph and metric; undefined where the costs of a path do not fit into one exact integer (fractions, or
 *  weights and latencies so large that sums would pass 2⁵³). */
export function flatGraphOf(graph: Graph, metric: PathMetric = 'weight'): FlatGraph | undefined {
  let known = flattened.get(graph)
  if (!known) flattened.set(graph, (known = {}))
  const flat = (known[metric] ??= flatten(graph, metric) ?? 'too-fine')
  return flat === 'too-fine' ? undefined : flat
}

function flatten(graph: Graph, metric: PathMetric): FlatGraph | undefined {
  const cost = combinedCosts(graph, metric)
  if (!cost) return undefined
  const { nodeCount, arcCount, out, head, tail, isEnd, rank, linkRank } = graph
  const start = new Int32Array(nodeCount + 1)
  for (let node = 0; node < nodeCount; node++)
    start[node + 1] = (start[node] as number) + (out[node] as Int32Array).length
  const slotArc = new Int32Array(arcCount)
  for (let node = 0; node < nodeCount; node++) slotArc.set(out[node] as Int32Array, start[node])
  return {
    nodeCount,
    arcCount,
    start,
    slotArc,
    slotHead: slotArc.map((arc) => head[arc] as number),
    slotCost: Float64Array.from(slotArc, (arc) => cost[arc] as number),
    tail,
    head,
    cost,
    isEnd,
    rank,
    linkRank,
  }
}

/** `(first × span of the second + second) × span of hops + 1`, where the spans are more than any loopless path adds up to. */
function combinedCosts({ nodeCount, weight, latency }: Graph, metric: PathMetric): Float64Array | undefined {
  const [first, second] = metric === 'weight' ? [weight, latency] : [latency, weight]
  const isWhole = (costs: Float64Array) => costs.every((cost) => Number.isSafeInteger(cost) && cost >= 0)
  if (!isWhole(first) || !isWhole(second)) return undefined
  const hops = Math.max(1, nodeCount)
  const most = (costs: Float64Array) => hops * costs.reduce((a, b) => Math.max(a, b), 0)
  const span = most(second) + 1
  const total = (most(first) + 1) * span * (hops + 1)
  if (total >= Number.MAX_SAFE_INTEGER) return undefined
  return first.map((cost, arc) => (cost * span + (second[arc] as number)) * (hops + 1) + 1)
}
