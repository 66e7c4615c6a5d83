import type { ClosedArcs, Graph, PathBound, TopologyIndex } from '@paranet/network'
import { closeArcs, linkOfArc, reachableFrom } from '@paranet/network'
import type { PlanMemo } from './plan-memo.js'
import type { WayBack } from './answers.js'
import type { Demand, Preferred, SurvivedFailures } from './demand.js'
import { FailureIndex, failuresOf, isExempt } from './failures.js'
import type { Forwarding, ForwardingRequest } from './forwarding.js'
import { LaidBefore, layWalks, refuse } from './forwarding.js'
import type { Piece } from './pieces.js'
import { endsAt } from './places.js'
import type { Reservations } from './reservations.js'
import type { Breach, HeldScenario } from './simulate.js'
import { findBreach } from './simulate.js'
import type { Start } from './starts.js'
import { hopsBefore, startsOf } from './starts.js'
import type { Walk, WalkRequest } from './walk-search.js'
import { keepsOff } from './tree-ways.js'
import { candidateWalks, findWalk } from './walk-search.js'
import { walkSets } from './walk-sets.js'

/** A way for one piece that was walked in every counted failure. */
export interface PiecePlan {
  readonly forwarding: Forwarding
  readonly walks: readonly { readonly start: Start; readonly arcs: readonly number[] }[]
  readonly scenarios: readonly HeldScenario[]
}

/** A class that goes its own way. */
export interface GuidedPiece extends PiecePlan {
  readonly piece: Piece
}

/** Why there is none: no walk from a start even with everything up, or none whose detours hold. */
export type PieceFailure =
  | { readonly kind: 'no-walk'; readonly start: Start }
  | { readonly kind: 'not-protected'; readonly start: Start; readonly breach?: Breach }
  | { readonly kind: 'too-few'; readonly start: Start }
  /** `scenarios`: the way that it would take if there was room for everything. */
  | { readonly kind: 'full'; readonly start: Start; readonly scenarios: readonly HeldScenario[] }

export interface PiecePlanner {
  readonly index: TopologyIndex
  readonly graph: Graph
  readonly memo: PlanMemo
  readonly reservations: Reservations
}

/** Walks that are tried before a piece is given up. */
const candidateLimit = 24
/** Of these, by preference. */
const preferredLimit = 12

/** Finds a way for a piece and takes its bandwidth. Results without bandwidth are remembered. */
export function planPiece(planner: PiecePlanner, piece: Piece): PiecePlan | PieceFailure {
  const found = planAsked(planner, piece)
  const { demand } = piece
  if ('forwarding' in found || demand.availability === undefined || demand.survive.length > 0) return found
  // No way is up long enough by itself: one that others take over from may be.
  for (const survive of guards) {
    const guarded = planAsked(planner, { ...piece, demand: { ...demand, survive } })
    if ('forwarding' in guarded) return guarded
  }
  return found
}

/** What protects a class that has to be up longer than any single way, best first. */
const guards: readonly (readonly SurvivedFailures[])[] = [
  [
    { element: 'core-link', count: 1 },
    { element: 'node', count: 1 },
  ],
  [{ element: 'core-link', count: 1 }],
]

function planAsked(planner: PiecePlanner, piece: Piece): PiecePlan | PieceFailure {
  const { demand } = piece
  const { index, memo } = planner
  const up = index.up ?? index
  const starts = memo.of(up, 'starts', piece, () => startsOf(index, planner.graph, piece.class.ports))
  const stays = (plan: Chosen) => staysChosen(planner.graph, piece, plan)
  const { plan: free } = memo.of(
    index,
    'plan',
    piece,
    () => memo.remember(index, requestKey(starts, piece), () => chooseFree(planner, piece, starts), stays),
    stays,
  )
  if (demand.bandwidth.length === 0 && !demand.queueing) return free
  const found = isFitting(planner, piece, free) ? free : choose(planner, piece, starts, true)
  if ('forwarding' in found) {
    planner.reservations.take(demand, piece.unit, found.scenarios)
    return found
  }
  return 'forwarding' in free && !demand.queueing
    ? { kind: 'full', start: found.start, scenarios: free.scenarios }
    : found
}

/** Whether the way that would be taken if there was room for everything finds that room: then no other is looked for. */
const isFitting = (planner: PiecePlanner, piece: Piece, free: PiecePlan | PieceFailure): boolean => {
  const { demand, unit } = piece
  const { reservations } = planner
  return (
    'forwarding' in free &&
    reservations.fullArcs(demand, unit).length === 0 &&
    free.scenarios.every((scenario) => reservations.fits(demand, unit, scenario) && isInTime(planner, piece, scenario))
  )
}

