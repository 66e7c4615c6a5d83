import type {
  GeoClaim,
  GeoDelivery,
  GeoHeader,
  GeoIntent,
  GeoTarget,
  GeoWalk,
  Scenario,
  TopologyIndex,
} from '@paranet/network'
import { avoidSetOf, geoPacket, nodesIn } from '@paranet/network'
import type { Failure, FailureScope } from '../engine/failures.js'
import { eachFailure, failuresOf, scenarioCount } from '../engine/failures.js'
import type { Outage } from '../engine/outage.js'
import { geoEndInWords } from './geo-finding.js'
import type { GeoFinding, GeoOutcome } from './geo-finding.js'
import type { Flooding, GeoNetwork } from './geo-network.js'
import { consultedBy } from './geo-network.js'

/** What is proved of packets to places, and in which state of the links. */
export interface GeoProof {
  readonly network: GeoNetwork
  readonly base: Outage
  /** Link failures that every promise is held to, beside its own. */
  readonly failures: number
}

type Asking = Exclude<GeoIntent, { kind: 'geo-isolate' }>

export type GeoProperty = 'delivered' | 'avoids' | 'latency' | 'hops'

/** The properties of a route or geocast, in the order of the verdicts; `survives` comes after them. */
export const geoProperties = (asking: Asking): GeoProperty[] => [
  'delivered',
  ...(asking.avoid.length > 0 ? (['avoids'] as const) : []),
  ...(asking.latency === undefined ? [] : (['latency'] as const)),
  ...(asking.maxHops === undefined ? [] : (['hops'] as const)),
]

/** Every packet of the claims reaches all whom it is for and nobody else, by a way that is right. */
export function checkPlaced(proof: GeoProof, claims: readonly GeoClaim[], property: GeoProperty): GeoOutcome {
  let unclear: string | undefined
  for (const claim of claims) {
    const looked = look(proof, claim, proof.base.scenario, [property])
    if (looked.finding) return { finding: looked.finding }
    unclear ??= looked.unclear
  }
  return unclear === undefined ? {} : { unclear }
}

/** The same in every counted failure, by what lies on the devices. */
export function checkPlacesSurvive(proof: GeoProof, claims: readonly GeoClaim[]): GeoOutcome {
  let scenarios = 0
  let unclear: string | undefined
  const { index } = proof.network
  const asked: FailureScope[] = proof.failures > 0 ? [{ element: 'link', count: proof.failures }] : []
  const [first] = claims
  const scopes = first && first.speaks.kind !== 'geo-isolate' ? [...(first.speaks.survive ?? []), ...asked] : []
  for (const { element, count } of scopes) {
    const failures = failuresOf(index, proof.base, element)
    scenarios += scenarioCount(failures.length, count)
    for (const claim of claims) {
      const outcome = survive(proof, claim, failures, count)
      if (outcome.finding) return { ...outcome, scenarios }
      unclear ??= outcome.unclear
    }
  }
  return { scenarios, ...(unclear === undefined ? {} : { unclear }) }
}

function survive(proof: GeoProof, claim: GeoClaim, failures: readonly Failure[], count: number): GeoOutcome {
  const { index } = proof.network
  let finding: GeoFinding | undefined
  let unclear: string | undefined
  const { isComplete } = eachFailure(index, proof.base, failures, count, (outage, failed) => {
    if (isOutside(index, claim, failed)) return new Set()
    const looked = look(proof, claim, outage.scenario, geoProperties(claim.speaks as Asking))
    unclear ??= looked.unclear
    if (!looked.finding) return looked.consulted
    finding = looked.finding
    return 'stop'
  })
  if (finding) return { finding }
  if (!isComplete) unclear ??= 'too many failure scenarios to look at'
  return unclear === undefined ? {} : { unclear }
}

/** The failure of who sends and of whom it is for is outside of what is survived. */
function isOutside(index: TopologyIndex, { source, to }: GeoClaim, failed: readonly Failure[]): boolean {
  const nodes = failed.flatMap((one) => one.nodes)
  return nodes.includes(source) || (to.kind === 'node' && nodes.includes(index.nodeId.get(to.node) ?? -1))
}

/** All kinds of packets of one claim in one state of the links. */
function look(
  { network }: GeoProof,
  claim: GeoClaim,
  scenario: Scenario,
  properties: readonly GeoProperty[],
): GeoOutcome & { readonly consulted: ReadonlySet<number> } {
  const { source, to, headers } = claim
  const seen: GeoWalk[] = []
  let isWhole = true
  for (const header of headers) {
    const packet = geoPacket(network.index, to, header)
    if (!packet) return { unclear: 'nobody has said where that is', consulted: new Set() }
    for (const flooding of to.kind === 'area' ? (['least', 'most'] as const) : (['least'] as const)) {
      const { outcomes, isComplete } = network.outcomes(source, packet, scenario, flooding)
      isWhole &&= isComplete
      seen.push(...outcomes)
      for (const walk of outcomes) {
        const reason = wrongOf(network.index, claim, walk, scenario, properties, flooding)
        if (reason !== undefined)
          return { finding: { source, to, header, walk, scenario, reason }, consulted: new Set() }
      }
    }
  }
  const consulted = consultedBy(network.index, source, seen)
  return { consulted, ...(isWhole ? {} : { unclear: 'too many mixtures of states to look at' }) }
}

