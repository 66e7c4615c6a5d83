import { CostHeap } from './cost-heap.js'
import type { FlatGraph } from './flat-graph.js'
import type { ClosedArcs } from './graph.js'

const none = -1
/** Largest arc over least arc up to which buckets are used. */
const mostBuckets = 4096
/** Keeps rounding from putting the end of the least arc into the bucket of its start. */
const margin = 1 + 1e-9

/** The tree of shortest paths from every node to the nearest of some targets, for one set of targets after another, without allocation.
 *
 *  Nodes wait in a ring of buckets as wide as the least arc costs. What lies in the first bucket that is not empty cannot become cheaper any more, since
 *  a way over another node of that bucket would cost one arc more and so lie in a later one; so nothing is ordered within a bucket, and there is no
 *  heap (Dinic 1978; Denardo and Fox, Operations Research 27(1), 1979; with one width for all integers that is Dial's queue). Where the largest arc is
 *  more than 4096 times the least, a heap. O(arcs + distance of the farthest node / least arc).
 *
 *  Among equal paths the one whose nodes come first by name, then links. No path passes an end. */
export class DistanceTree {
  /** Per node: the least cost to a target; infinite where there is no path. */
  readonly distance: Float64Array
  /** Per node: the arc to take; −1 at targets and where there is no path. */
  readonly nextArc: Int32Array
  readonly isTarget: Uint8Array
  private readonly flat: FlatGraph
  /** Per slot: what the arc against it costs. */
  private readonly backCost: Float64Array
  private readonly perBucket: number
  private readonly mask: number
  /** Per bucket: the last entry put in; per entry: the node, and the entry before it. Every arc makes one entry at most; an entry
   *  whose node has become cheaper since is passed over. */
  private readonly first: Int32Array
  private readonly entryNode: Int32Array
  private readonly entryNext: Int32Array
  private readonly heap: CostHeap | undefined
  private isAimed = false

  constructor(flat: FlatGraph) {
    const { nodeCount, arcCount, slotArc, cost } = flat
    this.flat = flat
    this.distance = new Float64Array(nodeCount)
    this.nextArc = new Int32Array(nodeCount)
    this.isTarget = new Uint8Array(nodeCount)
    this.backCost = Float64Array.from(slotArc, (arc) => cost[arc ^ 1] as number)
    const least = cost.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
    const most = cost.reduce((a, b) => Math.max(a, b), 0)
    const ratio = arcCount === 0 ? 1 : (most / least) * margin
    this.perBucket = arcCount === 0 ? 1 : margin / least
    const buckets = ratio <= mostBuckets ? 2 ** Math.ceil(Math.log2(ratio + 3)) : 0
    this.mask = buckets - 1
    this.first = new Int32Array(buckets).fill(none)
    this.entryNode = new Int32Array(arcCount + nodeCount)
    this.entryNext = new Int32Array(arcCount + nodeCount)
    this.heap = buckets === 0 ? new CostHeap(nodeCount) : undefined
  }

  /** Makes the tree to the nearest of the targets. */
  aim(targets: readonly number[], closed?: ClosedArcs): void {
    const { distance, nextArc, isTarget } = this
    if (this.isAimed) isTarget.fill(0)
    this.isAimed = true
    distance.fill(Number.POSITIVE_INFINITY)
    nextArc.fill(none)
    const unique = targets.length > 1 ? [...new Set(targets)] : targets
    for (const target of unique) {
      isTarget[target] = 1
      distance[target] = 0
    }
    if (this.heap) this.growByHeap(this.heap, unique, closed)
    else this.growByBuckets(unique, closed)
  }

  private growByBuckets(targets: readonly number[], closed: ClosedArcs | undefined): void {
    const { distance, nextArc, isTarget, first, entryNode, entryNext, perBucket, mask, backCost } = this
    const { start, slotArc, slotHead, isEnd } = this.flat
    let entries = 0
    for (const target of targets) {
      entryNode[entries] = target
      entryNext[entries] = first[0] as number
      first[0] = entries++
    }
    let waiting = entries
    for (let bucket = 0; waiting > 0; bucket = (bucket + 1) & mask) {
      let entry = first[bucket] as number
      if (entry < 0) continue
      first[bucket] = none
      do {
        waiting--
        const node = entryNode[entry] as number
        entry = entryNext[entry] as number
        const far = distance[node] as number
        if (((far * perBucket) & mask) !== bucket || (isEnd[node] === 1 && isTarget[node] === 0)) continue
        const last = start[node + 1] as number
        for (let slot = start[node] as number; slot < last; slot++) {
          const from = slotHead[slot] as number
          const sum = far + (backCost[slot] as number)
          const known = distance[from] as number
          if (sum > known) continue
          const arc = (slotArc[slot] as number) ^ 1
          if (closed !== undefined && closed[arc] === 1) continue
          if (sum === known) {
            if (comesFirst(this.flat, arc, nextArc[from] as number)) nextArc[from] = arc
            continue
          }
          distance[from] = sum
          nextArc[from] = arc
          const to = (sum * perBucket) & mask
          entryNode[entries] = from
          entryNext[entries] = first[to] as number
          first[to] = entries++
          waiting++
        }
      } while (entry >= 0)
    }
  }

  private growByHeap(heap: CostHeap, targets: readonly number[], closed: ClosedArcs | undefined): void {
    const { distance, nextArc, isTarget, backCost } = this
    const { start, slotArc, slotHead, isEnd } = this.flat
    for (const target of targets) heap.put(target, 0)
    while (heap.length > 0) {
      const node = heap.take()
      if (isEnd[node] && !isTarget[node]) continue
      const far = distance[node] as number
      const last = start[node + 1] as number
      for (let slot = start[node] as number; slot < last; slot++) {
        const from = slotHead[slot] as number
        const sum = far + (backCost[slot] as number)
        const known = distance[from] as number
        if (sum > known) continue
        const arc = (slotArc[slot] as number) ^ 1
        if (closed?.[arc]) continue
        if (sum === known) {
          if (comesFirst(this.flat, arc, nextArc[from] as number)) nextArc[from] = arc
          continue
        }
        distance[from] = sum
        nextArc[from] = arc
        heap.put(from, sum)
      }
    }
  }
}

/** Whether an arc comes before another of the same node by name. A target has none and takes none. */
function comesFirst({ head, rank, linkRank }: FlatGraph, arc: number, other: number): boolean {
  if (other === none) return false
  const byNode = (rank[head[arc] as number] as number) - (rank[head[other] as number] as number)
  return (byNode || (linkRank[arc >> 1] as number) - (linkRank[other >> 1] as number)) < 0
}
