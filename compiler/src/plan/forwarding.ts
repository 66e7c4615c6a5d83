import type { ClosedArcs, Graph } from '@paranet/network'
import { linkOfArc } from '@paranet/network'
import type { Demand } from './demand.js'
import type { Failure } from './failures.js'
import type { Label, Walk } from './walk-search.js'
import { arcsOf, hasPassed, LabelHeap, phaseAt } from './walk-search.js'

/** The way on from a state. `primary`: the arc to take; `deliver` where the packet has arrived, `refuse` where it may not go on. `backup`: the arc to take while the link of
 *  the primary is down. */
export interface WayOn {
  readonly primary: number
  readonly backup?: number
}

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
  readonly failures: readonly Failure[]
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
 *  then tries another walk. Undefined where a state would need two ways on, or a detour is not found. */
export function layWalk(
  request: ForwardingRequest,
  settled: Forwarding,
  starts: readonly number[],
  walk: Walk,
): Forwarding | undefined {
  const next = new Map(settled)
  for (const start of starts) {
    const states = [start, ...walk.arcs]
    for (const [i, state] of states.entries()) {
      const primary = walk.arcs[i] ?? deliver
      const known = next.get(state)
      if (known && known.primary !== primary) return undefined
      if (!known) next.set(state, { primary })
    }
  }
  for (let i = walk.arcs.length - 1; i >= 0; i--) {
    const failing = downWith(request, walk.arcs[i] as number)
    if (!failing) continue
    const states = i === 0 ? starts : [walk.arcs[i - 1] as number]
    const open = states.filter((state) => next.get(state)?.backup === undefined)
    if (open.length === 0) continue
    const detour = findDetour(request, next, walk, i, failing)
    if (!detour) return undefined
    for (const state of open) next.set(state, { primary: walk.arcs[i] as number, backup: detour[0] as number })
    for (const [at, arc] of detour.entries()) if (!next.has(arc)) next.set(arc, { primary: detour[at + 1] ?? deliver })
  }
  return next
}

/** Arcs that are closed while everything is down that can take this arc down; undefined where nothing can. */
function downWith({ graph, failures, closed }: ForwardingRequest, arc: number): ClosedArcs | undefined {
  const hitting = failures.filter(
    ({ links, nodes }) => links.includes(linkOfArc(arc)) || nodes.includes(graph.head[arc] as number),
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
  const heap = new LabelHeap(graph, metric)
  const finished = new Set<Label>()
  const seen = new Set<number>()
  const grow = (from: Label) => {
    for (const arc of graph.out[from.node] ?? []) {
      const to = graph.head[arc] as number
      const isTarget = targets.includes(to)
      if (down[arc] || (graph.isEnd[to] && !isTarget) || hasPassed(from, arc)) continue
      heap.push({
        node: to,
        phase: phaseAt(via, from.phase, to),
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
      heap.push(whole)
    } else if (label.phase === via.length && targets.includes(label.node)) return arcsOf(label)
    else if (!graph.isEnd[label.node]) grow(label)
  }
  return undefined
}

/** The sums of the settled way on from a label while arcs are down; undefined where it does not get to the end. */
function follow({ graph, demand: { via } }: ForwardingRequest, next: Forwarding, label: Label, down: ClosedArcs) {
  let { arc: state, phase } = label
  const sums = { weight: 0, latency: 0, hops: 0 }
  for (let steps = 0; steps <= next.size; steps++) {
    const way = next.get(state)
    if (!way) return undefined
    if (way.primary === deliver) return phase === via.length ? sums : undefined
    const arc = down[way.primary] ? way.backup : way.primary
    if (arc === undefined || down[arc]) return undefined
    sums.weight += graph.weight[arc] as number
    sums.latency += graph.latency[arc] as number
    sums.hops++
    phase = phaseAt(via, phase, graph.head[arc] as number)
    state = arc
  }
  return undefined
}
