import type { Diagnostic } from '@paranet/language'
import type { ClosedArcs, Graph, Intent, Multicast, TopologyIndex } from '@paranet/network'
import {
  closeArcs,
  graphOf,
  linkOfArc,
  multicastsOf,
  sendingPorts,
  steinerTree,
  usableBandwidth,
} from '@paranet/network'
import { reportAt } from '../passes/report.js'
import { targetOf } from '../targets/registry.js'
import { shortestBranches } from './shortest-branches.js'

/** A multicast and its tree. */
export interface PlannedTree {
  readonly multicast: Multicast
  /** In the direction of the traffic, each after the one that leads to it. */
  readonly arcs: readonly number[]
  /** Names of the nodes on the way to each receiver, sorted. */
  readonly paths: readonly (readonly string[])[]
}

/** Chooses the trees of all multicasts, in the order in which they are placed: each has what routes and earlier trees leave of the links. Reports
 *  what has no tree, which is left out. */
export function planTrees(
  index: TopologyIndex,
  intents: readonly Intent[],
  reservedOn: (arc: number) => number,
): { readonly trees: readonly PlannedTree[]; readonly diagnostics: readonly Diagnostic[] } {
  const planner = new TreePlanner(index, reservedOn)
  const trees = multicastsOf(index, intents).flatMap((multicast) => planner.plan(multicast) ?? [])
  return { trees, diagnostics: planner.diagnostics }
}

class TreePlanner {
  readonly diagnostics: Diagnostic[] = []
  readonly #index: TopologyIndex
  readonly #graph: Graph
  readonly #reservedOn: (arc: number) => number
  readonly #taken: Float64Array
  readonly #placed = new Map<string, Multicast>()

  constructor(index: TopologyIndex, reservedOn: (arc: number) => number) {
    this.#index = index
    this.#graph = graphOf(index)
    this.#reservedOn = reservedOn
    this.#taken = new Float64Array(this.#graph.arcCount)
  }

