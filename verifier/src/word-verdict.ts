import type { Property, Verdict } from './verdict.js'

/** What a check found, of whatever kind: nothing found is `holds`, unless something was not certain. */
export interface Worded {
  readonly finding?: { readonly reason: string } | undefined
  readonly unclear?: string | undefined
  /** Failure scenarios that the answer covers. */
  readonly scenarios?: number | undefined
}

/** What a verdict says beside its outcome. */
export interface WordedMore {
  readonly lost?: Verdict['lost'] | undefined
  /** What violates it without any finding. */
  readonly missing?: string | undefined
  /** The finding, as a verdict shows it. */
  readonly shown?: Partial<Verdict>
}

/** Words an outcome as a verdict. */
export function wordVerdict(
  intent: string,
  property: Property,
  { finding, unclear, scenarios }: Worded,
  { lost, missing, shown }: WordedMore = {},
): Verdict {
  const isViolated = finding !== undefined || missing !== undefined
  const verdict = isViolated ? 'violated' : unclear === undefined ? 'holds' : 'unknown'
  const reason = finding?.reason ?? missing ?? unclear
  return {
    intent,
    property,
    verdict,
    coverage: lost ? 'partial' : 'full',
    ...(lost ? { lost } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(property === 'survives' && verdict === 'holds' ? { grade: 'protected' } : {}),
    ...shown,
    ...(scenarios === undefined ? {} : { scenarios }),
  }
}