/** What is chosen where there is room for everything. */
interface Chosen {
  readonly plan: PiecePlan | PieceFailure
  /** The first walk from every start was taken, with the first detours. */
  readonly isFirst: boolean
}

function chooseFree(planner: PiecePlanner, piece: Piece, starts: readonly Start[]): Chosen {
  const turns = { isFirst: true, before: laidBefore(planner, piece) }
  const plan = choose(planner, piece, starts, false, turns)
  return { plan, isFirst: turns.isFirst }
}

/** What was chosen with all links up, where only the cost decided. */
function laidBefore({ index, memo }: PiecePlanner, piece: Piece): LaidBefore | undefined {
  const chosen = index.up && isByCost(piece.demand) ? memo.recall<Chosen>(index, 'plan', piece) : undefined
  return chosen?.isFirst && 'forwarding' in chosen.plan ? new LaidBefore(chosen.plan.forwarding) : undefined
}

/** Whether what was chosen with all links up is what a search without those that are down would find: the best walks and detours are still the best as long
 *  as they take none of them. Where other things than the cost decide, or where the best did not hold, that has to be searched for. */
export function staysChosen(graph: Graph, { demand }: Piece, { plan, isFirst }: Chosen): boolean {
  if ('kind' in plan || !isFirst || !isByCost(demand)) return false
  for (const { primary, others = [], backup } of plan.forwarding.values())
    if (
      !keepsOff(
        graph,
        [primary, ...others, ...(backup === undefined ? [] : [backup])].filter((arc) => arc >= 0),
      )
    )
      return false
  return true
}

const isByCost = ({ paths, prefer = [], via, maxHops, loss, availability }: Demand): boolean =>
  !paths &&
  prefer.length === 0 &&
  via.length === 0 &&
  maxHops === undefined &&
  loss === undefined &&
  availability === undefined

const requestKey = (starts: readonly Start[], { demand, target }: Piece): string => {
  const { bandwidth: _, ...rest } = demand
  return `piece ${JSON.stringify([starts.map(({ states }) => states), target.nodes, rest])}`
}

/** Arcs that the demand rules out. */
export const closedFor = (graph: Graph, { avoidNodes, avoidLinks }: Demand): ClosedArcs =>
  closeArcs(graph, { nodes: avoidNodes, links: avoidLinks })

/** What a walk from a start has to be; preferences aside. */
export const walkRequest = (graph: Graph, { demand, target }: Piece, start: Start): WalkRequest => ({
  source: start.device,
  targets: target.nodes,
  via: demand.via,
  closed: closedFor(graph, demand),
  ...(demand.latency === undefined ? {} : { bound: demand.latency - start.latency }),
  ...(demand.maxHops === undefined ? {} : { maxHops: demand.maxHops - hopsBefore(start) }),
  ...withinFor(graph, demand, start),
})

/** The bound on what is lost, as a sum. */
export const lossWithin = (graph: Graph, { loss }: Demand, { link }: Start): PathBound[] =>
  loss === undefined
    ? []
    : [{ lengths: graph.loss, most: -Math.log1p(-loss) - (link === undefined ? 0 : (graph.loss[2 * link] as number)) }]

/** Sums that a walk from the start has to keep. Availability bounds a way that nothing protects: with backups its own is not what counts. */
function withinFor(graph: Graph, demand: Demand, start: Start): Pick<WalkRequest, 'within'> {
  const { availability, survive } = demand
  const spent = (lengths: Float64Array) => (start.link === undefined ? 0 : (lengths[2 * start.link] as number))
  const within = [
    ...lossWithin(graph, demand, start),
    ...(availability === undefined || survive.length > 0
      ? []
      : [{ lengths: graph.downtime, most: -Math.log(availability) - spent(graph.downtime) }]),
  ]
  return within.length === 0 ? {} : { within }
}

/** Whether the demand rules out the start itself. */
export const isStartAvoided = ({ avoidNodes, avoidLinks }: Demand, { device, link }: Start): boolean =>
  avoidNodes.includes(device) || (link !== undefined && avoidLinks.includes(link))

