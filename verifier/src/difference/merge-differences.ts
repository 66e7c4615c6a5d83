import { mainSegment } from '@paranet/network'
import { hopsOfSegment } from '../segments/merge-verdicts.js'
import type { DifferencesUnder, FailureDifference } from './difference-of.js'
import type { Difference, TrafficChange, TrafficClass, TrafficSide } from './difference.js'
import { trafficChanges } from './difference.js'

/** What differs in one segment. */
export interface SegmentDifference {
  readonly segment: string
  readonly difference: Difference
}

/** What differs in a network, from what does in its segments, one after the other. */
export function mergeDifferences(parts: readonly SegmentDifference[], mostListed: number): Difference {
  const byChange = <Value>(valueOf: (change: TrafficChange) => Value) =>
    Object.fromEntries(trafficChanges.map((change) => [change, valueOf(change)])) as Record<TrafficChange, Value>
  const reason = parts.find(({ difference }) => difference.reason !== undefined)?.difference.reason
  return {
    ...byChange((change) =>
      parts
        .flatMap(({ segment, difference }) => difference[change].map((one) => ofSegment(one, segment)))
        .slice(0, mostListed),
    ),
    totals: byChange((change) => parts.reduce((sum, { difference }) => sum + difference.totals[change], 0)),
    isWhole: parts.every(({ difference }) => difference.isWhole),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** The same for what differs in failures: those of one name are one, whatever segments they touch. */
export function mergeFailures(
  parts: readonly (DifferencesUnder & { readonly segment: string })[],
  mostListed: number,
): DifferencesUnder {
  const found = new Map<string, { segment: string; difference: FailureDifference }[]>()
  for (const { segment, failures } of parts)
    for (const difference of failures) {
      const key = difference.down.join('\u0000')
      found.set(key, [...(found.get(key) ?? []), { segment, difference }])
    }
  return {
    difference: mergeDifferences(parts, mostListed),
    failures: [...found.values()].map((own) => ({
      down: own[0]?.difference.down ?? [],
      ...mergeDifferences(own, mostListed),
    })),
    looked: [...new Set(parts.flatMap(({ looked }) => looked))],
  }
}

/** A class with its segment in words, and the keys that entries have in the network. */
function ofSegment(one: TrafficClass, segment: string): TrafficClass {
  if (segment === mainSegment) return one
  const side = (its: TrafficSide): TrafficSide => ({ ...its, hops: hopsOfSegment(its.hops, segment) })
  return { ...one, words: `segment ${segment}: ${one.words}`, before: side(one.before), after: side(one.after) }
}