function wrongOf(
  index: TopologyIndex,
  claim: GeoClaim,
  walk: GeoWalk,
  scenario: Scenario,
  properties: readonly GeoProperty[],
  flooding: Flooding,
): string | undefined {
  const asking = claim.speaks as Asking
  for (const property of properties) {
    const reason =
      property === 'delivered'
        ? undelivered(index, claim, walk, scenario, flooding)
        : walk.deliveries.map((one) => wrongs[property](index, asking, one)).find((one) => one !== undefined)
    if (reason !== undefined) return reason
  }
  return undefined
}

/** Who does not get it, or gets it and should not. */
function undelivered(
  index: TopologyIndex,
  { source, to }: GeoClaim,
  walk: GeoWalk,
  { downNodes }: Scenario,
  flooding: Flooding,
): string | undefined {
  const got = new Set(walk.deliveries.map(({ node }) => index.nodeId.get(node) ?? -1))
  const members = to.kind === 'node' ? [index.nodeId.get(to.node) ?? -1] : nodesIn(index, to.area)
  const stranger = [...got].find((node) => !members.includes(node))
  if (stranger !== undefined) return `${index.nodes[stranger]?.name} gets it too`
  if (flooding === 'most') return undefined
  const wanted = to.kind === 'node' ? members : members.filter((node) => node !== source && !downNodes.has(node))
  const missed = wanted.find((node) => !got.has(node))
  if (missed === undefined) return undefined
  const its = index.nodes[missed]?.name
  return walk.end.kind === 'flooded' ? `${its} does not get it` : geoEndInWords(walk)
}

const wrongs: Readonly<
  Record<
    Exclude<GeoProperty, 'delivered'>,
    (index: TopologyIndex, asking: Asking, delivery: GeoDelivery) => string | undefined
  >
> = {
  avoids: (index, { avoid }, { nodes, links }) => {
    const avoided = avoidSetOf(index, avoid)
    const isPassed =
      nodes.some((name) => avoided.nodes.has(index.nodeId.get(name) ?? -1)) ||
      links.some((link) => avoided.links.has(index.linkId.get(link) ?? -1))
    return isPassed ? 'it passes what it must avoid' : undefined
  },
  latency: (_index, { latency = 0 }, delivery) =>
    delivery.latency > latency ? `it takes ${delivery.latency} µs, more than ${latency} µs` : undefined,
  hops: (_index, { maxHops = 0 }, { links }) =>
    links.length > maxHops ? `it passes ${links.length} links, more than ${maxHops}` : undefined,
}

/** No packet of the claims comes out at the destination, by whatever name or area: not as things are, and not with any one link down (or as many as
 *  the proof is asked for). Every link of a host counts, whichever it sends by. */
export function checkPlacesIsolated(proof: GeoProof, claims: readonly GeoClaim[]): GeoOutcome {
  const { index } = proof.network
  const failures = failuresOf(index, proof.base, 'link')
  const count = Math.max(1, proof.failures)
  const scenarios = scenarioCount(failures.length, count)
  let unclear: string | undefined
  for (const claim of claims) {
    let finding: GeoFinding | undefined
    const { isComplete } = eachFailure(index, proof.base, failures, count, (outage) => {
      const looked = comesOutAt(proof.network, claim, outage.scenario)
      unclear ??= looked.unclear
      finding = looked.finding
      return finding ? 'stop' : looked.consulted
    })
    if (finding) return { finding, scenarios }
    if (!isComplete) unclear ??= 'too many failure scenarios to look at'
  }
  return { scenarios, ...(unclear === undefined ? {} : { unclear }) }
}

/** Whether a packet of the claim comes out at its destination. */
export function comesOutAt(
  network: GeoNetwork,
  { source, to, headers }: GeoClaim,
  scenario: Scenario,
): GeoOutcome & { readonly consulted: ReadonlySet<number> } {
  const node = to.kind === 'node' ? to.node : ''
  const seen: GeoWalk[] = []
  let unclear: string | undefined
  for (const target of network.targetsAt(node))
    for (const header of headers) {
      const looked = reaches(network, source, target, header, scenario, (one) => one === node)
      seen.push(...looked.walks)
      unclear ??= looked.unclear
      if (looked.finding) return { finding: looked.finding, consulted: new Set() }
    }
  return { consulted: consultedBy(network.index, source, seen), ...(unclear === undefined ? {} : { unclear }) }
}

/** Whether a packet comes out at one of whom it is asked. */
export function reaches(
  network: GeoNetwork,
  source: number,
  to: GeoTarget,
  header: GeoHeader,
  scenario: Scenario,
  isAsked: (node: string) => boolean,
): GeoOutcome & { readonly walks: readonly GeoWalk[] } {
  const packet = geoPacket(network.index, to, header)
  if (!packet) return { walks: [] }
  const { outcomes, isComplete } = network.outcomes(source, packet, scenario, 'most')
  const own = network.index.nodes[source]?.name
  for (const walk of outcomes) {
    const got = walk.deliveries.find(({ node }) => node !== own && isAsked(node))
    if (got) return { finding: { source, to, header, walk, scenario, reason: `${got.node} gets it` }, walks: outcomes }
  }
  return { walks: outcomes, ...(isComplete ? {} : { unclear: 'too many mixtures of states to look at' }) }
}
