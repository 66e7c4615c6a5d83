import type { Claim } from '@paranet/network'
import type { Failure } from '../engine/failures.js'
import { outageWith } from '../engine/failures.js'
import type { Finding } from '../engine/finding.js'
import type { LoadBook, ReservingClaim, Tightest } from '../engine/loads.js'
import type { Origin } from '../engine/origin.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import type { Outage } from '../engine/outage.js'
import type { Proof } from '../engine/proof.js'
import { findBroken } from '../properties/promise.js'
import { checkQueueing } from '../properties/queueing.js'

/** What becomes of an intent's promises in one scenario. */
export interface Look {
  readonly finding?: Finding
  readonly unclear?: string
  /** Links that this relied on: another state of any other changes nothing. */
  readonly consulted: ReadonlySet<number>
  /** Of the slowest promised packet that is delivered on the way there, µs. */
  readonly latency: number
  /** The fullest link on the ways of what reserves bandwidth. */
  readonly tightest?: Tightest
}

/** Follows promises through scenarios. Scenarios that are one to an origin of packets are followed once. */
export class ScenarioBook {
  readonly #proof: Proof
  readonly #loads: LoadBook
  readonly #outages = new Map<string, Outage>()
  readonly #origins = new Map<Claim, readonly OriginBook[]>()

  constructor(proof: Proof, loads: LoadBook) {
    this.#proof = proof
    this.#loads = loads
  }

  /** Everything that a route and its answers have to keep, with these failures. */
  look(claims: readonly Claim[], failed: readonly Failure[]): Look {
    const consulted = new Set<number>()
    let latency = 0
    let finding: Finding | undefined
    let unclear: string | undefined
    for (const claim of claims)
      for (const origin of this.#originsOf(claim)) {
        const look = origin.look(failed)
        for (const link of look.consulted) consulted.add(link)
        finding ??= look.finding
        unclear ??= look.unclear
        if (claim.side === 'forward') latency = Math.max(latency, look.latency)
      }
    const forward = claims.find(({ side }) => side === 'forward')
    const reserved = forward && this.#lookAtLoads(forward, failed, consulted)
    finding ??= reserved?.finding
    unclear ??= reserved?.unclear
    return {
      consulted,
      latency,
      ...(finding ? { finding } : {}),
      ...(unclear === undefined ? {} : { unclear }),
      ...(reserved?.tightest ? { tightest: reserved.tightest } : {}),
    }
  }

  #lookAtLoads(
    claim: Claim,
    failed: readonly Failure[],
    consulted: Set<number>,
  ): Pick<Look, 'finding' | 'unclear' | 'tightest'> {
    if (claim.bandwidth === undefined && !claim.queueing) return {}
    for (const link of this.#loads.reservedIn(failed).consulted) consulted.add(link)
    const late = claim.queueing ? checkQueueing(this.#proof, this.#loads, claim, failed) : {}
    if (claim.bandwidth === undefined) return late
    const reserving = claim as ReservingClaim
    const tightest = this.#loads.tightestOf(reserving, failed)
    const finding =
      late.finding ?? (tightest && tightest.free < -1e-9 ? this.#loads.overloadOf(reserving, failed) : undefined)
    const unclear = late.unclear ?? this.#loads.unclearOf(reserving, failed)
    return {
      ...(tightest ? { tightest } : {}),
      ...(finding ? { finding } : {}),
      ...(unclear === undefined ? {} : { unclear }),
    }
  }

  #originsOf(claim: Claim): readonly OriginBook[] {
    let known = this.#origins.get(claim)
    if (!known) {
      const outageOf = (failed: readonly Failure[]) => this.#outageOf(failed)
      known = originsOf(this.#proof, claim).map((origin) => new OriginBook(this.#proof, claim, origin, outageOf))
      this.#origins.set(claim, known)
    }
    return known
  }

  #outageOf(failed: readonly Failure[]): Outage {
    const { base, model } = this.#proof
    const key = failed.map(keyOf).join(' ')
    let known = this.#outages.get(key)
    if (!known) this.#outages.set(key, (known = outageWith(model.index, base, failed)))
    return known
  }
}

/** The packets of one origin. */
class OriginBook {
  readonly #proof: Proof
  readonly #claim: Claim
  readonly #origin: Origin
  readonly #outageOf: (failed: readonly Failure[]) => Outage
  readonly #known = new Map<string, Look>()

  constructor(proof: Proof, claim: Claim, origin: Origin, outageOf: (failed: readonly Failure[]) => Outage) {
    this.#proof = proof
    this.#claim = claim
    this.#origin = origin
    this.#outageOf = outageOf
  }

  /** Grows the failures that matter until none of the rest touches what was relied on. */
  look(failed: readonly Failure[]): Look {
    let relevant: readonly Failure[] = []
    for (;;) {
      const look = this.#under(relevant)
      const grown = failed.filter(
        (failure) => relevant.includes(failure) || failure.deadLinks.some((link) => look.consulted.has(link)),
      )
      if (grown.length === relevant.length) return look
      relevant = grown
    }
  }

  #under(failed: readonly Failure[]): Look {
    const key = failed.map(keyOf).join(' ')
    let known = this.#known.get(key)
    if (!known) this.#known.set(key, (known = this.#follow(failed)))
    return known
  }

  #follow(failed: readonly Failure[]): Look {
    const { exploration, consulted } = runOrigin(this.#proof, this.#origin, this.#outageOf(failed), failed)
    if (!exploration) return { consulted, latency: 0 }
    const finding = findBroken(this.#proof.model, this.#claim, exploration)
    const delivered = exploration.leaves.filter(({ end }) => end === 'delivered')
    return {
      consulted,
      latency: delivered.reduce((most, leaf) => Math.max(most, leaf.latency), 0),
      ...(finding ? { finding } : {}),
      ...(exploration.unclear === undefined ? {} : { unclear: exploration.unclear }),
    }
  }
}

const keyOf = ({ links, nodes }: Failure): string => `${links.join()}/${nodes.join()}`
