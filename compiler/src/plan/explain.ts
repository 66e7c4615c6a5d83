import type { Diagnostic } from '@paranet/language'
import type { AvoidSet, Claim, ClosedArcs, Graph, Intent, TopologyIndex } from '@paranet/network'
import { boundedPath, closeArcs, forwardsByTables, headroomText, linkOfArc, reachableFrom } from '@paranet/network'
import { nearestTo } from '../explain/nearest-device.js'
import { reportAt } from '../passes/report.js'
import type { Failure } from './failures.js'
import { failuresOf, isExempt } from './failures.js'
import type { Piece } from './pieces.js'
import { endsAt } from './places.js'
import type { GuidedPiece, PieceFailure, PiecePlanner } from './plan-piece.js'
import { closedFor, isStartAvoided, lossWithin, walkRequest } from './plan-piece.js'
import type { FullArc } from './reservations.js'
import { hopsOf } from './simulate.js'
import type { Start } from './starts.js'
import { startsOf } from './starts.js'
import type { Walk, WalkRequest } from './walk-search.js'
import { findWalk, preferredCount } from './walk-search.js'
import { flowSet } from './walk-sets.js'

type Explained = Pick<Diagnostic, 'code' | 'message' | 'hint' | 'witness'>

/** Says why a piece has no way: the cut that separates the ends, the best latency there is, or the link that is full and its users. */
export function explainFailure(
  planner: PiecePlanner,
  piece: Piece,
  failure: PieceFailure,
  intent: Intent | undefined,
): Diagnostic {
  const { code, ...text } = explain(planner, piece, failure)
  return reportAt(intent, code, 'error', text)
}

function explain(planner: PiecePlanner, piece: Piece, failure: PieceFailure): Explained {
  if (failure.kind === 'full') return explainFull(planner, piece, failure)
  if (failure.kind === 'too-few') return explainTooFew(planner, piece, failure.start)
  if (failure.kind === 'no-walk') return explainNoWalk(planner, piece, failure.start)
  return explainUnprotected(planner, piece, failure)
}

const nameOf = (index: TopologyIndex, node: number): string => index.nodes[node]?.name ?? ''

/** `from r1 to r4 by fw1` */
function routeText(index: TopologyIndex, { target, demand }: Piece, start: Start): string {
  const to = target.isOutside ? 'the internet' : target.nodes.map((node) => nameOf(index, node)).join(' or ')
  const by = demand.via.map((members) => members.map((node) => nameOf(index, node)).join(' or ')).join(' then ')
  return `from ${nameOf(index, start.end ?? start.device)} to ${to}${by === '' ? '' : ` by ${by}`}`
}

