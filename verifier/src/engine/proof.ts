import type { Claim, Mirror, OwnerLedger } from '@paranet/network'
import type { Exploration } from './explore.js'
import type { NetworkModel } from './network-model.js'
import type { Outage } from './outage.js'
import type { Promises } from './promises.js'

/** All that a property needs: the network, what is down now, and what is promised. */
export interface Proof {
  readonly model: NetworkModel
  readonly base: Outage
  readonly claims: readonly Claim[]
  readonly promises: Promises
  readonly mirrors: readonly Mirror[]
  readonly ledger: OwnerLedger | undefined
  /** Further link failures that every promise is held to. */
  readonly failures: number
  /** What was explored under the base outage, by port and set: several properties look at the same packets. */
  readonly explored: Map<string, Exploration>
  /** Whether counterexamples are left out: verdicts say what is violated and why, and show no packet. */
  readonly isBrief?: boolean
}