  plan(multicast: Multicast): PlannedTree | undefined {
    const { intent, sender } = multicast
    const key = `${sender} ${intent.group}`
    const other = this.#placed.get(key)
    if (other) return this.#contradiction(multicast, other)
    this.#placed.set(key, multicast)
    const passable = this.#closed(multicast)
    const closed = closeArcs(this.#graph, { arcs: this.#fullArcs(multicast) }, passable)
    const arcs = this.#treeOf(multicast, closed, passable)
    if (!arcs) return undefined
    for (const arc of arcs) this.#taken[arc] = (this.#taken[arc] as number) + (intent.bandwidth ?? 0)
    const ways = waysOf(this.#graph, multicast, arcs)
    const nameOf = (node: number) => this.#index.nodes[node]?.name ?? ''
    const paths = ways.map((way) => [nameOf(sender), ...way.map((arc) => nameOf(this.#graph.head[arc] as number))])
    return { multicast, arcs, paths: paths.sort((a, b) => (a.join() < b.join() ? -1 : 1)) }
  }

  /** The cheapest tree that keeps the bounds, else the one of the shortest branches that does. */
  #treeOf(multicast: Multicast, closed: ClosedArcs, passable: ClosedArcs): readonly number[] | undefined {
    const { sender, receivers } = multicast
    const cheap = steinerTree(this.#graph, sender, receivers, closed)
    if (cheap.unreached.length > 0) return this.#unreached(multicast, cheap.unreached, passable)
    const branches = (by: 'latency' | 'hops') => shortestBranches(this.#graph, sender, receivers, closed, by)
    const candidates = [() => cheap.arcs, () => branches('latency'), () => branches('hops')]
    for (const make of candidates) {
      const arcs = make()
      if (this.#isWithin(multicast, arcs)) return arcs
    }
    return this.#outOfBounds(multicast, branches('latency'), branches('hops'))
  }

  #isWithin(multicast: Multicast, arcs: readonly number[]): boolean {
    const { latency = Number.POSITIVE_INFINITY, maxHops = Number.POSITIVE_INFINITY } = multicast.intent
    return waysOf(this.#graph, multicast, arcs).every((way) => way.length <= maxHops && this.#latencyOf(way) <= latency)
  }

  #latencyOf(way: readonly number[]): number {
    return way.reduce((sum, arc) => sum + (this.#graph.latency[arc] as number), 0)
  }

  /** What no tree may pass: what is avoided or drained, devices that cannot copy to a group, links of a host that it does not send by. */
  #closed({ claim, sender, receivers, intent }: Multicast): ClosedArcs {
    const index = this.#index
    const isUnable = (node: number) =>
      !index.isEnd[node] &&
      !targetOf(index.nodes[node] as (typeof index.nodes)[number])?.capabilities.kinds.has('group-route')
    const unable = [...index.nodes.keys()].filter(isUnable)
    const leaves = [...(index.drained ?? [])].filter((node) => node !== sender)
    const beyond = leaves.flatMap((node) =>
      receivers.includes(node) ? [...(this.#graph.out[node] ?? [])] : [...(this.#graph.into[node] ?? [])],
    )
    const [port] = sendingPorts(index, { claim, sender, receivers, intent })
    const unused = index.isEnd[sender]
      ? [...(this.#graph.out[sender] ?? [])].filter((arc) => linkOfArc(arc) !== port?.link)
      : []
    return closeArcs(this.#graph, {
      nodes: [...unable, ...claim.avoid.nodes],
      links: [...claim.avoid.links],
      arcs: [...beyond, ...unused],
    })
  }

  /** Arcs with too little left. */
  #fullArcs({ intent: { bandwidth } }: Multicast): number[] {
    if (bandwidth === undefined) return []
    const full: number[] = []
    for (let arc = 0; arc < this.#graph.arcCount; arc++) {
      const taken = (this.#taken[arc] as number) + this.#reservedOn(arc)
      if (taken + bandwidth > usableBandwidth(this.#index, this.#index.links[linkOfArc(arc)])) full.push(arc)
    }
    return full
  }

  #unreached(multicast: Multicast, unreached: readonly number[], passable: ClosedArcs): undefined {
    const { intent, sender, receivers } = multicast
    const names = unreached.map((node) => this.#index.nodes[node]?.name ?? '').sort()
    const isFull = steinerTree(this.#graph, sender, receivers, passable).unreached.length === 0
    const whole = steinerTree(this.#graph, sender, receivers)
    const why = isFull
      ? `no link there has ${intent.bandwidth} bit/s left`
      : whole.unreached.length > 0
        ? 'no links lead there'
        : 'what it must avoid, devices in maintenance, or devices that cannot copy packets to a group cut every way'
    this.diagnostics.push(
      reportAt(intent, isFull ? 'over-capacity' : 'no-path', 'error', {
        message: `no tree of "${intent.name}" reaches ${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}: ${why}`,
        hint: isFull
          ? 'ask for less, or add capacity'
          : 'add a link, or take what cannot be reached out of `receivers`',
      }),
    )
    return undefined
  }

  #outOfBounds(multicast: Multicast, fastest: readonly number[], shortest: readonly number[]): undefined {
    const { intent } = multicast
    const longest = (arcs: readonly number[], of: (way: readonly number[]) => number) =>
      Math.max(...waysOf(this.#graph, multicast, arcs).map(of))
    const latency = longest(fastest, (way) => this.#latencyOf(way))
    const hops = longest(shortest, (way) => way.length)
    const asked = [
      ...(intent.latency === undefined ? [] : [`${intent.latency} µs (the best possible is ${latency} µs)`]),
      ...(intent.maxHops === undefined ? [] : [`${intent.maxHops} hops (the best possible is ${hops})`]),
    ]
    this.diagnostics.push(
      reportAt(intent, 'latency-unreachable', 'error', {
        message: `no tree of "${intent.name}" reaches every receiver within ${asked.join(' and ')}`,
        hint: 'raise the bound, or take the farthest receivers out',
      }),
    )
    return undefined
  }

  #contradiction({ intent }: Multicast, { intent: earlier }: Multicast): undefined {
    this.diagnostics.push(
      reportAt(intent, 'conflict', 'error', {
        message: `"${earlier.name}" and "${intent.name}" both send packets of ${intent.sender} to ${intent.group} along a tree`,
        hint: 'make them one multicast with all receivers',
        related: [{ intent: earlier, message: `"${earlier.name}" is here` }],
      }),
    )
    return undefined
  }
}

/** Per receiver, the arcs from the sender to it. */
function waysOf(graph: Graph, { sender, receivers }: Multicast, arcs: readonly number[]): number[][] {
  const by = new Map(arcs.map((arc) => [graph.head[arc] as number, arc]))
  return receivers.map((receiver) => {
    const way: number[] = []
    for (let node = receiver; node !== sender; ) {
      const arc = by.get(node)
      if (arc === undefined) break
      way.push(arc)
      node = graph.tail[arc] as number
    }
    return way.reverse()
  })
}
