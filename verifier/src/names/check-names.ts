import type {
  AvoidSet,
  ContentName,
  InterestWalk,
  InterestWalks,
  NameClaim,
  NameRouteIntent,
  Scenario,
} from '@paranet/network'
import { avoidSetOf, producersOf } from '@paranet/network'
import type { Failure, FailureScope } from '../engine/failures.js'
import { eachFailure, failuresOf, scenarioCount } from '../engine/failures.js'
import type { Outage } from '../engine/outage.js'
import { endInWords } from './name-finding.js'
import type { NameFinding, NameOutcome } from './name-finding.js'
import type { NameNetwork, Stores } from './name-network.js'
import { consultedBy, passedBy } from './name-network.js'

/** What is proved of routes of names, and in which state of the links. */
export interface NameProof {
  readonly network: NameNetwork
  readonly base: Outage
  /** Link failures that every promise is held to, beside its own. */
  readonly failures: number
}

/** What a route asks of each way on which its Interests are answered: what is wrong with it, in words. */
type Wrong = (way: Way) => string | undefined

interface Way {
  readonly walk: InterestWalk
  readonly nodes: readonly number[]
  readonly links: readonly number[]
}

export type RouteProperty = 'delivered' | 'waypoints' | 'avoids' | 'latency' | 'hops'

/** The properties of a route of names, in the order of the verdicts; `survives` comes after them. */
export const routeProperties = (route: NameRouteIntent): RouteProperty[] => [
  'delivered',
  ...(route.via.length > 0 ? (['waypoints'] as const) : []),
  ...(route.avoid.length > 0 ? (['avoids'] as const) : []),
  ...(route.latency === undefined ? [] : (['latency'] as const)),
  ...(route.maxHops === undefined ? [] : (['hops'] as const)),
]

/** Every Interest of the claims reaches a producer, whatever content stores hold, and each way that it takes is right. */
export function checkRoute(proof: NameProof, claims: readonly NameClaim[], property: RouteProperty): NameOutcome {
  let unclear: string | undefined
  for (const claim of claims)
    for (const consumer of claim.consumers) {
      const looked = look(proof, claim, consumer, proof.base.scenario, [property])
      if (looked.finding) return { finding: looked.finding }
      unclear ??= looked.unclear
    }
  return unclear === undefined ? {} : { unclear }
}

/** The same in every counted failure, by what lies on the devices. */
export function checkNamesSurvive(proof: NameProof, claims: readonly NameClaim[]): NameOutcome {
  let scenarios = 0
  let unclear: string | undefined
  const { index } = proof.network
  const asked: FailureScope[] = proof.failures > 0 ? [{ element: 'link', count: proof.failures }] : []
  const [first] = claims
  const scopes = first?.speaks.kind === 'name-route' ? [...(first.speaks.survive ?? []), ...asked] : []
  for (const { element, count } of scopes) {
    const failures = failuresOf(index, proof.base, element)
    scenarios += scenarioCount(failures.length, count)
    for (const claim of claims)
      for (const consumer of claim.consumers) {
        const outcome = survive(proof, claim, consumer, failures, count)
        if (outcome.finding) return { ...outcome, scenarios }
        unclear ??= outcome.unclear
      }
  }
  return { scenarios, ...(unclear === undefined ? {} : { unclear }) }
}

function survive(
  proof: NameProof,
  claim: NameClaim,
  consumer: number,
  failures: readonly Failure[],
  count: number,
): NameOutcome {
  const { index } = proof.network
  const route = claim.speaks as NameRouteIntent
  let finding: NameFinding | undefined
  let unclear: string | undefined
  const { isComplete } = eachFailure(index, proof.base, failures, count, (outage, failed) => {
    if (isOutside(proof, claim, consumer, failed)) return new Set()
    const looked = look(proof, claim, consumer, outage.scenario, routeProperties(route))
    unclear ??= looked.unclear
    if (!looked.finding) return looked.consulted
    finding = looked.finding
    return 'stop'
  })
  if (finding) return { finding }
  if (!isComplete) unclear ??= 'too many failure scenarios to look at'
  return unclear === undefined ? {} : { unclear }
}

/** The failure of the consumer, of all producers, and of a waypoint without another is outside of what is survived. */
function isOutside(
  { network: { index } }: NameProof,
  { name, speaks }: NameClaim,
  consumer: number,
  failed: readonly Failure[],
): boolean {
  const nodes = new Set(failed.flatMap((one) => one.nodes))
  if (nodes.size === 0) return false
  const ids = (names: readonly string[]) => names.map((one) => index.nodeId.get(one) ?? -1)
  const via = speaks.kind === 'name-route' ? speaks.via.map(({ oneOf }) => ids(oneOf)) : []
  return (
    nodes.has(consumer) ||
    producersOf(index, name).every((node) => nodes.has(node)) ||
    via.some((members) => members.every((node) => nodes.has(node)))
  )
}

