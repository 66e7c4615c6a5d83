/** A day of the calendar, and a minute of it: what clocks on the wall show. */
export interface WallTime {
  readonly year: number
  /** 1–12 */
  readonly month: number
  readonly day: number
  /** From midnight; 1440 is the next one. */
  readonly minute: number
}

const dayMs = 86_400_000

/** Whether the time-zone data of this machine knows the zone. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Throws where the zone is unknown. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    const numeric = 'numeric'
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    })
    formats.set(timeZone, format)
  }
  return format
}

/** How far the zone's clocks are ahead of UTC at an instant, ms. */
function offsetAt(zone: string, instant: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const read = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name))
  const wall = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'))
  return wall - Math.floor(instant / 1000) * 1000
}

/** What clocks in the zone show at an instant. */
export function wallTimeAt(zone: string, instant: number): WallTime {
  const wall = new Date(instant + offsetAt(zone, instant))
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    minute: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  }
}

/** The instant at which clocks in the zone show the time, in ms since 1970. A time that comes twice (clocks go back) is the first of the two;
 *  one that is left out (clocks go forward) is read by the clock from before: 02:30 becomes 03:30. As RFC 5545, 3.3.5, has it. */
export function instantOf(zone: string, { year, month, day, minute }: WallTime): number {
  const wall = Date.UTC(year, month - 1, day, 0, minute)
  const before = offsetAt(zone, wall - dayMs)
  const after = offsetAt(zone, wall + dayMs)
  const shown = [before, after].map((offset) => wall - offset).filter((at) => at + offsetAt(zone, at) === wall)
  return shown.length > 0 ? Math.min(...shown) : wall - before
}

/** The day `count` days later. */
export function laterDay({ year, month, day, minute }: WallTime, count: number): WallTime {
  const next = new Date(Date.UTC(year, month - 1, day + count))
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate(), minute }
}

/** Monday is 0. */
export const weekdayOf = ({ year, month, day }: WallTime): number =>
  (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
