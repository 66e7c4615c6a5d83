import { CostHeap } from './cost-heap.js'
import { flatGraphOf } from './flat-graph.js'
import type { ClosedArcs, Graph } from './graph.js'

/** A walk from the source to a target that passes one node of each waypoint in order. */
export interface WaypointRequest {
  readonly source: number
  readonly targets: readonly number[]
  readonly via: readonly (readonly number[])[]
  /** What devices tell packets on their way apart by. `arc`: by the interface they came in by, so that an arc comes at most once; `node`: by nothing,
   *  so that a node does. */
  readonly once: 'arc' | 'node'
  readonly closed?: ClosedArcs
  /** Searches. */
  readonly budget?: number
}

/** The best walk. `none`: there is no walk at all (`no-way`), or each one comes twice where it must not (`loops`), which is proved. `unknown`: the
 *  budget ended first. */
export type WaypointWalk =
  | { readonly kind: 'found'; readonly arcs: readonly number[]; readonly cost: number }
  | { readonly kind: 'none'; readonly reason: 'no-way' | 'loops' }
  | { readonly kind: 'unknown'; readonly searches: number }

/** A part of all walks: those that keep off some places (a node or arc, with how many waypoints have been passed), and the best of them. */
interface Part {
  readonly avoided: ReadonlySet<number>
  readonly arcs: readonly number[]
  readonly cost: number
}

/** How many searches a walk may take. */
const usualBudget = 1000

/** The best walk over waypoints that leaves no loop in the forwarding state, by weight, latency, hops, then names.
 *
 *  Over states (node, waypoints passed) the shortest walk is found by Dijkstra's algorithm; mostly it comes nowhere twice. Where it does, it does so
 *  before and after some waypoint, and every walk that is allowed keeps off at least one of these two places: so there are two parts, each
 *  without one of them, solved alike. Parts are taken up in the order of their best walks; the first of these that comes nowhere twice is
 *  the best of all. The problem is NP-hard (for two nodes and one waypoint it is two disjoint paths in a directed graph: Fortune, Hopcroft and Wyllie 1980),
 *  so the searches are counted. The way to branch is that of Sharon et al., conflict-based search (Artificial Intelligence 219, 2015). */
export function waypointWalk(graph: Graph, request: WaypointRequest): WaypointWalk {
  const layers = new Layers(graph, request)
  const first = layers.solve(new Set())
  if (!first) return { kind: 'none', reason: 'no-way' }
  const parts: Part[] = [first]
  for (let searches = 1; parts.length > 0; searches += 2) {
    if (searches > (request.budget ?? usualBudget)) return { kind: 'unknown', searches }
    const part = layers.takeBest(parts)
    const conflict = layers.conflictOf(part.arcs)
    if (!conflict) return { kind: 'found', arcs: part.arcs, cost: part.cost }
    for (const place of conflict) {
      const next = layers.solve(new Set([...part.avoided, place]))
      if (next) parts.push(next)
    }
  }
  return { kind: 'none', reason: 'loops' }
}

class Layers {
  readonly #graph: Graph
  readonly #request: WaypointRequest
  readonly #costs: Float64Array
  readonly #phases: number
  /** Per node and number of waypoints passed: how many have been passed once the node is reached. */
  readonly #passed: Int32Array
  readonly #isTarget: Uint8Array

  constructor(graph: Graph, request: WaypointRequest) {
    this.#graph = graph
    this.#request = request
    this.#costs = flatGraphOf(graph)?.cost ?? graph.weight
    this.#phases = request.via.length + 1
    this.#isTarget = new Uint8Array(graph.nodeCount)
    for (const target of request.targets) this.#isTarget[target] = 1
    this.#passed = Int32Array.from({ length: graph.nodeCount * this.#phases }, (_, state) => state % this.#phases)
    for (let phase = request.via.length - 1; phase >= 0; phase--)
      for (const node of request.via[phase] ?? [])
        this.#passed[node * this.#phases + phase] = this.#passed[node * this.#phases + phase + 1] as number
  }

