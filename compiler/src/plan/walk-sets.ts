import type { Graph, Spread, TopologyIndex } from '@paranet/network'
import { closeArcs, linkOfArc } from '@paranet/network'
import type { TooFewWays } from './disjoint-walks.js'
import { disjointWalks } from './disjoint-walks.js'
import type { Walk, WalkRequest } from './walk-search.js'
import { candidateWalks, findWalk, phaseAt } from './walk-search.js'

/** Walks that sets are put together from where no flow finds them at once. */
const candidateLimit = 32
/** Sets of those that are offered. */
const setLimit = 24

/** Sets of walks that a class can be spread over, the cheapest first: of equal cost, or disjoint between waypoints. All walks of a set pass the
 *  same instances of waypoints. The caller checks bounds, room and detours, and asks for the next set where they are not kept. A class that is handed over where it
 *  enters has nothing to spread. */
export function* walkSets(
  index: TopologyIndex,
  graph: Graph,
  request: WalkRequest,
  spread: Spread,
): Generator<readonly Walk[]> {
  const best = findWalk(graph, request)
  if (best && !best.arcs.some((arc) => isCore(graph, arc))) {
    yield [best]
    return
  }
  const offered = new Set<string>()
  if (spread.kind === 'links' || spread.kind === 'nodes')
    for (const metric of metricsOf(request)) {
      const set = flowSet(index, graph, request, spread, metric)
      if ('found' in set) return
      const key = set.map(({ arcs }) => arcs.join()).join(' ')
      if (set.length === spread.count && !offered.has(key)) yield set
      offered.add(key)
    }
  const walks = [...candidateWalks(graph, request, candidateLimit)]
  const least = walks[0]?.weight
  const usable = spread.kind === 'equal' ? walks.filter(({ weight }) => weight === least) : walks
  const fit = (a: Walk, b: Walk) =>
    instancesOf(graph, request, a).join() === instancesOf(graph, request, b).join() &&
    (spread.kind === 'equal' || !shareSomething(index, graph, request, spread.kind, a, b))
  let given = 0
  for (const set of combinations(usable, spread.count, fit)) {
    yield set
    if (++given >= setLimit) return
  }
}

/** Whether the arc is no link to a host. */
const isCore = (graph: Graph, arc: number): boolean => !graph.isEnd[graph.head[arc] as number]

const metricsOf = ({ bound, maxHops }: WalkRequest) =>
  [
    'weight',
    ...(bound === undefined ? [] : (['latency'] as const)),
    ...(maxHops === undefined ? [] : (['hops'] as const)),
  ] as const

/** One flow for each stretch between waypoints; directed links of earlier stretches are closed for later ones, since devices tell packets apart by
 *  the link they came in by. */
export function flowSet(
  index: TopologyIndex,
  graph: Graph,
  request: WalkRequest,
  { count, kind }: Spread,
  metric: 'weight' | 'latency' | 'hops' = 'weight',
): readonly Walk[] | TooFewWays {
  const { bound: _, maxHops: __, ...unbound } = request
  const first = findWalk(graph, request) ?? findWalk(graph, unbound)
  if (!first) return []
  const stops = instancesOf(graph, request, first)
  let walks: number[][] = Array.from({ length: count }, () => [])
  let from = request.source
  let { closed } = request
  for (const [i, targets] of [...stops.map((stop) => [stop]), request.targets].entries()) {
    if (targets.includes(from)) continue
    const shared = new Set(i === stops.length ? handingOver(graph, targets) : targets)
    const stretch = { source: from, targets, count, isByNode: kind === 'nodes', shared, closed, metric }
    const found = disjointWalks(index, graph, stretch)
    if ('found' in found) return found
    const turned = i % 2 === 0 ? found : [...found].reverse()
    walks = walks.map((arcs, n) => [...arcs, ...(turned[n] ?? [])])
    closed = closeArcs(graph, { arcs: found.flat() }, closed)
    from = targets[0] as number
  }
  return walks.map((arcs) => walkOf(graph, arcs))
}

/** The targets, and the devices that hand over to those of them that are hosts. */
export const handingOver = (graph: Graph, targets: readonly number[]): number[] =>
  targets.flatMap((node) =>
    graph.isEnd[node] ? [node, ...[...(graph.into[node] ?? [])].map((arc) => graph.tail[arc] as number)] : [node],
  )

const walkOf = (graph: Graph, arcs: readonly number[]): Walk => ({
  arcs,
  weight: arcs.reduce((sum, arc) => sum + (graph.weight[arc] as number), 0),
  latency: arcs.reduce((sum, arc) => sum + (graph.latency[arc] as number), 0),
})

/** The nodes where a walk passes its waypoints; one that is several in a row comes once. */
function instancesOf(graph: Graph, { source, via }: WalkRequest, { arcs }: Walk): number[] {
  const stops: number[] = []
  let phase = 0
  for (const node of [source, ...arcs.map((arc) => graph.head[arc] as number)]) {
    const passed = phaseAt(via, phase, node)
    if (passed > phase) stops.push(node)
    phase = passed
  }
  return stops
}

/** What a walk takes for itself on each stretch: links, those to hosts aside; nodes, ends and waypoints aside; risks. */
function partsOf(
  index: TopologyIndex,
  graph: Graph,
  { source, via, targets }: WalkRequest,
  kind: Spread['kind'],
  { arcs }: Walk,
): Set<string> {
  const open = new Set([source, ...handingOver(graph, targets), ...via.flat()])
  const parts = new Set<string>()
  let phase = phaseAt(via, 0, source)
  for (const arc of arcs) {
    const node = graph.head[arc] as number
    const link = index.links[linkOfArc(arc)]
    if (!graph.isEnd[node]) parts.add(`${phase} link ${linkOfArc(arc)}`)
    if (!graph.isEnd[node] && kind === 'risks') for (const risk of link?.risks ?? []) parts.add(`${phase} risk ${risk}`)
    if (kind === 'nodes' && !open.has(node)) parts.add(`${phase} node ${node}`)
    phase = phaseAt(via, phase, node)
  }
  return parts
}

function shareSomething(
  index: TopologyIndex,
  graph: Graph,
  request: WalkRequest,
  kind: Spread['kind'],
  a: Walk,
  b: Walk,
): boolean {
  const taken = partsOf(index, graph, request, kind, a)
  return [...partsOf(index, graph, request, kind, b)].some((part) => taken.has(part))
}

/** All choices of `count` items that fit pairwise, in order. */
function* combinations<T>(items: readonly T[], count: number, fit: (a: T, b: T) => boolean): Generator<readonly T[]> {
  if (count === 0) {
    yield []
    return
  }
  for (const [i, item] of items.entries()) {
    const rest = items.slice(i + 1).filter((other) => fit(item, other))
    if (rest.length < count - 1) continue
    for (const others of combinations(rest, count - 1, fit)) yield [item, ...others]
  }
}
