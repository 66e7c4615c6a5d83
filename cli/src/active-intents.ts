import { findCompositions } from '@paranet/compiler'
import type { Diagnostic } from '@paranet/language'
import type { Intent, TopologyIndex } from '@paranet/network'
import { activeAt, epochsOf, inactiveAt, scheduleOf } from '@paranet/network'
import { findCrowd, findNeverActive, PlannerSession, proveSet, withoutRepeats } from '@paranet/planner'
import type { Verdict } from '@paranet/verifier'
import { CliError, exitCodes } from './errors.js'

const dayMs = 86_400_000
/** How far ahead schedules are looked at. */
const horizonDays = 7

/** Reads `--at`; without it the clock. ms since 1970. */
export function readInstant(text: string | undefined): number {
  if (text === undefined) return Date.now()
  const instant = Date.parse(text)
  const year = new Date(instant).getUTCFullYear()
  if (/^\d{4}-\d\d-\d\d/.test(text) && year >= 1970 && year <= 9999) return instant
  throw new CliError(exitCodes.usage, `not a time: ${text}`, { hint: 'for example 2026-12-01T08:00:00+01:00' })
}

/** The intents whose schedules hold at an instant, and warnings of those that never will. */
export const activeIntents = (
  intents: readonly Intent[],
  at: number,
): { readonly active: readonly Intent[]; readonly diagnostics: readonly Diagnostic[] } => ({
  active: activeAt(intents, at),
  diagnostics: findNeverActive(intents, at),
})

/** What intents with schedules do to each other at some time of the week from the instant on, less what was said already. */
export function laterCompositions(
  index: TopologyIndex,
  intents: readonly Intent[],
  at: number,
  said: readonly Diagnostic[],
): Diagnostic[] {
  if (!intents.some((intent) => scheduleOf(intent))) return []
  const keyOf = ({ code, file, span, related = [] }: Diagnostic) =>
    JSON.stringify([code, file, span.offset, related.map((other) => [other.file, other.span.offset])])
  const known = new Set(said.map(keyOf))
  const found = findCompositions(index, intents, { from: at, until: at + horizonDays * dayMs })
  return found.filter((diagnostic) => !known.has(keyOf(diagnostic)))
}

/** Another set of intents that will be active, where it first is. */
export interface LaterSet {
  /** ISO 8601, UTC. */
  readonly from: string
  readonly until: string
  readonly inactive: readonly string[]
  readonly ok: boolean
  readonly verdicts: readonly Verdict[]
}

/** Compiles and proves every set of intents that is active within a week of the instant, but for the one that is active at it. */
export function proveLaterSets(
  index: TopologyIndex,
  intents: readonly Intent[],
  at: number,
): { readonly sets: readonly LaterSet[]; readonly diagnostics: readonly Diagnostic[] } {
  if (!intents.some((intent) => scheduleOf(intent))) return { sets: [], diagnostics: [] }
  const epochs = epochsOf(intents, { from: at, until: at + horizonDays * dayMs })
  const crowd = findCrowd(intents, epochs)
  if (crowd.length > 0) return { sets: [], diagnostics: crowd }
  const session = new PlannerSession()
  const seen = new Set([inactiveAt(intents, at).join('\n')])
  const sets: LaterSet[] = []
  const diagnostics: Diagnostic[] = []
  for (const { from, until, inactive } of epochs) {
    if (seen.has(inactive.join('\n'))) continue
    seen.add(inactive.join('\n'))
    const active = intents.filter(({ id }) => !inactive.includes(id))
    const { ok, verdicts, diagnostics: found } = proveSet(session, index, active)
    const [begins, ends] = [from, until].map((instant) => new Date(instant).toISOString())
    sets.push({ from: begins ?? '', until: ends ?? '', inactive, ok, verdicts })
    diagnostics.push(...found)
  }
  return { sets, diagnostics: withoutRepeats(diagnostics) }
}
