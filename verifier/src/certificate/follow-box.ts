import type { NetworkState, NextHopGroups, Port, TopologyIndex } from '@paranet/network'
import type { Box } from '../check-certificate/header-box.js'
import type { Arrival } from '../check-certificate/places.js'
import type { Outage } from '../check-certificate/outage.js'
import { isUp, liveIn } from '../check-certificate/outage.js'
import { decideAt, isOwners, liveWhateverFails, placeKey } from '../check-certificate/places.js'
import type { CertificateStep } from './certificate.js'

/** What a box is followed through. */
export interface Followed {
  readonly index: TopologyIndex
  readonly state: NetworkState
  /** Whatever fails, nothing may be delivered; else all must be. */
  readonly isIsolated: boolean
  /** What is down; hears of links that were asked for. */
  readonly outage: Outage
  /** Hears of each place looked at; may throw. */
  readonly onPlace: (node: string) => void
}

/** Packets do not end as they must. */
export class Misled extends Error {}

/** A place that a box comes to, with its rank. */
export interface RankedStep {
  readonly step: CertificateStep
  readonly rank: number
}

/** Follows a box that all devices treat alike from a port, to all places that it comes to. Throws `Mixed` where some device does not, with `at` the place,
 *  and `Misled` where packets end wrongly. */
export function followBox(
  followed: Followed,
  port: Port,
  sent: Box,
  onMixed: (isMarked: boolean) => void,
): RankedStep[] {
  return new Follower(followed, sent, onMixed).run(port)
}

class Follower {
  readonly #known: Followed
  readonly #sent: Box
  readonly #onMixed: (isMarked: boolean) => void
  readonly #found = new Map<string, RankedStep>()
  readonly #onPath = new Set<string>()

  constructor(known: Followed, sent: Box, onMixed: (isMarked: boolean) => void) {
    this.#known = known
    this.#sent = sent
    this.#onMixed = onMixed
  }

  run(port: Port): RankedStep[] {
    this.#visit({ node: port.device, in: port.interface, box: this.#sent })
    return [...this.#found.values()].reverse()
  }

  /** The rank of a place: one above all places after it. */
  #visit(at: Arrival): number {
    const { index, isIsolated, outage, onPlace } = this.#known
    const key = placeKey(index, at)
    const known = this.#found.get(key)
    if (known) return known.rank
    if (this.#onPath.has(key)) {
      if (isIsolated) return 0
      throw new Misled('packets loop')
    }
    this.#onPath.add(key)
    const node = index.nodes[at.node]?.name ?? ''
    onPlace(node)
    const dscp = at.box.marked
    this.#onMixed(dscp !== undefined)
    const live = (groups: NextHopGroups) =>
      isIsolated ? liveWhateverFails(index, at.node, groups) : liveIn(index, at.node, groups, outage)
    const { entries, next, box } = decideAt(this.#known, at, live, !isIsolated)
    if (!isIsolated && !next.every(({ isPermitted }) => isPermitted)) throw new Misled(`${node} drops packets`)
    if (!isIsolated && next.length === 0) throw new Misled(`${node} drops packets`)
    let rank = 0
    for (const { out, isPermitted } of next) if (isPermitted) rank = Math.max(rank, 1 + this.#send({ ...at, box }, out))
    const step: CertificateStep = {
      node,
      in: at.in,
      ...(dscp === undefined ? {} : { dscp }),
      entries,
      next: next.map(({ out, entry }) => (entry === undefined ? { out } : { out, entry })),
    }
    this.#found.set(key, { step, rank: isIsolated ? 0 : rank })
    this.#onPath.delete(key)
    return isIsolated ? 0 : rank
  }

  #send(at: Arrival, out: string): number {
    const { index, isIsolated, outage } = this.#known
    const adjacency = index.adjacencyByInterface[at.node]?.get(out)
    if (!isIsolated && !isUp(outage, adjacency?.link)) throw new Misled(`${out} is down`)
    if (adjacency && !index.isEnd[adjacency.neighbour])
      return this.#visit({ ...at, node: adjacency.neighbour, in: adjacency.neighbourInterface })
    this.#onMixed(false)
    if (isOwners(index, at.node, out, at.box) === isIsolated)
      throw new Misled(isIsolated ? 'packets are delivered' : 'packets are handed to others')
    return -1
  }
}
