import type { Claim, NetworkState, NextHopGroups, PacketMatch, Port, TopologyIndex } from '@paranet/network'
import type { Certificate, CertificateStep, CertifiedClass } from '../certificate/certificate.js'
import { ByField } from './by-field.js'
import type { Decision } from './decide-box.js'
import type { Box } from './header-box.js'
import { boxesOf, ensure, Refusal, subtract } from './header-box.js'
import type { Outage } from './outage.js'
import { isUp, liveIn } from './outage.js'
import type { Arrival } from './places.js'
import { areEqual, decideAt, isOwners, liveWhateverFails, placeKey, placeName } from './places.js'

/** What classes are checked against. */
export interface ClassInput {
  readonly index: TopologyIndex
  readonly state: NetworkState
  readonly certificate: Pick<Certificate, 'steps'>
}

/** What is to be shown of each class. */
export interface Demand {
  readonly claim: Claim
  readonly isIsolated: boolean
  /** Beside delivery. */
  readonly asked: readonly string[]
}

/** Nothing of what is spoken of remains beside the cubes. */
export function checkCover(matches: readonly PacketMatch[], cubes: readonly Box[], at: string): void {
  const left = matches.map(boxesOf)
  const byField = new ByField(left)
  for (const cube of cubes)
    for (const place of byField.placesOf(cube)) left[place] = left[place]?.flatMap((box) => subtract(box, cube)) ?? []
  const beside = matches.find((_, place) => left[place]?.length !== 0)
  ensure(!beside, `its classes at ${at} leave out packets of ${beside?.src} to ${beside?.dst}`)
}

/** Follows a class from a port to where it is delivered, or to where an isolation lets it come; adds to the outage the links that it relies on. */
export function checkWay(
  input: ClassInput,
  demand: Demand,
  one: CertifiedClass,
  port: Port,
  box: Box,
  outage: Outage,
): void {
  new ClassCheck(input, demand, one, outage).follow(port, box)
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
  /** By waypoints passed: what packets that came there took at most. */
  readonly taken: Map<number, Pick<Coming, 'hops' | 'latency'>>
}

class ClassCheck {
  readonly #input: ClassInput
  readonly #outage: Outage
  readonly #demand: Demand
  readonly #places = new Map<string, Place>()
  readonly #waiting: Coming[] = []

  constructor(input: ClassInput, demand: Demand, { places = [] }: CertifiedClass, outage: Outage) {
    this.#input = input
    this.#outage = outage
    this.#demand = demand
    for (const [at, rank] of places) {
      const step = input.certificate.steps[at]
      ensure(step !== undefined && Number.isFinite(rank), `there is no step ${at} of rank ${rank}`)
      this.#places.set(placeName(step.node, step.in, step.dscp), { step, rank, taken: new Map() })
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
      if (this.#isWorse(next, place)) this.#visit(next, place)
    }
    ensure(reached.size === this.#places.size, 'it names places that no packet comes to')
  }

  /** Whether packets come there for the first time, or took more than those before. */
  #isWorse(next: Coming, { taken }: Place): boolean {
    const before = taken.get(next.passed)
    if (!before) taken.set(next.passed, next)
    if (!before || this.#demand.isIsolated) return !before
    const [hops, latency] = [Math.max(before.hops, next.hops), Math.max(before.latency, next.latency)]
    if (hops === before.hops && latency === before.latency) return false
    taken.set(next.passed, { hops, latency })
    return true
  }

  #placeOf(at: Arrival): Place {
    const { index } = this.#input
    const place = this.#places.get(placeKey(index, at))
    if (!place) throw new Refusal(`it says nothing of ${index.nodes[at.node]?.name} ${at.in}`)
    return place
  }

  #visit(at: Coming, { step, rank }: Place): void {
    const { index } = this.#input
    const { isIsolated } = this.#demand
    const live = (groups: NextHopGroups) =>
      isIsolated ? liveWhateverFails(index, at.node, groups) : liveIn(index, at.node, groups, this.#outage)
    const decision = decideAt(this.#input, at, live, !isIsolated)
    if (!isSaid(step, decision)) throw new Refusal(`${step.node} ${step.in} does something else`)
    if (!isIsolated && decision.next.length === 0) throw new Refusal(`${step.node} drops packets`)
    this.#avoid(at.node, undefined)
    const passed = this.#pass(at)
    for (const { out, isPermitted } of decision.next) {
      if (!isIsolated && !isPermitted) throw new Refusal(`${step.node} drops packets at ${out}`)
      if (isPermitted) this.#send({ ...at, box: decision.box, passed }, out, rank)
    }
  }

  #send(at: Coming, out: string, rank: number): void {
    const { index } = this.#input
    const { isIsolated } = this.#demand
    const adjacency = index.adjacencyByInterface[at.node]?.get(out)
    this.#avoid(undefined, adjacency?.link)
    if (!isIsolated && !isUp(this.#outage, adjacency?.link)) throw new Refusal(`${out} is down`)
    const taken = { ...at, ...this.#over(adjacency?.link, at) }
    if (!adjacency || index.isEnd[adjacency.neighbour]) return this.#hand(taken, out)
    const next = { ...taken, node: adjacency.neighbour, in: adjacency.neighbourInterface }
    const { rank: lower } = this.#placeOf(next)
    if (!isIsolated && !(lower < rank)) throw new Refusal(`the rank does not fall over ${out}`)
    this.#waiting.push(next)
  }

  #over(link: number | undefined, { hops, latency }: Pick<Coming, 'hops' | 'latency'>) {
    if (link === undefined) return { hops, latency }
    return { hops: hops + 1, latency: latency + (this.#input.index.links[link]?.latency ?? 0) }
  }

  #hand({ node, box, passed, hops, latency }: Coming, out: string): void {
    const { claim, isIsolated, asked } = this.#demand
    const isRight = isOwners(this.#input.index, node, out, box)
    if (isRight === isIsolated)
      throw new Refusal(isRight ? `packets are delivered at ${out}` : `packets are handed to others at ${out}`)
    if (isIsolated) return
    ensure(!asked.includes('waypoints') || passed === claim.via.length, 'packets miss a waypoint')
    ensure(!asked.includes('hops') || hops <= (claim.maxHops ?? 0), 'packets take too many hops')
    ensure(!asked.includes('latency') || latency <= (claim.latency ?? 0), 'packets take too long')
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
