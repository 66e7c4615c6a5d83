import type { Claim, NetworkState, NextHopGroups, Port, TopologyIndex } from '@paranet/network'
import type { Certificate, CertifiedClass, HoldingProof, ViolationProof } from '../certificate/certificate.js'
import type { Verdict } from '../verdict.js'
import { checkCover, checkWay, type Demand } from './check-class.js'
import { checkSurvival, isGone } from './check-survival.js'
import type { Box } from './header-box.js'
import { boxesOf, boxOfCube, boxOfPacket, ensure, fieldAt, Refusal, relate } from './header-box.js'
import { downIn, isUp, liveIn } from './outage.js'
import type { Arrival } from './places.js'
import { areEqual, decideAt, isOwners, placeName } from './places.js'
import { claimsOfIntent, excuses, isExcused, isSending, matchesAt } from './promised-boxes.js'
import { singleFailures } from './single-failures.js'

export interface CheckInput {
  readonly index: TopologyIndex
  /** What the intents mean (`claimsOf`). */
  readonly claims: readonly Claim[]
  readonly state: NetworkState
  /** What is said of the state. */
  readonly verdicts: readonly Pick<Verdict, 'intent' | 'property' | 'verdict'>[]
  readonly certificate: Certificate
}

export type CheckResult = { readonly accepted: true } | { readonly accepted: false; readonly reason: string }

/** The properties that certificates speak of. */
export const certifiedProperties: readonly string[] = [
  'delivered',
  'isolated',
  'replies',
  'waypoints',
  'avoids',
  'latency',
  'hops',
  'survives',
]

/** Those that have proofs of their own. */
export const mainProperties: readonly string[] = ['delivered', 'isolated', 'replies', 'survives']
/** Those that a proof of delivery may show too. */
const alsoShown: readonly string[] = ['waypoints', 'avoids', 'latency', 'hops']

/** Checks a certificate against the entries of the devices, by nothing but what it says: no search, no packet sets, no code of the engines. What
 *  `missing` names is left out; any other verdict of these properties must be proved. Never throws on bad certificates. */
export function checkCertificate(input: CheckInput): CheckResult {
  try {
    checkPresence(input)
    for (const proof of input.certificate.holding) refusing(proof, () => checkHolding(input, proof))
    for (const proof of input.certificate.violated) refusing(proof, () => checkViolation(input, proof))
    return { accepted: true }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { accepted: false, reason: error instanceof Refusal ? reason : `it cannot be read: ${reason}` }
  }
}

/** Gives what is refused its place. */
function refusing({ intent, property }: Pick<Verdict, 'intent' | 'property'>, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`${intent} ${property}: ${error.message}`)
    throw error
  }
}

/** Each verdict has its proof, or is named as one without. */
function checkPresence({ certificate: { holding, violated, missing }, verdicts }: CheckInput): void {
  const nameOf = ({ intent, property }: { readonly intent: string; readonly property: string }) =>
    `${intent} ${property}`
  const without = new Set(missing.map(nameOf))
  const held = new Set(
    holding.flatMap(({ intent, property, also }) =>
      [property, ...also].map((its) => nameOf({ intent, property: its })),
    ),
  )
  const broken = new Set(violated.map(nameOf))
  for (const one of verdicts) {
    if (!certifiedProperties.includes(one.property) || one.verdict === 'unknown' || without.has(nameOf(one))) continue
    ensure((one.verdict === 'violated' ? broken : held).has(nameOf(one)), `${nameOf(one)}: no proof`)
  }
}

function claimOf({ claims }: CheckInput, { intent, property }: Pick<Verdict, 'intent' | 'property'>): Claim {
  const side = property === 'replies' ? 'reply' : 'forward'
  const claim = claimsOfIntent(claims, intent).find((one) => one.side === side)
  ensure(claim !== undefined, 'no such promise')
  const isOfKind = claim.kind === (property === 'isolated' ? 'must-not' : 'must') && !claim.group
  ensure(isOfKind, 'the promise is of another kind')
  return claim
}

