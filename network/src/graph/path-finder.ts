import { CostHeap } from './cost-heap.js'
import { DistanceTree } from './distance-tree.js'
import type { FlatGraph } from './flat-graph.js'
import type { ClosedArcs } from './graph.js'

const none = -1

/** k shortest loopless paths towards one set of targets after another, without allocation per search.
 *
 *  Yen's algorithm as Lawler partitions it: a found path is left at each node from its own deviation on; each such subproblem keeps the
 *  start of the path, and closes some arcs at the node where it leaves. Three things make it fast:
 *
 *  - the tree of shortest paths to the target, made once per target, bounds every subproblem from below: what has been spent, the arc that
 *    is taken, and the tree's distance from there. Subproblems wait in a heap by that bound and are solved only when their turn comes;
 *  - where the tree's own path from that arc meets no node of the start, it is the solution, without a search;
 *  - otherwise A* with the tree's distances as its bound.
 *
 *  Equal costs: the path whose nodes come first by name, then its links, as in `comparePaths`. */
export class PathFinder {
  /** Per node: the least cost to a target; infinite where there is no path. */
  readonly distance: Float64Array
  /** Per node: the arc to take; −1 at targets and where there is no path. */
  readonly nextArc: Int32Array
  private readonly flat: FlatGraph
  private readonly tree: DistanceTree
  private closed: ClosedArcs | undefined
  private readonly isTarget: Uint8Array
  private readonly heap: CostHeap
  private readonly blocked: Int32Array
  private block = 0
  private readonly reached: Int32Array
  private readonly useful: Int32Array
  private search = 0
  private readonly spent: Float64Array
  private readonly stack: Int32Array
  private pool = new Int32Array(1 << 12)
  private poolLength = 0
  /** Subproblems. Before they are solved `offset` is −1 and `cost` a lower bound. */
  private parent = new Int32Array(256)
  private deviation = new Int32Array(256)
  private forbidden = new Int32Array(256)
  private offset = new Int32Array(256)
  private size = new Int32Array(256)
  private cost = new Float64Array(256)
  private base = new Float64Array(256)
  private count = 0
  private readonly waiting: number[] = []
  /** Linked lists of forbidden arcs. */
  private readonly forbiddenArc: number[] = []
  private readonly forbiddenNext: number[] = []
  private readonly found: number[] = []

  constructor(flat: FlatGraph) {
    const { nodeCount } = flat
    this.flat = flat
    this.tree = new DistanceTree(flat)
    this.distance = this.tree.distance
    this.nextArc = this.tree.nextArc
    this.isTarget = this.tree.isTarget
    this.heap = new CostHeap(nodeCount)
    this.blocked = new Int32Array(nodeCount)
    this.reached = new Int32Array(nodeCount)
    this.useful = new Int32Array(nodeCount)
    this.spent = new Float64Array(nodeCount)
    this.stack = new Int32Array(nodeCount)
  }

  /** Makes the tree of shortest paths to the nearest of the targets; finds that follow lead there. */
  aim(targets: readonly number[], closed?: ClosedArcs): void {
    this.closed = closed
    this.tree.aim(targets, closed)
  }

  /** Finds up to `k` paths from the node, best first, and says how many there are; `path` gives them until the next find. */
  find(source: number, k: number): number {
    this.count = this.poolLength = this.forbiddenArc.length = this.forbiddenNext.length = 0
    this.found.length = this.waiting.length = 0
    if (k < 1 || this.distance[source] === Number.POSITIVE_INFINITY) return 0
    const first = this.add(none, 0, none, this.distance[source] as number, 0)
    this.offset[first] = this.poolLength
    for (let node = source; !this.isTarget[node]; node = this.flat.head[this.nextArc[node] as number] as number)
      this.append(this.nextArc[node] as number)
    this.size[first] = this.poolLength
    this.push(first)
    while (this.waiting.length > 0) {
      const next = this.pop()
      if (this.offset[next] === none) {
        if (this.solve(next)) this.push(next)
        continue
      }
      this.found.push(next)
      if (this.found.length === k) break
      this.branch(next)
    }
    return this.found.length
  }

  /** The arcs of the path at this place of the last find. */
  path(place: number): Int32Array {
    const one = this.found[place] as number
    const from = this.offset[one] as number
    return this.pool.subarray(from, from + (this.size[one] as number))
  }

  /** Its cost, as `FlatGraph` counts. */
  costOf(place: number): number {
    return this.cost[this.found[place] as number] as number
  }

  /** The subproblems that a found path leaves: at its own deviation with one more arc closed, and at each node after it. */
  private branch(path: number): void {
    const { tail, cost } = this.flat
    const own = this.deviation[path] as number
    const from = this.offset[path] as number
    const length = this.size[path] as number
    this.block++
    let spent = 0
    for (let i = 0; i < length; i++) {
      const arc = this.pool[from + i] as number
      const node = tail[arc] as number
      this.blocked[node] = this.block
      if (i >= own) this.leave(path, i, node, arc, spent)
      spent += cost[arc] as number
    }
  }

