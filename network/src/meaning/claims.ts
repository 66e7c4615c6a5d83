import type {
  Avoidance,
  Bandwidth,
  Ends,
  InstallingIntent,
  Intent,
  MirrorIntent,
  MulticastIntent,
  RouteIntent,
  Spread,
  Survival,
  TranslatingIntent,
  TreatingIntent,
  Waypoint,
} from '../intent/intent.js'
import { deliverySpoken, geoSpoken, isDeviceIntent, namesSpoken } from '../intent/intent.js'
import { systemOwners } from '../device-state/device-state.js'
import type { TrafficBox } from '../traffic-class/traffic-class.js'
import { anyTraffic, reverseTraffic, trafficBoxes } from '../traffic-class/traffic-class.js'
import { ownedIndexOf } from '../topology/owned-index.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import { forwardsByTables, tracksConnections } from '../topology/topology-index.js'
import { allAddresses, intersectPrefixes, prefixSet, subtractPrefixes } from '../address/prefix-set.js'
import { hostPrefix, prefixRange } from '../address/ip.js'
import type { ClaimDestinations, ClaimSource } from './resolve-ends.js'
import {
  destinationsOf,
  isolatedSourcesOf,
  ownSources,
  portsMeeting,
  sourcesOf,
  withoutForeign,
} from './resolve-ends.js'

/** What must be avoided, or one preference, as dense ids. */
export interface AvoidSet {
  readonly nodes: ReadonlySet<number>
  readonly links: ReadonlySet<number>
}

/** One directed class of packets and what an intent says of it: *the* meaning of intents, which compiler and verifier share.
 *
 *  A packet belongs to a claim when it enters at the port of one of `sources` with a source address in its prefixes (and, but for
 *  `must-not`, not in `foreignSources` of that port), its destination lies in `destinations`, its header in one of the `traffic` boxes, and its
 *  established bit equals `established` where that is given.
 *
 *  Among the claims that a packet belongs to (asserted ones aside) the highest `priority` decides; `must` implies `may`; without any
 *  claim the packet must not be delivered. One priority with `must`/`may` on one side and `must-not` on the other is a conflict.
 *  A packet whose destination lies behind the port where it enters is never promised (`must` says nothing of it). A `must` without
 *  `established` promises packets that open, not those that answer: an answer is promised by the claim that lets it be asked for. */
export interface Claim {
  /** Intent id, or a system owner. */
  readonly intent: string
  readonly kind: 'must' | 'may' | 'must-not'
  readonly side: 'forward' | 'reply'
  /** Only proved, never compiled; does not take part in precedence. */
  readonly asserted: boolean
  /** 0–1000; −1 for the network's default. */
  readonly priority: number
  readonly rank: number
  readonly yields: boolean
  readonly sources: readonly ClaimSource[]
  readonly destinations: ClaimDestinations
  readonly traffic: readonly TrafficBox[]
  readonly established?: boolean
  /** Waypoints in the order of this side; node ids. */
  readonly via: readonly (readonly number[])[]
  readonly avoid: AvoidSet
  /** Only devices with match-action tables carry it: `avoid` holds all others. Both sides. */
  readonly protocol?: 'p4'
  /** µs, on every path; forward side only. */
  readonly latency?: number
  /** The latency counts `queueingDelay` at every link; forward side only. */
  readonly queueing?: 'modelled'
  /** Links passed, on every path; forward side only. */
  readonly maxHops?: number
  /** Share of packets lost at most, on every path; forward side only. */
  readonly loss?: number
  /** Share of time delivered at least; forward side only. */
  readonly availability?: number
  /** Answers take the way of what they answer, backwards. Both sides. */
  readonly symmetric?: boolean
  /** Ways at once while nothing is down; forward side only. */
  readonly paths?: Spread
  /** Soft: what a path should pass, any one of each. Both sides; nothing is promised. */
  readonly prefer?: readonly AvoidSet[]
  readonly survive?: readonly Survival[]
  readonly bandwidth?: Bandwidth
  /** Of a multicast: its packets go along a tree, by entries of their own, and no route carries them. */
  readonly group?: true
  /** Of an isolation: mirrors whose copies count for nothing. */
  readonly exceptMirrors?: readonly string[]
}

