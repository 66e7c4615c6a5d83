import type { Graph } from '../graph.js'
import { LengthTree } from './length-tree.js'
import { PathSimplex } from './path-simplex.js'
import { routeWhole } from './route-whole.js'
import type { GraphDemand, Traffic } from './traffic.js'

/** A routing of demands over paths, and how near it is to the best there is. */
export interface UtilisationPlan {
  /** The highest load over capacity of any arc; above 1 the network cannot carry the demands. */
  readonly mlu: number
  /** No routing, however it splits demands, has less: a bound by duality. */
  readonly lowerBound: number
  /** What goes where: the demand by its place in the list, the arcs in order, and how much. */
  readonly flows: readonly { readonly demand: number; readonly arcs: readonly number[]; readonly amount: number }[]
  /** Demands that no path carries, by place. */
  readonly unrouted: readonly number[]
  readonly pivots: number
}

/** Routes demands so that the fullest arc is as little full as can be; demands may be split over paths. `capacity` per arc, in the unit of the
 *  demands, above 0. Ends as soon as `mlu ≤ (1 + gap) × lowerBound`. First every demand is moved as a whole, by prices of arcs that rise with
 *  their load; then a simplex over paths closes the gap. Deterministic. */
export function minMaxUtilisation(
  graph: Graph,
  capacity: Float64Array,
  demands: readonly GraphDemand[],
  { gap = 0.0005, mostPivots = 20_000 }: { readonly gap?: number; readonly mostPivots?: number } = {},
): UtilisationPlan {
  const scale = capacity.reduce((sum, one) => sum + one, 0) / Math.max(1, capacity.length)
  const { traffic, places, unrouted } = layTraffic(
    graph,
    capacity.map((one) => one / scale),
    demands,
    scale,
  )
  if (places.length === 0) return { mlu: 0, lowerBound: 0, flows: [], unrouted, pivots: 0 }
  const bound = routeWhole(traffic, gap)
  const simplex = new PathSimplex(traffic, bound)
  simplex.run(gap, mostPivots)
  const flows = simplex.flows().map(({ demand, arcs, amount }) => ({
    demand: places[demand] as number,
    arcs,
    amount: amount * scale,
  }))
  const load = new Float64Array(capacity.length)
  for (const { arcs, amount } of flows) for (const arc of arcs) load[arc] = (load[arc] as number) + amount
  const mlu = load.reduce((most, one, arc) => Math.max(most, one / (capacity[arc] as number)), 0)
  return { mlu, lowerBound: Math.min(mlu, simplex.bound), flows, unrouted, pivots: simplex.pivots }
}

/** Orders demands by target and source; those without a path, amount or way to go are left out. */
function layTraffic(
  graph: Graph,
  capacity: Float64Array,
  demands: readonly GraphDemand[],
  scale: number,
): { traffic: Traffic; places: number[]; unrouted: number[] } {
  const tree = new LengthTree(graph)
  const length = new Float64Array(capacity.length).fill(1)
  const all = demands
    .map((_, place) => place)
    .filter((place) => (demands[place]?.amount ?? 0) > 0 && demands[place]?.from !== demands[place]?.to)
  const at = (place: number) => demands[place] as GraphDemand
  all.sort((a, b) => at(a).to - at(b).to || at(a).from - at(b).from || a - b)
  const places: number[] = []
  const unrouted: number[] = []
  const targets: number[] = []
  const start: number[] = []
  let aimed = -1
  for (const place of all) {
    const { from, to } = at(place)
    if (to !== aimed) tree.aim(to, length)
    aimed = to
    if (tree.distance[from] === Number.POSITIVE_INFINITY) {
      unrouted.push(place)
      continue
    }
    if (targets.at(-1) !== to) {
      targets.push(to)
      start.push(places.length)
    }
    places.push(place)
  }
  const traffic = {
    graph,
    capacity,
    source: Int32Array.from(places, (place) => at(place).from),
    amount: Float64Array.from(places, (place) => at(place).amount / scale),
    targets: Int32Array.from(targets),
    start: Int32Array.from([...start, places.length]),
    paths: places.map(() => []),
    load: new Float64Array(capacity.length),
  }
  return { traffic, places, unrouted: unrouted.sort((a, b) => a - b) }
}
