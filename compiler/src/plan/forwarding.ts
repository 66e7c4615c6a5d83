import type { ClosedArcs, Graph } from '@paranet/network'
import { linkOfArc } from '@paranet/network'
import type { Demand } from './demand.js'
import { aheadOf } from './ahead.js'
import type { FailureIndex } from './failures.js'
import { isExempt } from './failures.js'
import type { Label, Walk } from './walk-search.js'
import { arcsOf, hasPassed, LabelHeap, phaseAt } from './walk-search.js'

/** The way on from a state. `primary`: the arc to take; `deliver` where the packet has arrived, `refuse` where it may not go on. `backup`: the arc to take while the link of
 *  the primary is down. */
export interface WayOn {
  readonly primary: number
  /** Arcs that the class is spread over beside the primary. */
  readonly others?: readonly number[]
  readonly backup?: number
}

/** All arcs that the class is spread over. */
export const membersOf = ({ primary, others }: WayOn): readonly number[] => (others ? [primary, ...others] : [primary])

export const deliver = -1
/** Of a start without a way: its packets must not be taken along by those of other starts. */
export const refuse = -2

/** What devices do with one class: a packet's state is the arc it came in by, or where it entered (`startState`). */
export type Forwarding = ReadonlyMap<number, WayOn>

/** The state of a packet that has just entered at a port. */
export const startState = ({ arcCount }: Graph, port: number): number => arcCount + port

export interface ForwardingRequest {
  readonly graph: Graph
  readonly demand: Demand
  readonly targets: readonly number[]
  /** Arcs that no way may take, backups included. */
  readonly closed: ClosedArcs
  /** Failures that ways must get around, one at a time. */
  readonly failures: readonly FailureIndex[]
  /** Nodes whose own failure need not be survived. */
  readonly ends: readonly number[]
  /** What was laid while more links were up, for as long as all that is laid is the same. */
  readonly before?: LaidBefore
}

/** What was laid in the same order while all links were up, and whether what is laid now is the same so far: then a detour which takes nothing that
 *  went down is the best one still, and is not searched for. */
export class LaidBefore {
  readonly #forwarding: Forwarding
  isFollowed = true

  constructor(forwarding: Forwarding) {
    this.#forwarding = forwarding
  }

