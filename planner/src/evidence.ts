import type { Intent, NetworkState, TopologyIndex } from '@paranet/network'
import { claimsOf } from '@paranet/network'
import type { Certificate, CheckResult, Verdict } from '@paranet/verifier'
import { checkCertificate, makeCertificate } from '@paranet/verifier'

/** What makes verdicts checkable: a proof of each that certificates speak of, or of some of them, with the reason. */
export type Evidence =
  | { readonly kind: 'whole'; readonly certificate: Certificate }
  | { readonly kind: 'partial'; readonly reason: string; readonly certificate?: Certificate }

/** A state, what it was proved to do, and for whom. */
export interface Proven {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly state: NetworkState
  readonly verdicts: readonly Verdict[]
}

/** Of larger networks no evidence is made. */
const mostEntries = 50_000
/** Entries looked at in making it. */
const budget = 4_000_000

/** The evidence for verdicts on a state while nothing is down. Deterministic, and bounded. */
export function evidenceOf({ index, intents, state, verdicts }: Proven): Evidence {
  let entries = 0
  for (const { filters, routes, policyRoutes } of state.values())
    entries += filters.length + routes.length + policyRoutes.length
  if (entries > mostEntries) return { kind: 'partial', reason: `more than ${mostEntries} entries` }
  const { claims } = claimsOf(index, intents)
  const certificate = makeCertificate({ index, claims, state, verdicts, budget })
  const [first] = certificate.missing
  if (!first) return { kind: 'whole', certificate }
  return { kind: 'partial', reason: `${first.intent} ${first.property}: ${first.reason}`, certificate }
}

/** Checks evidence against the entries of the devices by code that shares nothing with the verifier's engines. Evidence that says nothing is accepted. */
export function checkEvidence({ index, intents, state, verdicts }: Proven, { certificate }: Evidence): CheckResult {
  if (!certificate) return { accepted: true }
  return checkCertificate({ index, claims: claimsOf(index, intents).claims, state, verdicts, certificate })
}
