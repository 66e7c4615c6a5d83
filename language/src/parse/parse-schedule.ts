import { didYouMean } from '../diagnostics/suggest.js'
import { type Span, spanOf, spanThrough } from '../diagnostics/span.js'
import type { DateValue, ScheduleValue, Value, Weekday } from './ast.js'
import { type Cursor, describeToken } from './cursor.js'
import { isAtFollowingWord } from './parse-value.js'
import { readLiteral } from './read-literal.js'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const hoursForm = /^\d{1,2}:\d\d(?:-\d{1,2}:\d\d)?$/
const dateForm = /^\d{4}-\d\d-\d\d/

/** Whether a schedule comes: hours, days with hours, a range of days, or `from` or `until` with a date. A lone day is a
 *  schedule in the key `active` only; elsewhere it is a name. */
export function isScheduleAhead(cursor: Cursor, key: string): boolean {
  const { raw } = cursor.peek()
  const next = cursor.peek(1)
  if (hoursForm.test(raw)) return true
  if ((raw === 'from' || raw === 'until') && next.kind === 'word') return dateForm.test(next.raw)
  const days = readDays(raw)
  if (!days && raw !== 'daily')
    return key === 'active' && next.kind === 'word' && !next.startsLine && hoursForm.test(next.raw)
  return raw.includes('-') || key === 'active' || (next.kind === 'word' && hoursForm.test(next.raw) && !next.startsLine)
}

/** Reads `[days] [hours] [zone] [from date] [until date]`. */
export function parseSchedule(cursor: Cursor): Value {
  const start = spanOf(cursor.peek())
  const days = parseDays(cursor)
  const isWrong = !days && reportDays(cursor)
  const hours = parseHours(cursor)
  const zone = parseZone(cursor)
  const from = parseDate(cursor, 'from')
  const until = parseDate(cursor, 'until')
  const span = spanThrough(start, spanOf(cursor.previous))
  if (isWrong || hours === 'wrong' || from === 'wrong' || until === 'wrong') return { kind: 'invalid', raw: '', span }
  if (!hours && zone !== undefined && !days) return reportMalformed(cursor, span)
  const parts: Omit<ScheduleValue, 'kind' | 'span'> = {
    ...(days ? { days } : {}),
    ...(hours ? { hours } : {}),
    ...(zone === undefined ? {} : { zone }),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
  }
  return { kind: 'schedule', ...parts, span }
}

function reportMalformed(cursor: Cursor, span: Span): Value {
  cursor.report(
    'malformed-schedule',
    'a zone stands without days or hours',
    'for example Mon-Fri 08:00-18:00 Europe/Oslo',
    span,
  )
  return { kind: 'invalid', raw: '', span }
}

/** A word before the hours that names no days. Whether there was one. */
function reportDays(cursor: Cursor): boolean {
  const token = cursor.peek()
  const next = cursor.peek(1)
  if (token.kind !== 'word' || hoursForm.test(token.raw) || next.kind !== 'word' || !hoursForm.test(next.raw))
    return false
  const known = weekdays.flatMap((day) => [
    day,
    ...weekdays.filter((last) => last !== day).map((last) => `${day}-${last}`),
  ])
  const hint = didYouMean(token.raw, ['daily', ...known]) ?? 'for example Mon-Fri 08:00-18:00 Europe/Oslo'
  cursor.report('malformed-schedule', `${describeToken(token)} names no days`, hint, token)
  cursor.next()
  return true
}

function readDays(raw: string): { first: Weekday; last: Weekday } | undefined {
  const [first, last, ...rest] = raw.split('-').map((word) => weekdays.find((day) => day === word))
  if (!first || rest.length > 0 || (raw.includes('-') && (!last || last === first))) return undefined
  return { first, last: last ?? first }
}

function parseDays(cursor: Cursor): { first: Weekday; last: Weekday } | undefined {
  const token = cursor.peek()
  if (token.raw === 'daily') {
    cursor.next()
    return { first: 'Mon', last: 'Sun' }
  }
  const days = readDays(token.raw)
  if (days) cursor.next()
  return days
}

function parseHours(cursor: Cursor): { startMinute: number; endMinute: number } | 'wrong' | undefined {
  const token = cursor.peek()
  if (token.kind !== 'word' || !hoursForm.test(token.raw)) return undefined
  cursor.next()
  const [startMinute, endMinute] = token.raw.split('-').map(minuteOf)
  if (startMinute === undefined || endMinute === undefined) {
    cursor.report('malformed-schedule', `${describeToken(token)} is no span of hours`, 'for example 08:00-18:00', token)
    return 'wrong'
  }
  if (Number.isFinite(startMinute) && Number.isFinite(endMinute) && startMinute < 1440)
    return { startMinute, endMinute }
  cursor.report('out-of-range', `${describeToken(token)} is outside the day, 00:00-24:00`, undefined, token)
  return 'wrong'
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return minute > 59 || hour * 60 + minute > 1440 ? Number.NaN : hour * 60 + minute
}

function parseZone(cursor: Cursor): string | undefined {
  const { raw } = cursor.peek()
  if (!isAtFollowingWord(cursor) || raw === 'from' || raw === 'until' || /[:%]|^[-\d]/.test(raw)) return undefined
  return cursor.next().raw
}

function parseDate(cursor: Cursor, word: 'from' | 'until'): DateValue | 'wrong' | undefined {
  if (!cursor.isAtWord(word) || cursor.isAtKey() || (cursor.peek().startsLine && !dateForm.test(cursor.peek(1).raw)))
    return undefined
  cursor.next()
  const token = cursor.peek()
  if (!isAtFollowingWord(cursor)) {
    cursor.report('malformed-schedule', `no date follows "${word}"`, `for example ${word} 2026-12-01`, cursor.previous)
    return 'wrong'
  }
  const value = readLiteral(cursor.next().raw, spanOf(token), cursor.sink)
  if (value.kind === 'date') return value
  if (value.kind !== 'invalid')
    cursor.report('malformed-schedule', `${describeToken(token)} is no date`, `for example ${word} 2026-12-01`, token)
  return 'wrong'
}