  private leave(path: number, at: number, node: number, arc: number, spent: number): void {
    this.forbiddenArc.push(arc)
    this.forbiddenNext.push(at === this.deviation[path] ? (this.forbidden[path] as number) : none)
    const list = this.forbiddenArc.length - 1
    const slot = this.bestSlot(node, list)
    if (slot === none) return
    const { slotCost, slotHead } = this.flat
    const bound = spent + (slotCost[slot] as number) + (this.distance[slotHead[slot] as number] as number)
    this.push(this.add(path, at, list, bound, spent))
  }

  /** The arc by which the tree promises most; the first by name among equals. */
  private bestSlot(node: number, list: number): number {
    const { start, slotArc, slotHead, slotCost } = this.flat
    const last = start[node + 1] as number
    let best = none
    let least = Number.POSITIVE_INFINITY
    for (let slot = start[node] as number; slot < last; slot++) {
      const to = slotHead[slot] as number
      const far = (slotCost[slot] as number) + (this.distance[to] as number)
      if (far >= least || !this.isOpen(slot, to) || this.isForbidden(slotArc[slot] as number, list)) continue
      least = far
      best = slot
    }
    return best
  }

  private isOpen(slot: number, to: number): boolean {
    if (this.blocked[to] === this.block) return false
    if (this.flat.isEnd[to] && !this.isTarget[to]) return false
    return this.closed === undefined || this.closed[this.flat.slotArc[slot] as number] === 0
  }

  private isForbidden(arc: number, list: number): boolean {
    for (let at = list; at !== none; at = this.forbiddenNext[at] as number)
      if (this.forbiddenArc[at] === arc) return true
    return false
  }

  /** Solves a subproblem: writes its path, whose cost is what the heap then orders it by. False where there is none. */
  private solve(problem: number): boolean {
    const { tail, slotArc } = this.flat
    const at = this.deviation[problem] as number
    const from = this.offset[this.parent[problem] as number] as number
    const list = this.forbidden[problem] as number
    const spur = tail[this.pool[from + at] as number] as number
    this.block++
    for (let i = 0; i <= at; i++) this.blocked[tail[this.pool[from + i] as number] as number] = this.block
    const written = this.poolLength
    const slot = this.bestSlot(spur, list)
    for (let i = 0; i < at; i++) this.append(this.pool[from + i] as number)
    if (this.isClear(slot)) {
      this.append(slotArc[slot] as number)
      this.followTree(this.flat.slotHead[slot] as number)
    } else {
      const cost = this.searchFrom(spur, list)
      if (cost === Number.POSITIVE_INFINITY) return false
      this.cost[problem] = (this.base[problem] as number) + cost
    }
    this.offset[problem] = written
    this.size[problem] = this.poolLength - written
    return true
  }

  private isClear(slot: number): boolean {
    const { head, slotHead } = this.flat
    let node = slotHead[slot] as number
    for (;;) {
      if (this.blocked[node] === this.block) return false
      if (this.isTarget[node]) return true
      node = head[this.nextArc[node] as number] as number
    }
  }

  private followTree(from: number): void {
    for (let node = from; !this.isTarget[node]; node = this.flat.head[this.nextArc[node] as number] as number)
      this.append(this.nextArc[node] as number)
  }

  /** A* until nothing that is left can be as short; appends the first of the shortest paths and gives its cost. */
  private searchFrom(spur: number, list: number): number {
    const { heap, spent, reached, distance, isTarget } = this
    const { start, slotArc, slotHead, slotCost, isEnd } = this.flat
    const search = ++this.search
    let best = Number.POSITIVE_INFINITY
    heap.clear()
    spent[spur] = 0
    reached[spur] = search
    heap.put(spur, distance[spur] as number)
    while (heap.length > 0 && heap.least <= best) {
      const node = heap.take()
      const sum = spent[node] as number
      if (isTarget[node]) {
        best = sum
        continue
      }
      const last = start[node + 1] as number
      for (let slot = start[node] as number; slot < last; slot++) {
        const to = slotHead[slot] as number
        if (this.blocked[to] === this.block || (isEnd[to] && !isTarget[to])) continue
        const next = sum + (slotCost[slot] as number)
        if (reached[to] === search && (spent[to] as number) <= next) continue
        if (next + (distance[to] as number) === Number.POSITIVE_INFINITY) continue
        const arc = slotArc[slot] as number
        if (this.closed?.[arc] || (node === spur && this.isForbidden(arc, list))) continue
        reached[to] = search
        spent[to] = next
        heap.put(to, next + (distance[to] as number))
      }
    }
    if (best < Number.POSITIVE_INFINITY) this.appendFirst(spur, list, best)
    return best
  }

