import type { WallTime } from './zone-time.js'
import { instantOf, laterDay, wallTimeAt, weekdayOf } from './zone-time.js'

/** One part of a schedule: days of the week, hours of the day, and a span of dates; each absent part is everything. */
export interface ScheduleTerm {
  /** IANA name; hours and dates are read by its clocks. */
  readonly zone: string
  /** Monday is 0; the last may come before the first: `Sat-Mon`. */
  readonly days?: { readonly first: number; readonly last: number }
  /** Minutes from midnight; an end not after the start is on the next day. */
  readonly hours?: { readonly startMinute: number; readonly endMinute: number }
  /** First day or instant, as written: `2026-12-01`, `2026-12-01T08:00`, with or without an offset. */
  readonly from?: string
  /** First day or instant that is no longer in it. */
  readonly until?: string
}

/** When an intent is active: in any of its terms. */
export interface Schedule {
  readonly terms: readonly ScheduleTerm[]
  /** As written. */
  readonly text: string
}

/** A span of time: from an instant to before another, ms since 1970. */
export interface TimeSpan {
  readonly from: number
  readonly until: number
}

/** The spans of the schedule that lie in `within`, in order, none touching the next. Linear in days. */
export function activeSpans({ terms }: Schedule, within: TimeSpan): TimeSpan[] {
  const spans = terms.flatMap((term) => termSpans(term, within)).sort((a, b) => a.from - b.from || a.until - b.until)
  const joined: TimeSpan[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && span.from <= last.until)
      joined[joined.length - 1] = { ...last, until: Math.max(last.until, span.until) }
    else joined.push(span)
  }
  return joined
}

/** Whether the schedule holds at an instant. */
export const isActiveAt = (schedule: Schedule, instant: number): boolean =>
  activeSpans(schedule, { from: instant, until: instant + 1 }).length > 0

/** Days that are looked through for the next time: a weekday with hours that a change of clocks leaves out comes a week later. */
const searchedDays = 15
const dayMs = 86_400_000

/** Whether there is any time from the instant on at which the schedule holds. */
export function isEverActive({ terms, text }: Schedule, from: number): boolean {
  return terms.some((term) => {
    const first = Math.max(from, limitOf(term, term.from) ?? from)
    return activeSpans({ terms: [term], text }, { from: first, until: first + searchedDays * dayMs }).length > 0
  })
}

function termSpans(term: ScheduleTerm, within: TimeSpan): TimeSpan[] {
  const from = Math.max(within.from, limitOf(term, term.from) ?? within.from)
  const until = Math.min(within.until, limitOf(term, term.until) ?? within.until)
  if (from >= until) return []
  if (!term.days && !term.hours) return [{ from, until }]
  return windowsOf(term, { from, until })
    .map((span) => ({ from: Math.max(from, span.from), until: Math.min(until, span.until) }))
    .filter((span) => span.from < span.until)
}

/** The hours of every day that may reach into the span. */
function windowsOf({ zone, days, hours }: ScheduleTerm, { from, until }: TimeSpan): TimeSpan[] {
  const { startMinute, endMinute } = hours ?? { startMinute: 0, endMinute: 1440 }
  const windows: TimeSpan[] = []
  let day = laterDay({ ...wallTimeAt(zone, from), minute: 0 }, -2)
  for (;;) {
    const start = instantOf(zone, { ...day, minute: startMinute })
    if (start >= until) return windows
    if (isDayOf(days, day)) {
      const last = endMinute > startMinute ? day : laterDay(day, 1)
      windows.push({ from: start, until: instantOf(zone, { ...last, minute: endMinute }) })
    }
    day = laterDay(day, 1)
  }
}

function isDayOf(days: ScheduleTerm['days'], day: WallTime): boolean {
  if (!days) return true
  const weekday = weekdayOf(day)
  return days.first <= days.last
    ? days.first <= weekday && weekday <= days.last
    : weekday >= days.first || weekday <= days.last
}

const dateForm = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::\d\d)?)?$/

/** The instant that a date of the term stands for; its own offset counts, else the zone's clocks do. */
function limitOf({ zone }: ScheduleTerm, written: string | undefined): number | undefined {
  if (written === undefined) return undefined
  const local = dateForm.exec(written)
  if (!local) return Date.parse(written)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = local.slice(1).map((digits) => Number(digits ?? 0))
  return instantOf(zone, { year, month, day, minute: hour * 60 + minute })
}
