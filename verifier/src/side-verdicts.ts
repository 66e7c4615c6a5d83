import type { Intent, NetworkState, OwnerLedger, Scenario, TopologyIndex } from '@paranet/network'
import { wordVerdict } from './word-verdict.js'
import type { Property, Verdict } from './verdict.js'

/** What a proof beside that of packets is given: of named content, of packets to places. */
export interface SideInput {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly state: NetworkState
  readonly ledger?: OwnerLedger | undefined
  readonly alternatives?: NetworkState | undefined
  readonly scenario?: Scenario | undefined
  readonly failures?: number | undefined
}

/** What is proved beside packets. */
export interface SideVerdicts {
  /** By intent id, its properties in a fixed order. */
  readonly byIntent: ReadonlyMap<string, readonly Verdict[]>
  /** What is wrong with the network as a whole. */
  readonly system: readonly Verdict[]
}

/** Only what is wrong: what holds is said by the verdict about packets. `shown`: the finding, as a verdict shows it. */
export function sideSystemVerdict<Finding extends { readonly reason: string }>(
  property: Property,
  outcome: { readonly finding?: Finding; readonly unclear?: string },
  shown: (finding: Finding) => Partial<Verdict>,
): readonly Verdict[] {
  const { finding, unclear } = outcome
  if (!finding && unclear === undefined) return []
  return [wordVerdict('system', property, outcome, finding ? { shown: shown(finding) } : {})]
}
