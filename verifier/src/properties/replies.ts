import type { Claim } from '@paranet/network'
import type { Outcome } from '../engine/finding.js'
import type { Proof } from '../engine/proof.js'
import { checkPromise, findBroken } from './promise.js'

/** The answers come back: delivered, through tracking waypoints in reverse order, and clear of what is avoided. */
export const checkReplies = (proof: Proof, reply: Claim): Outcome => checkPromise(proof, reply, findBroken)
