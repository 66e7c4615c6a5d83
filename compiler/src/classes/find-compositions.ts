import type { Diagnostic } from '@paranet/language'
import type { Intent, TimeSpan, TopologyIndex } from '@paranet/network'
import { claimsOf, intentsInSegment, segmentsOf } from '@paranet/network'
import { sortDiagnostics } from '../passes/report.js'
import { ActiveTimes } from './active-times.js'
import { Composition } from './composition.js'

/** Where intents contradict, repeat or take everything from each other at some time of the horizon, each with the time when it does. In: all
 *  intents, active or not. Compiling looks at those of one time only. */
export function findCompositions(index: TopologyIndex, intents: readonly Intent[], horizon: TimeSpan): Diagnostic[] {
  const segments = segmentsOf(index)
  if (!segments) return compositionsIn(index, intents, horizon)
  return sortDiagnostics(segments.flatMap((one) => compositionsIn(one.index, intentsInSegment(intents, one), horizon)))
}

function compositionsIn(index: TopologyIndex, intents: readonly Intent[], horizon: TimeSpan): Diagnostic[] {
  const composition = new Composition(index, new ActiveTimes(intents, horizon))
  composition.turnTo(claimsOf(index, intents).claims)
  return sortDiagnostics(composition.diagnostics(new Map(intents.map((intent) => [intent.id, intent]))))
}
