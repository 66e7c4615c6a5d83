import type { Series, SeriesName } from './metric-rings.js'

/** What is made of the values of one step. `rate`: growth a second of what only grows, a fall being a new beginning. `p95`: by the nearest
 *  rank. */
export const stepFunctions = ['avg', 'min', 'max', 'sum', 'count', 'last', 'p95', 'rate'] as const
export type StepFunction = (typeof stepFunctions)[number]

export interface SteppedSeries extends SeriesName {
  /** The end of each step that has a value, ms since 1970, and the value. */
  readonly points: readonly (readonly [at: number, value: number])[]
}

export interface Steps {
  readonly from: number
  readonly to: number
  /** ms */
  readonly step: number
}

/** A series in steps of equal length, from `from` on; the last ends at or after `to`. A step holds what was measured after its beginning up
 *  to its end; one without a value is left out. */
export function stepped({ metric, labels, times, values }: Series, steps: Steps, fn: StepFunction): SteppedSeries {
  const points: [number, number][] = []
  let first = 0
  for (let end = steps.from + steps.step; ; end += steps.step) {
    let past = first
    while (past < times.length && (times[past] as number) <= end) past++
    const value = past > first ? valueOf(fn, times, values, first, past) : undefined
    if (value !== undefined) points.push([end, value])
    first = past
    if (end >= steps.to) return { metric, labels, points }
  }
}

/** The value of a function over `values[first…past)`; of `rate` with the value before them. Undefined where there is none. */
export function valueOf(
  fn: StepFunction,
  times: readonly number[],
  values: readonly number[],
  first: number,
  past: number,
): number | undefined {
  if (fn === 'rate') return rateOf(times, values, Math.max(0, first - 1), past)
  return simple[fn](values.slice(first, past))
}

const simple: Readonly<Record<Exclude<StepFunction, 'rate'>, (values: readonly number[]) => number>> = {
  avg: (values) => sum(values) / values.length,
  min: (values) => values.reduce((least, value) => Math.min(least, value)),
  max: (values) => values.reduce((most, value) => Math.max(most, value)),
  sum: (values) => sum(values),
  count: (values) => values.length,
  last: (values) => values.at(-1) ?? Number.NaN,
  p95: (values) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN,
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function rateOf(times: readonly number[], values: readonly number[], first: number, past: number): number | undefined {
  const seconds = ((times[past - 1] as number) - (times[first] as number)) / 1000
  if (seconds <= 0) return undefined
  let growth = 0
  for (let i = first + 1; i < past; i++) {
    const [before, now] = [values[i - 1] as number, values[i] as number]
    growth += now >= before ? now - before : now
  }
  return growth / seconds
}