export interface MeaningProblem {
  readonly code: 'unattached-source' | 'unattached-destination' | 'stateless-reply'
  readonly severity: 'error' | 'warning'
  readonly intent: Intent
  readonly message: string
  readonly hint: string
}

export interface Meaning {
  /** In the order of the intents; forward before reply; the network's default last. */
  readonly claims: readonly Claim[]
  readonly problems: readonly MeaningProblem[]
}

/** Turns intents into claims: ends to ports and addresses, replies, the network's default. Pure; linear in intents × ports. The same list of
 *  intents on the same index is worked out once, since compiler and verifier both ask. */
export function claimsOf(index: TopologyIndex, intents: readonly Intent[]): Meaning {
  const known = meanings.get(intents)
  if (known?.index === index) return known.meaning
  const meaning = makeMeaning(index, intents)
  meanings.set(intents, { index, meaning })
  return meaning
}

const meanings = new WeakMap<readonly Intent[], { readonly index: TopologyIndex; readonly meaning: Meaning }>()

function makeMeaning(index: TopologyIndex, intents: readonly Intent[]): Meaning {
  const claims: Claim[] = []
  const problems: MeaningProblem[] = []
  const protections = protectionsOf(intents)
  for (const intent of intents) {
    const made = meaningOf(index, protectedBy(intent, protections.get(intent.id)), intent)
    const errors = made.problems.filter(({ severity }) => severity === 'error')
    problems.push(...(errors.length > 0 ? errors : made.problems))
    if (errors.length === 0) claims.push(...made.claims)
  }
  if (index.topology.default === 'open') claims.push(remembered(index, '', () => openDefault(index)))
  return { claims, problems }
}

/** Intents that are remembered for one topology; more are forgotten all at once. */
const mostRemembered = 250_000
const known = new WeakMap<TopologyIndex, Map<string, unknown>>()

function remembered<T>(index: TopologyIndex, key: string, make: () => T): T {
  let entries = known.get(index)
  if (!entries || entries.size > mostRemembered) known.set(index, (entries = new Map()))
  if (!entries.has(key)) entries.set(key, make())
  return entries.get(key) as T
}

/** What ends mean, once for all intents that name them alike. */
const ofEnds = <T>(index: TopologyIndex, part: string, ends: Ends, make: () => T): T =>
  remembered(index, `${part} ${JSON.stringify(ends)}`, make)

/** An intent that says the same as another, wherever it is written, has the very same claims. */
function meaningOf(index: TopologyIndex, intent: Intent, written: Intent): Meaning {
  const last = ofIntent.get(intent)
  if (last?.index === index) return last.meaning
  const { claims, problems } = remembered(index, contentOf(intent), () => makeMeaningOf(index, intent))
  const meaning = { claims, problems: problems.map((problem) => ({ ...problem, intent: written })) }
  ofIntent.set(intent, { index, meaning })
  return meaning
}

const ofIntent = new WeakMap<Intent, { readonly index: TopologyIndex; readonly meaning: Meaning }>()

/** All that an intent says, but where it stands. */
function contentOf({ source: _, ...intent }: Intent): string {
  if (intent.kind !== 'assert') return JSON.stringify(intent)
  const { source: __, ...asserts } = intent.asserts
  return JSON.stringify({ ...intent, asserts })
}

/** What `protect` asks of routes, by their ids. */
export function protectionsOf(intents: readonly Intent[]): Map<string, Survival[]> {
  const asked = new Map<string, Survival[]>()
  for (const intent of intents)
    if (intent.kind === 'protect')
      for (const route of intent.routes) asked.set(route, [...(asked.get(route) ?? []), ...intent.survive])
  return asked
}

const protectedBy = (intent: Intent, survive: readonly Survival[] | undefined): Intent =>
  survive && intent.kind === 'route' ? { ...intent, survive: [...(intent.survive ?? []), ...survive] } : intent