  /** The way from a state to the end. */
  walkFrom(start: number): number[] | undefined {
    const arcs: number[] = []
    for (let way = this.#forwarding.get(start); this.isFollowed && way && !way.others; ) {
      if (way.primary === deliver) return arcs
      if (way.primary === refuse || arcs.length > this.#forwarding.size) return undefined
      arcs.push(way.primary)
      way = this.#forwarding.get(way.primary)
    }
    return undefined
  }

  /** Compares what is about to be laid. */
  note(starts: readonly number[], walks: readonly Walk[]): void {
    const isSame = ({ arcs }: Walk) => starts.every((start) => this.walkFrom(start)?.join() === arcs.join())
    if (this.isFollowed && !(walks.length === 1 && walks.every(isSame))) this.isFollowed = false
  }

  /** The detour from a state, as far as it is not settled. */
  detourAt(state: number, settled: Forwarding, { down }: Graph): number[] | undefined {
    const first = this.isFollowed ? this.#forwarding.get(state)?.backup : undefined
    const detour: number[] = []
    for (let arc = first; arc !== undefined && arc !== deliver; ) {
      if (arc < 0 || down?.has(linkOfArc(arc)) || detour.length > this.#forwarding.size) break
      detour.push(arc)
      if (settled.has(arc)) return detour
      arc = this.#forwarding.get(arc)?.primary
      if (arc === deliver) return detour
    }
    this.isFollowed = false
    return undefined
  }
}

/** Lays walks and their detours so that every state has one way on.
 *
 *  A walk is a row of states: where the packet enters, then each arc that it comes in by. A failure that takes down the arc from state i
 *  must be got around from the device in front of it, which sees the link go down and nothing else:
 *
 *        ───▶ u ──x──▶ v ───▶ w ───▶          detour of u: the cheapest way that avoids what fails, over arcs of its own,
 *             └──▶ y ─────────▲               until it meets a state whose way on is settled and leads to the end
 *
 *  Arcs of detours are states too: the device at their head sees by the in interface that the packet is on a detour. A settled state is
 *  never changed, and joining one is allowed only where following it under the same failure gets to the end by all waypoints. Detours are
 *  made from the end backwards, so those in front can join those behind. For single links this always finds a detour where there is a way
 *  at all (any settled way that comes back through u goes on from u without the link); for nodes and risks it may miss some, and the caller
 *  then tries another walk.
 *
 *  Walks that are used at once: where they part, a state has several members. What was settled before is joined only with the same members.
 *  A member needs no detour where every failure of it leaves another. Undefined where a state would need two ways on, or a detour is not found. */
export function layWalks(
  request: ForwardingRequest,
  settled: Forwarding,
  starts: readonly number[],
  walks: readonly Walk[],
): Forwarding | undefined {
  request.before?.note(starts, walks)
  const next = joinWalks(settled, starts, walks)
  if (!next) return undefined
  for (const walk of walks) if (!addDetours(request, next, starts, walk)) return undefined
  return next
}

function joinWalks(
  settled: Forwarding,
  starts: readonly number[],
  walks: readonly Walk[],
): Map<number, WayOn> | undefined {
  const members = new Map<number, number[]>()
  for (const { arcs } of walks)
    for (const start of starts)
      for (const [i, state] of [start, ...arcs].entries()) {
        const ways = members.get(state) ?? []
        const way = arcs[i] ?? deliver
        if (!ways.includes(way)) members.set(state, [...ways, way])
      }
  const next = new Map(settled)
  for (const [state, [primary = deliver, ...others]] of members) {
    if (others.length > 0 && [primary, ...others].includes(deliver)) return undefined
    const known = next.get(state)
    const isSame = known && membersOf(known).join() === [primary, ...others].join()
    if (known && !isSame) return undefined
    if (!known) next.set(state, others.length === 0 ? { primary } : { primary, others })
  }
  return next
}

function addDetours(
  request: ForwardingRequest,
  next: Map<number, WayOn>,
  starts: readonly number[],
  walk: Walk,
): boolean {
  for (let i = walk.arcs.length - 1; i >= 0; i--) {
    const arc = walk.arcs[i] as number
    const states = i === 0 ? starts : [walk.arcs[i - 1] as number]
    const open = states.filter((state) => next.get(state)?.backup === undefined)
    const failing = open.length === 0 ? undefined : downWith(request, membersAt(next, open[0] as number))
    if (!failing) continue
    const detour =
      request.before?.detourAt(open[0] as number, next, request.graph) ?? findDetour(request, next, walk, i, failing)
    if (!detour) return false
    for (const state of open) next.set(state, { ...(next.get(state) ?? { primary: arc }), backup: detour[0] as number })
    for (const [at, one] of detour.entries()) if (!next.has(one)) next.set(one, { primary: detour[at + 1] ?? deliver })
  }
  return true
}

const membersAt = (next: Forwarding, state: number): readonly number[] => membersOf(next.get(state) as WayOn)

/** Arcs that are closed while everything is down that can take all of these arcs down; undefined where nothing can. */
function downWith(
  { graph, failures, demand, ends, closed }: ForwardingRequest,
  arcs: readonly number[],
): ClosedArcs | undefined {
  const hitting = failures
    .flatMap((index) => index.hitting(linkOfArc(arcs[0] ?? -1), graph.head[arcs[0] ?? -1] as number))
    .filter(
      (failure) =>
        arcs.every(
          (arc) => failure.links.includes(linkOfArc(arc)) || failure.nodes.includes(graph.head[arc] as number),
        ) && !isExempt(failure, demand, ends),
    )
  if (hitting.length === 0) return undefined
  const down = closed.slice()
  for (const { links, nodes } of hitting) {
    for (const link of links) down[2 * link] = down[2 * link + 1] = 1
    for (const node of nodes)
      for (const list of [graph.out[node], graph.into[node]]) for (const one of list ?? []) down[one] = 1
  }
  return down
}

/** The detour from the tail of arc `at` of the walk: new arcs, the last of them settled already or at a target. */
function findDetour(
  request: ForwardingRequest,
  next: Forwarding,
  walk: Walk,
  at: number,
  down: ClosedArcs,
): number[] | undefined {
  const { graph, demand, targets } = request
  const { via } = demand
  const node = graph.tail[walk.arcs[at] as number] as number
  const phase = walk.arcs
    .slice(0, at)
    .reduce(
      (passed, arc) => phaseAt(via, passed, graph.head[arc] as number),
      phaseAt(via, 0, graph.tail[walk.arcs[0] as number] as number),
    )
  const metric = demand.latency !== undefined ? 'latency' : demand.maxHops !== undefined ? 'hops' : 'weight'
  const heap = new LabelHeap(graph, metric, metric === 'hops' ? undefined : aheadOf(graph, targets, via, metric))
  const finished = new Set<Label>()
  const seen = new Set<number>()
  // Without waypoints whoever comes to a node later has nothing that the first did not have.
  const grown = via.length === 0 ? new Uint8Array(graph.nodeCount) : undefined
  const grow = (from: Label) => {
    if (grown) grown[from.node] = 1
    for (const arc of graph.out[from.node] ?? []) {
      const to = graph.head[arc] as number
      if (grown?.[to] && !next.has(arc)) continue
      const isTarget = targets.includes(to)
      if (down[arc] || (graph.isEnd[to] && !isTarget)) continue
      const reached = phaseAt(via, from.phase, to)
      if (seen.has(arc * (via.length + 1) + reached) || hasPassed(from, arc)) continue
      heap.push({
        node: to,
        phase: reached,
        weight: from.weight + (graph.weight[arc] as number),
        latency: from.latency + (graph.latency[arc] as number),
        hops: from.hops + 1,
        arc,
        parent: from,
      })
    }
  }
  grow({ node, phase, weight: 0, latency: 0, hops: 0, arc: -1, parent: undefined })
  for (let label = heap.take(); label; label = heap.take()) {
    if (finished.has(label)) return arcsOf(label)
    const state = label.arc * (via.length + 1) + label.phase
    if (seen.has(state)) continue
    seen.add(state)
    if (next.has(label.arc)) {
      const rest = follow(request, next, label, down)
      if (!rest) continue
      const whole = {
        ...label,
        weight: label.weight + rest.weight,
        latency: label.latency + rest.latency,
        hops: label.hops + rest.hops,
      }
      finished.add(whole)
      heap.push(whole, true)
    } else if (label.phase === via.length && targets.includes(label.node)) return arcsOf(label)
    else if (!graph.isEnd[label.node] && !grown?.[label.node]) grow(label)
  }
  return undefined
}

interface Sums {
  readonly weight: number
  readonly latency: number
  readonly hops: number
}

/** The sums of the settled way on from a label while arcs are down, the largest where it parts; undefined where it does not get to the end. */
function follow(request: ForwardingRequest, next: Forwarding, { arc, phase }: Label, down: ClosedArcs) {
  return followFrom(request, next, { state: arc, phase, sums: { weight: 0, latency: 0, hops: 0 } }, down)
}

function followFrom(
  request: ForwardingRequest,
  next: Forwarding,
  from: { readonly state: number; readonly phase: number; readonly sums: Sums },
  down: ClosedArcs,
): Sums | undefined {
  const {
    graph,
    demand: { via },
  } = request
  let { state, phase } = from
  const sums = { ...from.sums }
  for (; sums.hops <= next.size; ) {
    const way = next.get(state)
    if (!way) return undefined
    if (way.primary === deliver) return phase === via.length ? sums : undefined
    const up = membersOf(way).filter((arc) => !down[arc])
    if (up.length > 1) {
      const ends = up.map((arc) => followFrom(request, next, stepOn(request, { phase, sums }, arc), down))
      return ends.every((end) => end !== undefined) ? ends.reduce(largest) : undefined
    }
    const arc = up[0] ?? way.backup
    if (arc === undefined || down[arc]) return undefined
    sums.weight += graph.weight[arc] as number
    sums.latency += graph.latency[arc] as number
    sums.hops++
    phase = phaseAt(via, phase, graph.head[arc] as number)
    state = arc
  }
  return undefined
}

const stepOn = (
  { graph, demand }: ForwardingRequest,
  { phase, sums }: { readonly phase: number; readonly sums: Sums },
  arc: number,
) => ({
  state: arc,
  phase: phaseAt(demand.via, phase, graph.head[arc] as number),
  sums: {
    weight: sums.weight + (graph.weight[arc] as number),
    latency: sums.latency + (graph.latency[arc] as number),
    hops: sums.hops + 1,
  },
})

const largest = (a: Sums, b: Sums): Sums => ({
  weight: Math.max(a.weight, b.weight),
  latency: Math.max(a.latency, b.latency),
  hops: Math.max(a.hops, b.hops),
})