function explainNoWalk(planner: PiecePlanner, piece: Piece, start: Start): Explained {
  const { index, graph } = planner
  const { demand } = piece
  const way = routeText(index, piece, start)
  const request = walkRequest(graph, piece, start)
  const tableless = demand.protocol && tablelessEnd(index, piece, start)
  if (tableless !== undefined) return explainTableless(index, way, tableless)
  if (isStartAvoided(demand, start)) {
    const avoided = demand.avoidNodes.includes(start.device)
      ? nameOf(index, start.device)
      : (index.links[start.link ?? -1]?.id ?? '')
    return {
      code: 'no-path',
      message: `no path ${way}: it starts at ${avoided}, which it must avoid`,
      hint: 'take it out of `avoid`',
    }
  }
  if (demand.along && start.isActive)
    return {
      code: 'no-path',
      message: `no path ${way} is the way back of what is answered there`,
      hint: 'a host answers by its first link: let the route lead there, or leave out `symmetric`',
    }
  const { within = [], ...whole } = request
  if (within.length > 0 && findWalk(graph, whole)) return explainSums(planner, piece, start, whole)
  const { bound: _, maxHops, ...unbound } = whole
  const shortest = maxHops === undefined ? undefined : findWalk(graph, { ...unbound, metric: 'hops' })
  if (shortest && maxHops !== undefined && shortest.arcs.length > maxHops)
    return tooLong(`no path ${way}`, demand, hopsOf({ start, arcs: shortest.arcs }))
  const fastest = findWalk(graph, { ...unbound, ...(maxHops === undefined ? {} : { maxHops }), metric: 'latency' })
  if (fastest)
    return {
      code: 'latency-unreachable',
      message: `no path ${way} takes at most ${demand.latency} µs${maxHops === undefined ? '' : ` within ${demand.maxHops} hops`}; the best possible is ${fastest.latency + start.latency} µs`,
      hint: `allow \`latency: <= ${fastest.latency + start.latency}us\``,
    }
  const open = new Uint8Array(graph.arcCount)
  if (findWalk(graph, { ...unbound, isArcOnce: false }))
    return {
      code: 'no-path',
      message: `no path ${way}: it would have to pass a link twice in one direction, and no device could tell the two apart`,
      hint: 'change the order of the waypoints',
    }
  const isOpen = findWalk(graph, { ...unbound, closed: open }) !== undefined
  const cut = isOpen ? avoidedCut(index, graph, piece, start) : ''
  if (isOpen && demand.protocol)
    return {
      code: 'no-path',
      message: `no path ${way} by match-action tables alone: every way passes ${cut}`,
      hint: 'give these devices `target: p4`, join the ends by others, or leave out `protocol: p4`',
    }
  if (isOpen)
    return {
      code: 'no-path',
      message: `no path ${way}: what it must avoid (${cut}) cuts every way`,
      hint: 'avoid less',
    }
  const ends = demand.via.flat().find((node) => graph.isEnd[node])
  if (ends !== undefined) return passesNothing(index, `no path ${way}`, ends)
  const message = `no path ${way}: ${partText(index, graph, start, open)}`
  const drained = drainedNames(index)
  const hint = drained.length === 0 ? 'add a link' : `end the \`drain\` of ${drained.join(' or ')}, or add a link`
  return { code: 'no-path', message, hint }
}

/** A device without match-action tables where the class enters, or one of those where it is handed over where none has them. */
function tablelessEnd(index: TopologyIndex, { target }: Piece, { device }: Start): number | undefined {
  const hasTables = (id: number) => index.nodes[id] !== undefined && forwardsByTables(index.nodes[id])
  if (!hasTables(device)) return device
  const last = target.nodes.flatMap((id) =>
    index.isEnd[id] ? (index.adjacency[id] ?? []).map(({ neighbour }) => neighbour) : [id],
  )
  return last.some(hasTables) ? undefined : last[0]
}

function explainTableless(index: TopologyIndex, way: string, device: number): Explained {
  const node = index.nodes[device]
  const nearest = node && nearestTo(index, node, forwardsByTables)
  return {
    code: 'unsupported-by-target',
    message: `no path ${way} by match-action tables alone: ${node?.name} has the target "${node?.target}", which has none`,
    hint:
      nearest === undefined ? 'no device here has: give it `target: p4`' : `the nearest device that has is ${nearest}`,
  }
}

/** A waypoint that is a host, or in maintenance. */
const passesNothing = (index: TopologyIndex, what: string, node: number): Explained =>
  index.drained?.has(node)
    ? {
        code: 'no-path',
        message: `${what}: nothing passes through ${nameOf(index, node)} (drained)`,
        hint: 'name another device, or end the `drain`',
      }
    : {
        code: 'no-path',
        message: `${what}: ${nameOf(index, node)} is a host and passes nothing on`,
        hint: 'name a device',
      }

const drainedNames = (index: TopologyIndex): string[] =>
  [...(index.drained ?? [])].map((node) => nameOf(index, node)).sort()

