import { CostHeap } from './cost-heap.js'
import type { FlatGraph } from './flat-graph.js'
import { PathFinder } from './path-finder.js'

/** A tree of shortest paths to one target while links are down. */
export interface ReroutedTree {
  /** Links that are down and whose fall has changed the tree, in the order in which they fell. */
  readonly failed: readonly number[]
  /** Per node: cost to the target as `FlatGraph` counts; infinite where nothing is left. Valid during the call only. */
  readonly distance: Float64Array
  /** Per node: the arc to take; −1 at the target and where nothing is left. Valid during the call only. */
  readonly nextArc: Int32Array
}

/** One tree, its nodes renumbered in preorder: the nodes that depend on place `p` are the places `p` to `p + size[p] − 1`, so that what a
 *  failure touches is one stretch of every array. Of the target the place is 0. Links that are down are left out. */
interface Level {
  /** Per node. */
  readonly distance: Float64Array
  readonly nextArc: Int32Array
  /** Per node: its place; −1 where the target is out of reach. */
  readonly place: Int32Array
  /** Per place: the node, how many depend on it (it counted), and what it costs to the target. */
  readonly order: Int32Array
  readonly size: Int32Array
  readonly far: Float64Array
  /** Per place: where its slots begin, and which slot is the arc of the tree. */
  readonly start: Int32Array
  readonly parentSlot: Int32Array
  /** Per slot, in the order of names: the arc, the place of its head, its cost, and the cost of coming back by it (infinite where a host
   *  would have to pass packets on). */
  readonly slotArc: Int32Array
  readonly slotTo: Int32Array
  readonly slotCost: Float64Array
  readonly slotBack: Float64Array
  /** Slots of arcs beside the tree, and the place that each belongs to; those of place `p` begin at `besideStart[p]`. */
  readonly beside: Int32Array
  readonly besidePlace: Int32Array
  readonly besideStart: Int32Array
  readonly marked: number[]
}

function makeLevel({ nodeCount, arcCount }: FlatGraph): Level {
  return {
    distance: new Float64Array(nodeCount),
    nextArc: new Int32Array(nodeCount),
    place: new Int32Array(nodeCount),
    order: new Int32Array(nodeCount),
    size: new Int32Array(nodeCount),
    far: new Float64Array(nodeCount),
    start: new Int32Array(nodeCount + 1),
    parentSlot: new Int32Array(nodeCount),
    slotArc: new Int32Array(arcCount),
    slotTo: new Int32Array(arcCount),
    slotCost: new Float64Array(arcCount),
    slotBack: new Float64Array(arcCount),
    beside: new Int32Array(arcCount),
    besidePlace: new Int32Array(arcCount),
    besideStart: new Int32Array(nodeCount + 1),
    marked: [],
  }
}

/** Reroutes all sources to a target under every failure of up to `k` links, and checks that they are delivered.
 *
 *  A link that the tree does not use may fall without any effect on it: the paths remain, and with them their order. So for each tree only
 *  its own links fall, one after another; of the nodes behind such a link each looks for the nearest node in front of it that is left
 *  (Dijkstra among the nodes behind it alone); below, only links of the repaired tree fall. A set of links is met once: links that have had their turn
 *  count as up from then on. What a set of fewer than `k` links does, it does with any further links that its tree does not use. The tests
 *  compare every scenario with trees made from nothing.
 *
 *  Delivery is checked by the rank in which nodes settle: the arc to take is up and leads to a node that was checked before, or
 *  whose own path does not touch what fell. */
export class FailureSweep {
  /** By size: sets of links, ascending and joined by commas, whose fall leaves some source without the target. A set that holds a cut
   *  may be missing. */
  readonly cuts: readonly Set<string>[]
  /** Trees repaired so far. */
  repairs = 0
  private readonly flat: FlatGraph
  private readonly k: number
  private readonly finder: PathFinder
  private readonly levels: Level[]
  private readonly heap: CostHeap
  private readonly checked: Int32Array
  private stamp = 0
  private readonly found: Float64Array
  private readonly foundArc: Int32Array
  private readonly settled: Int32Array
  private settledCount = 0
  private readonly down: Uint8Array
  private readonly spared: Uint8Array
  private readonly failed: number[] = []
  private target = 0
  private readonly firstChild: Int32Array
  private readonly nextSibling: Int32Array

  constructor(flat: FlatGraph, k: number) {
    const { nodeCount, arcCount } = flat
    this.flat = flat
    this.k = k
    this.finder = new PathFinder(flat)
    this.levels = Array.from({ length: k }, () => makeLevel(flat))
    this.cuts = Array.from({ length: k + 1 }, () => new Set())
    this.heap = new CostHeap(nodeCount)
    this.checked = new Int32Array(nodeCount)
    this.found = new Float64Array(nodeCount)
    this.foundArc = new Int32Array(nodeCount)
    this.settled = new Int32Array(nodeCount)
    this.down = new Uint8Array(arcCount)
    this.spared = new Uint8Array(arcCount >> 1)
    this.firstChild = new Int32Array(nodeCount)
    this.nextSibling = new Int32Array(nodeCount)
  }

