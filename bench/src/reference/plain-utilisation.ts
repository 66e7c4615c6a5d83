import type { FlatGraph, GraphDemand } from '@paranet/network'
import { PlainDijkstra } from './plain-dijkstra.js'

/** How far the plain way came. */
export interface PlainUtilisation {
  readonly mlu: number
  readonly lowerBound: number
  readonly ms: number
}

/** How steeply prices rise with the utilisation: from the first to the last, by how much each time, and after how many rounds. */
const [gentlest, steepest, steeper, rounds] = [10, 20_000, 1.5, 12]

/** The least highest utilisation by Frank and Wolfe's method: prices that rise with the load, everything onto the paths that are cheapest by
 *  them, and a step towards that by a search along the line; steeper prices after a while. Ends with the gap, or the time. */
export function plainUtilisation(
  graph: FlatGraph,
  capacity: Float64Array,
  demands: readonly GraphDemand[],
  { gap, mostMs }: { readonly gap: number; readonly mostMs: number },
): PlainUtilisation {
  const started = performance.now()
  const bySource = sourcesOf(graph, demands)
  const search = new PlainDijkstra(graph)
  let price = capacity.map((one) => 1 / one)
  let { load, bound } = allOnCheapest(graph, search, bySource, price, capacity)
  let best = highest(load, capacity)
  for (let round = 1; best > bound * (1 + gap) && performance.now() - started < mostMs; round++) {
    const steep = Math.min(steepest, gentlest * steeper ** Math.floor(round / rounds))
    const most = highest(load, capacity)
    price = capacity.map((one, arc) => Math.exp(steep * ((load[arc] as number) / one / most - 1)) / one)
    const next = allOnCheapest(graph, search, bySource, price, capacity)
    bound = Math.max(bound, next.bound)
    load = towards(load, next.load, capacity, steep / most)
    best = Math.min(best, highest(load, capacity))
  }
  return { mlu: best, lowerBound: bound, ms: performance.now() - started }
}

const highest = (load: Float64Array, capacity: Float64Array): number =>
  load.reduce((most, one, arc) => Math.max(most, one / (capacity[arc] as number)), 0)

/** Per node what it sends to each other. */
function sourcesOf({ nodeCount }: FlatGraph, demands: readonly GraphDemand[]): Float64Array[] {
  const amounts = Array.from({ length: nodeCount }, () => new Float64Array(nodeCount))
  for (const { from, to, amount } of demands) {
    const row = amounts[from] as Float64Array
    if (from !== to) row[to] = (row[to] as number) + amount
  }
  return amounts
}

function allOnCheapest(
  { tail, arcCount }: FlatGraph,
  search: PlainDijkstra,
  bySource: readonly Float64Array[],
  price: Float64Array,
  capacity: Float64Array,
): { readonly load: Float64Array; readonly bound: number } {
  const load = new Float64Array(arcCount)
  let paid = 0
  for (const [source, amounts] of bySource.entries()) {
    search.run(source, price)
    const { distance, byArc } = search
    for (const [target, amount] of amounts.entries()) {
      if (amount === 0 || distance[target] === Infinity) continue
      paid += amount * (distance[target] as number)
      for (let at = target; byArc[at] !== -1; at = tail[byArc[at] as number] as number)
        load[byArc[at] as number] = (load[byArc[at] as number] as number) + amount
    }
  }
  return { load, bound: paid / price.reduce((sum, one, arc) => sum + one * (capacity[arc] as number), 0) }
}

/** The mixture with the least sum of `exp(rate × utilisation)`: thirty thirds of the line. */
function towards(load: Float64Array, other: Float64Array, capacity: Float64Array, rate: number): Float64Array {
  const mixed = (share: number) => load.map((one, arc) => one + share * ((other[arc] as number) - one))
  const goal = (share: number) => {
    const use = mixed(share).map((one, arc) => one / (capacity[arc] as number))
    const most = use.reduce((a, b) => Math.max(a, b), 0)
    return most + Math.log(use.reduce((sum, one) => sum + Math.exp(rate * (one - most)), 0)) / rate
  }
  let [low, high] = [0, 1]
  for (let i = 0; i < 30; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3]
    if (goal(a) <= goal(b)) high = b
    else low = a
  }
  return mixed(low)
}
