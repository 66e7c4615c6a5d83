import type { AssertIntent, Intent } from '@paranet/network'
import { isMirror, isTranslating, isTreating, mirrorsOf } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import type { Proof } from '../engine/proof.js'
import type { Verdict } from '../verdict.js'
import { checkMirror } from './copied.js'
import { checkTranslations, translationVerdict } from './translated.js'
import { checkTreatments, treatmentVerdict } from './treated.js'

/** Whether an assertion speaks of how packets are treated, copied or translated, and not of delivery. */
export const assertsTreatment = (intent: Intent): intent is AssertIntent =>
  intent.kind === 'assert' && (isTreating(intent.asserts) || isTranslating(intent.asserts) || isMirror(intent.asserts))

/** The verdict of such an assertion: what it says is done to its whole class, whoever asks for it; what is done to other packets is no matter of it, and it
 *  takes no part in precedence. `explorations`: one per port, of all packets. Undefined for other assertions. */
export function assertedVerdict(
  proof: Proof,
  { asserts }: AssertIntent,
  explorations: readonly Exploration[],
): Verdict | undefined {
  if (isTreating(asserts))
    return treatmentVerdict(proof, asserts, checkTreatments(proof, [asserts], explorations, { isAsserted: true }))
  if (isTranslating(asserts))
    return translationVerdict(proof, asserts, checkTranslations(proof, [asserts], explorations, { isAsserted: true }))
  if (!isMirror(asserts)) return undefined
  return checkMirror({ ...proof, mirrors: mirrorsOf(proof.model.index, [asserts]) }, explorations)
}
