import type { Intent } from '../intent/intent.js'
import type { Schedule, TimeSpan } from './schedule.js'
import { activeSpans, isActiveAt } from './schedule.js'

/** A span of time with a constant set of active intents. */
export interface Epoch extends TimeSpan {
  /** Ids of the intents that are not active, sorted. */
  readonly inactive: readonly string[]
}

/** When an intent is active; undefined: always. */
export const scheduleOf = (intent: Intent): Schedule | undefined =>
  (intent.kind === 'assert' ? intent.asserts : intent).active

/** Ids of the intents that are not active at an instant, sorted. */
export const inactiveAt = (intents: readonly Intent[], instant: number): string[] =>
  intents
    .filter((intent) => {
      const schedule = scheduleOf(intent)
      return schedule !== undefined && !isActiveAt(schedule, instant)
    })
    .map(({ id }) => id)
    .sort()

/** Intents that are active at an instant, in their order. The same list where all are. */
export function activeAt(intents: readonly Intent[], instant: number): readonly Intent[] {
  const inactive = new Set(inactiveAt(intents, instant))
  return inactive.size === 0 ? intents : intents.filter(({ id }) => !inactive.has(id))
}

/** Cuts the horizon where the set of active intents changes: epochs in order, without a gap. One where nothing has a schedule. Pure but for
 *  the time-zone data of the machine. */
export function epochsOf(intents: readonly Intent[], horizon: TimeSpan): Epoch[] {
  const scheduled = intents.flatMap((intent) => {
    const schedule = scheduleOf(intent)
    return schedule ? [{ id: intent.id, spans: activeSpans(schedule, horizon) }] : []
  })
  const edges = new Set([horizon.from])
  for (const { spans } of scheduled)
    for (const { from, until } of spans) for (const edge of [from, until]) if (edge < horizon.until) edges.add(edge)
  const cuts = [...edges].sort((a, b) => a - b)
  const epochs: Epoch[] = []
  for (const [i, from] of cuts.entries()) {
    const isInactive = ({ spans }: (typeof scheduled)[number]) =>
      !spans.some((span) => span.from <= from && from < span.until)
    const inactive = scheduled
      .filter(isInactive)
      .map(({ id }) => id)
      .sort()
    const until = cuts[i + 1] ?? horizon.until
    const last = epochs.at(-1)
    if (last && last.inactive.join('\n') === inactive.join('\n')) epochs[epochs.length - 1] = { ...last, until }
    else epochs.push({ from, until, inactive })
  }
  return epochs
}