/** One Interest in one state of the links, with empty content stores. */
function look(
  { network }: NameProof,
  claim: NameClaim,
  consumer: number,
  scenario: Scenario,
  properties: readonly RouteProperty[],
): NameOutcome & { readonly consulted: ReadonlySet<number> } {
  const { name } = claim
  const { outcomes, isComplete } = network.outcomes(consumer, name, scenario, 'empty')
  const consulted = consultedBy(network.index, consumer, outcomes)
  for (const walks of outcomes) {
    const found = wrongOf(network, claim, consumer, walks, properties)
    if (found) return { finding: { name, consumer, scenario, ...found }, consulted }
  }
  return { consulted, ...(isComplete ? {} : { unclear: 'too many choices among next hops and states to look at' }) }
}

function wrongOf(
  { index }: NameNetwork,
  { speaks }: NameClaim,
  consumer: number,
  { answered, lost }: InterestWalks,
  properties: readonly RouteProperty[],
): Pick<NameFinding, 'walk' | 'reason'> | undefined {
  const [first] = lost
  if (answered.length === 0) {
    const walk = lost.at(-1) ?? first
    return walk && properties.includes('delivered') ? { walk, reason: endInWords(walk) } : undefined
  }
  const route = speaks as NameRouteIntent
  const checks = properties.map((property) => wrongs[property](route, avoidSetOf(index, route.avoid), index.nodeId))
  for (const walk of answered) {
    const way = { walk, ...passedBy(index, consumer, walk) }
    for (const check of checks) {
      const reason = check(way)
      if (reason !== undefined) return { walk, reason }
    }
  }
  return undefined
}

const wrongs: Readonly<
  Record<RouteProperty, (route: NameRouteIntent, avoid: AvoidSet, ids: ReadonlyMap<string, number>) => Wrong>
> = {
  delivered: () => () => undefined,
  waypoints:
    ({ via }, _avoid, ids) =>
    ({ nodes }) => {
      let at = 0
      for (const { oneOf } of via) {
        const members = oneOf.map((name) => ids.get(name))
        const place = nodes.findIndex((node, i) => i >= at && members.includes(node))
        if (place < 0) return `it does not pass ${oneOf.join(' or ')}`
        at = place
      }
      return undefined
    },
  avoids:
    (_route, avoid) =>
    ({ nodes, links }) =>
      nodes.some((node) => avoid.nodes.has(node)) || links.some((link) => avoid.links.has(link))
        ? 'it passes what it must avoid'
        : undefined,
  latency:
    ({ latency = 0 }) =>
    ({ walk }) =>
      walk.latency > latency ? `it takes ${walk.latency} µs, more than ${latency} µs` : undefined,
  hops:
    ({ maxHops = 0 }) =>
    ({ links }) =>
      links.length > maxHops ? `it passes ${links.length} links, more than ${maxHops}` : undefined,
}

/** No Interest of the claims is answered: not as things are, and not with any one link down (or as many as the proof is asked for). Content stores
 *  may hold whatever passes them. Every link of a host counts, whichever it sends by. */
export function checkNamesIsolated(proof: NameProof, claims: readonly NameClaim[]): NameOutcome {
  const { index } = proof.network
  const failures = failuresOf(index, proof.base, 'link')
  const count = Math.max(1, proof.failures)
  const scenarios = scenarioCount(failures.length, count)
  let unclear: string | undefined
  for (const { name, consumers } of claims)
    for (const consumer of consumers) {
      let finding: NameFinding | undefined
      const { isComplete } = eachFailure(index, proof.base, failures, count, (outage) => {
        const looked = answeredAt(proof.network, name, consumer, outage.scenario)
        unclear ??= looked.unclear
        finding = looked.finding
        return finding ? 'stop' : looked.consulted
      })
      if (finding) return { finding, scenarios }
      if (!isComplete) unclear ??= 'too many failure scenarios to look at'
    }
  return { scenarios, ...(unclear === undefined ? {} : { unclear }) }
}

/** Whether an Interest can be answered at all, by a producer or a content store. */
export function answeredAt(
  network: NameNetwork,
  name: ContentName,
  consumer: number,
  scenario: Scenario,
): NameOutcome & { readonly consulted: ReadonlySet<number> } {
  const seen: InterestWalks[] = []
  let unclear: string | undefined
  for (const stores of ['empty', 'full'] as const satisfies readonly Stores[]) {
    const { outcomes, isComplete } = network.outcomes(consumer, name, scenario, stores)
    if (!isComplete) unclear = 'too many choices among next hops and states to look at'
    seen.push(...outcomes)
    const walk = outcomes.flatMap(({ answered }) => answered).find(({ hops }) => hops.length > 0)
    const consulted = consultedBy(network.index, consumer, seen)
    if (walk) return { finding: { name, consumer, walk, scenario, reason: endInWords(walk) }, consulted }
  }
  return { consulted: consultedBy(network.index, consumer, seen), ...(unclear === undefined ? {} : { unclear }) }
}
