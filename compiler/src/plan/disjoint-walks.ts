import type { ClosedArcs, Graph, TopologyIndex } from '@paranet/network'
import { linkOfArc } from '@paranet/network'

/** Several ways between the same ends. */
export interface DisjointRequest {
  readonly source: number
  readonly targets: readonly number[]
  readonly count: number
  /** Whether ways share no node either. */
  readonly isByNode: boolean
  /** Nodes that ways may share all the same. */
  readonly shared: ReadonlySet<number>
  readonly closed: ClosedArcs
  readonly metric: 'weight' | 'latency' | 'hops'
}

/** Fewer ways than asked for, and what every further one would have to pass too. */
export interface TooFewWays {
  readonly found: number
  readonly links: readonly number[]
  readonly nodes: readonly number[]
}

/** The cheapest set of ways that share no link (or node): a flow of least cost, made one way at a time over what the ways before leave or give
 *  back, so that an unlucky first way never stands in the way of the others. Links to hosts may be shared. Ways in the order of their
 *  cost, each a row of arcs. Suurballe, Networks 4 (1974); Bellman and Ford for the searches, in the order of names, so that equal costs
 *  are settled alike on every machine. O(ways × nodes × arcs) at worst. */
export function disjointWalks(
  index: TopologyIndex,
  graph: Graph,
  request: DisjointRequest,
): readonly (readonly number[])[] | TooFewWays {
  const net = new FlowNetwork(index, graph, request)
  for (let found = 0; found < request.count; found++) if (!net.augment()) return { found, ...net.cut() }
  return net.walks()
}

/** One edge of the flow network and, at the odd place beside it, its way back. */
interface Edge {
  readonly to: number
  readonly cost: Cost
  room: number
  /** The arc that it stands for; absent: the inside of a node, or the way to the sink. */
  readonly arc?: number
  readonly node?: number
}

/** Compared in this order. */
type Cost = readonly [number, number, number]

const free: Cost = [0, 0, 0]
const negative = ([a, b, c]: Cost): Cost => [-a, -b, -c]
const plus = (a: Cost, b: Cost): Cost => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
const isLess = (a: Cost, b: Cost): boolean => (a[0] !== b[0] ? a[0] < b[0] : a[1] !== b[1] ? a[1] < b[1] : a[2] < b[2])

/** Every node is two vertices with an edge between, so that its capacity can be told: packets come in at `2 × node` and leave at
 *  `2 × node + 1`. One more vertex is the sink. */
class FlowNetwork {
  readonly #graph: Graph
  readonly #request: DisjointRequest
  readonly #edges: Edge[] = []
  readonly #out: number[][]
  readonly #order: readonly number[]
  readonly #sink: number

  constructor(index: TopologyIndex, graph: Graph, request: DisjointRequest) {
    this.#graph = graph
    this.#request = request
    this.#sink = 2 * graph.nodeCount
    this.#out = Array.from({ length: this.#sink + 1 }, () => [])
    const nodes = [...index.nodes.keys()].sort((a, b) => (graph.rank[a] as number) - (graph.rank[b] as number))
    this.#order = [...nodes.flatMap((node) => [2 * node, 2 * node + 1]), this.#sink]
    for (const node of nodes) this.#addNode(node)
  }

