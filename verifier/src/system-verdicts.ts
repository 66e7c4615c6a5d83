import type { Exploration } from './engine/explore.js'
import type { Finding, Outcome } from './engine/finding.js'
import type { Proof } from './engine/proof.js'
import { makeVerdict } from './make-verdict.js'
import { checkNoBlackHole } from './properties/no-black-hole.js'
import { checkNoLoop } from './properties/no-loop.js'
import { checkOnlyAsked } from './properties/only-what-is-asked.js'
import type { Verdict } from './verdict.js'

/** The intent named in verdicts about the whole network. */
export const systemIntent = 'system'

/** What has to hold whatever is asked for. `explorations`: one per port, of all packets that are in question. `stray`: packets that a device
 *  marks, limits or queues though nobody asks for it. */
export const systemVerdicts = (proof: Proof, explorations: readonly Exploration[], stray?: Finding): Verdict[] => [
  makeVerdict(proof, systemIntent, 'only-what-is-asked', withStray(checkOnlyAsked(proof, explorations), stray)),
  makeVerdict(proof, systemIntent, 'no-loop', checkNoLoop(proof.model, explorations)),
  makeVerdict(proof, systemIntent, 'no-black-hole', checkNoBlackHole(proof)),
]

const withStray = (outcome: Outcome, finding: Finding | undefined): Outcome =>
  outcome.finding || !finding ? outcome : { ...outcome, finding }
