import type { ContentName, Graph, NameClaim, ShortestPathTree, TopologyIndex } from '@paranet/network'
import { closeArcs, graphOf, healthy, linkOfArc, producersOf, shortestPathTree } from '@paranet/network'
import type { NameWay } from './find-name-way.js'
import { findNameWay } from './find-name-way.js'
import type { NameDemand } from './name-demands.js'
import { demandsOf } from './name-demands.js'
import type { NameHop } from './name-ways.js'
import { NameWays, toItself } from './name-ways.js'
import type { Unprotected } from './protect-names.js'
import { protectNames } from './protect-names.js'

/** A demand that no way keeps. */
export interface Pathless {
  readonly demand: NameDemand
  readonly ways: NameWays
  readonly passable: (node: number) => boolean
}

/** Where Interests go, for every part of the names that is asked for. */
export interface NamePlan {
  readonly ways: readonly NameWays[]
  /** Names of the nodes passed while everything is up, hosts included, by intent: sorted, without repeats. */
  readonly paths: ReadonlyMap<string, readonly (readonly string[])[]>
  readonly pathless: readonly Pathless[]
  readonly unprotected: readonly Unprotected[]
}

/** Whether Interests in a part of the names may pass a device on their way. */
export type Passable = (node: number, name: ContentName) => boolean

/** Chooses ways for all routes of names, part by part. Consumers of one part share their next hops: those placed first choose the nearest
 *  producer (of several: anycast), later ones join where they meet. Every device has one first choice, and it leads to a producer. */
export function planNames(index: TopologyIndex, claims: readonly NameClaim[], passable: Passable): NamePlan {
  const planner = new NamePlanner(index, passable)
  for (const [name, demands] of demandsOf(index, claims)) planner.plan(name, demands)
  return planner.result()
}

class NamePlanner {
  readonly #index: TopologyIndex
  readonly #graph: Graph
  readonly #passable: Passable
  readonly #ways: NameWays[] = []
  readonly #paths = new Map<string, Map<string, readonly string[]>>()
  readonly #pathless: Pathless[] = []
  readonly #unprotected: Unprotected[] = []
  readonly #trees = new Map<string, ShortestPathTree>()
  readonly #treeOf = new WeakMap<NameWays, ShortestPathTree>()

  constructor(index: TopologyIndex, passable: Passable) {
    this.#index = index
    this.#graph = graphOf(index)
    this.#passable = passable
  }

  plan(name: ContentName, demands: readonly NameDemand[]): void {
    const index = this.#index
    const ways = new NameWays(index, name, producersOf(index, name))
    const passable = (node: number) => this.#passable(node, name)
    const kept = demands.filter((demand) => this.#place(ways, demand, passable))
    this.#unprotected.push(...protectNames({ index, ways, passable }, kept))
    this.#ways.push(ways)
  }

  result(): NamePlan {
    const paths = [...this.#paths].map(([id, own]) => {
      const sorted = [...own].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names)
      return [id, sorted] as const
    })
    return { ways: this.#ways, paths: new Map(paths), pathless: this.#pathless, unprotected: this.#unprotected }
  }

  #place(ways: NameWays, demand: NameDemand, passable: (node: number) => boolean): boolean {
    const { route, consumer } = demand
    if (this.#index.isEnd[consumer] && ways.producers.includes(consumer)) return true
    const search = { index: this.#index, ways, demand, scenario: healthy, passable, isSettled: true }
    const way = this.#byTree(ways, demand, passable) ?? findNameWay(search)
    if (!way) {
      this.#pathless.push({ demand, ways, passable })
      return false
    }
    for (const { node, hop } of way.steps) {
      if (ways.hopsAt(node).length === 0) ways.add(node, hop, route.id)
      else ways.own(node, route.id)
    }
    this.#note(route.id, consumer, way)
    return true
  }

  #note(intent: string, consumer: number, { steps }: NameWay): void {
    const index = this.#index
    const last = steps.at(-1)
    const nodes = [
      ...(index.isEnd[consumer] ? [consumer] : []),
      ...steps.map(({ node }) => node),
      ...(last && last.hop.to !== last.node ? [last.hop.to] : []),
    ]
    const names = nodes.map((node) => index.nodes[node]?.name ?? '')
    const own = this.#paths.get(intent) ?? new Map<string, readonly string[]>()
    this.#paths.set(intent, own.set(names.join('\u0000'), names))
  }

  /** The way along the tree of shortest paths, or what is settled where it meets that. Undefined where the route asks for more than to arrive. */
  #byTree(ways: NameWays, demand: NameDemand, passable: (node: number) => boolean): NameWay | undefined {
    const { route, via, avoid, consumer } = demand
    const isPlain = via.length === 0 && route.latency === undefined && route.maxHops === undefined
    const port = this.#index.portsOfNode[consumer]?.find(({ end }) => end === consumer)
    const start = this.#index.isEnd[consumer] ? port?.device : consumer
    if (!isPlain || avoid.nodes.size + avoid.links.size > 0 || start === undefined) return undefined
    if (start !== consumer && !passable(start) && !ways.producers.includes(start)) return undefined
    const tree = this.#treeTo(ways, passable)
    const steps: { node: number; hop: NameHop }[] = []
    for (let node = start; steps.length <= this.#graph.nodeCount; ) {
      const hop = ways.hopsAt(node)[0] ?? this.#treeHop(ways, tree, node)
      if (!hop) return undefined
      steps.push({ node, hop })
      if (ways.producers.includes(node) || this.#index.isEnd[hop.to]) return { steps }
      node = hop.to
    }
    return undefined
  }

  #treeHop(ways: NameWays, { nextArc }: ShortestPathTree, node: number): NameHop | undefined {
    if (ways.producers.includes(node)) return toItself(node)
    const arc = nextArc[node] ?? -1
    const one = arc < 0 ? undefined : this.#index.adjacency[node]?.find(({ link }) => link === linkOfArc(arc))
    return one && { interface: one.interface, to: one.neighbour }
  }

  /** One tree for all parts of the names that the same nodes produce, and that the same devices pass on. */
  #treeTo(ways: NameWays, passable: (node: number) => boolean): ShortestPathTree {
    const own = this.#treeOf.get(ways) ?? this.#findTree(ways, passable)
    this.#treeOf.set(ways, own)
    return own
  }

  #findTree(ways: NameWays, passable: (node: number) => boolean): ShortestPathTree {
    const { nodes } = this.#index
    const shut = nodes.flatMap((_, node) =>
      this.#index.isEnd[node] || passable(node) || ways.producers.includes(node) ? [] : [node],
    )
    const key = `${ways.producers.join()} ${shut.join()}`
    const known = this.#trees.get(key)
    if (known) return known
    const tree = shortestPathTree(this.#graph, ways.producers, { closed: closeArcs(this.#graph, { nodes: shut }) })
    this.#trees.set(key, tree)
    return tree
  }
}
