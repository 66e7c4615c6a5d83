import type { ClosedArcs, Graph, PathMetric } from '@paranet/network'

/** A way that passes waypoints in order. A directed arc comes at most once, so that devices can tell where on the way a packet is by the
 *  interface it came in. */
export interface Walk {
  readonly arcs: readonly number[]
  readonly weight: number
  /** µs */
  readonly latency: number
}

export interface WalkRequest {
  readonly source: number
  readonly targets: readonly number[]
  readonly via: readonly (readonly number[])[]
  readonly closed: ClosedArcs
  /** µs that the walk may take. */
  readonly bound?: number
  readonly metric?: PathMetric
  /** False lifts the rule that an arc comes once: to explain why there is no walk. */
  readonly isArcOnce?: boolean
}

/** A walk under way: at `node`, having passed `phase` waypoints. */
export interface Label {
  readonly node: number
  readonly phase: number
  readonly weight: number
  readonly latency: number
  readonly hops: number
  readonly arc: number
  readonly parent: Label | undefined
}

/** How many waypoints have been passed once `node` is reached. */
export function phaseAt(via: WalkRequest['via'], phase: number, node: number): number {
  let passed = phase
  while (via[passed]?.includes(node)) passed++
  return passed
}

/** The best walk: by weight, then latency (or the other way round), then hops, then names; within the bound if there is one.
 *  Labels over (node, waypoints passed), cheapest first; under a bound a dearer label lives on while it is faster. */
export function findWalk(graph: Graph, request: WalkRequest): Walk | undefined {
  const { source, targets, via, closed, bound, metric = 'weight', isArcOnce = true } = request
  const heap = new LabelHeap(graph, metric)
  const phases = via.length + 1
  const fastest = new Float64Array(graph.nodeCount * phases).fill(Number.POSITIVE_INFINITY)
  const isTarget = (node: number) => targets.includes(node)
  heap.push({
    node: source,
    phase: phaseAt(via, 0, source),
    weight: 0,
    latency: 0,
    hops: 0,
    arc: -1,
    parent: undefined,
  })
  for (let label = heap.take(); label; label = heap.take()) {
    const state = label.node * phases + label.phase
    if (
      label.latency >= (fastest[state] as number) ||
      (bound === undefined && fastest[state] !== Number.POSITIVE_INFINITY)
    )
      continue
    fastest[state] = label.latency
    if (label.phase === via.length && isTarget(label.node))
      return { arcs: arcsOf(label), weight: label.weight, latency: label.latency }
    if (graph.isEnd[label.node]) continue
    for (const arc of graph.out[label.node] ?? []) {
      const node = graph.head[arc] as number
      if (closed[arc] || (graph.isEnd[node] && !(label.phase === via.length && isTarget(node)))) continue
      const latency = label.latency + (graph.latency[arc] as number)
      if (bound !== undefined && latency > bound) continue
      if (isArcOnce && via.length > 0 && hasPassed(label, arc)) continue
      heap.push({
        node,
        phase: phaseAt(via, label.phase, node),
        weight: label.weight + (graph.weight[arc] as number),
        latency,
        hops: label.hops + 1,
        arc,
        parent: label,
      })
    }
  }
  return undefined
}

/** The arcs of a label, first first. */
export function arcsOf(label: Label): number[] {
  const arcs: number[] = []
  for (let at: Label | undefined = label; at && at.arc >= 0; at = at.parent) arcs.push(at.arc)
  return arcs.reverse()
}

/** Whether the walk has taken the arc. */
export function hasPassed(label: Label, arc: number): boolean {
  for (let at: Label | undefined = label; at; at = at.parent) if (at.arc === arc) return true
  return false
}

/** Labels, best first. */
export class LabelHeap {
  private readonly items: Label[] = []
  private readonly graph: Graph
  private readonly isFast: boolean

  constructor(graph: Graph, metric: PathMetric) {
    this.graph = graph
    this.isFast = metric === 'latency'
  }

  push(label: Label): void {
    const { items } = this
    let at = items.length
    items.push(label)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = items[parent] as Label
      if (this.compare(label, above) >= 0) break
      items[at] = above
      at = parent
    }
    items[at] = label
  }

  take(): Label | undefined {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    if (!top || !last || items.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && this.compare(items[child + 1] as Label, items[child] as Label) < 0) child++
      const below = items[child] as Label
      if (this.compare(below, last) >= 0) break
      items[at] = below
      at = child
    }
    items[at] = last
    return top
  }

  private compare(a: Label, b: Label): number {
    const byCost = this.isFast
      ? a.latency - b.latency || a.weight - b.weight
      : a.weight - b.weight || a.latency - b.latency
    return byCost || a.hops - b.hops || this.compareNames(a, b)
  }

  private compareNames(a: Label, b: Label): number {
    const { head, rank, linkRank } = this.graph
    const [x, y] = [arcsOf(a), arcsOf(b)]
    for (const [i, arc] of x.entries()) {
      const other = y[i] as number
      if (arc === other) continue
      return (
        (rank[head[arc] as number] as number) - (rank[head[other] as number] as number) ||
        (linkRank[arc >> 1] as number) - (linkRank[other >> 1] as number)
      )
    }
    return 0
  }
}

/** Walks in order of cost, from the best on: each is followed by the best ones without one of its arcs. At most `limit`. */
export function* candidateWalks(graph: Graph, request: WalkRequest, limit: number): Generator<Walk> {
  const waiting: { walk: Walk; closed: ClosedArcs }[] = []
  const seen = new Set<string>()
  const offer = (closed: ClosedArcs) => {
    const walk = findWalk(graph, { ...request, closed })
    if (!walk || seen.has(walk.arcs.join())) return
    seen.add(walk.arcs.join())
    waiting.push({ walk, closed })
  }
  offer(request.closed)
  const [first, second] =
    request.metric === 'latency' ? (['latency', 'weight'] as const) : (['weight', 'latency'] as const)
  for (let given = 0; given < limit; given++) {
    waiting.sort(
      (a, b) =>
        a.walk[first] - b.walk[first] || a.walk[second] - b.walk[second] || a.walk.arcs.length - b.walk.arcs.length,
    )
    const next = waiting.shift()
    if (!next) return
    yield next.walk
    for (const arc of next.walk.arcs) {
      const closed = next.closed.slice()
      closed[arc] = 1
      offer(closed)
    }
  }
}
