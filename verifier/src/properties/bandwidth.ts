import type { Failure } from '../engine/failures.js'
import type { Outcome } from '../engine/finding.js'
import type { LoadBook, ReservingClaim } from '../engine/loads.js'
import type { Proof } from '../engine/proof.js'

/** All reservations fit on every link that carries some of this claim. Where devices may have either of two states, loads are an upper bound
 *  over all mixtures: beyond the capacity it proves nothing, and says so. */
export function checkBandwidth(
  proof: Proof,
  book: LoadBook,
  claim: ReservingClaim,
  failed: readonly Failure[] = [],
): Outcome {
  const finding = book.overloadOf(claim, failed)
  if (finding && proof.model.isMixed) return { unclear: `on the way between two states, up to ${finding.reason}` }
  const unclear = book.unclearOf(claim, failed)
  return { ...(finding ? { finding } : {}), ...(unclear === undefined ? {} : { unclear }) }
}