/** Treatments and what speaks of devices permit and promise nothing; what is said of names and places has claims of its own. */
function makeMeaningOf(index: TopologyIndex, intent: Intent): Meaning {
  const said = intent.kind === 'assert' ? intent.asserts : intent
  if (isDeviceIntent(said) || namesSpoken(intent) || geoSpoken(intent)) return { claims: [], problems: [] }
  if (said.kind === 'multicast') return meaningOfMulticast(index, said, intent)
  const spoken = deliverySpoken(intent)
  if (spoken) return claimsOfIntent(index, spoken, intent)
  const treating = said as TreatingIntent | TranslatingIntent | MirrorIntent
  const { from, to } = treating
  const [sources, destinations] = [sourcesOf(index, from), destinationsOf(index, to)]
  return { claims: [], problems: attachmentProblems(index, treating, intent, sources, destinations) }
}

/** Packets of the sender to the group may be delivered; how they are is the tree's matter. */
function meaningOfMulticast(index: TopologyIndex, intent: MulticastIntent, written: Intent): Meaning {
  const { id, priority, rank, yields, sender, group, traffic } = intent
  const { family } = prefixRange(hostPrefix(group))
  const from: Ends = { terms: [{ kind: 'node', node: sender }], except: [], text: sender }
  const sources = sourcesOf(index, from).flatMap(({ port, prefixes }) => {
    const own = prefixes.filter((prefix) => prefixRange(prefix).family === family)
    return own.length > 0 ? [{ port, prefixes: own }] : []
  })
  const claim: Claim = {
    intent: id,
    kind: 'may',
    side: 'forward',
    asserted: written.kind === 'assert',
    priority,
    rank,
    yields,
    sources,
    destinations: { prefixes: [hostPrefix(group)], toInternet: true },
    traffic: trafficBoxes(traffic),
    via: [],
    avoid: avoidSetOf(index, intent.avoid),
    ...(intent.bandwidth === undefined ? {} : { bandwidth: { bitsPerSecond: intent.bandwidth, each: false } }),
    group: true,
  }
  if (sources.length > 0) return { claims: [claim], problems: [] }
  const problem: MeaningProblem = {
    code: 'unattached-source',
    severity: 'error',
    intent: written,
    message: `"${sender}" has no IPv${family} address to send to ${group} from`,
    hint: `give it an IPv${family} address, or choose a group of the other family`,
  }
  return { claims: [], problems: [problem] }
}

function claimsOfIntent(index: TopologyIndex, intent: InstallingIntent, written: Intent): Meaning {
  const { from, to } = intent
  const sources =
    intent.kind === 'isolate'
      ? ofEnds(index, 'isolated', from, () => isolatedSourcesOf(index, from))
      : ofEnds(index, 'sources', from, () => sourcesOf(index, from))
  const destinations = ofEnds(index, 'destinations', to, () => destinationsOf(index, to))
  const problems = attachmentProblems(index, intent, written, sources, destinations)
  const common = {
    intent: written.id,
    asserted: written.kind === 'assert',
    priority: intent.priority,
    rank: intent.rank,
    yields: intent.yields,
  }
  if (intent.kind === 'isolate') {
    const forbidden: Claim = {
      ...common,
      kind: 'must-not',
      side: 'forward',
      sources,
      destinations,
      traffic: trafficBoxes(intent.traffic),
      via: [],
      avoid: nothingAvoided,
      ...(intent.reply === 'none' ? {} : { established: false }),
      ...(intent.exceptMirrors ? { exceptMirrors: intent.exceptMirrors } : {}),
    }
    return { claims: [forbidden], problems }
  }
  const forward: Claim = {
    ...common,
    kind: intent.kind === 'route' ? 'must' : 'may',
    side: 'forward',
    sources,
    destinations,
    traffic: trafficBoxes(intent.traffic),
    ...constraintsOf(index, intent),
  }
  const mode = replyModeOf(index, intent)
  if (mode === 'none') return { claims: [forward], problems }
  if (mode === 'stateless' && intent.reply === 'auto' && written.kind !== 'assert')
    problems.push(statelessReply(intent, written))
  const reply = replyTo(index, intent, forward, mode)
  return { claims: [forward, isAnswerAsserted(intent, written) ? { ...reply, established: true } : reply], problems }
}

/** An assertion does not choose the devices on the way: where it does not say how answers come back, those to what was opened do. */
const isAnswerAsserted = (intent: InstallingIntent, written: Intent): boolean =>
  written.kind === 'assert' && intent.kind !== 'isolate' && intent.reply === 'auto'

const nothingAvoided: AvoidSet = { nodes: new Set(), links: new Set() }

