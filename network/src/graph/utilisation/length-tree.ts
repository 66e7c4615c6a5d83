import { CostHeap } from '../cost-heap.js'
import type { Graph } from '../graph.js'

/** Shortest paths to one target after another by any lengths of arcs that are not negative. No path passes an end. */
export class LengthTree {
  /** Per node: infinite where there is no path. */
  readonly distance: Float64Array
  /** Per node: the arc to take; −1 at the target and where there is no path. */
  readonly nextArc: Int32Array
  private readonly heap: CostHeap
  private readonly start: Int32Array
  private readonly into: Int32Array
  private readonly from: Int32Array
  private readonly isEnd: Uint8Array

  constructor({ nodeCount, arcCount, into, tail, isEnd }: Graph) {
    this.distance = new Float64Array(nodeCount)
    this.nextArc = new Int32Array(nodeCount)
    this.heap = new CostHeap(nodeCount)
    this.start = new Int32Array(nodeCount + 1)
    this.into = new Int32Array(arcCount)
    for (let node = 0; node < nodeCount; node++) {
      const arcs = into[node] as Int32Array
      this.into.set(arcs, this.start[node])
      this.start[node + 1] = (this.start[node] as number) + arcs.length
    }
    this.from = this.into.map((arc) => tail[arc] as number)
    this.isEnd = isEnd
  }

  aim(target: number, length: Float64Array): void {
    const { distance, nextArc, heap, start, into, from, isEnd } = this
    distance.fill(Number.POSITIVE_INFINITY)
    nextArc.fill(-1)
    distance[target] = 0
    heap.put(target, 0)
    while (heap.length > 0) {
      const node = heap.take()
      if (isEnd[node] && node !== target) continue
      const far = distance[node] as number
      const last = start[node + 1] as number
      for (let i = start[node] as number; i < last; i++) {
        const arc = into[i] as number
        const before = from[i] as number
        const sum = far + (length[arc] as number)
        if (sum >= (distance[before] as number)) continue
        distance[before] = sum
        nextArc[before] = arc
        heap.put(before, sum)
      }
    }
  }
}
