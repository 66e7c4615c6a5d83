import type { NetworkState, OwnerLedger } from '@paranet/network'
import { Synthesis } from '../state/synthesis.js'
import type { PassContext, PassResult } from './pass.js'
import type { Planned } from './plan-paths.js'

export interface Synthesized {
  readonly stage: 'synthesized'
  /** Desired states of all devices, canonical. */
  readonly state: NetworkState
  readonly ledger: OwnerLedger
}

/** Turns ways and claims into entries of devices, each with the intents that need it. Reports nothing: what cannot be was reported before. */
export function synthesize(planned: Planned, context: PassContext): PassResult<Synthesized> {
  const { index, memo, course } = context
  const up = index.up ?? index
  const make = () => new Synthesis({ ...context, index: up })
  const built = memo.keepUp(up, 'synthesis', make, (synthesis) => synthesis.turnTo(planned, index, course))
  return { output: { stage: 'synthesized', ...built }, diagnostics: [] }
}