function constraintsOf(index: TopologyIndex, intent: InstallingIntent) {
  if (intent.kind !== 'route') return { via: [], avoid: nothingAvoided }
  return {
    via: intent.via.map((waypoint) => waypointIds(index, waypoint)),
    ...avoidedBy(index, intent),
    ...(intent.latency === undefined ? {} : { latency: intent.latency }),
    ...(intent.queueing ? { queueing: intent.queueing } : {}),
    ...(intent.maxHops === undefined ? {} : { maxHops: intent.maxHops }),
    ...(intent.loss === undefined ? {} : { loss: intent.loss }),
    ...(intent.availability === undefined ? {} : { availability: intent.availability }),
    ...(intent.paths === undefined ? {} : { paths: intent.paths }),
    ...(intent.symmetric ? { symmetric: true } : {}),
    ...(intent.prefer ? { prefer: intent.prefer.map(({ oneOf }) => avoidSetOf(index, oneOf)) } : {}),
    ...(intent.survive === undefined ? {} : { survive: intent.survive }),
    ...(intent.bandwidth === undefined ? {} : { bandwidth: intent.bandwidth }),
  }
}

/** What its paths must not pass. A protocol is kept by passing only devices that have it. */
function avoidedBy(index: TopologyIndex, { avoid, protocol }: RouteIntent): Pick<Claim, 'avoid' | 'protocol'> {
  const asked = avoidSetOf(index, avoid)
  if (protocol === undefined) return { avoid: asked }
  const others = index.nodes.flatMap((node, id) => (index.isEnd[id] || forwardsByTables(node) ? [] : [id]))
  return { avoid: { nodes: new Set([...asked.nodes, ...others]), links: asked.links }, protocol }
}

const waypointIds = (index: TopologyIndex, waypoint: Waypoint): number[] =>
  waypoint.oneOf.map((name) => index.nodeId.get(name)).filter((id) => id !== undefined)

/** What the avoidances mean on this topology: regions become their nodes, risks their links. */
export function avoidSetOf(index: TopologyIndex, avoid: readonly Avoidance[]): AvoidSet {
  const nodes = new Set<number>()
  const links = new Set<number>()
  for (const item of avoid) {
    if (item.kind === 'node') addIfKnown(nodes, index.nodeId.get(item.node))
    else if (item.kind === 'link') addIfKnown(links, index.linkId.get(item.link))
    else if (item.kind === 'region')
      for (const [id, node] of index.nodes.entries()) node.region === item.region && nodes.add(id)
    else for (const [id, link] of index.links.entries()) link.risks.includes(item.risk) && links.add(id)
  }
  return { nodes, links }
}

function addIfKnown(ids: Set<number>, id: number | undefined): void {
  if (id !== undefined) ids.add(id)
}

/** Whether a route sends packets that both speak of another way than one of lower priority, which then has lost them. */
export const sendsElsewhere = (winner: Claim, loser: Claim): boolean =>
  winner.priority > loser.priority &&
  winner.kind === 'must' &&
  winner.side === loser.side &&
  winner.via.length > 0 &&
  loser.via.length > 0 &&
  viaKey(winner.via) !== viaKey(loser.via)

const viaKey = (via: Claim['via']): string =>
  via.map((members) => [...members].sort((a, b) => a - b).join('|')).join('>')

/** Replies are `established` where a waypoint certainly tracks connections, else `stateless`; between unicast IP ends only. */
export function replyModeOf(index: TopologyIndex, intent: InstallingIntent): 'none' | 'established' | 'stateless' {
  if (intent.kind === 'isolate') return 'none'
  if (intent.reply !== 'auto') return intent.reply
  return intent.kind === 'route' && isStateful(index, intent) ? 'established' : 'stateless'
}

const isStateful = (index: TopologyIndex, intent: RouteIntent): boolean =>
  intent.via.some(({ oneOf }) =>
    oneOf.every((name) => {
      const node = index.nodes[index.nodeId.get(name) ?? -1]
      return node !== undefined && tracksConnections(node)
    }),
  )

/** The answers to a claim: from the owners of its destinations at their ports, back to its sources. Answers keep what is avoided and
 *  survived, pass stateful waypoints in reverse order, and have no latency bound or reservation of their own. */
