import type { Claim } from '@paranet/network'
import type { Failure, FailureScope } from '../engine/failures.js'
import { eachFailure, failuresOf, scenarioCount } from '../engine/failures.js'
import type { Finding, Outcome } from '../engine/finding.js'
import type { LoadBook, ReservingClaim } from '../engine/loads.js'
import { originsOf, runOrigin } from '../engine/origin.js'
import type { Proof } from '../engine/proof.js'
import { checkBandwidth } from './bandwidth.js'
import { checkQueueing } from './queueing.js'
import { findBroken } from './promise.js'

export interface SurvivalOutcome extends Outcome {
  /** Failure scenarios that the answer covers. */
  readonly scenarios: number
}

/** The failures that a route has to survive: its own, and those that the whole proof is asked for. */
export function scopesOf(proof: Proof, { survive }: Claim): FailureScope[] {
  const asked: FailureScope[] = proof.failures > 0 ? [{ element: 'link', count: proof.failures }] : []
  return [...(survive ?? []).map(({ element, count }) => ({ element, count })), ...asked]
}

/** In every scenario of the scopes, what lies on the devices keeps every promise of the claims (a route and its answers). Outside are
 *  failures of the ends of a packet and of waypoints that have no other. The finding is in a smallest set of failures of its scope: without any
 *  of them everything is kept. */
export function checkSurvival(proof: Proof, book: LoadBook, claims: readonly Claim[]): SurvivalOutcome {
  const scopes = claims[0] ? scopesOf(proof, claims[0]) : []
  let scenarios = 0
  let unclear: string | undefined
  for (const scope of scopes) {
    const failures = failuresOf(proof.model.index, proof.base, scope.element).filter(
      (failure) => !killsWaypoint(failure, claims),
    )
    scenarios += scenarioCount(failures.length, scope.count)
    const watch = new Watch(proof, failures, scope.count)
    for (const claim of claims) surviveScope(proof, book, claim, watch)
    if (watch.finding) return { finding: watch.finding, scenarios }
    unclear ??= watch.unclear
  }
  return { scenarios, ...(unclear === undefined ? {} : { unclear }) }
}

function surviveScope(proof: Proof, book: LoadBook, claim: Claim, watch: Watch): void {
  for (const origin of originsOf(proof, claim))
    watch.search((outage, failed) => {
      const { exploration, consulted } = runOrigin(proof, origin, outage, failed)
      const finding = exploration && findBroken(proof.model, claim, exploration)
      return { consulted, ...(finding ? { finding } : {}), ...unclearIn(exploration?.unclear) }
    })
  if (claim.queueing)
    watch.search((_outage, failed) => ({
      consulted: new Set([...book.consulted(failed), ...consultedBy(proof, claim, _outage, failed)]),
      ...checkQueueing(proof, book, claim, failed),
    }))
  if (claim.bandwidth !== undefined) {
    const reserving = claim as ReservingClaim
    watch.search((_outage, failed) => ({
      consulted: book.consulted(failed),
      ...checkBandwidth(proof, book, reserving, failed),
    }))
  }
}

/** Links that the ways of a claim rely on. */
const consultedBy = (proof: Proof, claim: Claim, outage: Proof['base'], failed: readonly Failure[]): number[] =>
  originsOf(proof, claim).flatMap((origin) => [...runOrigin(proof, origin, outage, failed).consulted])

/** Searches the failures for a finding, and keeps the one with the fewest: after a finding only smaller scenarios are looked at. */
class Watch {
  finding: Finding | undefined
  unclear: string | undefined
  private readonly proof: Proof
  private readonly failures: readonly Failure[]
  private most: number

  constructor(proof: Proof, failures: readonly Failure[], count: number) {
    this.proof = proof
    this.failures = failures
    this.most = count
  }

  search(
    look: (outage: Proof['base'], failed: readonly Failure[]) => Outcome & { readonly consulted: ReadonlySet<number> },
  ): void {
    if (this.most < 0) return
    const { index } = this.proof.model
    const { isComplete } = eachFailure(index, this.proof.base, this.failures, this.most, (outage, failed) => {
      const { finding, unclear, consulted } = look(outage, failed)
      this.unclear ??= unclear
      if (!finding) return consulted
      this.finding = finding
      this.most = failed.length - 1
      return 'stop'
    })
    if (!isComplete) this.unclear ??= 'too many failure scenarios to look at'
  }
}

const unclearIn = (unclear: string | undefined): Outcome => (unclear === undefined ? {} : { unclear })

/** Whether the failure takes a waypoint that has no other: outside of what is survived. */
export const killsWaypoint = ({ nodes }: Failure, claims: readonly Claim[]): boolean =>
  claims.some(({ via }) => via.some((oneOf) => oneOf.length === 1 && nodes.includes(oneOf[0] ?? -1)))
