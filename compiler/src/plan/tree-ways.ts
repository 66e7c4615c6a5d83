import type { Claim, Graph, ShortestPathTree } from '@paranet/network'
import { graphOf, linkOfArc, pathFrom } from '@paranet/network'
import type { OverlapIndex } from '../classes/overlap-index.js'
import { headersOverlap } from '../classes/packet-class.js'
import type { Demand } from './demand.js'
import type { ClaimPart, Piece } from './pieces.js'
import type { PiecePlanner } from './plan-piece.js'
import { isStartAvoided } from './plan-piece.js'
import type { DestinationPart, Target } from './places.js'
import { hopsOf, lossOf } from './simulate.js'
import type { HeldScenario } from './simulate.js'
import type { Start } from './starts.js'
import { startsOf } from './starts.js'
import { treesOf } from './trees.js'
import { phaseAt, preferredCount, rounding } from './walk-search.js'

/** Traffic of a claim that takes the shortest path from a device to a target. */
export interface TreeWay {
  readonly claim: Claim
  readonly part: DestinationPart
  readonly start: Start
  readonly arcs: readonly number[]
}

type Planning = Omit<PiecePlanner, 'reservations'>

/** The tree that all plain traffic to a target shares. */
export const treeTo = ({ index }: Pick<PiecePlanner, 'index'>, target: Target): ShortestPathTree =>
  treesOf(graphOf(index)).to(target.nodes)

/** Whether a way takes none of the links that are down. */
export const keepsOff = ({ down }: Graph, arcs: Iterable<number>): boolean => {
  if (down) for (const arc of arcs) if (down.has(linkOfArc(arc))) return false
  return true
}

/** The ways of one part along the tree, and the starts that packets use with everything up but that have no path. */
export const treeWays = (planner: Planning, part: ClaimPart): PartWays =>
  planner.memo.of(
    planner.index,
    'tree ways',
    part,
    () => makeTreeWays(planner, part),
    ({ ways }) => ways.every(({ arcs }) => keepsOff(planner.graph, arcs)),
  )

interface PartWays {
  readonly ways: readonly TreeWay[]
  readonly lost: readonly Start[]
}

function makeTreeWays(planner: Planning, { claim, part, class: { ports } }: ClaimPart): PartWays {
  const tree = treeTo(planner, part.target)
  const ways: TreeWay[] = []
  const lost: Start[] = []
  for (const start of startsOf(planner.index, planner.graph, ports)) {
    const arcs = pathFrom(planner.graph, tree, start.device)
    if (arcs) ways.push({ claim, part, start, arcs })
    else if (start.isActive) lost.push(start)
  }
  return { ways, lost }
}

/** Whether the shortest paths keep all that the piece asks and no class with a way of its own meets it. Takes its bandwidth if so. */
export function ridesTree(planner: PiecePlanner, piece: Piece, overlaps: OverlapIndex<Piece>): boolean {
  const { demand, unit } = piece
  if (demand.survive.length > 0 || demand.paths || demand.availability !== undefined || demand.queueing) return false
  const runs = runsAlong(planner, piece)
  if (!runs) return false
  for (const other of overlaps.near(piece))
    if (other.class !== piece.class && headersOverlap(other.class, piece.class)) return false
  if (!planner.reservations.fits(demand, unit, runs)) return false
  planner.reservations.take(demand, unit, [runs])
  return true
}

/** How the piece's packets go along the tree; undefined where that does not keep what it asks. */
function runsAlong(planner: PiecePlanner, piece: Piece): HeldScenario | undefined {
  const { memo, index, graph } = planner
  const stays = ({ ways }: TreeRuns) => ways.every((arcs) => keepsOff(graph, arcs))
  return memo.of(index, 'tree runs', piece, () => treeRuns(planner, piece), stays).runs
}

/** Whether what rides the tree does so still, and what does not still does not: links that went down were on none of its ways. */
export const staysOnTree = ({ memo, index, graph }: PiecePlanner, piece: Piece): boolean =>
  memo.recall<TreeRuns>(index, 'tree runs', piece)?.ways.every((arcs) => keepsOff(graph, arcs)) ?? true

interface TreeRuns {
  readonly runs: HeldScenario | undefined
  /** From every start that has one. */
  readonly ways: readonly (readonly number[])[]
}

function treeRuns(planner: PiecePlanner, piece: Piece): TreeRuns {
  const { demand, target } = piece
  const tree = treeTo(planner, target)
  const starts = startsOf(planner.index, planner.graph, piece.class.ports)
  // One for each state, as the simulation has them: a start with two ports sends all it has by both together.
  const runs = starts
    .filter(({ isActive }) => isActive)
    .flatMap((start) => {
      const arcs = pathFrom(planner.graph, tree, start.device) ?? []
      const run = { start, arcs, latency: 0, end: 'delivered' as const }
      return start.end === undefined ? start.states.map(() => run) : [run]
    })
  const isKept = starts.every((start) => {
    const arcs = pathFrom(planner.graph, tree, start.device)
    return arcs ? keepsDemand(planner, demand, start, arcs) : !start.isActive
  })
  const ways = starts.flatMap((start) => {
    const arcs = pathFrom(planner.graph, tree, start.device)
    return arcs ? [arcs] : []
  })
  return { runs: isKept ? { name: '', runs } : undefined, ways }
}

const isAlong = (along: NonNullable<Demand['along']>, { device, link, isActive }: Start, arcs: readonly number[]) =>
  !isActive || along.some((one) => one.device === device && one.link === link && one.arcs.join() === arcs.join())

function keepsDemand({ graph }: PiecePlanner, demand: Demand, start: Start, arcs: readonly number[]): boolean {
  if (isStartAvoided(demand, start) || hopsOf({ start, arcs }) > (demand.maxHops ?? Number.POSITIVE_INFINITY))
    return false
  if (demand.along && !isAlong(demand.along, start, arcs)) return false
  const { prefer = [] } = demand
  const links = start.link === undefined ? [] : [start.link]
  const open = prefer.filter((one) => !one.links.some((link) => links.includes(link)))
  if (preferredCount(graph, open, start.device, arcs) < open.length) return false
  if (
    arcs.some(
      (arc) => demand.avoidLinks.includes(linkOfArc(arc)) || demand.avoidNodes.includes(graph.head[arc] as number),
    )
  )
    return false
  const phase = arcs.reduce(
    (passed, arc) => phaseAt(demand.via, passed, graph.head[arc] as number),
    phaseAt(demand.via, 0, start.device),
  )
  if (demand.loss !== undefined && lossOf(graph, { start, arcs }) > -Math.log1p(-demand.loss) + rounding) return false
  const latency = arcs.reduce((sum, arc) => sum + (graph.latency[arc] as number), start.latency)
  return phase === demand.via.length && latency <= (demand.latency ?? Number.POSITIVE_INFINITY)
}
