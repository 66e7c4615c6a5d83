import type { Bandwidth, Claim, Spread, Survival } from '@paranet/network'
import { sendsElsewhere } from '@paranet/network'
import type { WayBack } from './answers.js'
import { compareClaims } from '../passes/report.js'

/** Failures of one kind that packets must survive by what lies on the devices. */
export interface SurvivedFailures {
  readonly element: Survival['element']
  readonly count: number
}

/** Nodes and links, ascending ids. */
export interface Preferred {
  readonly nodes: readonly number[]
  readonly links: readonly number[]
}

/** What the path of a class has to keep: the constraints of all its claims together, the stricter of each. */
export interface Demand {
  readonly via: readonly (readonly number[])[]
  readonly avoidNodes: readonly number[]
  readonly avoidLinks: readonly number[]
  /** Devices without match-action tables are among those avoided for that reason. */
  readonly protocol?: 'p4'
  /** µs, over all links, those to hosts included. */
  readonly latency?: number
  /** The latency counts what waits in queues at the reserved loads. */
  readonly queueing?: true
  /** Links passed at most, those to hosts included. */
  readonly maxHops?: number
  /** Share of packets lost at most, on every path. */
  readonly loss?: number
  /** Share of time delivered at least. */
  readonly availability?: number
  /** The only ways there are while everything is up: of answers that go back as they are asked to. */
  readonly along?: readonly WayBack[]
  /** What the walk should pass while everything is up, any one of each. */
  readonly prefer?: readonly Preferred[]
  /** Ways at once while everything is up. */
  readonly paths?: Spread
  readonly survive: readonly SurvivedFailures[]
  /** Survived by the controller's repair: only a path has to be left. */
  readonly restored: readonly SurvivedFailures[]
  /** Waypoints without an alternative whose failure is outside of all that is survived. */
  readonly singleWaypoints: readonly number[]
  readonly bandwidth: readonly { readonly intent: string; readonly bandwidth: Bandwidth }[]
}

/** Whether an intent asks more of the path than that it leads to the end. */
export const isConstrained = (claim: Claim): boolean =>
  claim.via.length > 0 ||
  claim.avoid.nodes.size + claim.avoid.links.size > 0 ||
  claim.latency !== undefined ||
  claim.maxHops !== undefined ||
  claim.symmetric === true ||
  claim.protocol !== undefined ||
  claim.loss !== undefined ||
  claim.availability !== undefined ||
  claim.prefer !== undefined ||
  claim.paths !== undefined ||
  claim.survive !== undefined ||
  claim.bandwidth !== undefined

export const viaText = (via: Claim['via']): string =>
  via.map((members) => [...members].sort((a, b) => a - b).join('|')).join('>')

/** Joins the constraints of claims on the same packets. Two ways by different waypoints: the claim of higher priority has the packets, and the
 *  other asks nothing of them; but answers, which go back by the waypoints of their route, pass those of both. */
export function demandOf(claims: readonly Claim[]): Demand {
  const sorted = [...claims].sort(compareClaims)
  const ordered = sorted.filter((claim) => !sorted.some((other) => sendsElsewhere(other, claim)))
  const latencies = ordered.flatMap(({ latency }) => (latency === undefined ? [] : [latency]))
  const hops = ordered.flatMap(({ maxHops }) => (maxHops === undefined ? [] : [maxHops]))
  const losses = ordered.flatMap(({ loss }) => (loss === undefined ? [] : [loss]))
  const availabilities = ordered.flatMap(({ availability }) => (availability === undefined ? [] : [availability]))
  const prefer = preferred(ordered)
  const paths = widest(ordered.flatMap(({ paths: asked }) => asked ?? []))
  const survivals = ordered.flatMap(({ survive }) => survive ?? [])
  return {
    via: joinedVia(ordered),
    avoidNodes: ids(ordered.flatMap(({ avoid }) => [...avoid.nodes])),
    avoidLinks: ids(ordered.flatMap(({ avoid }) => [...avoid.links])),
    ...(ordered.some(({ protocol }) => protocol) ? { protocol: 'p4' as const } : {}),
    ...(latencies.length === 0 ? {} : { latency: Math.min(...latencies) }),
    ...(ordered.some(({ queueing }) => queueing) ? { queueing: true as const } : {}),
    ...(hops.length === 0 ? {} : { maxHops: Math.min(...hops) }),
    ...(losses.length === 0 ? {} : { loss: Math.min(...losses) }),
    ...(availabilities.length === 0 ? {} : { availability: Math.max(...availabilities) }),
    ...(prefer.length === 0 ? {} : { prefer }),
    ...(paths ? { paths } : {}),
    survive: strictest(survivals.filter(({ restoredWithinMs }) => restoredWithinMs === undefined)),
    restored: strictest(survivals.filter(({ restoredWithinMs }) => restoredWithinMs !== undefined)),
    singleWaypoints: singleWaypoints(ordered.filter(({ survive }) => survive !== undefined)),
    bandwidth: ordered.flatMap(({ intent, bandwidth }) => (bandwidth ? [{ intent, bandwidth }] : [])),
  }
}

/** Of every claim that survives something: another intent's waypoint is no excuse. */
function singleWaypoints(claims: readonly Claim[]): number[] {
  const [first, ...others] = claims.map(({ via }) => via.flatMap((members) => (members.length === 1 ? members : [])))
  return ids((first ?? []).filter((node) => others.every((singles) => singles.includes(node))))
}

/** One spread for all: the largest count of the strictest kind. Whoever asked for another may be left with less, and its verdict says so. */
function widest(spreads: readonly Spread[]): Spread | undefined {
  const kinds = ['risks', 'nodes', 'links', 'equal'] as const
  const kind = kinds.find((one) => spreads.some((spread) => spread.kind === one))
  return kind && { kind, count: Math.max(...spreads.map(({ count }) => count)) }
}

/** The first few of all claims, those of the claim that is placed first before others. */
function preferred(claims: readonly Claim[]): Preferred[] {
  const all = claims.flatMap(({ prefer = [] }) => prefer)
  const byText = new Map(
    all.map(({ nodes, links }): [string, Preferred] => {
      const one = { nodes: ids([...nodes]), links: ids([...links]) }
      return [JSON.stringify(one), one]
    }),
  )
  return [...byText.values()].slice(0, preferenceLimit)
}

/** Preferences that one search weighs against each other. */
const preferenceLimit = 6

const ids = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b)

function joinedVia(ordered: readonly Claim[]): Claim['via'] {
  const [first, ...others] = ordered.filter(({ via }) => via.length > 0)
  if (!first) return []
  const answer = others.find((other) => other.side !== first.side && viaText(other.via) !== viaText(first.via))
  return answer ? [...first.via, ...answer.via] : first.via
}

function strictest(survivals: readonly Survival[]): SurvivedFailures[] {
  const counts = new Map<Survival['element'], number>()
  for (const { element, count } of survivals) counts.set(element, Math.max(count, counts.get(element) ?? 0))
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([element, count]) => ({ element, count }))
}