function choose(
  planner: PiecePlanner,
  piece: Piece,
  starts: readonly Start[],
  isReserving: boolean,
  turns: Search['turns'] = { isFirst: true },
): PiecePlan | PieceFailure {
  const { demand } = piece
  const cases = demand.survive.map(({ element, count }) => ({ failures: failuresBy(planner, element), count }))
  const full = isReserving ? planner.reservations.fullArcs(demand, piece.unit) : []
  const closed = closeArcs(planner.graph, { arcs: full }, closedFor(planner.graph, demand))
  const search: Search = { planner, piece, cases, closed, isReserving, turns }
  let plan: PiecePlan = { forwarding: new Map(), walks: [], scenarios: [] }
  for (const origin of originsOf(starts)) {
    const next = layOrigin(search, origin, plan)
    if ('kind' in next) return next
    plan = next
  }
  return plan
}

/** Those of links that are down among them: no way touches these. */
function failuresBy({ index, memo }: PiecePlanner, element: SurvivedFailures['element']): FailureIndex {
  const up = index.up ?? index
  return memo.remember(up, `failures of ${element}`, () => new FailureIndex(failuresOf(up, element)))
}

interface Search {
  readonly planner: PiecePlanner
  readonly piece: Piece
  readonly cases: readonly { readonly failures: FailureIndex; readonly count: number }[]
  readonly closed: ClosedArcs
  readonly isReserving: boolean
  /** Becomes false where the first of several is not taken. */
  readonly turns: { isFirst: boolean; readonly before?: LaidBefore | undefined }
}

/** The starts of one host, which change over when its first link is down; every other start alone. */
function originsOf(starts: readonly Start[]): Start[][] {
  const byEnd = new Map<string, Start[]>()
  for (const [place, start] of starts.entries()) {
    const key = start.end === undefined ? `start ${place}` : `end ${start.end}`
    byEnd.set(key, [...(byEnd.get(key) ?? []), start])
  }
  return [...byEnd.values()]
}

/** Adds the ways of one origin to a plan. What the plan has is not changed by it, so what was checked stays true. */
function layOrigin(search: Search, starts: readonly Start[], plan: PiecePlan): PiecePlan | PieceFailure {
  const { planner, piece, cases, isReserving } = search
  const { demand, target, unit } = piece
  let breach: Breach | undefined
  let isLaid = false
  for (const { forwarding, walks } of layStarts(search, starts, plan.forwarding)) {
    isLaid = true
    const scenarios = new Map<string, HeldScenario>()
    const hold = (scenario: HeldScenario) => {
      scenarios.set(scenario.name, scenario)
      return !isReserving || (planner.reservations.fits(demand, unit, scenario) && isInTime(planner, piece, scenario))
    }
    const found = findBreach({ graph: planner.graph, demand, target, starts, forwarding }, cases, hold)
    if (found === undefined)
      return { forwarding, walks: [...plan.walks, ...walks], scenarios: [...plan.scenarios, ...scenarios.values()] }
    if (found !== 'refused') breach ??= found
  }
  const first = starts[0] as Start
  if (findFirstWalk(search, first) === undefined) return { kind: 'no-walk', start: first }
  if (demand.paths && !isLaid && demand.survive.length === 0) return { kind: 'too-few', start: first }
  return { kind: 'not-protected', start: first, ...(breach ? { breach } : {}) }
}

/** Whether the latency is kept with what waits in queues, where that is asked for. */
export const isInTime = ({ reservations }: PiecePlanner, { demand, unit }: Piece, scenario: HeldScenario): boolean =>
  !demand.queueing ||
  reservations.slowest(demand, unit, scenario) <= (demand.latency ?? Number.POSITIVE_INFINITY) + 1e-6

interface Laid {
  readonly forwarding: Forwarding
  readonly walks: PiecePlan['walks']
}

/** Walks for the starts in turn, each beside those before it, cheapest first. A link that a host does not send by while everything is up
 *  may stay without one. */
function* layStarts(search: Search, starts: readonly Start[], settled: Forwarding): Generator<Laid> {
  const [start, ...others] = starts
  if (!start) {
    yield { forwarding: settled, walks: [] }
    return
  }
  let tried = 0
  for (const set of setsFrom(search, start)) {
    if (tried++ > 0) leaveFirst(search)
    const laid = layWalks(forwardingRequest(search), settled, start.states, set)
    if (!laid) {
      if (tried === 1 && set.length === 1 && isCutOff(search, start, set[0] as Walk)) break
      continue
    }
    const walks = set.map(({ arcs }) => ({ start, arcs }))
    for (const rest of layStarts(search, others, laid))
      yield { forwarding: rest.forwarding, walks: [...walks, ...rest.walks] }
  }
  leaveFirst(search)
  if (start.isActive) return
  const refused = new Map(settled)
  for (const state of start.states) refused.set(state, { primary: refuse })
  yield* layStarts(search, others, refused)
}