  /** All failures for one target. `see` gets every tree that differs from the one before it, that without failures first. */
  sweep(target: number, see?: (tree: ReroutedTree) => void): void {
    const first = this.levels[0]
    this.target = target
    this.finder.aim([target])
    if (first === undefined) return
    first.distance.set(this.finder.distance)
    first.nextArc.set(this.finder.nextArc)
    see?.({ failed: [], distance: first.distance, nextArc: first.nextArc })
    this.arrange(first)
    this.failEach(0, see)
  }

  private arrange(level: Level): void {
    const count = this.layInPreorder(level)
    this.laySlots(level, count)
  }

  /** Gives nodes their places, and says how many have one. */
  private layInPreorder({ distance, nextArc, order, place, size, far }: Level): number {
    const { nodeCount, head, tail } = this.flat
    const { firstChild, nextSibling, target } = this
    firstChild.fill(-1)
    for (let node = 0; node < nodeCount; node++) {
      place[node] = -1
      const arc = nextArc[node] as number
      if (arc < 0) continue
      const parent = head[arc] as number
      nextSibling[node] = firstChild[parent] as number
      firstChild[parent] = node
    }
    let count = 0
    for (let node = target; ; ) {
      size[count] = 1
      far[count] = distance[node] as number
      place[node] = count
      order[count++] = node
      if (firstChild[node] !== -1) {
        node = firstChild[node] as number
        continue
      }
      while (node !== target && nextSibling[node] === -1) node = head[nextArc[node] as number] as number
      if (node === target) break
      node = nextSibling[node] as number
    }
    for (let i = count - 1; i > 0; i--) {
      const arc = nextArc[order[i] as number] as number
      const above = place[head[arc] as number] as number
      size[above] = (size[above] as number) + (size[place[tail[arc] as number] as number] as number)
    }
    return count
  }

  private laySlots(level: Level, count: number): void {
    const { start, slotArc, slotHead, slotCost, cost, isEnd } = this.flat
    const { nextArc, order, place, beside, besidePlace, besideStart } = level
    let slots = 0
    let besides = 0
    for (let own = 0; own < count; own++) {
      const node = order[own] as number
      const last = start[node + 1] as number
      level.start[own] = slots
      besideStart[own] = besides
      for (let slot = start[node] as number; slot < last; slot++) {
        const to = slotHead[slot] as number
        const arc = slotArc[slot] as number
        if (this.down[arc] || (place[to] as number) < 0) continue
        level.slotArc[slots] = arc
        level.slotTo[slots] = place[to] as number
        level.slotCost[slots] = isEnd[to] && to !== this.target ? Number.POSITIVE_INFINITY : (slotCost[slot] as number)
        level.slotBack[slots] = isEnd[node] ? Number.POSITIVE_INFINITY : (cost[arc ^ 1] as number)
        if (nextArc[node] === arc) level.parentSlot[own] = slots
        else if (nextArc[to] !== (arc ^ 1)) {
          beside[besides] = slots
          besidePlace[besides++] = own
        }
        slots++
      }
    }
    level.start[count] = slots
    besideStart[count] = besides
  }

  private failEach(depth: number, see: ((tree: ReroutedTree) => void) | undefined): void {
    const level = this.levels[depth] as Level
    const { nextArc, marked } = level
    const { nodeCount } = this.flat
    const isLast = depth + 1 === this.k
    for (let node = 0; node < nodeCount; node++) {
      const arc = nextArc[node] as number
      if (arc < 0 || this.spared[arc >> 1]) continue
      this.down[arc] = this.down[arc ^ 1] = 1
      this.failed.push(arc >> 1)
      const isWhole = this.repair(level, level.place[node] as number)
      if (!isWhole) this.noteCut()
      if (see || !isLast) this.goOn(level, node, depth, isLast, see)
      this.failed.pop()
      this.down[arc] = this.down[arc ^ 1] = 0
      if (isLast) continue
      this.spared[arc >> 1] = 1
      marked.push(arc >> 1)
    }
    for (const link of marked) this.spared[link] = 0
    marked.length = 0
  }

  private goOn(
    level: Level,
    node: number,
    depth: number,
    isLast: boolean,
    see: ((tree: ReroutedTree) => void) | undefined,
  ): void {
    const next = isLast ? (this.levels[depth] as Level) : (this.levels[depth + 1] as Level)
    const distance = isLast ? level.distance.slice() : next.distance
    const nextArc = isLast ? level.nextArc.slice() : next.nextArc
    if (!isLast) {
      distance.set(level.distance)
      nextArc.set(level.nextArc)
    }
    const from = level.place[node] as number
    const end = from + (level.size[from] as number)
    for (let i = from; i < end; i++) {
      const one = level.order[i] as number
      distance[one] = Number.POSITIVE_INFINITY
      nextArc[one] = -1
    }
    for (let i = 0; i < this.settledCount; i++) {
      const at = this.settled[i] as number
      const one = level.order[at] as number
      distance[one] = this.found[at] as number
      nextArc[one] = this.foundArc[at] as number
    }
    see?.({ failed: this.failed, distance, nextArc })
    if (isLast) return
    this.arrange(next)
    this.failEach(depth + 1, see)
  }

