import type { Claim, NetworkState, NextHopGroups, Port, TopologyIndex } from '@paranet/network'
import type {
  Certificate,
  CertificateStep,
  CertifiedClass,
  HoldingProof,
  ViolationProof,
} from '../certificate/certificate.js'
import type { Verdict } from '../verdict.js'
import { ByAddress } from './by-address.js'
import type { Decision } from './decide-box.js'
import type { Box } from './header-box.js'
import { boxesOf, boxOfCube, boxOfPacket, fieldAt, Refusal, relate, subtract } from './header-box.js'
import type { Arrival } from './places.js'
import { areEqual, decideAt, isOwners, liveNow, liveWhateverFails, placeKey, placeName } from './places.js'
import { excuses, isExcused, isSending, matchesAt } from './promised-boxes.js'

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
]

/** Those that have proofs of their own. */
export const mainProperties: readonly string[] = ['delivered', 'isolated', 'replies']
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

function ensure(isRight: boolean, reason: string): asserts isRight {
  if (!isRight) throw new Refusal(reason)
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
  const claim = claims.find((one) => one.intent === intent && one.side === side)
  ensure(claim !== undefined, 'no such promise')
  const isOfKind = claim.kind === (property === 'isolated' ? 'must-not' : 'must') && !claim.group
  ensure(isOfKind, 'the promise is of another kind')
  return claim
}

/** What is to be shown of each class. */
interface Demand {
  readonly claim: Claim
  readonly isIsolated: boolean
  /** Beside delivery. */
  readonly asked: readonly string[]
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
    checkCover(claim, port, boxes)
    for (const [i, one] of classes.entries()) checkClass(input, demand, port, one, boxes[i] as Box)
  }
}

/** Nothing of what the claim speaks of at the port remains beside the cubes. */
function checkCover(claim: Claim, port: Port, cubes: readonly Box[]): void {
  const matches = matchesAt(claim, port.id)
  const left = matches.map(boxesOf)
  const byAddress = new ByAddress(left)
  for (const cube of cubes)
    for (const place of byAddress.placesOf(cube)) left[place] = left[place]?.flatMap((box) => subtract(box, cube)) ?? []
  const beside = matches.find((_, place) => left[place]?.length !== 0)
  ensure(!beside, `its classes at ${port.interface} leave out packets of ${beside?.src} to ${beside?.dst}`)
}

function checkClass(input: CheckInput, demand: Demand, port: Port, one: CertifiedClass, box: Box): void {
  if (one.excuse !== undefined)
    return ensure(isExcused(input, demand.claim, port, box, one.excuse), `packets of it are not ${one.excuse}`)
  new ClassCheck(input, demand, one).follow(port, box)
}

/** Packets before a device: how many waypoints they have passed, and what they have taken at most, in links and µs. */
interface Coming extends Arrival {
  readonly passed: number
  readonly hops: number
  readonly latency: number
}

interface Place {
  readonly step: CertificateStep
  readonly rank: number
}

class ClassCheck {
  readonly #input: CheckInput
  readonly #demand: Demand
  readonly #places = new Map<string, Place>()
  readonly #done = new Map<string, Pick<Coming, 'hops' | 'latency'>>()
  readonly #waiting: Coming[] = []

  constructor(input: CheckInput, demand: Demand, { places = [] }: CertifiedClass) {
    this.#input = input
    this.#demand = demand
    for (const [at, rank] of places) {
      const step = input.certificate.steps[at]
      ensure(step !== undefined && Number.isFinite(rank), `there is no step ${at} of rank ${rank}`)
      this.#places.set(placeName(step.node, step.in, step.dscp), { step, rank })
    }
  }

  /** Every place that the packets come to is one of the certificate's, and each of its places is come to. */
  follow(port: Port, sent: Box): void {
    const reached = new Set<Place>()
    this.#avoid(undefined, port.link)
    const { hops, latency } = this.#over(port.link, { hops: 0, latency: 0 })
    this.#waiting.push({ node: port.device, in: port.interface, box: sent, passed: 0, hops, latency })
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      const place = this.#placeOf(next)
      reached.add(place)
      if (this.#isWorse(next)) this.#visit(next, place)
    }
    ensure(reached.size === this.#places.size, 'it names places that no packet comes to')
  }

  /** Whether packets come there for the first time, or took more than those before. */
  #isWorse(next: Coming): boolean {
    const key = `${placeKey(this.#input.index, next)} ${next.passed}`
    const { hops, latency } = this.#done.get(key) ?? { hops: -1, latency: -1 }
    if (next.hops <= hops && next.latency <= latency) return false
    this.#done.set(key, { hops: Math.max(hops, next.hops), latency: Math.max(latency, next.latency) })
    return !this.#demand.isIsolated || hops < 0
  }

