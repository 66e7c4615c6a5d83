import type { Claim, Intent, Packet, Survival, TopologyIndex } from '@paranet/network'
import { deliverySpoken } from '@paranet/network'
import type { Failure } from '../engine/failures.js'
import { failuresOf } from '../engine/failures.js'
import type { Finding } from '../engine/finding.js'
import { LoadBook } from '../engine/loads.js'
import type { Proof } from '../engine/proof.js'
import type { QuestionInput } from '../proof-of.js'
import { questionOf } from '../proof-of.js'
import { bySegment, inMain } from '../segments/each-segment.js'
import { killsWaypoint } from '../properties/survives.js'
import type { Counted, Held } from './count-survived.js'
import { countSurvived } from './count-survived.js'
import { endsOf } from './ends.js'
import { ScenarioBook } from './scenario-book.js'

export type FailingElement = Survival['element']

export interface ResilienceInput extends QuestionInput {
  /** Failures at once up to which is counted; 2 where it is left out. */
  readonly most?: number
  /** Scenarios of one kind that may be looked at for one intent. */
  readonly budget?: number
}

/** How many failures of one kind an intent survives. */
export interface Survived {
  readonly element: FailingElement
  /** In every scenario of up to so many everything is kept. */
  readonly count: number
  /** `exact`: some scenario of one more breaks it. `at-least`: more were not looked at. `any`: none of them can break it. */
  readonly bound: Counted['bound']
  /** A smallest scenario that breaks it: without any of these everything is kept. */
  readonly breaking?: LostPacket & { readonly failed: readonly string[] }
}

/** A packet that is lost, and why. */
export interface LostPacket {
  readonly packet: Packet
  readonly ingress: { readonly node: string; readonly interface: string }
  readonly reason: string
}

/** What breaks an intent when it alone fails. */
export interface SinglePoint extends LostPacket {
  readonly element: Exclude<FailingElement, 'core-link'>
  /** Link id, node name or risk group. */
  readonly name: string
  /** `end`: packets begin or end there, or it is a link that leads to such an end. `waypoint`: the intent asks for this very node. */
  readonly role: 'way' | 'end' | 'waypoint'
}

/** What an intent survives, by what lies on the devices. */
export interface Resilience {
  readonly intent: string
  /** Whether it is kept as things are; only then is there anything to survive. */
  readonly holds: boolean
  /** Why it is not kept, or is not known. */
  readonly reason?: string
  readonly survives: readonly Survived[]
  /** On its ways first, then waypoints, then ends. */
  readonly singlePoints: readonly SinglePoint[]
  /** The smallest free share of what may be reserved on a link of its ways, over what is survived; of intents with bandwidth. */
  readonly headroom?: {
    readonly share: number
    readonly link: string
    readonly from: string
    readonly failed: readonly string[]
  }
  /** The slowest promised packet over what is survived, µs of propagation. */
  readonly latency?: { readonly us: number; readonly failed: readonly string[] }
  /** Scenarios that were looked at: the rest is like one of them. */
  readonly looked: number
  readonly unclear?: string
}

/** For every route: how many failures it survives, what alone breaks it, and how tight it gets. Exact; in the order of the intents. */
export function resilienceOf(input: ResilienceInput): Resilience[] {
  const segments = bySegment(input)
  if (!segments) return resilienceIn(inMain(input))
  const found = new Map(segments.flatMap((one) => resilienceIn(one.input).map((its) => [its.intent, its] as const)))
  return input.intents.flatMap(({ id }) => found.get(id) ?? [])
}

function resilienceIn(input: ResilienceInput): Resilience[] {
  const { proof, claimsOfIntent, meaningless } = questionOf(input)
  const book = new ScenarioBook(proof, new LoadBook(proof))
  const reach = { most: input.most ?? 2, budget: input.budget ?? usualBudget }
  return input.intents.filter(isRoute).map(({ id }) => {
    const reason = meaningless.get(id)
    const claims = claimsOfIntent.get(id) ?? []
    if (reason !== undefined) return unknown(id, reason)
    return ofIntent(proof, book, id, claims, reach)
  })
}

const usualBudget = 5_000

const isRoute = (intent: Intent): boolean => deliverySpoken(intent)?.kind === 'route'

const unknown = (intent: string, reason: string): Resilience => ({
  intent,
  holds: false,
  reason,
  survives: [],
  singlePoints: [],
  looked: 0,
})