function demandOf(input: CheckInput, proof: HoldingProof): Demand {
  const claim = claimOf(input, proof)
  ensure(mainProperties.includes(proof.property), 'it proves something else')
  if (proof.property === 'isolated') return { claim, isIsolated: true, asked: [] }
  // Answers keep their promise as a whole.
  const asked = proof.property === 'replies' ? ['waypoints', 'avoids'] : proof.also
  ensure(
    asked.every((one) => alsoShown.includes(one)),
    'it proves something else',
  )
  const isBounded = !asked.includes('latency') || (claim.latency !== undefined && claim.queueing === undefined)
  ensure(isBounded, 'the bound of its latency is none of propagation')
  ensure(!asked.includes('hops') || claim.maxHops !== undefined, 'its hops have no bound')
  return { claim, isIsolated: false, asked }
}

function checkHolding(input: CheckInput, proof: HoldingProof): void {
  if (proof.property === 'survives') return checkSurvival(input, proof)
  const demand = demandOf(input, proof)
  const { claim, isIsolated } = demand
  // Packets that become such ones on their way are isolated too.
  const isTranslating = isIsolated && [...input.state.values()].some(({ translations = [] }) => translations.length > 0)
  ensure(!isTranslating, 'some device translates addresses')
  for (const id of new Set(claim.sources.map(({ port }) => port))) {
    const port = input.index.ports[id]
    if (!port || (!isIsolated && !isSending(input.index, port, []))) continue
    const node = input.index.nodes[port.device]?.name
    const classes = proof.ports
      .filter((one) => one.node === node && one.interface === port.interface)
      .flatMap((one) => one.classes)
    const boxes = classes.map(({ cube }) => boxOfCube(cube))
    checkCover(matchesAt(claim, port.id), boxes, port.interface)
    for (const [i, one] of classes.entries()) checkClass(input, demand, port, one, boxes[i] as Box)
  }
}

function checkClass(input: CheckInput, demand: Demand, port: Port, one: CertifiedClass, box: Box): void {
  if (one.excuse === undefined) checkWay(input, demand, one, port, box, downIn(input.index, []))
  else ensure(isExcused(input, demand.claim, port, box, one.excuse), `packets of it are not ${one.excuse}`)
}

/** Walks the packet along the hops, and sees it end as it must not. */
function checkViolation(input: CheckInput, proof: ViolationProof): void {
  const { index } = input
  const { property, ingress } = proof
  ensure(certifiedProperties.includes(property), 'it proves something else')
  const port = index.portAt.get(`${ingress.node}\u0000${ingress.interface}`)
  ensure(port !== undefined, 'the packet enters nowhere')
  const box = boxOfPacket(proof.packet)
  const claim = promiseBroken(input, proof, port, box)
  ensure(property === 'isolated' || isSending(index, port, proof.down), 'nobody sends it there')
  const end = walk(input, proof, port, box)
  if (property === 'isolated') return ensure(end.kind === 'delivered', 'the packet is not delivered')
  if (end.kind !== 'delivered')
    return ensure(['delivered', 'replies', 'survives'].includes(property), 'the packet is not delivered')
  const isBroken = (brokenBy[property] ?? []).some((one) => broken[one]?.(index, claim, end))
  ensure(isBroken, 'the packet keeps what is asked')
}

/** The promise that the packet is one of, in a failure that it counts. */
function promiseBroken(input: CheckInput, proof: ViolationProof, port: Port, box: Box): Claim {
  const { property, down, intent } = proof
  const isOne = (claim: Claim) =>
    matchesAt(claim, port.id).some((match) => relate(box, boxesOf(match)) === 'within') &&
    !excuses.some((excuse) => isExcused(input, claim, port, box, excuse))
  if (property !== 'survives') {
    const claim = claimOf(input, proof)
    ensure(isOne(claim), 'the packet is none of the promise')
    ensure(property === 'isolated' || down.length === 0, 'something is down')
    return claim
  }
  const claims = claimsOfIntent(input.claims, intent)
  const failed = countedFailure(input.index, claims, down)
  const claim = claims.find((one) => one.kind === 'must' && !one.group && isOne(one))
  ensure(claim !== undefined && !isGone(input.index, box, failed), 'the packet is none of the promise')
  ensure(!failed.includes(port.end ?? port.device), 'what sends it has failed')
  return claim
}

