import type { Graph, PathMetric } from '@paranet/network'
import { treesOf } from './trees.js'

/** Sums that no way from a node to the end by the waypoints that are left stays below, whatever is closed: what a search may count on. */
export interface Ahead {
  readonly weight: Float64Array
  readonly latency: Float64Array
  readonly hops: Float64Array
}

/** What lies ahead per number of waypoints passed: the last is the tree to the targets; before each waypoint the trees to its members, each
 *  with what lies ahead of that. Least by the metric first, as paths are compared. */
export function aheadOf(
  graph: Graph,
  targets: readonly number[],
  via: readonly (readonly number[])[],
  metric: PathMetric,
): readonly Ahead[] {
  const trees = treesOf(graph)
  const phases: Ahead[] = [trees.to(targets, metric)]
  for (let phase = via.length - 1; phase >= 0; phase--)
    phases.unshift(throughOne(graph, via[phase] ?? [], phases[0] as Ahead, metric))
  return phases
}

function throughOne(graph: Graph, members: readonly number[], after: Ahead, metric: PathMetric): Ahead {
  const sums = {
    weight: new Float64Array(graph.nodeCount).fill(Number.POSITIVE_INFINITY),
    latency: new Float64Array(graph.nodeCount).fill(Number.POSITIVE_INFINITY),
    hops: new Float64Array(graph.nodeCount).fill(Number.POSITIVE_INFINITY),
  }
  const { weight, latency, hops } = sums
  const [first, second] = metric === 'weight' ? [weight, latency] : [latency, weight]
  for (const member of members) {
    const tree = treesOf(graph).to([member], metric)
    const [treeFirst, treeSecond] = metric === 'weight' ? [tree.weight, tree.latency] : [tree.latency, tree.weight]
    const [afterFirst, afterSecond] =
      metric === 'weight' ? [after.weight, after.latency] : [after.latency, after.weight]
    for (let node = 0; node < graph.nodeCount; node++) {
      const a = (treeFirst[node] as number) + (afterFirst[member] as number)
      const b = (treeSecond[node] as number) + (afterSecond[member] as number)
      const h = (tree.hops[node] as number) + (after.hops[member] as number)
      const [x, y] = [first[node] as number, second[node] as number]
      if (a > x || (a === x && (b > y || (b === y && h >= (hops[node] as number))))) continue
      first[node] = a
      second[node] = b
      hops[node] = h
    }
  }
  return sums
}
