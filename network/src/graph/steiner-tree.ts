import type { ClosedArcs, Graph } from './graph.js'
import { NodeHeap } from './node-heap.js'
import type { PathMetric } from './shortest-paths.js'

/** A tree from a source to receivers. */
export interface SteinerTree {
  /** Arcs in the direction of the traffic; each comes after the one that leads to it, then by name. */
  readonly arcs: readonly number[]
  /** The sum over the arcs by the metric asked for. */
  readonly cost: number
  /** Receivers that no path leads to, by name. */
  readonly unreached: readonly number[]
}

/** A tree for one sender and several receivers whose arcs together cost little. Hosts are leaves: no packet passes them on.
 *
 *  First the receiver nearest to the tree is joined to it by a shortest path, again and again: Takahashi and Matsuyama, Mathematica Japonica 24
 *  (1980), at most twice the least where links cost the same in both directions and no receiver is a host with several links. Then the tree is
 *  improved while it becomes cheaper: each node that is neither sender nor receiver is taken out, each beside the tree put in, and the cheapest tree over
 *  the nodes that are left is made anew, without leaves that nobody wants. Ties by names. O(receivers × arcs × log nodes), then for each round of
 *  improvement O(nodes × arcs of the tree's nodes). */
export function steinerTree(
  graph: Graph,
  source: number,
  receivers: readonly number[],
  blocked?: ClosedArcs,
  metric: PathMetric = 'weight',
): SteinerTree {
  const maker = new TreeMaker(graph, source, new Set(receivers), blocked, metric)
  const grown = maker.grow()
  return maker.improve(grown)
}

/** Per node that is in the tree, the arc that leads to it; −1 at the source. */
type Tree = ReadonlyMap<number, number>

/** Improvements tried at most for large trees: nodes × rounds. */
const mostTries = 4000

class TreeMaker {
  readonly #graph: Graph
  readonly #source: number
  readonly #receivers: ReadonlySet<number>
  readonly #closed: ClosedArcs | undefined
  readonly #cost: Float64Array
  #unreached: number[] = []

  constructor(
    graph: Graph,
    source: number,
    receivers: ReadonlySet<number>,
    closed: ClosedArcs | undefined,
    metric: PathMetric,
  ) {
    this.#graph = graph
    this.#source = source
    this.#receivers = receivers
    this.#closed = closed
    this.#cost = metric === 'weight' ? graph.weight : graph.latency
  }

