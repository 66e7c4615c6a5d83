import type { TopologyIndex } from '../topology/topology-index.js'

/** The links of a topology as directed arcs in typed arrays. Arc `2 × link` leads from the first end of the link to the second, arc
 *  `2 × link + 1` back. Everything that could depend on the order of the text is ordered by name. */
export interface Graph {
  readonly nodeCount: number
  readonly arcCount: number
  readonly tail: Int32Array
  readonly head: Int32Array
  readonly weight: Float64Array
  /** µs */
  readonly latency: Float64Array
  /** −log of the share of packets that get over: adds up along a path. */
  readonly loss: Float64Array
  /** −log of the share of time that the arc and the node at its head are up. */
  readonly downtime: Float64Array
  /** Per node: arcs that leave it, by name of the neighbour, then of the link. */
  readonly out: readonly Int32Array[]
  /** Per node: arcs that come in, in the same order. */
  readonly into: readonly Int32Array[]
  /** Per node: its place among all names. */
  readonly rank: Int32Array
  /** Per link: its place among all link ids. */
  readonly linkRank: Int32Array
  /** 1 where the node never passes packets on. */
  readonly isEnd: Uint8Array
  /** Of a network with links down: the graph with all of them up, of which this is a part. */
  readonly up?: Graph
  /** Links whose arcs are in no list. */
  readonly down?: ReadonlySet<number>
}

/** Arcs that must not be used: 1 closes an arc. */
export type ClosedArcs = Uint8Array

export const linkOfArc = (arc: number): number => arc >> 1
export const reverseArc = (arc: number): number => arc ^ 1

const graphs = new WeakMap<TopologyIndex, Graph>()

/** The graph of a topology; made once per index. */
export function graphOf(index: TopologyIndex): Graph {
  let graph = graphs.get(index)
  if (!graph) graphs.set(index, (graph = index.up ? withoutArcs(graphOf(index.up), index.down) : makeGraph(index)))
  return graph
}

/** The same arrays, but for the lists of the nodes at links that are down. */
function withoutArcs(up: Graph, down: ReadonlySet<number> = new Set()): Graph {
  const [out, into] = [[...up.out], [...up.into]]
  for (const link of down)
    for (const arc of [2 * link, 2 * link + 1]) {
      const [from, to] = [up.tail[arc] as number, up.head[arc] as number]
      out[from] = (out[from] ?? new Int32Array()).filter((one) => one !== arc)
      into[to] = (into[to] ?? new Int32Array()).filter((one) => one !== arc)
    }
  return { ...up, out, into, up, down }
}

function makeGraph(index: TopologyIndex): Graph {
  const nodeCount = index.nodes.length
  const arcCount = index.links.length * 2
  const tail = new Int32Array(arcCount)
  const head = new Int32Array(arcCount)
  const weight = new Float64Array(arcCount)
  const latency = new Float64Array(arcCount)
  const loss = new Float64Array(arcCount)
  const downtime = new Float64Array(arcCount)
  const nodeDowntime = index.nodes.map(({ availability = 1 }) => -Math.log(availability))
  for (const [id, link] of index.links.entries()) {
    const [a, b] = link.ends.map(({ node }) => index.nodeId.get(node) ?? -1) as [number, number]
    tail[2 * id] = head[2 * id + 1] = a
    head[2 * id] = tail[2 * id + 1] = b
    weight[2 * id] = weight[2 * id + 1] = link.weight
    latency[2 * id] = latency[2 * id + 1] = link.latency
    loss[2 * id] = loss[2 * id + 1] = -Math.log1p(-(link.loss ?? 0))
    downtime[2 * id] = -Math.log(link.availability ?? 1) + (nodeDowntime[b] ?? 0)
    downtime[2 * id + 1] = -Math.log(link.availability ?? 1) + (nodeDowntime[a] ?? 0)
  }
  const rank = ranksOf(index.nodes.map(({ name }) => name))
  const linkRank = ranksOf(index.links.map(({ id }) => id))
  const arcsBy = (ends: Int32Array, others: Int32Array): Int32Array[] => {
    const lists: number[][] = index.nodes.map(() => [])
    for (let arc = 0; arc < arcCount; arc++) lists[ends[arc] ?? -1]?.push(arc)
    const place = (arc: number) => (rank[others[arc] ?? -1] ?? 0) * index.links.length + (linkRank[linkOfArc(arc)] ?? 0)
    return lists.map((list) => Int32Array.from(list.sort((a, b) => place(a) - place(b))))
  }
  return {
    nodeCount,
    arcCount,
    tail,
    head,
    weight,
    latency,
    loss,
    downtime,
    out: arcsBy(tail, head),
    into: arcsBy(head, tail),
    rank,
    linkRank,
    isEnd: Uint8Array.from(index.isEnd, (isEnd, node) => Number(isEnd || index.drained?.has(node))),
  }
}

function ranksOf(names: readonly string[]): Int32Array {
  const ranks = new Int32Array(names.length)
  const sorted = names
    .map((name, id) => ({ name, id }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id))
  for (const [place, { id }] of sorted.entries()) ranks[id] = place
  return ranks
}

/** What to keep off, by dense ids. */
export interface Obstacles {
  readonly nodes?: Iterable<number>
  readonly links?: Iterable<number>
  readonly arcs?: Iterable<number>
}

/** Closes nodes (all their arcs), links (both directions) and single arcs, on top of what is closed already. */
export function closeArcs(
  graph: Graph,
  { nodes = [], links = [], arcs = [] }: Obstacles,
  base?: ClosedArcs,
): ClosedArcs {
  const closed = base ? base.slice() : new Uint8Array(graph.arcCount)
  for (const node of nodes) {
    for (const arc of graph.out[node] ?? []) closed[arc] = 1
    for (const arc of graph.into[node] ?? []) closed[arc] = 1
  }
  for (const link of links) closed[2 * link] = closed[2 * link + 1] = 1
  for (const arc of arcs) closed[arc] = 1
  return closed
}
