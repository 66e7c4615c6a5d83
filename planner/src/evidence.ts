import type { Intent, NetworkState, TopologyIndex } from '@paranet/network'
import { claimsOf, contentHash, segmentsOf } from '@paranet/network'
import type { Certificate, CheckResult, Verdict } from '@paranet/verifier'
import { certifiedProperties, checkCertificate, makeCertificate } from '@paranet/verifier'

/** Verdicts about one property that have no proof, for one reason. */
export interface MissingEvidence {
  readonly property: string
  readonly reason: string
  /** How many, and the ids of their intents, sorted; of many the first. */
  readonly count: number
  readonly intents: readonly string[]
}

/** What a plan says of the evidence for its verdicts. */
export interface EvidenceSummary {
  /** `whole`: each verdict has a proof; `partial`: some have; `none`. */
  readonly kind: 'whole' | 'partial' | 'none'
  /** Verdicts that have a proof, which other code can check. */
  readonly checked: number
  readonly missing: readonly MissingEvidence[]
  /** Content hash of the certificate. */
  readonly hash: string
}

/** What makes verdicts checkable. */
export interface Evidence {
  readonly summary: EvidenceSummary
  readonly certificate: Certificate
}

/** A state as its devices are configured, what it was proved to do, and for whom. */
export interface Proven {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly state: NetworkState
  readonly verdicts: readonly Verdict[]
}

/** Of larger networks no evidence is made. */
const mostEntries = 50_000
/** Work in making it: whoever deploys waits for that. */
const budget = 1_000_000
/** Intents named of each kind of missing evidence. */
const mostNamed = 20

/** The evidence for verdicts on a state while nothing is down. Deterministic, and bounded. */
export function evidenceOf(proven: Proven): Evidence {
  const { verdicts } = proven
  let entries = 0
  for (const { filters, routes, policyRoutes } of proven.state.values())
    entries += filters.length + routes.length + policyRoutes.length
  const certificate =
    entries > mostEntries
      ? withoutProofs(verdicts, `more than ${mostEntries} entries`)
      : segmentsOf(proven.index)
        ? withoutProofs(verdicts, 'the network has several segments')
        : makeCertificate({ ...questionOf(proven), budget })
  return { certificate, summary: summaryOf(verdicts, certificate) }
}

/** Checks evidence against the entries of the devices by code that shares nothing with the verifier's engines. What is named as missing is left out; what
 *  the summary says otherwise than the certificate is refused. */
export function checkEvidence(proven: Proven, { summary, certificate }: Evidence): CheckResult {
  const refused = (reason: string): CheckResult => ({ accepted: false, reason })
  if (contentHash(certificate) !== summary.hash) return refused('the certificate is not the one that was made')
  const result = checkCertificate({ ...questionOf(proven), certificate })
  if (!result.accepted) return result
  const isSame = contentHash(summaryOf(proven.verdicts, certificate)) === contentHash(summary)
  return isSame ? result : refused('the summary says something else than the certificate')
}

const questionOf = ({ index, intents, state, verdicts }: Proven) => ({
  index,
  claims: claimsOf(index, intents).claims,
  state,
  verdicts,
})

const isSpokenOf = ({ property, verdict }: Verdict): boolean =>
  certifiedProperties.includes(property) && verdict !== 'unknown'

const withoutProofs = (verdicts: readonly Verdict[], reason: string): Certificate => ({
  steps: [],
  holding: [],
  violated: [],
  missing: verdicts.filter(isSpokenOf).map(({ intent, property }) => ({ intent, property, reason })),
})

function summaryOf(verdicts: readonly Verdict[], certificate: Certificate): EvidenceSummary {
  const reasons = new Map(certificate.missing.map(({ intent, property, reason }) => [`${intent} ${property}`, reason]))
  const found = new Map<string, { property: string; reason: string; intents: string[] }>()
  for (const verdict of verdicts) {
    const { intent, property } = verdict
    const reason = isSpokenOf(verdict) ? reasons.get(`${intent} ${property}`) : unspoken(verdict)
    if (reason === undefined) continue
    const key = `${property} ${reason}`
    const known = found.get(key)
    if (known) known.intents.push(intent)
    else found.set(key, { property, reason, intents: [intent] })
  }
  const missing = [...found.values()].map(({ property, reason, intents }) => ({
    property,
    reason,
    count: intents.length,
    intents: intents.sort().slice(0, mostNamed),
  }))
  const checked = verdicts.length - missing.reduce((sum, { count }) => sum + count, 0)
  const kind = missing.length === 0 ? 'whole' : checked > 0 ? 'partial' : 'none'
  return { kind, checked, missing, hash: contentHash(certificate) }
}

const unspoken = ({ verdict }: Verdict): string =>
  verdict === 'unknown' ? 'the verdict is unknown' : 'certificates do not speak of it'