function ofIntent(
  proof: Proof,
  book: ScenarioBook,
  intent: string,
  claims: readonly Claim[],
  reach: { readonly most: number; readonly budget: number },
): Resilience {
  const { index } = proof.model
  const now = book.look(claims, [])
  if (now.finding ?? now.unclear) return unknown(intent, now.finding?.reason ?? now.unclear ?? '')
  const counted = elementsOf(index).map((element) => {
    const failures = failuresOf(index, proof.base, element).filter((failure) => !killsWaypoint(failure, claims))
    return { element, ...countSurvived(failures, reach, (failed) => book.look(claims, failed)) }
  })
  const unclear = counted.find((one) => one.unclear !== undefined)?.unclear
  return {
    intent,
    holds: true,
    survives: counted.map((one) => survivedOf(proof, one)),
    singlePoints: singlePoints(proof, book, claims, counted),
    ...tightest(index, counted),
    ...slowest(index, counted),
    looked: counted.reduce((sum, { held, alone }) => sum + held.length + alone.length, 0),
    ...(unclear === undefined ? {} : { unclear }),
  }
}

/** What can fail here: core links where some links are none, risk groups where there are some. */
const elementsOf = ({ links, isEnd, nodeId }: TopologyIndex): FailingElement[] => [
  'link',
  ...(links.some(({ ends }) => ends.some(({ node }) => isEnd[nodeId.get(node) ?? -1])) ? ['core-link' as const] : []),
  'node',
  ...(links.some(({ risks }) => risks.length > 0) ? ['risk' as const] : []),
]

function survivedOf(
  proof: Proof,
  { element, count, bound, smallest }: Counted & { element: FailingElement },
): Survived {
  const { index } = proof.model
  if (!smallest) return { element, count, bound }
  const failed = smallest.failed.map((failure) => failureName(index, failure))
  return { element, count, bound, breaking: { failed, ...lostIn(proof, smallest.finding) } }
}

function lostIn({ model }: Proof, { port, set, reason }: Finding): LostPacket {
  const ingress = { node: model.index.nodes[port.device]?.name ?? '', interface: port.interface }
  return { packet: model.space.sample(set), ingress, reason }
}

function singlePoints(
  proof: Proof,
  book: ScenarioBook,
  claims: readonly Claim[],
  counted: readonly (Counted & { readonly element: FailingElement })[],
): SinglePoint[] {
  const { index } = proof.model
  const ends = endsOf(proof, claims)
  const isAtEnd = ({ links, nodes }: Failure) =>
    nodes.length === 0 &&
    links.some((link) =>
      index.links[link]?.ends.some(
        ({ node }) => index.isEnd[index.nodeId.get(node) ?? -1] && ends.has(index.nodeId.get(node) ?? -1),
      ),
    )
  const found = counted.flatMap(({ element, alone }) =>
    element === 'core-link'
      ? []
      : alone.map(
          ({ failed: [failure], finding }): SinglePoint => ({
            element,
            name: failure ? failureName(index, failure) : '',
            role: failure && element === 'link' && isAtEnd(failure) ? 'end' : 'way',
            ...lostIn(proof, finding),
          }),
        ),
  )
  const waypoints = failuresOf(index, proof.base, 'node').flatMap((failure): SinglePoint[] => {
    const { finding } = killsWaypoint(failure, claims) ? book.look(claims, [failure]) : {}
    return finding
      ? [{ element: 'node', name: failureName(index, failure), role: 'waypoint', ...lostIn(proof, finding) }]
      : []
  })
  const own = [...ends].flatMap(([node, lost]): SinglePoint[] =>
    lost ? [{ element: 'node', name: index.nodes[node]?.name ?? '', role: 'end', ...lost }] : [],
  )
  const order = ['way', 'waypoint', 'end'] as const
  return [...found, ...waypoints, ...own].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
}

function tightest(index: TopologyIndex, counted: readonly Counted[]): Pick<Resilience, 'headroom'> {
  let worst: Required<Pick<Resilience, 'headroom'>> | undefined
  for (const { failed, look } of allHeld(counted)) {
    if (!look.tightest || (worst && look.tightest.free >= worst.headroom.share - 1e-9)) continue
    const { directed, free } = look.tightest
    const link = index.links[directed >> 1]
    const from = link?.ends[directed & 1 ? 1 : 0].node ?? ''
    worst = { headroom: { share: free, link: link?.id ?? '', from, failed: namesOf(index, failed) } }
  }
  return worst ?? {}
}

function slowest(index: TopologyIndex, counted: readonly Counted[]): Pick<Resilience, 'latency'> {
  let worst: Required<Pick<Resilience, 'latency'>> | undefined
  for (const { failed, look } of allHeld(counted))
    if (!worst || look.latency > worst.latency.us)
      worst = { latency: { us: look.latency, failed: namesOf(index, failed) } }
  return worst ?? {}
}

const allHeld = (counted: readonly Counted[]): readonly Held[] => counted.flatMap(({ held }) => held)

const namesOf = (index: TopologyIndex, failed: readonly Failure[]): string[] =>
  failed.map((failure) => failureName(index, failure))

const failureName = (index: TopologyIndex, { risk, links: [link], nodes: [node] }: Failure): string =>
  risk ?? (link === undefined ? index.nodes[node ?? -1]?.name : index.links[link]?.id) ?? ''