/** A bound on loss or availability that no way keeps, with the best that there is where there are no waypoints. */
function explainSums({ index, graph }: PiecePlanner, piece: Piece, start: Start, request: WalkRequest): Explained {
  const { demand } = piece
  const way = routeText(index, piece, start)
  const { loss, availability } = demand
  const isLoss = loss !== undefined && !findWalk(graph, { ...request, within: lossWithin(graph, demand, start) })
  const lengths = isLoss ? graph.loss : graph.downtime
  const [target] = piece.target.nodes
  const bound = { lengths, most: -1 }
  const found =
    demand.via.length > 0 || piece.target.nodes.length !== 1 || target === undefined
      ? undefined
      : boundedPath(graph, start.device, target, [bound], { closed: request.closed })
  const least = found?.kind === 'none' ? found.alone[0]?.least : undefined
  const access = start.link === undefined ? 0 : (lengths[2 * start.link] as number)
  const kept = least === undefined ? undefined : Math.exp(-least - access)
  const best =
    kept === undefined ? undefined : isLoss ? percentText(1 - kept, Math.ceil) : percentText(kept, Math.floor)
  const possible = best === undefined ? '' : `; the best possible is ${best}`
  return isLoss
    ? {
        code: 'loss-unreachable',
        message: `no path ${way} loses at most ${percentText(loss)}${possible}`,
        hint: best === undefined ? 'allow more loss' : `allow \`loss: <= ${best}\``,
      }
    : {
        code: 'availability-unreachable',
        message: `no path ${way} is up ${percentText(availability ?? 0)} of the time, and none takes over from another${possible === '' ? '' : `${possible} by one path`}`,
        hint: 'add a second way, or ask for less',
      }
}

/** A share as a percentage of six digits; `round` up where it is to be allowed. */
function percentText(share: number, round: (value: number) => number = Math.round): string {
  const scale = share <= 0 ? 1 : 10 ** (5 - Math.floor(Math.log10(share * 100)))
  const digits = Number((share * 100 * scale).toPrecision(12))
  return `${Number((round(digits) / scale).toPrecision(6))}%`
}

const tooLong = (what: string, { maxHops }: Piece['demand'], least: number): Explained => ({
  code: 'hops-unreachable',
  message: `${what} takes at most ${maxHops} hops; the best possible is ${least}`,
  hint: `allow \`max_hops: ${least}\``,
})

const kindNames = {
  links: 'link-disjoint',
  nodes: 'node-disjoint',
  risks: 'risk-disjoint',
  equal: 'equal-cost',
} as const

/** How many ways there are of the kind that is asked, and what cuts the others. */
function explainTooFew({ index, graph }: PiecePlanner, piece: Piece, start: Start): Explained {
  const { paths = { count: 2, kind: 'links' } } = piece.demand
  const kind = kindNames[paths.kind]
  const { bound: _, maxHops: __, ...request } = walkRequest(graph, piece, start)
  const flow = paths.kind === 'equal' ? undefined : flowSet(index, graph, request, paths)
  const cut = flow && 'found' in flow ? flow : undefined
  const names = [
    ...(cut?.nodes ?? []).map((node) => nameOf(index, node)),
    ...(cut?.links ?? []).map((link) => `link ${index.links[link]?.id}`),
  ].sort()
  const why = names.length === 0 ? '' : `: ${names.join(', ')} would be shared`
  const best = cut ? `; the best possible is ${cut.found}` : ''
  return {
    code: 'too-few-paths',
    message: `no ${paths.count} ${kind} paths were found ${routeText(index, piece, start)}${why}${best}`,
    hint: paths.kind === 'equal' ? 'make the weights equal, or ask for fewer' : 'add a link, or ask for fewer',
  }
}

/** The avoided links and nodes at the border of what can be reached. */
function avoidedCut(index: TopologyIndex, graph: Graph, { demand }: Piece, start: Start): string {
  const isReached = reachableFrom(graph, start.device, closedFor(graph, demand))
  const names = new Set<string>()
  for (let arc = 0; arc < graph.arcCount; arc++) {
    const to = graph.head[arc] as number
    if (!isReached[graph.tail[arc] as number] || isReached[to] || graph.down?.has(linkOfArc(arc))) continue
    if (demand.avoidNodes.includes(to)) names.add(nameOf(index, to))
    else if (demand.avoidLinks.includes(linkOfArc(arc))) names.add(`link ${index.links[linkOfArc(arc)]?.id}`)
  }
  if (names.size === 0) for (const node of demand.avoidNodes) names.add(nameOf(index, node))
  return [...names].sort().join(', ')
}

/** `nothing leads from r1, r2 on` */
function partText(index: TopologyIndex, graph: Graph, start: Start, closed: ClosedArcs): string {
  const isReached = reachableFrom(graph, start.device, closed)
  const part = index.nodes.flatMap(({ name }, id) => (isReached[id] ? [name] : [])).sort()
  const shown = part.length > 6 ? `${part.slice(0, 6).join(', ')} and ${part.length - 6} more` : part.join(', ')
  const drained = drainedNames(index)
  const maintenance = drained.length === 0 ? '' : `, since nothing passes through ${drained.join(', ')} (drained)`
  return `no link leads out of the part that holds ${shown}${maintenance}`
}

