import { CostHeap } from './cost-heap.js'
import { DistanceTree } from './distance-tree.js'
import type { FlatGraph } from './flat-graph.js'
import type { ClosedArcs } from './graph.js'
import { GuidedSearch } from './guided-search.js'
import { RiskDisjointSearch } from './risk-disjoint-search.js'

/** What two paths must not share, but for their ends: links; links and nodes; links and risks. */
export type Disjointness = 'links' | 'nodes' | 'risks'

/** Two disjoint paths, the cheaper first, as arcs; `cost` is their sum as `FlatGraph` counts, and `isBest` says whether it is proved to be the least.
 *  `unknown`: the budget ended before there was a pair or a proof that there is none. */
export type DisjointPair =
  | {
      readonly kind: 'found'
      readonly paths: readonly [readonly number[], readonly number[]]
      readonly cost: number
      readonly isBest: boolean
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly searches: number }

/** Searches that a pair without shared risks may take. */
const usualBudget = 2000

/** Pairs of disjoint paths of least sum, towards one target after another.
 *
 *  Links and nodes: Suurballe, Networks 4 (1974), with Suurballe and Tarjan's reduced costs (Networks 14, 1984). The shortest path comes from the
 *  tree of the target, which all its sources share; then one search, in which the links of that path can only be gone back by, giving their
 *  cost back. With the tree's distances added no step lowers the sum, so that the search stops at the target and sees little beside the way; what
 *  both paths pass in opposite directions falls out. For nodes, whoever meets the first path must go back along it at least one link, which needs a second
 *  state for its nodes only. Two paths are exact in polynomial time.
 *
 *  Risks: NP-hard (Hu, Networks 42(2), 2003). See `RiskDisjointSearch`: exact within a budget of searches, and `unknown` beyond.
 *
 *  Equal sums are settled by the order of names in which arcs are met: the same on every machine and for every order of the text. */
export class DisjointPairs {
  private readonly flat: FlatGraph
  private readonly tree: DistanceTree
  private readonly risks: RiskDisjointSearch
  private readonly heap: CostHeap
  /** Per state: a node as such, or, `nodeCount` above it, a node of the first path that was reached from beside it. */
  private readonly spent: Float64Array
  private readonly reached: Int32Array
  private readonly byArc: Int32Array
  private readonly byState: Int32Array
  private search = 0
  /** Per link: the stamp of the pair whose first path takes it; per node of that path: the stamp, and the arc that leads to it. */
  private readonly ownLink: Int32Array
  private readonly ownNode: Int32Array
  private readonly before: Int32Array
  private closed: ClosedArcs | undefined

  /** `risksOf`: per link what it shares with others, as small integers. */
  constructor(flat: FlatGraph, risksOf: readonly (readonly number[])[] = []) {
    const { nodeCount, arcCount } = flat
    this.flat = flat
    this.tree = new DistanceTree(flat)
    this.risks = new RiskDisjointSearch(flat, risksOf, new GuidedSearch(flat))
    this.heap = new CostHeap(2 * nodeCount)
    this.spent = new Float64Array(2 * nodeCount)
    this.reached = new Int32Array(2 * nodeCount)
    this.byArc = new Int32Array(2 * nodeCount)
    this.byState = new Int32Array(2 * nodeCount)
    this.ownLink = new Int32Array(arcCount / 2)
    this.ownNode = new Int32Array(nodeCount)
    this.before = new Int32Array(nodeCount)
  }

  /** The target of the pairs that follow. */
  aim(target: number, closed?: ClosedArcs): void {
    this.closed = closed
    this.tree.aim([target], closed)
  }

  /** The pair of least sum from a source; `budget`: searches that risks may take. From the target itself there is none. */
  find(source: number, kind: Disjointness, budget = usualBudget): DisjointPair {
    const { tree } = this
    if (tree.isTarget[source] === 1 || tree.distance[source] === Number.POSITIVE_INFINITY) return { kind: 'none' }
    const first = this.layFirst(source)
    const end = this.goAgain(source, kind === 'nodes')
    if (end < 0) return { kind: 'none' }
    const [cost, paths] = [
      (tree.distance[source] as number) + (this.spent[end] as number),
      this.unravel(source, first, end),
    ]
    if (kind !== 'risks' || this.risks.areApart(paths)) return { kind: 'found', paths, cost, isBest: true }
    return this.risks.find(source, tree, this.closed, paths, cost, budget)
  }