  #placeOf(at: Arrival): Place {
    const { index } = this.#input
    const place = this.#places.get(placeKey(index, at))
    ensure(place !== undefined, `it says nothing of ${index.nodes[at.node]?.name} ${at.in}`)
    return place
  }

  #visit(at: Coming, { step, rank }: Place): void {
    const { index } = this.#input
    const { isIsolated } = this.#demand
    const live = isIsolated ? liveWhateverFails : liveNow
    const decision = decideAt(this.#input, at, (groups) => live(index, at.node, groups), !isIsolated)
    ensure(isSaid(step, decision), `${step.node} ${step.in} does something else`)
    ensure(isIsolated || decision.next.length > 0, `${step.node} drops packets`)
    this.#avoid(at.node, undefined)
    const passed = this.#pass(at)
    for (const { out, isPermitted } of decision.next) {
      ensure(isIsolated || isPermitted, `${step.node} drops packets at ${out}`)
      if (isPermitted) this.#send({ ...at, box: decision.box, passed }, out, rank)
    }
  }

  #send(at: Coming, out: string, rank: number): void {
    const { index } = this.#input
    const adjacency = index.adjacencyByInterface[at.node]?.get(out)
    this.#avoid(undefined, adjacency?.link)
    const taken = { ...at, ...this.#over(adjacency?.link, at) }
    if (!adjacency || index.isEnd[adjacency.neighbour]) return this.#hand(taken, out)
    const next = { ...taken, node: adjacency.neighbour, in: adjacency.neighbourInterface }
    const { rank: lower } = this.#placeOf(next)
    ensure(this.#demand.isIsolated || lower < rank, `the rank does not fall over ${out}`)
    this.#waiting.push(next)
  }

  #over(link: number | undefined, { hops, latency }: Pick<Coming, 'hops' | 'latency'>) {
    if (link === undefined) return { hops, latency }
    return { hops: hops + 1, latency: latency + (this.#input.index.links[link]?.latency ?? 0) }
  }

  #hand({ node, box, passed, hops, latency }: Coming, out: string): void {
    const { claim, isIsolated, asked } = this.#demand
    const isRight = isOwners(this.#input.index, node, out, box)
    if (isIsolated) return ensure(!isRight, `packets are delivered at ${out}`)
    ensure(isRight, `packets are handed to others at ${out}`)
    ensure(!asked.includes('waypoints') || passed === claim.via.length, 'packets miss a waypoint')
    ensure(!asked.includes('hops') || hops <= (claim.maxHops ?? 0), `packets take ${hops} hops`)
    ensure(!asked.includes('latency') || latency <= (claim.latency ?? 0), `packets take ${latency} µs`)
  }

  #pass({ node, passed }: Coming): number {
    let count = passed
    while (this.#demand.claim.via[count]?.includes(node)) count++
    return count
  }

  #avoid(node: number | undefined, link: number | undefined): void {
    if (!this.#demand.asked.includes('avoids')) return
    const { nodes, links } = this.#demand.claim.avoid
    ensure(node === undefined || !nodes.has(node), 'packets pass a node that they must avoid')
    ensure(link === undefined || !links.has(link), 'packets pass a link that they must avoid')
  }
}

const isSaid = (step: CertificateStep, { entries, next }: Decision): boolean =>
  areEqual(step.entries, entries) &&
  step.next.length === next.length &&
  next.every(({ out, entry }, i) => step.next[i]?.out === out && step.next[i]?.entry === entry)

/** Walks the packet along the hops, and sees it end as it must not. */
function checkViolation(input: CheckInput, proof: ViolationProof): void {
  const { index } = input
  ensure(certifiedProperties.includes(proof.property), 'it proves something else')
  const claim = claimOf(input, proof)
  const port = index.portAt.get(`${proof.ingress.node}\u0000${proof.ingress.interface}`)
  ensure(port !== undefined, 'the packet enters nowhere')
  const box = boxOfPacket(proof.packet)
  const isMeant = matchesAt(claim, port.id).some((match) => relate(box, boxesOf(match)) === 'within')
  const isFree = excuses.some((excuse) => isExcused(input, claim, port, box, excuse))
  ensure(isMeant && !isFree, 'the packet is none of the promise')
  ensure(
    proof.property === 'isolated' || (proof.down.length === 0 && isSending(index, port, [])),
    'nobody sends it there',
  )
  const end = walk(input, proof, port, box)
  const isDelivered = end.kind === 'delivered'
  if (proof.property === 'delivered') return ensure(!isDelivered, 'the packet is delivered')
  if (proof.property === 'replies' && !isDelivered) return
  ensure(isDelivered, 'the packet is not delivered')
  const isBroken = Object.entries(broken).some(
    ([property, isIt]) => isShownBy(proof.property, property) && isIt(input.index, claim, end),
  )
  ensure(proof.property === 'isolated' || isBroken, 'the packet keeps what is asked')
}

const isShownBy = (asked: string, property: string): boolean =>
  asked === property || (asked === 'replies' && (property === 'waypoints' || property === 'avoids'))

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
  const isDown = (link: number | undefined) => {
    if (link === undefined) return false
    const { id, ends } = index.links[link] ?? { id: '', ends: [] }
    return down.includes(id) || ends.some(({ node }) => down.includes(node))
  }
  const nodes: number[] = []
  const links: number[] = port.link === undefined ? [] : [port.link]
  const ended = (kind: Walked['kind'], i: number): Walked => {
    ensure(hops.length === i, 'it has more hops than the packet')
    return { kind, nodes, links }
  }
  const seen = new Set<string>()
  let at: Arrival = { node: port.device, in: port.interface, box: sent }
  if (isDown(port.link)) return ended('dropped', 0)
  for (let i = 0; ; i++) {
    const { node } = at
    const key = placeName(index.nodes[node]?.name ?? '', at.in, Number(at.box.ends[fieldAt.dscp]))
    if (seen.has(key) && hops.length === i) return ended('looped', i)
    seen.add(key)
    nodes.push(node)
    const hop = hops[i]
    ensure(hop !== undefined && hop.node === index.nodes[node]?.name && hop.in === at.in, 'the packet goes another way')
    const linkAt = (out: string) => index.adjacencyByInterface[node]?.get(out)
    const live = (groups: NextHopGroups) => {
      const isUp = ({ interface: out }: { interface: string }) => !isDown(linkAt(out)?.link)
      return [...new Set((groups.find((members) => members.some(isUp)) ?? []).filter(isUp).map((one) => one.interface))]
    }
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