  /** Joins the nearest receiver until all are joined that can be. */
  grow(): Tree {
    const tree = new Map([[this.#source, -1]])
    const waiting = new Set([...this.#receivers].filter((node) => node !== this.#source))
    while (waiting.size > 0) {
      const path = this.#nearest(tree, waiting)
      if (!path) break
      for (const arc of path) {
        const node = this.#graph.head[arc] as number
        tree.set(node, arc)
        waiting.delete(node)
      }
    }
    this.#unreached = [...waiting].sort((a, b) => this.#rank(a) - this.#rank(b))
    return tree
  }

  /** The shortest path from the tree to a receiver beside it. */
  #nearest(tree: Tree, waiting: ReadonlySet<number>): number[] | undefined {
    const { nodeCount, out, head, tail, isEnd } = this.#graph
    const distance = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY)
    const by = new Int32Array(nodeCount).fill(-1)
    const isBefore = (a: number, b: number): boolean => {
      const [one, other] = [distance[a] as number, distance[b] as number]
      return one !== other ? one < other : this.#rank(a) < this.#rank(b)
    }
    const heap = new NodeHeap(nodeCount, isBefore)
    for (const node of tree.keys()) {
      distance[node] = 0
      heap.raise(node)
    }
    while (!heap.isEmpty) {
      const node = heap.take()
      if (waiting.has(node)) {
        const path: number[] = []
        for (let at = node; by[at] !== -1; at = tail[by[at] as number] as number) path.push(by[at] as number)
        return path.reverse()
      }
      if (isEnd[node] && node !== this.#source) continue
      for (const arc of out[node] ?? []) {
        const to = head[arc] as number
        const sum = (distance[node] as number) + (this.#cost[arc] as number)
        if (this.#closed?.[arc] || sum >= (distance[to] as number)) continue
        distance[to] = sum
        by[to] = arc
        heap.raise(to)
      }
    }
    return undefined
  }

  /** Takes nodes out and puts nodes in while that saves something. */
  improve(first: Tree): SteinerTree {
    let tree = this.#remade(new Set(first.keys())) ?? first
    if (this.#sum(first) < this.#sum(tree)) tree = first
    let tries = 0
    for (let isBetter = true; isBetter; ) {
      isBetter = false
      for (const node of this.#candidates(tree)) {
        if (tries++ >= mostTries) return this.#result(tree)
        const nodes = new Set(tree.keys())
        if (!nodes.delete(node)) nodes.add(node)
        const other = this.#remade(nodes)
        if (!other || this.#sum(other) >= this.#sum(tree)) continue
        tree = other
        isBetter = true
      }
    }
    return this.#result(tree)
  }

  /** Nodes of the tree that nobody asked for, and nodes with two neighbours in the tree. */
  #candidates(tree: Tree): number[] {
    const { nodeCount, out, head, isEnd } = this.#graph
    const nodes = Array.from({ length: nodeCount }, (_, node) => node)
    const neighbours = (node: number) => new Set([...(out[node] ?? [])].map((arc) => head[arc] as number))
    return nodes
      .filter((node) => node !== this.#source && !this.#receivers.has(node) && !isEnd[node])
      .filter((node) => tree.has(node) || [...neighbours(node)].filter((other) => tree.has(other)).length >= 2)
      .sort((a, b) => this.#rank(a) - this.#rank(b))
  }

  /** The cheapest tree over these nodes, from the source on (Prim), less leaves that nobody asked for; undefined where a receiver is left out. */
  #remade(nodes: ReadonlySet<number>): Tree | undefined {
    const { out, head, tail, isEnd } = this.#graph
    const tree = new Map([[this.#source, -1]])
    const best = new Map<number, number>()
    const offer = (node: number) => {
      if (isEnd[node] && node !== this.#source) return
      for (const arc of out[node] ?? []) {
        const to = head[arc] as number
        if (this.#closed?.[arc] || !nodes.has(to) || tree.has(to)) continue
        const known = best.get(to)
        if (known === undefined || this.#isCheaper(arc, known)) best.set(to, arc)
      }
    }
    offer(this.#source)
    while (best.size > 0) {
      const [to, arc] = [...best].reduce((a, b) => (this.#isCheaper(b[1], a[1]) ? b : a))
      best.delete(to)
      tree.set(to, arc)
      offer(to)
    }
    for (const node of this.#receivers) if (!tree.has(node) && !this.#unreached.includes(node)) return undefined
    this.#prune(tree, (arc) => tail[arc] as number)
    return tree
  }

  #isCheaper(arc: number, other: number): boolean {
    const { head, tail, linkRank } = this.#graph
    const byCost = (this.#cost[arc] as number) - (this.#cost[other] as number)
    const byName =
      this.#rank(head[arc] as number) - this.#rank(head[other] as number) ||
      this.#rank(tail[arc] as number) - this.#rank(tail[other] as number) ||
      (linkRank[arc >> 1] as number) - (linkRank[other >> 1] as number)
    return (byCost || byName) < 0
  }

  #prune(tree: Map<number, number>, tailOf: (arc: number) => number): void {
    const children = new Map<number, number>()
    for (const arc of tree.values()) if (arc >= 0) children.set(tailOf(arc), (children.get(tailOf(arc)) ?? 0) + 1)
    const isIdle = (node: number) => !children.get(node) && node !== this.#source && !this.#receivers.has(node)
    const leaves = [...tree.keys()].filter(isIdle)
    for (let leaf = leaves.pop(); leaf !== undefined; leaf = leaves.pop()) {
      const above = tailOf(tree.get(leaf) as number)
      tree.delete(leaf)
      children.set(above, (children.get(above) as number) - 1)
      if (isIdle(above)) leaves.push(above)
    }
  }

  #sum(tree: Tree): number {
    let sum = 0
    for (const arc of tree.values()) if (arc >= 0) sum += this.#cost[arc] as number
    return sum
  }

  #result(tree: Tree): SteinerTree {
    const { head, tail, out } = this.#graph
    const arcs: number[] = []
    const waiting = [this.#source]
    for (let node = waiting.shift(); node !== undefined; node = waiting.shift())
      for (const arc of out[node] ?? []) {
        if (tree.get(head[arc] as number) !== arc || tail[arc] !== node) continue
        arcs.push(arc)
        waiting.push(head[arc] as number)
      }
    return { arcs, cost: this.#sum(tree), unreached: this.#unreached }
  }

  #rank(node: number): number {
    return this.#graph.rank[node] as number
  }
}