function explainUnprotected(
  planner: PiecePlanner,
  piece: Piece,
  failure: PieceFailure & { kind: 'not-protected' },
): Explained {
  const { index } = planner
  const way = routeText(index, piece, failure.start)
  const cuts = cutsOf(planner, piece)
  if (cuts.length > 0)
    return {
      code: 'no-path',
      message: `no path ${way} is left in the failure of ${cuts[0]}: every way passes ${cuts.join(', ')}`,
      hint: cuts.some((cut) => leadsToHost(index, cut))
        ? 'add a second link, or ask for `survive: 1 core link`'
        : 'add a second way',
    }
  const { breach } = failure
  if (piece.demand.queueing && !breach)
    return {
      code: 'latency-unreachable',
      message: `no path ${way} takes at most ${piece.demand.latency} µs with what waits in queues at the loads that are reserved`,
      hint: 'allow more latency, or reserve less on the links between',
    }
  if (piece.demand.paths && breach && !breach.failure)
    return {
      code: 'too-few-paths',
      message: `no ${piece.demand.paths.count} ${kindNames[piece.demand.paths.kind]} paths ${way} keep every bound; the best found take ${breach.run.latency} µs and ${hopsOf(breach.run)} hops`,
      hint: 'allow more, or ask for fewer paths',
    }
  const name = breach?.failure?.name
  const isSlow = (breach?.run.latency ?? 0) > (piece.demand.latency ?? Number.POSITIVE_INFINITY)
  if (breach && breach.run.end === 'delivered' && !isSlow)
    return {
      code: 'hops-unreachable',
      message: `no path ${way} keeps ${piece.demand.maxHops} hops in the failure of ${name ?? 'nothing'}; the best found takes ${hopsOf(breach.run)}`,
      hint: 'allow more hops or survive less',
    }
  if (breach && breach.run.end === 'delivered')
    return {
      code: 'latency-unreachable',
      message: `no path ${way} keeps ${piece.demand.latency} µs in the failure of ${name ?? 'nothing'}; the best found is ${breach.run.latency} µs`,
      hint: 'allow more latency or survive less',
    }
  return {
    code: 'not-protected',
    message: `no path ${way} can be protected by what lies on the devices alone${name === undefined ? '' : `: none was found that outlasts the failure of ${name}`}`,
    hint: 'survive less, or say `restored within` to leave it to the controller',
  }
}

const leadsToHost = (index: TopologyIndex, cut: string): boolean => {
  const link = index.links[index.linkId.get(cut.replace(/^link /, '')) ?? -1]
  return link?.ends.some(({ node }) => index.isEnd[index.nodeId.get(node) ?? -1]) ?? false
}

/** Single failures that leave no way at all, by name. */
export function cutsOf({ index, graph }: Pick<PiecePlanner, 'index' | 'graph'>, piece: Piece): string[] {
  const { demand, target } = piece
  const starts = startsOf(index, graph, piece.class.ports)
  const elements = new Set([...demand.survive, ...demand.restored].map(({ element }) => element))
  const ends = [...endsAt(target), ...starts.map(({ end, device }) => end ?? device)]
  const failures = [...elements].flatMap((element) => failuresOf(index, element))
  const walks = new Map<Start, Walk | undefined>()
  const walkFrom = (start: Start) => {
    if (!walks.has(start)) walks.set(start, walkIn(graph, piece, start, closedFor(graph, demand)))
    return walks.get(start)
  }
  return failures
    .filter((failure) => !isExempt(failure, demand, ends) && isCut(graph, piece, starts, failure, walkFrom))
    .map(({ name }) => name)
}

