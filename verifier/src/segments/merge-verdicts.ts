import type { Intent } from '@paranet/network'
import { keyOfSegment } from '@paranet/network'
import { byIntent } from '../by-intent.js'
import { systemIntent } from '../system-verdicts.js'
import type { Verdict, VerdictHop } from '../verdict.js'

/** Verdicts of one segment. */
export interface SegmentVerdicts {
  readonly segment: string
  readonly verdicts: readonly Verdict[]
}

/** The verdicts of a network from those of its segments, in the order of its intents, its own last. What is proved in several segments holds where it does in all. */
export function mergeVerdicts(intents: readonly Intent[], parts: readonly SegmentVerdicts[]): Verdict[] {
  const all = parts.flatMap(({ segment, verdicts }) => verdicts.map((verdict) => named(verdict, segment)))
  const found = byIntent(all)
  return [...intents.map(({ id }) => id), systemIntent].flatMap((id) => joined(found.get(id) ?? []))
}

/** With the keys that entries have in the network. */
const named = (verdict: Verdict, segment: string): Verdict =>
  verdict.hops ? { ...verdict, hops: hopsOfSegment(verdict.hops, segment) } : verdict

/** Hops in a segment, with the keys that entries have in the network. */
export const hopsOfSegment = (hops: readonly VerdictHop[], segment: string): readonly VerdictHop[] =>
  hops.map((hop) => ({ ...hop, entries: hop.entries.map((key) => keyOfSegment(key, segment)) }))

const badness = { violated: 0, unknown: 1, holds: 2 } as const

/** The worst of each property. */
function joined(verdicts: readonly Verdict[]): Verdict[] {
  const worst = new Map<Verdict['property'], Verdict>()
  for (const verdict of verdicts) {
    const known = worst.get(verdict.property)
    worst.set(verdict.property, known ? worse(known, verdict) : verdict)
  }
  return [...worst.values()]
}

function worse(a: Verdict, b: Verdict): Verdict {
  const bad = badness[b.verdict] < badness[a.verdict] || (a.coverage === 'full' && isLost(a, b)) ? b : a
  const scenarios = (a.scenarios ?? 0) + (b.scenarios ?? 0)
  return scenarios > 0 ? { ...bad, scenarios } : bad
}

const isLost = (a: Verdict, b: Verdict): boolean => a.verdict === b.verdict && b.coverage === 'partial'