function replyTo(
  index: TopologyIndex,
  intent: InstallingIntent,
  forward: Claim,
  mode: 'established' | 'stateless',
): Claim {
  const isSymmetric = mode === 'established'
  return {
    intent: forward.intent,
    kind: forward.kind,
    side: 'reply',
    asserted: forward.asserted,
    priority: forward.priority,
    rank: forward.rank,
    yields: forward.yields,
    sources: ofEnds(index, 'answering', intent.to, () => answeringSources(index, forward.destinations)),
    destinations: ofEnds(index, 'answered', intent.from, () => answeredDestinations(index, forward.sources)),
    traffic: trafficBoxes(reverseTraffic(intent.traffic)),
    via: isSymmetric ? [...forward.via].reverse() : [],
    avoid: forward.avoid,
    ...(forward.protocol ? { protocol: forward.protocol } : {}),
    ...(forward.prefer ? { prefer: forward.prefer } : {}),
    ...(forward.symmetric ? { symmetric: true } : {}),
    ...(isSymmetric ? { established: true } : {}),
    ...(forward.survive === undefined ? {} : { survive: forward.survive }),
  }
}

function answeringSources(index: TopologyIndex, { prefixes, toInternet }: ClaimDestinations): ClaimSource[] {
  const sources: ClaimSource[] = []
  for (const port of portsMeeting(index, prefixes, toInternet)) {
    const own = withoutForeign(index, port, intersectPrefixes(ownSources(port), prefixes))
    if (own.length > 0) sources.push({ port: port.id, prefixes: own })
  }
  return sources
}

function answeredDestinations(index: TopologyIndex, sources: readonly ClaimSource[]): ClaimDestinations {
  const inside = sources
    .filter(({ port }) => index.ports[port]?.kind !== 'external')
    .flatMap(({ prefixes }) => prefixes)
  const outside = sources
    .filter(({ port }) => index.ports[port]?.kind === 'external')
    .flatMap(({ prefixes }) => prefixes)
  const unowned =
    outside.length === 0
      ? []
      : subtractPrefixes(
          prefixSet(outside),
          index.owned.map((owned) => owned.prefix),
        )
  return { prefixes: prefixSet([...inside, ...unowned]), toInternet: unowned.length > 0 }
}

/** An open network: every port may reach every address, below every intent. */
const openDefault = (index: TopologyIndex): Claim => ({
  intent: systemOwners.open,
  kind: 'may',
  side: 'forward',
  asserted: false,
  priority: -1,
  rank: 0,
  yields: true,
  sources: index.ports.map((port) => ({ port: port.id, prefixes: ownSources(port) })),
  destinations: { prefixes: allAddresses, toInternet: index.ports.some((port) => port.kind === 'external') },
  traffic: trafficBoxes(anyTraffic),
  via: [],
  avoid: nothingAvoided,
})

function attachmentProblems(
  index: TopologyIndex,
  intent: InstallingIntent | TreatingIntent | TranslatingIntent | MirrorIntent,
  written: Intent,
  sources: readonly ClaimSource[],
  destinations: ClaimDestinations,
): MeaningProblem[] {
  const problems: MeaningProblem[] = []
  const sourced = intent.kind === 'isolate' ? sourcesOf(index, intent.from) : sources
  if (sourced.length === 0)
    problems.push({
      code: 'unattached-source',
      severity: 'error',
      intent: written,
      message: `no packet can come from "${intent.from.text}": nothing there is attached to the network`,
      hint: 'attach it: give a node this address or prefix, or an external interface',
    })
  const isAttached =
    destinations.toInternet || destinations.prefixes.some((prefix) => ownedIndexOf(index).meets(prefix))
  if (!isAttached)
    problems.push({
      code: 'unattached-destination',
      severity: 'error',
      intent: written,
      message: `no node owns an address of "${intent.to.text}"`,
      hint: 'attach it: give a node this address or prefix, or an external interface',
    })
  return problems
}

const statelessReply = (intent: InstallingIntent, written: Intent): MeaningProblem => ({
  code: 'stateless-reply',
  severity: 'warning',
  intent: written,
  message: `answers of "${intent.name}" pass without connection tracking: the reversed class is open too`,
  hint: 'send it through a firewall with `via`, or say `reply: stateless` or `reply: none`',
})