/** Whether a failure on the walk leaves the start no way at all: then no other walk can be protected either. */
function isCutOff(
  { planner: { graph }, piece: { demand, target }, cases, closed }: Search,
  start: Start,
  { arcs }: Walk,
): boolean {
  const ends = endsAt(target)
  return cases.some(({ failures }) =>
    arcs.some((arc) =>
      failures.hitting(linkOfArc(arc), graph.head[arc] as number).some((failure) => {
        if (isExempt(failure, demand, ends)) return false
        const reached = reachableFrom(graph, start.device, closeArcs(graph, failure, closed))
        return target.nodes.every((node) => !reached[node])
      }),
    ),
  )
}

function leaveFirst({ turns }: Search): void {
  turns.isFirst = false
  if (turns.before) turns.before.isFollowed = false
}

const forwardingRequest = ({ planner, piece, cases, closed, turns: { before } }: Search): ForwardingRequest => ({
  graph: planner.graph,
  demand: piece.demand,
  targets: piece.target.nodes,
  closed,
  failures: cases.map(({ failures }) => failures),
  ends: endsAt(piece.target),
  ...(before ? { before } : {}),
})

/** The walks that a start uses at once: one, or as many as the class is spread over. */
function* setsFrom(search: Search, start: Start): Iterable<readonly Walk[]> {
  const { planner, piece, closed } = search
  const { paths } = piece.demand
  if (!paths) for (const walk of walksFrom(search, start)) yield [walk]
  else if (!isStartAvoided(piece.demand, start))
    yield* walkSets(planner.index, planner.graph, { ...walkRequest(planner.graph, piece, start), closed }, paths)
}

/** Walks by preference first, then those by cost alone: what is preferred never takes a way from what must be kept. */
function* walksFrom({ planner, piece, closed, turns }: Search, start: Start): Iterable<Walk> {
  if (isStartAvoided(piece.demand, start)) return
  const { along } = piece.demand
  if (along && start.isActive) {
    yield* waysBack(planner.graph, piece, along, start)
    return
  }
  const request = { ...walkRequest(planner.graph, piece, start), closed }
  const seen = new Set<string>()
  const before = turns.before?.walkFrom(start.states[0] as number)
  if (before && keepsOff(planner.graph, before)) {
    seen.add(before.join())
    yield walkAlong(planner.graph, before)
  }
  const prefer = openPreferences(piece.demand, start)
  if (prefer.length > 0)
    for (const walk of candidateWalks(planner.graph, { ...request, prefer }, preferredLimit)) {
      seen.add(walk.arcs.join())
      yield walk
    }
  for (const walk of candidateWalks(planner.graph, request, candidateLimit)) if (!seen.has(walk.arcs.join())) yield walk
}

/** The ways that answers from a start may take, each once. */
function waysBack(graph: Graph, { target }: Piece, along: readonly WayBack[], start: Start): Walk[] {
  const { head } = graph
  const fitting = along.filter(
    ({ device, link, arcs }) =>
      device === start.device &&
      link === start.link &&
      target.nodes.includes(arcs.length === 0 ? device : (head[arcs.at(-1) as number] as number)),
  )
  const byArcs = new Map(fitting.map(({ arcs }) => [arcs.join(), arcs]))
  return [...byArcs.values()].map((arcs) => walkAlong(graph, arcs))
}

function walkAlong({ weight, latency }: Graph, arcs: readonly number[]): Walk {
  const sum = (costs: Float64Array) => arcs.reduce((total, arc) => total + (costs[arc] as number), 0)
  return { arcs, weight: sum(weight), latency: sum(latency) }
}

/** Preferences that the start does not keep by itself. */
const openPreferences = ({ prefer = [] }: Demand, { device, link }: Start): Preferred[] =>
  prefer.filter(({ nodes, links }) => !nodes.includes(device) && !(link !== undefined && links.includes(link)))

const findFirstWalk = ({ planner, piece, closed }: Search, start: Start): Walk | undefined => {
  if (isStartAvoided(piece.demand, start)) return undefined
  const { along } = piece.demand
  if (along && start.isActive) return waysBack(planner.graph, piece, along, start)[0]
  return findWalk(planner.graph, { ...walkRequest(planner.graph, piece, start), closed })
}
