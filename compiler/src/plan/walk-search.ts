import type { ClosedArcs, Graph, PathBound, PathMetric } from '@paranet/network'
import { linkOfArc } from '@paranet/network'
import type { Ahead } from './ahead.js'
import { aheadOf } from './ahead.js'
import type { Preferred } from './demand.js'

/** Which sum is compared first; `hops`: hops, then weight, then latency. */
export type WalkMetric = PathMetric | 'hops'

/** A way that passes waypoints in order. A directed arc comes at most once, so that devices can tell where on the way a packet is by the
 *  interface it came in. */
export interface Walk {
  readonly arcs: readonly number[]
  readonly weight: number
  /** µs */
  readonly latency: number
  /** How many of the preferences it passes. */
  readonly preferred?: number
}

export interface WalkRequest {
  readonly source: number
  readonly targets: readonly number[]
  readonly via: readonly (readonly number[])[]
  readonly closed: ClosedArcs
  /** µs that the walk may take. */
  readonly bound?: number
  /** Arcs that the walk may take. */
  readonly maxHops?: number
  /** Sums that stay within bounds, beside latency and hops. */
  readonly within?: readonly PathBound[]
  /** The walk that passes most of these is best; the cost decides among those that pass as many. */
  readonly prefer?: readonly Preferred[]
  readonly metric?: WalkMetric
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
 *  Labels over (node, waypoints passed), cheapest first, what lies ahead by the shared trees counted in (A*, Hart, Nilsson and Raphael 1968);
 *  under a bound a dearer label lives on while it is faster. */
export function findWalk(graph: Graph, request: WalkRequest): Walk | undefined {
  if (request.maxHops !== undefined || request.prefer || request.within?.length) return findWeighedWalk(graph, request)
  const { source, targets, via, closed, bound, metric = 'weight', isArcOnce = true } = request
  const ahead = metric === 'hops' ? undefined : aheadOf(graph, targets, via, metric)
  const fastestAhead = bound === undefined ? undefined : aheadOf(graph, targets, via, 'latency')
  const heap = new LabelHeap(graph, metric, ahead)
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
    if (graph.isEnd[label.node] && label.arc >= 0) continue
    for (const arc of graph.out[label.node] ?? []) {
      const node = graph.head[arc] as number
      if (closed[arc] || (graph.isEnd[node] && !(label.phase === via.length && isTarget(node)))) continue
      const latency = label.latency + (graph.latency[arc] as number)
      const phase = phaseAt(via, label.phase, node)
      if (bound !== undefined && latency + (fastestAhead?.[phase]?.latency[node] ?? 0) > bound) continue
      if (bound === undefined && fastest[node * phases + phase] !== Number.POSITIVE_INFINITY) continue
      if (isArcOnce && via.length > 0 && hasPassed(label, arc)) continue
      heap.push({
        node,
        phase,
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

/** A label that knows which preferences it has passed: one bit each. */
interface WeighedLabel extends Label {
  readonly passed: number
  /** Per bound: the sum so far. */
  readonly spent: readonly number[]
  readonly parent: WeighedLabel | undefined
}

/** Labels that one state may keep although a cheaper one came before: with preferences a walk passes no node twice between two waypoints, so
 *  that a cheaper label may lead nowhere. */
const spareLabels = 4
/** Room for the rounding of sums of logarithms. */
export const rounding = 1e-12
/** Labels after which a search for preferences is content with what it has. */
const labelBudget = 100_000

/** The walk that passes most preferences, then the best; within the bounds on latency and hops. A label lives on while no cheaper one is
 *  as fast and as short. */
function findWeighedWalk(graph: Graph, request: WalkRequest): Walk | undefined {
  const { source, targets, via, closed, bound, maxHops, prefer = [], metric = 'weight', isArcOnce = true } = request
  const { within = [] } = request
  const heap = new LabelHeap<WeighedLabel>(graph, metric)
  const settled = new Map<number, WeighedLabel[]>()
  const spare = prefer.length > 0 ? spareLabels : 1
  let best: WeighedLabel | undefined
  const passedAt = (node: number) => bitsOf(prefer, ({ nodes }) => nodes.includes(node))
  const first = { node: source, phase: phaseAt(via, 0, source), weight: 0, latency: 0, hops: 0, arc: -1 }
  heap.push({ ...first, parent: undefined, passed: passedAt(source), spent: within.map(() => 0) })
  for (let label = heap.take(), taken = 0; label && taken < labelBudget; label = heap.take(), taken++) {
    const state = ((label.node * (via.length + 1) + label.phase) << prefer.length) | label.passed
    const { latency, hops, spent } = label
    const known = settled.get(state) ?? []
    const dominating = known.filter(
      (one) =>
        (bound === undefined || one.latency <= latency) &&
        (maxHops === undefined || one.hops <= hops) &&
        one.spent.every((sum, i) => sum <= (spent[i] as number)),
    )
    if (dominating.length >= spare) continue
    settled.set(state, [...known, label])
    if (label.phase === via.length && targets.includes(label.node)) {
      if (!best || bitCount(label.passed) > bitCount(best.passed)) best = label
      if (bitCount(best.passed) === prefer.length) break
      continue
    }
    if (graph.isEnd[label.node] && label.arc >= 0) continue
    for (const arc of graph.out[label.node] ?? []) {
      const node = graph.head[arc] as number
      const phase = phaseAt(via, label.phase, node)
      if (closed[arc] || (graph.isEnd[node] && !(label.phase === via.length && targets.includes(node)))) continue
      if (bound !== undefined && latency + (graph.latency[arc] as number) > bound) continue
      if (maxHops !== undefined && hops >= maxHops) continue
      const sums = within.map(({ lengths }, i) => (spent[i] as number) + (lengths[arc] as number))
      if (sums.some((sum, i) => sum > (within[i]?.most ?? 0) + rounding)) continue
      if (isArcOnce && via.length > 0 && hasPassed(label, arc)) continue
      if (prefer.length > 0 && hasVisited(label, node, phase)) continue
      heap.push({
        node,
        phase,
        weight: label.weight + (graph.weight[arc] as number),
        latency: latency + (graph.latency[arc] as number),
        hops: hops + 1,
        arc,
        parent: label,
        spent: sums,
        passed: label.passed | passedAt(node) | bitsOf(prefer, ({ links }) => links.includes(linkOfArc(arc))),
      })
    }
  }
  if (!best) return undefined
  const { weight, latency, passed } = best
  return { arcs: arcsOf(best), weight, latency, ...(request.prefer ? { preferred: bitCount(passed) } : {}) }
}

const bitsOf = (prefer: readonly Preferred[], isPassed: (one: Preferred) => boolean): number =>
  prefer.reduce((bits, one, place) => (isPassed(one) ? bits | (1 << place) : bits), 0)

const bitCount = (bits: number): number => {
  let count = 0
  for (let rest = bits; rest > 0; rest &= rest - 1) count++
  return count
}

/** How many of the preferences a way from a device passes. */
export const preferredCount = (
  graph: Graph,
  prefer: readonly Preferred[],
  device: number,
  arcs: readonly number[],
): number => {
  const nodes = [device, ...arcs.map((arc) => graph.head[arc] as number)]
  return prefer.filter(
    (one) => nodes.some((node) => one.nodes.includes(node)) || arcs.some((arc) => one.links.includes(linkOfArc(arc))),
  ).length
}

/** Whether the walk has been at the node since the last waypoint. */
function hasVisited(label: Label, node: number, phase: number): boolean {
  for (let at: Label | undefined = label; at && at.phase === phase; at = at.parent) if (at.node === node) return true
  return false
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

/** Labels, best first: by their sums with those that lie ahead of them, if that is given; where nothing can be ahead they are not taken in. */
export class LabelHeap<Item extends Label = Label> {
  private readonly items: Item[] = []
  /** Three sums per item, in the order in which they are compared. */
  private keys = new Float64Array(3 * 64)
  private readonly graph: Graph
  private readonly isFast: boolean
  private readonly isShort: boolean
  private readonly ahead: readonly Ahead[] | undefined

  constructor(graph: Graph, metric: WalkMetric, ahead?: readonly Ahead[]) {
    this.graph = graph
    this.isFast = metric === 'latency'
    this.isShort = metric === 'hops'
    this.ahead = ahead
  }

  /** `isWhole`: nothing lies ahead of it. */
  push(label: Item, isWhole = false): void {
    const rest = isWhole ? undefined : this.ahead?.[label.phase]
    const hops = label.hops + (rest ? (rest.hops[label.node] as number) : 0)
    if (hops === Number.POSITIVE_INFINITY) return
    const weight = label.weight + (rest ? (rest.weight[label.node] as number) : 0)
    const latency = label.latency + (rest ? (rest.latency[label.node] as number) : 0)
    const { items } = this
    if (this.keys.length < 3 * (items.length + 1)) this.grow()
    items.push(label)
    if (this.isShort) this.rise(items.length - 1, label, hops, weight, latency)
    else if (this.isFast) this.rise(items.length - 1, label, latency, weight, hops)
    else this.rise(items.length - 1, label, weight, latency, hops)
  }

  take(): Item | undefined {
    const { items, keys } = this
    const top = items[0]
    const last = items.pop()
    if (!top || !last || items.length === 0) return top
    const end = 3 * items.length
    this.sink(last, keys[end] as number, keys[end + 1] as number, keys[end + 2] as number)
    return top
  }

  private rise(from: number, label: Item, a: number, b: number, c: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.isBefore(label, a, b, c, parent)) break
      this.move(parent, at)
      at = parent
    }
    this.put(at, label, a, b, c)
  }

  private sink(label: Item, a: number, b: number, c: number): void {
    const { items, keys } = this
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      const next = child + 1
      if (next < items.length) {
        const [x, y, z] = [3 * next, 3 * next + 1, 3 * next + 2]
        const isNext = this.isBefore(
          items[next] as Item,
          keys[x] as number,
          keys[y] as number,
          keys[z] as number,
          child,
        )
        if (isNext) child = next
      }
      if (!this.isAfter(label, a, b, c, child)) break
      this.move(child, at)
      at = child
    }
    this.put(at, label, a, b, c)
  }

  private put(at: number, label: Item, a: number, b: number, c: number): void {
    this.items[at] = label
    this.keys[3 * at] = a
    this.keys[3 * at + 1] = b
    this.keys[3 * at + 2] = c
  }

  private move(from: number, to: number): void {
    this.items[to] = this.items[from] as Item
    const { keys } = this
    keys[3 * to] = keys[3 * from] as number
    keys[3 * to + 1] = keys[3 * from + 1] as number
    keys[3 * to + 2] = keys[3 * from + 2] as number
  }

  private grow(): void {
    const grown = new Float64Array(2 * this.keys.length)
    grown.set(this.keys)
    this.keys = grown
  }

  private isBefore(label: Item, a: number, b: number, c: number, place: number): boolean {
    return this.compare(label, a, b, c, place) < 0
  }

  private isAfter(label: Item, a: number, b: number, c: number, place: number): boolean {
    return this.compare(label, a, b, c, place) > 0
  }

  private compare(label: Item, a: number, b: number, c: number, place: number): number {
    const { keys } = this
    const x = keys[3 * place] as number
    if (a !== x) return a - x
    const y = keys[3 * place + 1] as number
    if (b !== y) return b - y
    const z = keys[3 * place + 2] as number
    return c === z ? this.compareNames(label, this.items[place] as Item) : c - z
  }

  /** By the nodes and links from the start on; a label before those that go on from it. */
  private compareNames(a: Label, b: Label): number {
    const { head, rank, linkRank } = this.graph
    const [x, y] = [arcsOf(a), arcsOf(b)]
    for (const [i, arc] of x.entries()) {
      const other = y[i]
      if (arc === other) continue
      if (other === undefined) return 1
      return (
        (rank[head[arc] as number] as number) - (rank[head[other] as number] as number) ||
        (linkRank[arc >> 1] as number) - (linkRank[other >> 1] as number)
      )
    }
    return x.length - y.length
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
        (b.walk.preferred ?? 0) - (a.walk.preferred ?? 0) ||
        a.walk[first] - b.walk[first] ||
        a.walk[second] - b.walk[second] ||
        a.walk.arcs.length - b.walk.arcs.length,
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
