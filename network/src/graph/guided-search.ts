import { CostHeap } from './cost-heap.js'
import type { FlatGraph } from './flat-graph.js'

/** Shortest paths from one node to the targets of a `DistanceTree`, over fewer arcs than the tree was made with: A* with the tree's distances, which are
 *  never too long then. Looks at little more than the way itself. Without allocation, but for the path. Deterministic: what is met first stays
 *  first, and arcs are met by name. */
export class GuidedSearch {
  private readonly flat: FlatGraph
  private readonly heap: CostHeap
  private readonly spent: Float64Array
  private readonly reached: Int32Array
  private readonly by: Int32Array
  private search = 0

  constructor(flat: FlatGraph) {
    this.flat = flat
    this.heap = new CostHeap(flat.nodeCount)
    this.spent = new Float64Array(flat.nodeCount)
    this.reached = new Int32Array(flat.nodeCount)
    this.by = new Int32Array(flat.nodeCount)
  }

  /** The arcs of a path, in the order of the way, over arcs whose `level` is `least` at least; undefined where there is none that costs less than
   *  `below`. `distance`: of the tree, 0 at its targets and nowhere else. */
  find(
    source: number,
    distance: Float64Array,
    level: Float64Array,
    least: number,
    below = Number.POSITIVE_INFINITY,
  ): number[] | undefined {
    const { heap, spent, reached, by, flat } = this
    const { start, slotArc, slotHead, slotCost, isEnd } = flat
    const search = ++this.search
    if (!((distance[source] as number) < below)) return undefined
    heap.clear()
    spent[source] = 0
    reached[source] = search
    by[source] = -1
    heap.put(source, distance[source] as number)
    while (heap.length > 0) {
      const node = heap.take()
      if (distance[node] === 0) return this.wayTo(node)
      if (isEnd[node] === 1 && node !== source) continue
      const sum = spent[node] as number
      const last = start[node + 1] as number
      for (let slot = start[node] as number; slot < last; slot++) {
        const to = slotHead[slot] as number
        const next = sum + (slotCost[slot] as number)
        if (reached[to] === search && (spent[to] as number) <= next) continue
        const whole = next + (distance[to] as number)
        if (!(whole < below)) continue
        const arc = slotArc[slot] as number
        if (!((level[arc] as number) >= least)) continue
        reached[to] = search
        spent[to] = next
        by[to] = arc
        heap.put(to, whole)
      }
    }
    return undefined
  }

  private wayTo(node: number): number[] {
    const arcs: number[] = []
    for (let at = node; (this.by[at] as number) >= 0; at = this.flat.tail[this.by[at] as number] as number)
      arcs.push(this.by[at] as number)
    return arcs.reverse()
  }
}