  /** Finds new paths for what lies behind the arc of this place, which is down; what is found lies in `settled`, `found` and `foundArc`, by
   *  place. False where some node is not delivered any more. */
  private repair(level: Level, from: number): boolean {
    this.repairs++
    const { far, size, slotTo, slotCost, beside, besidePlace, besideStart, parentSlot } = level
    const { heap, found } = this
    const end = from + (size[from] as number)
    for (let i = from; i < end; i++) found[i] = Number.POSITIVE_INFINITY
    const last = besideStart[end] as number
    for (let i = besideStart[from] as number; i < last; i++) {
      const slot = beside[i] as number
      const to = slotTo[slot] as number
      if (to >= from && to < end) continue
      const sum = (slotCost[slot] as number) + (far[to] as number)
      const own = besidePlace[i] as number
      if (sum >= (found[own] as number)) continue
      found[own] = sum
      heap.put(own, sum)
    }
    const fallen = parentSlot[from] as number
    const cost = slotCost[fallen] as number
    slotCost[fallen] = Number.POSITIVE_INFINITY
    const delivered = this.settle(level, from, end)
    slotCost[fallen] = cost
    return delivered === end - from
  }

  /** Dijkstra among the places from `from` up to `end`; how many are delivered. */
  private settle({ start, slotArc, slotTo, slotCost, slotBack, far }: Level, from: number, end: number): number {
    const { heap, found, foundArc, settled, checked } = this
    const stamp = ++this.stamp
    let count = 0
    let delivered = 0
    while (heap.length > 0) {
      const own = heap.take()
      const sum = found[own] as number
      const last = start[own + 1] as number
      let chosen = -1
      for (let slot = start[own] as number; slot < last; slot++) {
        const to = slotTo[slot] as number
        const isOutside = to < from || to >= end
        if (isOutside || checked[to] === stamp) {
          const rest = (isOutside ? far[to] : found[to]) as number
          if (chosen < 0 && rest + (slotCost[slot] as number) === sum) chosen = slotArc[slot] as number
          continue
        }
        const further = sum + (slotBack[slot] as number)
        if (further >= (found[to] as number)) continue
        found[to] = further
        heap.put(to, further)
      }
      foundArc[own] = chosen
      settled[count++] = own
      if (chosen < 0) continue
      checked[own] = stamp
      delivered++
    }
    this.settledCount = count
    return delivered
  }

  private noteCut(): void {
    const links = [...this.failed].sort((a, b) => a - b)
    if (!holdsCut(links, this.cuts)) this.cuts[links.length]?.add(links.join())
  }
}

/** Whether the links (ascending) hold one of the cuts. */
export function holdsCut(links: readonly number[], cuts: readonly ReadonlySet<string>[]): boolean {
  const sets = 1 << links.length
  for (let set = 1; set < sets; set++) {
    const part = links.filter((_, i) => set & (1 << i))
    if (cuts[part.length]?.has(part.join())) return true
  }
  return false
}

/** How many sets of exactly `k` of `linkCount` links hold one of the cuts. Goes through all sets where a cut has fewer than `k` links. */
export function countCutScenarios(linkCount: number, k: number, cuts: readonly ReadonlySet<string>[]): number {
  const isCut = new Uint8Array(linkCount)
  for (const one of cuts[1] ?? []) isCut[Number(one)] = 1
  const left = isCut.reduce((sum, one) => sum + (one ? 0 : 1), 0)
  const isWithoutBridge = (cut: string) => cut.split(',').every((link) => isCut[Number(link)] === 0)
  const larger = cuts.map((sets, size) => (size < 2 ? [] : [...sets].filter(isWithoutBridge)))
  const withBridge = combinations(linkCount, k) - combinations(left, k)
  if (larger.slice(2, k).every(({ length }) => length === 0)) return withBridge + (larger[k]?.length ?? 0)
  let count = withBridge
  const chosen: number[] = []
  const go = (from: number): void => {
    if (chosen.length === k) {
      if (holdsCut(chosen, cuts)) count++
      return
    }
    for (let link = from; link < linkCount; link++) {
      if (isCut[link]) continue
      chosen.push(link)
      go(link + 1)
      chosen.pop()
    }
  }
  go(0)
  return count
}

/** n over k. */
export function combinations(n: number, k: number): number {
  let count = 1
  for (let i = 0; i < k; i++) count = (count * (n - i)) / (i + 1)
  return Math.max(0, Math.round(count))
}
