import type { EvidenceSummary } from '@paranet/planner'
import type { CheckResult } from '@paranet/verifier'
import { colour } from './console-output.js'

/** What has a proof, and what has none and why. */
export function evidenceText({ checked, missing }: EvidenceSummary): string {
  const rows = missing.map(({ property, reason, count }) => `  ${count} × ${property} without a proof: ${reason}`)
  return [`${checked} verdicts have a proof`, ...rows].join('\n')
}

/** What the checker says of a certificate. */
export const checkText = (result: CheckResult): string =>
  result.accepted
    ? colour.green('✓ the certificate is accepted')
    : `${colour.red('✗ the certificate is refused')}: ${result.reason}`
