import type { Intent, TimeSpan } from '@paranet/network'
import { activeSpans, scheduleOf } from '@paranet/network'

/** When intents are active within a horizon: spans in order, none touching the next. */
export class ActiveTimes {
  readonly #horizon: TimeSpan
  /** By id; intents without a schedule are left out. */
  readonly #spans = new Map<string, readonly TimeSpan[]>()

  constructor(intents: readonly Intent[], horizon: TimeSpan) {
    this.#horizon = horizon
    for (const intent of intents) {
      const schedule = scheduleOf(intent)
      if (schedule) this.#spans.set(intent.id, activeSpans(schedule, horizon))
    }
  }

  of(intent: string): readonly TimeSpan[] {
    return this.#spans.get(intent) ?? [this.#horizon]
  }

  /** The first span in which both are active; undefined where there is none. */
  shared(a: string, b: string): TimeSpan | undefined {
    for (const x of this.of(a))
      for (const y of this.of(b)) {
        const [from, until] = [Math.max(x.from, y.from), Math.min(x.until, y.until)]
        if (from < until) return { from, until }
      }
    return undefined
  }

  /** Whether the intent is active during the whole span. */
  holds(intent: string, { from, until }: TimeSpan): boolean {
    return this.of(intent).some((span) => span.from <= from && until <= span.until)
  }

  /** The spans of an intent, cut where one of the others begins or ends. */
  cut(intent: string, others: readonly string[]): TimeSpan[] {
    const edges = others.flatMap((other) => this.of(other).flatMap(({ from, until }) => [from, until]))
    const sorted = [...new Set(edges)].sort((a, b) => a - b)
    return this.of(intent).flatMap(({ from, until }) => {
      const cuts = [from, ...sorted.filter((edge) => from < edge && edge < until), until]
      return cuts.slice(1).map((end, i) => ({ from: cuts[i] as number, until: end }))
    })
  }
}
