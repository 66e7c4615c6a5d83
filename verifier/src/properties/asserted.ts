import type { AssertIntent, Intent } from '@paranet/network'
import {
  deliverySpoken,
  geoSpoken,
  isMirror,
  isTranslating,
  isTreating,
  mirrorsOf,
  multicastOf,
  namesSpoken,
} from '@paranet/network'
import { LoadBook } from '../engine/loads.js'
import type { Verdict } from '../verdict.js'
import { checkMirror } from './copied.js'
import type { DeviceProof } from './device-verdicts.js'
import { deviceVerdict } from './device-verdicts.js'
import { flowVerdict } from './installed.js'
import { multicastVerdicts } from './multicast.js'
import { checkTranslations, translationVerdict } from './translated.js'
import { checkTreatments, treatmentVerdict } from './treated.js'

/** Whether an assertion speaks of how packets are treated, copied or translated, or of devices, and not of delivery, names or places. */
export const assertsTreatment = (intent: Intent): intent is AssertIntent =>
  intent.kind === 'assert' && !deliverySpoken(intent) && !namesSpoken(intent) && !geoSpoken(intent)

/** The verdicts of such an assertion: what it says is done to its whole class, or lies on its devices, whoever asks for it; what is done to other packets
 *  is no matter of it, and it takes no part in precedence. Nothing for other assertions. */
export function assertedVerdicts(known: Omit<DeviceProof, 'verdictsOf'>, { asserts }: AssertIntent): Verdict[] {
  const { proof, explorations } = known
  const isAsserted = { isAsserted: true }
  if (isTreating(asserts))
    return [treatmentVerdict(proof, asserts, checkTreatments(proof, [asserts], explorations, isAsserted))]
  if (isTranslating(asserts))
    return [translationVerdict(proof, asserts, checkTranslations(proof, [asserts], explorations, isAsserted))]
  if (isMirror(asserts))
    return asList(checkMirror({ ...proof, mirrors: mirrorsOf(proof.model.index, [asserts]) }, explorations))
  if (asserts.kind === 'flow') return [flowVerdict(proof, asserts, known.intents, isAsserted)]
  if (asserts.kind !== 'multicast') return asList(deviceVerdict({ ...known, verdictsOf: new Map() }, asserts))
  const claim = proof.claims.find(({ intent }) => intent === asserts.id)
  if (!claim) return []
  return multicastVerdicts(proof, new LoadBook(proof), multicastOf(proof.model.index, asserts, claim), isAsserted)
}

const asList = (verdict: Verdict | undefined): Verdict[] => (verdict ? [verdict] : [])
