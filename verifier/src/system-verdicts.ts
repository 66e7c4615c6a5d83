import type { Exploration } from './engine/explore.js'
import type { Finding, Outcome } from './engine/finding.js'
import type { Proof } from './engine/proof.js'
import { makeVerdict } from './make-verdict.js'
import { checkNoBlackHole } from './properties/no-black-hole.js'
import { deadInterface } from './properties/no-dead-interface.js'
import { checkNoLoop } from './properties/no-loop.js'
import { checkOnlyAsked, orphanClasses } from './properties/only-what-is-asked.js'
import type { Property, Verdict } from './verdict.js'
import { wordVerdict } from './word-verdict.js'

/** The intent named in verdicts about the whole network. */
export const systemIntent = 'system'

/** What has to hold whatever is asked for. `explorations`: one per port, of all packets that are in question. `verdictsOf`: of the intents. `stray`: packets
 *  that a device marks, limits or queues though nobody asks for it. A route through a dead interface is told where there is one, and only there. */
export const systemVerdicts = (
  proof: Proof,
  explorations: readonly Exploration[],
  verdictsOf: ReadonlyMap<string, readonly Verdict[]>,
  stray?: Finding,
): Verdict[] => {
  const hole = checkNoBlackHole(proof, verdictsOf)
  const say = (property: Property, outcome: Outcome) => makeVerdict(proof, systemIntent, property, outcome)
  const dead = deadInterface(proof, hole.finding)
  const unasked = checkOnlyAsked(proof, explorations)
  const orphans = unasked.finding && !proof.isBrief ? orphanClasses(proof, explorations) : {}
  return [
    { ...say('only-what-is-asked', withStray(unasked, stray)), ...orphans },
    say('no-loop', checkNoLoop(proof, explorations)),
    say('no-black-hole', hole),
    ...(dead ? [{ ...wordVerdict(systemIntent, 'no-dead-interface', { finding: dead }), ...dead.shown }] : []),
  ]
}

const withStray = (outcome: Outcome, finding: Finding | undefined): Outcome =>
  outcome.finding || !finding ? outcome : { ...outcome, finding }