  private layFirst(source: number): number[] {
    const { tree, flat, ownLink, ownNode, before } = this
    const stamp = ++this.search
    const arcs: number[] = []
    for (let node = source; ; ) {
      ownNode[node] = stamp
      const arc = tree.nextArc[node] as number
      if (arc < 0) return arcs
      arcs.push(arc)
      ownLink[arc >> 1] = stamp
      node = flat.head[arc] as number
      before[node] = arc
    }
  }

  /** The state in which the second search comes to the target; −1 where it does not. */
  private goAgain(source: number, isByNode: boolean): number {
    const { heap, spent, reached, byArc, ownLink, ownNode, closed, search } = this
    const { nodeCount, start, slotArc, slotHead, slotCost, isEnd } = this.flat
    const { distance, isTarget } = this.tree
    heap.clear()
    spent[source] = 0
    reached[source] = search
    byArc[source] = -1
    heap.put(source, distance[source] as number)
    while (heap.length > 0) {
      const state = heap.take()
      const node = state >= nodeCount ? state - nodeCount : state
      if (isTarget[node] === 1) return state
      if (ownNode[node] === search && node !== source) this.goBack(state, node)
      if (state !== node || (isEnd[node] === 1 && node !== source)) continue
      const sum = spent[state] as number
      const last = start[node + 1] as number
      for (let slot = start[node] as number; slot < last; slot++) {
        const arc = slotArc[slot] as number
        const head = slotHead[slot] as number
        if (ownLink[arc >> 1] === search || (closed !== undefined && closed[arc] === 1)) continue
        const far = distance[head] as number
        if (far === Number.POSITIVE_INFINITY) continue
        const to = isByNode && ownNode[head] === search && isTarget[head] === 0 ? head + nodeCount : head
        const next = sum + (slotCost[slot] as number)
        if (reached[to] === search && (spent[to] as number) <= next) continue
        this.reach(to, next, arc, state, next + far)
      }
    }
    return -1
  }

  /** Against the arc by which the first path came, which gives its cost back. */
  private goBack(state: number, node: number): void {
    const arc = this.before[node] as number
    const to = this.flat.tail[arc] as number
    const next = (this.spent[state] as number) - (this.flat.cost[arc] as number)
    if (this.reached[to] === this.search && (this.spent[to] as number) <= next) return
    this.reach(to, next, arc ^ 1, state, next + (this.tree.distance[to] as number))
  }

  private reach(to: number, spent: number, arc: number, from: number, whole: number): void {
    this.spent[to] = spent
    this.reached[to] = this.search
    this.byArc[to] = arc
    this.byState[to] = from
    this.heap.put(to, whole)
  }

  /** Takes out what both ways pass in opposite directions, and follows what is left from the source twice. */
  private unravel(source: number, first: readonly number[], end: number): [number[], number[]] {
    const { flat, byArc, byState, tree } = this
    const arcs = new Set(first)
    for (let state = end; byArc[state] !== -1; state = byState[state] as number) {
      const arc = byArc[state] as number
      if (!arcs.delete(arc ^ 1)) arcs.add(arc)
    }
    const follow = (): number[] => {
      const path: number[] = []
      for (let node = source; tree.isTarget[node] === 0; ) {
        const arc = this.firstOf(arcs, node)
        arcs.delete(arc)
        path.push(arc)
        node = flat.head[arc] as number
      }
      return path
    }
    const pair: [number[], number[]] = [follow(), follow()]
    const costOf = (path: readonly number[]) => path.reduce((sum, arc) => sum + (flat.cost[arc] as number), 0)
    return costOf(pair[1]) < costOf(pair[0]) ? [pair[1], pair[0]] : pair
  }

  private firstOf(arcs: ReadonlySet<number>, node: number): number {
    const { start, slotArc } = this.flat
    let slot = start[node] as number
    while (!arcs.has(slotArc[slot] as number)) slot++
    return slotArc[slot] as number
  }
}
