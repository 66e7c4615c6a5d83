import type { Graph } from '../graph.js'

/** What someone wants to send, by dense ids; the unit is that of the capacities. */
export interface GraphDemand {
  readonly from: number
  readonly to: number
  readonly amount: number
}

/** Demands that can be routed, by target, with a path each and what all arcs carry. Amounts and capacities are scaled to a mean
 *  capacity of 1. */
export interface Traffic {
  readonly graph: Graph
  readonly capacity: Float64Array
  /** Per demand. */
  readonly source: Int32Array
  readonly amount: Float64Array
  /** Demands of the i-th target are `start[i]` to `start[i + 1] − 1`. */
  readonly targets: Int32Array
  readonly start: Int32Array
  /** Per demand: the path that carries it, as arcs. */
  readonly paths: (readonly number[])[]
  /** Per arc. */
  readonly load: Float64Array
}

/** The highest load over capacity. */
export function highestUtilisation({ load, capacity }: Pick<Traffic, 'load' | 'capacity'>): number {
  let most = 0
  for (let arc = 0; arc < load.length; arc++) most = Math.max(most, (load[arc] as number) / (capacity[arc] as number))
  return most
}

/** Reads the arcs of a tree from the node on. */
export function arcsFrom(node: number, nextArc: Int32Array, head: Int32Array): number[] {
  const arcs: number[] = []
  for (let at = node; nextArc[at] !== -1; at = head[nextArc[at] as number] as number) arcs.push(nextArc[at] as number)
  return arcs
}