  /** The first by name of the shortest walks that keep off these places. */
  solve(avoided: ReadonlySet<number>): Part | undefined {
    const distance = this.#distances(avoided)
    const { head, out } = this.#graph
    let state = this.#stateOf(this.#request.source, 0)
    const cost = distance[state] as number
    if (cost === Number.POSITIVE_INFINITY) return undefined
    const arcs: number[] = []
    while (!this.#isGoal(state)) {
      const node = Math.floor(state / this.#phases)
      const arc = [...(out[node] ?? [])].find((one) => {
        const to = this.#next(state, one)
        return (
          this.#isOpen(state, one, avoided) &&
          (distance[state] as number) === (distance[to] as number) + (this.#costs[one] as number) &&
          (distance[to] as number) < (distance[state] as number)
        )
      })
      if (arc === undefined) return undefined
      arcs.push(arc)
      state = this.#stateOf(head[arc] as number, state % this.#phases)
    }
    return { avoided, arcs, cost }
  }

  /** The least cost from every state to the end, over what is not avoided. */
  #distances(avoided: ReadonlySet<number>): Float64Array {
    const { nodeCount, into, tail } = this.#graph
    const phases = this.#phases
    const distance = new Float64Array(nodeCount * phases).fill(Number.POSITIVE_INFINITY)
    const heap = new CostHeap(nodeCount * phases)
    for (const target of new Set(this.#request.targets)) {
      const state = target * phases + phases - 1
      if (this.#isAvoidedNode(state, avoided)) continue
      distance[state] = 0
      heap.put(state, 0)
    }
    while (heap.length > 0) {
      const state = heap.take()
      const node = Math.floor(state / phases)
      for (const arc of into[node] ?? [])
        for (let phase = state % phases; phase >= 0; phase--) {
          if (this.#passed[node * phases + phase] !== state % phases) break
          const from = (tail[arc] as number) * phases + phase
          const sum = (distance[state] as number) + (this.#costs[arc] as number)
          if (sum >= (distance[from] as number) || !this.#isOpen(from, arc, avoided)) continue
          distance[from] = sum
          heap.put(from, sum)
        }
    }
    return distance
  }

  #stateOf(node: number, phase: number): number {
    return node * this.#phases + (this.#passed[node * this.#phases + phase] as number)
  }

  #next(state: number, arc: number): number {
    return this.#stateOf(this.#graph.head[arc] as number, state % this.#phases)
  }

  #isGoal(state: number): boolean {
    return state % this.#phases === this.#phases - 1 && this.#isTarget[Math.floor(state / this.#phases)] === 1
  }

  /** Whether the arc may be taken from the state: hosts pass nothing on, and are reached only at the end. */
  #isOpen(state: number, arc: number, avoided: ReadonlySet<number>): boolean {
    const { isEnd, head, tail } = this.#graph
    const [node, to] = [tail[arc] as number, head[arc] as number]
    if (this.#request.closed?.[arc] || (isEnd[node] && state !== this.#stateOf(this.#request.source, 0))) return false
    if (isEnd[to] && !(state % this.#phases === this.#phases - 1 && this.#isTarget[to])) return false
    if (this.#request.once === 'arc') return !avoided.has(arc * this.#phases + (state % this.#phases))
    return !this.#isAvoidedNode(state, avoided) && !this.#isAvoidedNode(this.#next(state, arc), avoided)
  }

  #isAvoidedNode(state: number, avoided: ReadonlySet<number>): boolean {
    return this.#request.once === 'node' && avoided.has(state)
  }

  /** The two places of a walk between which it goes in a circle; one, where the other is its start. */
  conflictOf(arcs: readonly number[]): readonly number[] | undefined {
    const seen = new Map<number, number>()
    const isByNode = this.#request.once === 'node'
    let state = this.#stateOf(this.#request.source, 0)
    const start = state
    if (isByNode) seen.set(this.#request.source, state)
    for (const arc of arcs) {
      const from = state
      state = this.#next(state, arc)
      const what = isByNode ? (this.#graph.head[arc] as number) : arc
      const place = isByNode ? state : arc * this.#phases + (from % this.#phases)
      const before = seen.get(what)
      if (before !== undefined) return isByNode && before === start ? [place] : [before, place]
      seen.set(what, place)
    }
    return undefined
  }

  /** Takes out the part with the best walk. */
  takeBest(parts: Part[]): Part {
    let best = 0
    for (let i = 1; i < parts.length; i++) if (this.#isBefore(parts[i] as Part, parts[best] as Part)) best = i
    return parts.splice(best, 1)[0] as Part
  }

  #isBefore(a: Part, b: Part): boolean {
    if (a.cost !== b.cost) return a.cost < b.cost
    const { head, rank, linkRank } = this.#graph
    const at = a.arcs.findIndex((arc, i) => arc !== b.arcs[i])
    const [one, other] = [a.arcs[at], b.arcs[at]]
    if (one === undefined || other === undefined) return false
    const byNode = (rank[head[one] as number] as number) - (rank[head[other] as number] as number)
    return (byNode || (linkRank[one >> 1] as number) - (linkRank[other >> 1] as number)) < 0
  }
}