/** The nodes among what is down, where that is a failure that the intent counts. */
function countedFailure(index: TopologyIndex, claims: readonly Claim[], down: readonly string[]): readonly number[] {
  const scopes = claims.find(({ side }) => side === 'forward')?.survive ?? []
  const isCounted = scopes.some(({ element, count }) => {
    const parts = singleFailures(index, element, claims).filter(({ names }) => names.every((one) => down.includes(one)))
    const isWhole = (some: typeof parts) => down.every((name) => some.some(({ names }) => names.includes(name)))
    return (parts.length <= count && isWhole(parts)) || (count > 0 && parts.some((one) => isWhole([one])))
  })
  ensure(isCounted, 'the failure is none that it counts')
  return down.flatMap((name) => index.nodeId.get(name) ?? [])
}

/** What a delivered packet breaks to violate a property. */
const brokenBy: Readonly<Record<string, readonly string[]>> = {
  waypoints: ['waypoints'],
  avoids: ['avoids'],
  latency: ['latency'],
  hops: ['hops'],
  replies: ['waypoints', 'avoids'],
  survives: ['waypoints', 'avoids', 'latency', 'hops'],
}

/** What a delivered packet breaks. */
const broken: Readonly<Record<string, (index: TopologyIndex, claim: Claim, end: Walked) => boolean>> = {
  waypoints: (_index, claim, { nodes }) => isMissing(claim, nodes),
  avoids: (_index, { avoid }, { nodes, links }) =>
    nodes.some((node) => avoid.nodes.has(node)) || links.some((link) => avoid.links.has(link)),
  hops: (_index, { maxHops }, { links }) => maxHops !== undefined && links.length > maxHops,
  latency: (index, { latency, queueing }, { links }) =>
    latency !== undefined &&
    queueing === undefined &&
    links.reduce((sum, link) => sum + (index.links[link]?.latency ?? 0), 0) > latency,
}

interface Walked {
  readonly kind: 'delivered' | 'misdelivered' | 'dropped' | 'looped'
  readonly nodes: readonly number[]
  readonly links: readonly number[]
}

function walk(input: CheckInput, { hops, down }: ViolationProof, port: Port, sent: Box): Walked {
  const { index } = input
  const outage = downIn(index, down)
  const nodes: number[] = []
  const links: number[] = port.link === undefined ? [] : [port.link]
  const ended = (kind: Walked['kind'], i: number): Walked => {
    ensure(hops.length === i, 'it has more hops than the packet')
    return { kind, nodes, links }
  }
  const seen = new Set<string>()
  let at: Arrival = { node: port.device, in: port.interface, box: sent }
  if (!isUp(outage, port.link)) return ended('dropped', 0)
  for (let i = 0; ; i++) {
    const { node } = at
    const key = placeName(index.nodes[node]?.name ?? '', at.in, Number(at.box.ends[fieldAt.dscp]))
    if (seen.has(key) && hops.length === i) return ended('looped', i)
    seen.add(key)
    nodes.push(node)
    const hop = hops[i]
    ensure(hop !== undefined && hop.node === index.nodes[node]?.name && hop.in === at.in, 'the packet goes another way')
    const linkAt = (out: string) => index.adjacencyByInterface[node]?.get(out)
    const live = (groups: NextHopGroups) => liveIn(index, node, groups, outage)
    const { entries, next, box } = decideAt(input, at, live, true)
    const way = next.find(({ out }) => out === hop.out)
    ensure(areEqual(hop.entries, way?.entry === undefined ? entries : [...entries, way.entry]), 'other entries decide')
    if (next.length === 0 && hop.out === undefined) return ended('dropped', i + 1)
    ensure(way !== undefined, `${hop.node} does not send it there`)
    if (!way.isPermitted) return ended('dropped', i + 1)
    const adjacency = linkAt(way.out)
    if (adjacency) links.push(adjacency.link)
    if (!adjacency || index.isEnd[adjacency.neighbour])
      return ended(isOwners(index, node, way.out, box) ? 'delivered' : 'misdelivered', i + 1)
    at = { node: adjacency.neighbour, in: adjacency.neighbourInterface, box }
  }
}

function isMissing({ via }: Claim, nodes: readonly number[]): boolean {
  let passed = 0
  for (const node of nodes) while (via[passed]?.includes(node)) passed++
  return passed < via.length
}
