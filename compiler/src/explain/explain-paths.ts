import {
  deliverySpoken,
  graphOf,
  type Intent,
  pathFrom,
  type RouteIntent,
  shortestPathTree,
  type TopologyIndex,
} from '@paranet/network'

/** A path with what it costs, and why it is no other. */
export interface ExplainedPath {
  readonly nodes: readonly string[]
  /** µs */
  readonly latency: number
  readonly hops: number
  readonly weight: number
  /** The way by weight alone between the same ends, where that is another one. */
  readonly shortest?: readonly string[]
  readonly reasons: readonly string[]
}

/** What the paths of an intent cost and why each is as it is: against the shortest way between its ends, held to what the intent asks for. */
export const explainPaths = (
  index: TopologyIndex,
  intent: Intent,
  paths: readonly (readonly string[])[],
): ExplainedPath[] => paths.map((nodes) => explainPath(index, intent, nodes))

function explainPath(index: TopologyIndex, intent: Intent, nodes: readonly string[]): ExplainedPath {
  const cost = costOf(index, nodes)
  const best = shortest(index, nodes)
  const isShortest = best === undefined || best.join() === nodes.join() || costOf(index, best).weight === cost.weight
  const spoken = deliverySpoken(intent)
  const reasons = spoken?.kind === 'route' ? reasonsOf(index, spoken, nodes, best ?? nodes) : []
  const plain = isShortest ? ['it is the shortest way by weight'] : []
  const other = 'a shorter way by weight exists, but not for all that the intents ask of these links together'
  const all = [...plain, ...reasons]
  return {
    nodes,
    ...cost,
    ...(isShortest ? {} : { shortest: best }),
    reasons: all.length > 0 ? all : [other],
  }
}

/** What the intent asks for, as far as it speaks of the path: what the shortest way would miss comes first. */
function reasonsOf(
  index: TopologyIndex,
  intent: RouteIntent,
  nodes: readonly string[],
  best: readonly string[],
): string[] {
  const { latency, hops } = costOf(index, nodes)
  const shorter = best.join() === nodes.join() ? '' : `; the shortest way ${best.join(' – ')}`
  const reasons: string[] = []
  for (const { oneOf } of intent.via) {
    const passed = oneOf.filter((name) => nodes.includes(name))
    const misses = shorter !== '' && !oneOf.some((name) => best.includes(name)) ? `${shorter} does not` : ''
    reasons.push(`it passes ${passed.join(', ') || 'none'} of via ${oneOf.join(' or ')}${misses}`)
  }
  for (const avoided of intent.avoid) {
    const isOnBest = isPassed(index, avoided, best)
    reasons.push(`it avoids ${placeOf(avoided)}${shorter !== '' && isOnBest ? `${shorter} passes it` : ''}`)
  }
  for (const { oneOf } of intent.prefer ?? []) {
    const passed = oneOf.filter((place) => isPassed(index, place, nodes)).map(placeOf)
    if (passed.length > 0) reasons.push(`it passes ${passed.join(', ')}, which is preferred`)
  }
  if (intent.protocol) reasons.push('every device on it forwards by match-action tables (`protocol: p4`)')
  if (intent.latency !== undefined) reasons.push(`its latency is ${latency} µs of ${intent.latency} µs at most`)
  if (intent.maxHops !== undefined) reasons.push(`it has ${hops} hops of ${intent.maxHops} at most`)
  if (intent.bandwidth) reasons.push(`${intent.bandwidth.bitsPerSecond} bit/s are reserved on each of its links`)
  if (intent.paths)
    reasons.push(`it is one of ${intent.paths.count} that carry the class at once (${intent.paths.kind})`)
  for (const { count, element } of intent.survive ?? [])
    reasons.push(
      `the class survives ${count} ${element}${count === 1 ? '' : 's'}: other ways stand ready on the devices`,
    )
  return reasons
}

type Place = RouteIntent['avoid'][number]

function placeOf(place: Place): string {
  switch (place.kind) {
    case 'node':
      return place.node
    case 'link':
      return `link ${place.link}`
    case 'region':
      return `region ${place.region}`
    case 'risk':
      return `risk ${place.risk}`
  }
}

function isPassed(index: TopologyIndex, place: Place, nodes: readonly string[]): boolean {
  const links = linksOf(index, nodes)
  switch (place.kind) {
    case 'node':
      return nodes.includes(place.node)
    case 'link':
      return links.some(({ id }) => id === place.link)
    case 'region':
      return nodes.some((name) => index.nodes[index.nodeId.get(name) ?? -1]?.region === place.region)
    case 'risk':
      return links.some(({ risks }) => risks.includes(place.risk))
  }
}

/** The links of a path; of parallel ones the lightest, which paths take. */
function linksOf(index: TopologyIndex, nodes: readonly string[]) {
  return nodes.slice(1).flatMap((name, place) => {
    const before = nodes[place]
    const between = index.links.filter(({ ends: [a, b] }) =>
      a.node === before ? b.node === name : a.node === name && b.node === before,
    )
    const [lightest] = between.sort((a, b) => a.weight - b.weight || a.latency - b.latency)
    return lightest ? [lightest] : []
  })
}

function costOf(index: TopologyIndex, nodes: readonly string[]) {
  const links = linksOf(index, nodes)
  const sum = (read: (link: (typeof links)[number]) => number) => links.reduce((total, link) => total + read(link), 0)
  return { latency: sum(({ latency }) => latency), hops: links.length, weight: sum(({ weight }) => weight) }
}

/** The shortest way by weight between the ends of a path; undefined where there is none. */
function shortest(index: TopologyIndex, nodes: readonly string[]): readonly string[] | undefined {
  const from = index.nodeId.get(nodes[0] ?? '')
  const to = index.nodeId.get(nodes.at(-1) ?? '')
  if (from === undefined || to === undefined || from === to) return undefined
  const graph = graphOf(index)
  const arcs = pathFrom(graph, shortestPathTree(graph, [to]), from)
  return arcs && [from, ...arcs.map((arc) => graph.head[arc] ?? -1)].map((id) => index.nodes[id]?.name ?? '')
}
