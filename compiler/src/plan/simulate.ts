import type { Graph } from '@paranet/network'
import { linkOfArc } from '@paranet/network'
import type { Demand } from './demand.js'
import type { Failure, FailureIndex } from './failures.js'
import { isExempt, joined } from './failures.js'
import type { Forwarding } from './forwarding.js'
import { deliver, membersOf, refuse } from './forwarding.js'
import type { Target } from './places.js'
import { endsAt } from './places.js'
import type { Start } from './starts.js'
import { hopsBefore } from './starts.js'
import { phaseAt, rounding } from './walk-search.js'

/** Where a packet goes while something is down. */
export interface Run {
  readonly start: Start
  readonly arcs: readonly number[]
  /** µs, the link of the host included. */
  readonly latency: number
  readonly end: 'delivered' | 'lost' | 'missed-waypoint'
  /** The part of the class that goes this way; absent: all of it. */
  readonly fraction?: number
}

export interface SimulationRequest {
  readonly graph: Graph
  readonly demand: Demand
  readonly target: Target
  readonly starts: readonly Start[]
  readonly forwarding: Forwarding
}

/** Ways that one start may spread over before it counts as lost. */
const branchLimit = 512

/** What goes wrong, and in which failure (absent: with everything up). */
export interface Breach {
  readonly failure?: Failure
  readonly run: Run
}

/** One scenario that holds, with the ways that packets take in it. */
export interface HeldScenario {
  readonly name: string
  readonly runs: readonly Run[]
}

/** Walks the class with everything up and in every combination of up to `count` failures that touches a way taken. Returns the first breach of
 *  delivery, waypoints, latency, hops or loss; `hold` hears of every scenario that is kept and may refuse it. */
export function findBreach(
  request: SimulationRequest,
  cases: readonly { readonly failures: FailureIndex; readonly count: number }[],
  hold: (scenario: HeldScenario) => boolean = () => true,
): Breach | 'refused' | undefined {
  const ends = [...endsAt(request.target), ...request.starts.map(({ end, device }) => end ?? device)]
  const seen = new Set<string>()
  const look = (
    failed: readonly Failure[],
    failures: FailureIndex | undefined,
    depth: number,
  ): Breach | 'refused' | undefined => {
    const down = joined(failed)
    if (seen.has(down.name)) return undefined
    seen.add(down.name)
    const runs = runAll(request, down)
    const bad = runs.find((run) => isBroken(request, run))
    if (bad) return failed.length === 0 ? { run: bad } : { failure: down, run: bad }
    if (!hold({ name: down.name, runs })) return 'refused'
    if (depth === 0) return undefined
    for (const failure of failures ? touching(request.graph, failures, runs) : []) {
      if (failed.includes(failure) || isExempt(failure, request.demand, ends)) continue
      const grown = [...failed, failure].sort((a, b) => (a.name < b.name ? -1 : 1))
      const breach = look(grown, failures, depth - 1)
      if (breach) return breach
    }
    return undefined
  }
  const healthy = look([], undefined, 0)
  if (healthy) return healthy
  for (const { failures, count } of cases) {
    seen.delete('')
    const breach = look([], failures, count)
    if (breach) return breach
  }
  return undefined
}

const isBroken = ({ graph, demand: { latency, maxHops, loss } }: SimulationRequest, run: Run): boolean =>
  run.end !== 'delivered' ||
  (loss !== undefined && lossOf(graph, run) > -Math.log1p(-loss) + rounding) ||
  run.latency > (latency ?? Number.POSITIVE_INFINITY) ||
  hopsOf(run) > (maxHops ?? Number.POSITIVE_INFINITY)

/** −log of the share of packets that get through, the link of the host included. */
export const lossOf = ({ loss }: Graph, { start, arcs }: Pick<Run, 'start' | 'arcs'>): number =>
  arcs.reduce(
    (sum, arc) => sum + (loss[arc] as number),
    start.link === undefined ? 0 : (loss[2 * start.link] as number),
  )

/** Links passed, that of the host included. */
export const hopsOf = ({ start, arcs }: Pick<Run, 'start' | 'arcs'>): number => hopsBefore(start) + arcs.length

/** Failures that change one of the ways: they take a link of it, or a device that it leads to. */
function touching(graph: Graph, failures: FailureIndex, runs: readonly Run[]): Failure[] {
  const links = new Set<number>()
  const nodes = new Set<number>()
  for (const { arcs, start } of runs) {
    if (start.link !== undefined) links.add(start.link)
    nodes.add(start.device)
    for (const arc of arcs) {
      links.add(linkOfArc(arc))
      nodes.add(graph.head[arc] as number)
    }
  }
  return failures.touching(links, nodes)
}

function runAll(request: SimulationRequest, down: Failure): Run[] {
  const isDown = (link: number, a: number, b: number) =>
    down.links.includes(link) || down.nodes.includes(a) || down.nodes.includes(b)
  const runs: Run[] = []
  const hosts = new Set<number>()
  for (const start of request.starts) {
    if (start.end === undefined) {
      for (const state of start.states) runs.push(...runsFrom(request, start, state, down))
      continue
    }
    if (hosts.has(start.end)) continue
    hosts.add(start.end)
    const links = request.starts.filter(({ end }) => end === start.end)
    const active = links.find(({ link, device, end }) => link === undefined || !isDown(link, device, end ?? -1))
    if (active) runs.push(...runsFrom(request, active, active.states[0] as number, down))
    else runs.push({ start, arcs: [], latency: 0, end: 'lost' })
  }
  return runs
}

/** Every way that packets from a state take: one, unless the class is spread. */
function runsFrom(
  { graph, demand: { via }, forwarding }: SimulationRequest,
  start: Start,
  from: number,
  down: Failure,
) {
  const isUp = (arc: number) =>
    !down.links.includes(linkOfArc(arc)) &&
    !down.nodes.includes(graph.head[arc] as number) &&
    !down.nodes.includes(graph.tail[arc] as number)
  const runs: Run[] = []
  const walk = (taken: readonly number[], sofar: number, passed: number, at: number, fraction: number): void => {
    const arcs = [...taken]
    let [latency, phase, state] = [sofar, passed, at]
    const finish = (end: Run['end']): void => {
      runs.push({ start, arcs, latency, end, ...(fraction === 1 ? {} : { fraction }) })
    }
    while (arcs.length <= forwarding.size && runs.length <= branchLimit) {
      const way = forwarding.get(state)
      if (!way || way.primary === refuse) return finish('lost')
      if (way.primary === deliver) return finish(phase === via.length ? 'delivered' : 'missed-waypoint')
      const up = membersOf(way).filter(isUp)
      if (up.length > 1) {
        for (const arc of up)
          walk(
            [...arcs, arc],
            latency + (graph.latency[arc] as number),
            phaseAt(via, phase, graph.head[arc] as number),
            arc,
            fraction / up.length,
          )
        return undefined
      }
      const arc = up[0] ?? way.backup
      if (arc === undefined || !isUp(arc)) return finish('lost')
      arcs.push(arc)
      latency += graph.latency[arc] as number
      phase = phaseAt(via, phase, graph.head[arc] as number)
      state = arc
    }
    return finish('lost')
  }
  walk([], start.latency, phaseAt(via, 0, start.device), from, 1)
  return runs
}