  /** Among the shortest paths that the search left, the first by name: marks what leads to the end, then goes by the first marked arc. */
  private appendFirst(spur: number, list: number, best: number): void {
    const { start, slotArc, slotHead, slotCost, head } = this.flat
    const { spent, useful, isTarget } = this
    this.markUseful(spur, list, best)
    for (let node = spur; !isTarget[node]; node = head[this.pool[this.poolLength - 1] as number] as number) {
      const last = start[node + 1] as number
      for (let slot = start[node] as number; slot < last; slot++) {
        const to = slotHead[slot] as number
        if (useful[to] !== this.search || spent[to] !== (spent[node] as number) + (slotCost[slot] as number)) continue
        const arc = slotArc[slot] as number
        if (this.closed?.[arc] || (node === spur && this.isForbidden(arc, list))) continue
        this.append(arc)
        break
      }
    }
  }

  private markUseful(spur: number, list: number, best: number): void {
    const { start, slotArc, slotHead, cost } = this.flat
    const { spent, reached, useful, search, stack, isTarget } = this
    let depth = 0
    for (let node = 0; node < this.flat.nodeCount; node++)
      if (isTarget[node] && reached[node] === search && spent[node] === best) {
        useful[node] = search
        stack[depth++] = node
      }
    while (depth > 0) {
      const node = stack[--depth] as number
      const last = start[node + 1] as number
      for (let slot = start[node] as number; slot < last; slot++) {
        const from = slotHead[slot] as number
        const arc = (slotArc[slot] as number) ^ 1
        if (reached[from] !== search || useful[from] === search || isTarget[from]) continue
        if (spent[node] !== (spent[from] as number) + (cost[arc] as number)) continue
        if (this.closed?.[arc] || (from === spur && this.isForbidden(arc, list))) continue
        useful[from] = search
        stack[depth++] = from
      }
    }
  }

  private append(arc: number): void {
    if (this.poolLength === this.pool.length) this.pool = grown(this.pool, Int32Array)
    this.pool[this.poolLength++] = arc
  }

  private add(parent: number, deviation: number, forbidden: number, cost: number, base: number): number {
    if (this.count === this.parent.length) this.grow()
    const one = this.count++
    this.parent[one] = parent
    this.deviation[one] = deviation
    this.forbidden[one] = forbidden
    this.offset[one] = none
    this.cost[one] = cost
    this.base[one] = base
    return one
  }

  private grow(): void {
    this.parent = grown(this.parent, Int32Array)
    this.deviation = grown(this.deviation, Int32Array)
    this.forbidden = grown(this.forbidden, Int32Array)
    this.offset = grown(this.offset, Int32Array)
    this.size = grown(this.size, Int32Array)
    this.cost = grown(this.cost, Float64Array)
    this.base = grown(this.base, Float64Array)
  }

  /** Bounds come before paths of the same cost, so that every path of that cost is known before one is chosen by name. */
  private isBefore(a: number, b: number): boolean {
    const difference = (this.cost[a] as number) - (this.cost[b] as number)
    if (difference !== 0) return difference < 0
    if (this.offset[a] === none || this.offset[b] === none) return this.offset[a] === none && this.offset[b] !== none
    return this.isFirstByName(this.offset[a] as number, this.offset[b] as number)
  }

  private isFirstByName(a: number, b: number): boolean {
    const { head, rank, linkRank } = this.flat
    for (let i = 0; ; i++) {
      const x = this.pool[a + i] as number
      const y = this.pool[b + i] as number
      if (x === y) continue
      const byNode = (rank[head[x] as number] as number) - (rank[head[y] as number] as number)
      return (byNode || (linkRank[x >> 1] as number) - (linkRank[y >> 1] as number)) < 0
    }
  }

  private push(one: number): void {
    const { waiting } = this
    let at = waiting.length
    waiting.push(one)
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.isBefore(one, waiting[above] as number)) break
      waiting[at] = waiting[above] as number
      at = above
    }
    waiting[at] = one
  }

  private pop(): number {
    const { waiting } = this
    const top = waiting[0] as number
    const last = waiting.pop() as number
    const length = waiting.length
    if (length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      if (child + 1 < length && this.isBefore(waiting[child + 1] as number, waiting[child] as number)) child++
      if (!this.isBefore(waiting[child] as number, last)) break
      waiting[at] = waiting[child] as number
      at = child
    }
    waiting[at] = last
    return top
  }
}

function grown<T extends Int32Array | Float64Array>(array: T, kind: new (length: number) => T): T {
  const larger = new kind(array.length * 2)
  larger.set(array)
  return larger
}