  #addNode(node: number): void {
    const { source, targets, count, isByNode, shared, closed } = this.#request
    const isTarget = targets.includes(node)
    if (isTarget) this.#join(2 * node, this.#sink, count, free)
    if (isTarget || (this.#graph.isEnd[node] && node !== source)) return
    this.#join(2 * node, 2 * node + 1, isByNode && node !== source && !shared.has(node) ? 1 : count, free, { node })
    for (const arc of this.#graph.out[node] ?? []) {
      const head = this.#graph.head[arc] as number
      if (closed[arc] || (this.#graph.isEnd[head] && !targets.includes(head))) continue
      this.#join(2 * node + 1, 2 * head, this.#graph.isEnd[head] ? count : 1, this.#costOf(arc), { arc })
    }
  }

  #costOf(arc: number): Cost {
    const [weight, latency] = [this.#graph.weight[arc] as number, this.#graph.latency[arc] as number]
    const { metric } = this.#request
    return metric === 'weight'
      ? [weight, latency, 1]
      : metric === 'latency'
        ? [latency, weight, 1]
        : [1, weight, latency]
  }

  #join(from: number, to: number, room: number, cost: Cost, its: Pick<Edge, 'arc' | 'node'> = {}): void {
    this.#out[from]?.push(this.#edges.length)
    this.#edges.push({ to, room, cost, ...its })
    this.#out[to]?.push(this.#edges.length)
    this.#edges.push({ to: from, room: 0, cost: negative(cost) })
  }

  /** Sends one more unit from the source to the sink by the cheapest way there is; false where there is none. */
  augment(): boolean {
    const { best, by } = this.#search()
    if (!best[this.#sink]) return false
    for (let at = this.#sink; by[at] !== undefined; ) {
      const edge = by[at] as number
      ;(this.#edges[edge] as Edge).room--
      ;(this.#edges[edge ^ 1] as Edge).room++
      at = (this.#edges[edge ^ 1] as Edge).to
    }
    return true
  }

  #search(): { best: (Cost | undefined)[]; by: (number | undefined)[] } {
    const best: (Cost | undefined)[] = Array.from({ length: this.#sink + 1 })
    const by: (number | undefined)[] = Array.from({ length: this.#sink + 1 })
    const start = 2 * this.#request.source + 1
    best[start] = free
    for (let isChanged = true; isChanged; ) {
      isChanged = false
      for (const at of this.#order) {
        const cost = best[at]
        if (!cost) continue
        for (const place of this.#out[at] ?? []) {
          const edge = this.#edges[place] as Edge
          if (edge.room === 0 || edge.to === start) continue
          const sum = plus(cost, edge.cost)
          const known = best[edge.to]
          if (known && !isLess(sum, known)) continue
          best[edge.to] = sum
          by[edge.to] = place
          isChanged = true
        }
      }
    }
    return { best, by }
  }

  /** The full edges at the border of what another way could still reach. */
  cut(): { readonly links: number[]; readonly nodes: number[] } {
    const { best } = this.#search()
    const links: number[] = []
    const nodes: number[] = []
    for (const [place, { to, room, arc, node }] of this.#edges.entries()) {
      const from = this.#edges[place ^ 1]?.to ?? -1
      if (place % 2 === 1 || room > 0 || !best[from] || best[to]) continue
      if (arc !== undefined) links.push(linkOfArc(arc))
      else if (node !== undefined) nodes.push(node)
    }
    return { links, nodes }
  }

  /** The flow as ways, cheapest first. */
  walks(): readonly (readonly number[])[] {
    const used = new Map<number, number>()
    for (const [place, { arc }] of this.#edges.entries())
      if (arc !== undefined) used.set(arc, this.#edges[place ^ 1]?.room ?? 0)
    for (const [arc, units] of used) {
      const both = Math.min(units, used.get(arc ^ 1) ?? 0)
      if (both === 0) continue
      used.set(arc, units - both)
      used.set(arc ^ 1, (used.get(arc ^ 1) ?? 0) - both)
    }
    const walks = Array.from({ length: this.#request.count }, () => this.#takeWalk(used))
    const costOf = (arcs: readonly number[]) => arcs.reduce((sum, arc) => plus(sum, this.#costOf(arc)), free)
    return walks.sort((a, b) => (isLess(costOf(a), costOf(b)) ? -1 : isLess(costOf(b), costOf(a)) ? 1 : 0))
  }

  #takeWalk(used: Map<number, number>): number[] {
    const { source, targets } = this.#request
    const arcs: number[] = []
    for (let node = source; !targets.includes(node); ) {
      const arc = (this.#graph.out[node] ?? []).find((one) => (used.get(one) ?? 0) > 0)
      if (arc === undefined) return arcs
      used.set(arc, (used.get(arc) ?? 0) - 1)
      arcs.push(arc)
      node = this.#graph.head[arc] as number
    }
    return arcs
  }
}