/** `walkFrom`: the way while everything is up. What does not touch it is no cut. */
function isCut(
  graph: Graph,
  piece: Piece,
  starts: readonly Start[],
  { links, nodes }: Failure,
  walkFrom: (start: Start) => Walk | undefined,
): boolean {
  let shut: ClosedArcs | undefined
  const closed = () => (shut ??= closeArcs(graph, { links, nodes }, closedFor(graph, piece.demand)))
  const isStarting = ({ link, device }: Start) =>
    (link === undefined || !links.includes(link)) && !nodes.includes(device)
  return starts.some((start) => {
    const own = start.end === undefined ? [start] : starts.filter(({ end }) => end === start.end)
    const active = own.find(isStarting)
    if (!active) return true
    const walk = walkFrom(active)
    const isTouched = (arc: number) => links.includes(linkOfArc(arc)) || nodes.includes(graph.head[arc] as number)
    return !walk || (walk.arcs.some(isTouched) && !walkIn(graph, piece, active, closed()))
  })
}

function walkIn(graph: Graph, piece: Piece, start: Start, closed: ClosedArcs): Walk | undefined {
  const { maxHops: _, ...request } = walkRequest(graph, piece, start)
  return findWalk(graph, { ...request, closed })
}

/** What the ways of a piece do not pass although a claim prefers it, by name: the first of each claim. */
export function missedPreferences({ index, graph }: PiecePlanner, { piece, walks }: GuidedPiece): [Claim, string][] {
  const active = walks.filter(({ start }) => start.isActive)
  return piece.claims.flatMap((claim): [Claim, string][] => {
    if (claim.side !== 'forward') return []
    const missed = claim.prefer?.find((one) => active.some(({ start, arcs }) => !passes(graph, one, start, arcs)))
    const names = [...(missed?.nodes ?? [])].map((node) => nameOf(index, node))
    const links = [...(missed?.links ?? [])].map((link) => `link ${index.links[link]?.id}`)
    return missed ? [[claim, [...names, ...links].join(' or ')]] : []
  })
}

const passes = (graph: Graph, { nodes, links }: AvoidSet, { device, link }: Start, arcs: readonly number[]): boolean =>
  (link !== undefined && links.has(link)) ||
  preferredCount(graph, [{ nodes: [...nodes], links: [...links] }], device, arcs) === 1

function explainFull(planner: PiecePlanner, piece: Piece, failure: FullFailure): Explained {
  const { index, reservations } = planner
  const full = fullArc(planner, piece, failure)
  const link = index.links[linkOfArc(full.arc)]
  const users = reservations
    .usersOf(full)
    .map(({ intent, bitsPerSecond }) => `${intent.split('/').at(-1)} ${rateText(bitsPerSecond)}`)
  const asked = piece.demand.bandwidth.reduce((sum, { bandwidth }) => sum + bandwidth.bitsPerSecond, 0)
  const during = full.scenario === '' ? '' : ` in the failure of ${full.scenario}`
  return {
    code: 'over-capacity',
    ...(link ? { witness: { link: link.id } } : {}),
    message: `no path ${routeText(index, piece, failure.start)} has ${rateText(asked)} left${during}: link ${link?.id ?? '?'} carries ${rateText(link?.bandwidth ?? 0)}${headroomText(index, link)}${users.length === 0 ? '' : `, of which ${users.join(', ')}`}`,
    hint: 'reserve less, or add capacity',
  }
}

type FullFailure = PieceFailure & { kind: 'full' }

/** The first arc without room on the way that would be taken: with everything up, else in a failure. */
function fullArc({ graph, reservations }: PiecePlanner, piece: Piece, { start, scenarios }: FullFailure): FullArc {
  const full = new Set(reservations.fullArcs(piece.demand, piece.unit))
  const walk = findWalk(graph, walkRequest(graph, piece, start))
  const access = start.link === undefined ? [] : [2 * start.link, 2 * start.link + 1]
  const arc = [...access, ...(walk?.arcs ?? [])].find((one) => full.has(one))
  if (arc !== undefined) return { arc, scenario: '' }
  for (const scenario of scenarios) {
    const found = reservations.overfull(piece.demand, piece.unit, scenario)
    if (found) return found
  }
  return { arc: walk?.arcs[0] ?? -1, scenario: '' }
}

/** A rate in the largest unit that fits. */
export function rateText(bitsPerSecond: number): string {
  const units = [
    ['Gbps', 1e9],
    ['Mbps', 1e6],
    ['kbps', 1e3],
  ] as const
  const [name, size] = units.find(([, one]) => bitsPerSecond >= one) ?? ['bps', 1]
  return `${Math.round((bitsPerSecond / size) * 100) / 100}${name}`
}
