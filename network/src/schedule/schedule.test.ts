import { expect, test } from 'vitest'
import type { ScheduleTerm } from './schedule.js'
import { activeSpans, isActiveAt, isEverActive } from './schedule.js'
import { instantOf, isTimeZone } from './zone-time.js'

const at = (text: string) => Date.parse(text)
const schedule = (...terms: Partial<ScheduleTerm>[]) => ({
  terms: terms.map((term) => ({ zone: 'Europe/Oslo', ...term })),
  text: '',
})
const spans = (from: string, until: string, ...terms: Partial<ScheduleTerm>[]) =>
  activeSpans(schedule(...terms), { from: at(from), until: at(until) }).map(
    (span) => `${new Date(span.from).toISOString().slice(5, 16)} ${new Date(span.until).toISOString().slice(5, 16)}`,
  )

const office = { days: { first: 0, last: 4 }, hours: { startMinute: 480, endMinute: 1080 } }
const night = { hours: { startMinute: 1320, endMinute: 360 } }

test.each<[string, string[], string[]]>([
  [
    'office hours, from Friday to Monday, by the clocks of the zone',
    spans('2026-11-20T00:00Z', '2026-11-24T00:00Z', office),
    ['11-20T07:00 11-20T17:00', '11-23T07:00 11-23T17:00'],
  ],
  [
    'hours over midnight belong to the day on which they begin',
    spans('2026-11-20T00:00Z', '2026-11-22T00:00Z', { ...night, days: { first: 4, last: 4 } }),
    ['11-20T21:00 11-21T05:00'],
  ],
  ['what began before counts', spans('2026-11-20T00:00Z', '2026-11-20T04:00Z', night), ['11-20T00:00 11-20T04:00']],
  [
    'the days may go over the end of the week',
    spans('2026-11-20T00:00Z', '2026-11-25T00:00Z', { zone: 'UTC', days: { first: 5, last: 0 } }),
    ['11-21T00:00 11-24T00:00'],
  ],
  [
    'whole days touch each other; the last date is not in it',
    spans('2026-11-20T00:00Z', '2027-02-01T00:00Z', { from: '2026-12-01', until: '2027-01-01' }),
    ['11-30T23:00 12-31T23:00'],
  ],
  [
    'dates and hours together',
    spans('2026-11-01T00:00Z', '2027-01-01T00:00Z', { ...office, from: '2026-12-01T09:00', until: '2026-12-02' }),
    ['12-01T08:00 12-01T17:00'],
  ],
  [
    'a date may have an offset of its own',
    spans('2026-12-01T00:00Z', '2026-12-02T00:00Z', { from: '2026-12-01T09:00+03:00', until: '2026-12-01T09:00Z' }),
    ['12-01T06:00 12-01T09:00'],
  ],
  [
    'several terms are joined',
    spans('2026-11-20T00:00Z', '2026-11-21T00:00Z', office, { hours: { startMinute: 1000, endMinute: 1200 } }),
    ['11-20T07:00 11-20T19:00'],
  ],
  [
    'clocks go forward: the day is an hour shorter',
    spans('2026-03-28T22:00Z', '2026-03-30T12:00Z', { days: { first: 6, last: 6 } }),
    ['03-28T23:00 03-29T22:00'],
  ],
  [
    'a time that is left out is read by the clock from before',
    spans('2026-03-29T00:00Z', '2026-03-29T12:00Z', { hours: { startMinute: 150, endMinute: 240 } }),
    ['03-29T01:30 03-29T02:00'],
  ],
  [
    'hours that end before they begin, since clocks went forward, are none',
    spans('2026-03-29T00:00Z', '2026-03-29T12:00Z', { hours: { startMinute: 150, endMinute: 195 } }),
    [],
  ],
  [
    'clocks go back: a time that comes twice is the first',
    spans('2026-10-25T00:00Z', '2026-10-25T12:00Z', { hours: { startMinute: 150, endMinute: 240 } }),
    ['10-25T00:30 10-25T03:00'],
  ],
])('%s', (_, found, expected) => expect(found).toEqual(expected))

test('an instant is in it from its first one to before its last one', () => {
  const held = ['06:59:59.999', '07:00', '16:59:59.999', '17:00'].map((time) =>
    isActiveAt(schedule(office), at(`2026-11-20T${time}Z`)),
  )
  expect(held).toEqual([false, true, true, false])
})

test('never again: a span of dates that is over or holds none of the days', () => {
  const now = at('2026-11-21T12:00Z')
  expect(isEverActive(schedule({ until: '2026-11-01' }), now)).toBe(false)
  expect(isEverActive(schedule({ from: '2027-01-01', until: '2026-12-01' }), now)).toBe(false)
  expect(isEverActive(schedule({ ...office, from: '2026-12-05', until: '2026-12-07' }), now)).toBe(false)
  expect(isEverActive(schedule({ ...office, from: '2030-12-05' }), now)).toBe(true)
})

test('zones that exist, and zones half an hour and a day off', () => {
  expect(['Europe/Oslo', 'UTC', 'Etc/GMT+1', 'Europe/Olso', ''].map(isTimeZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  const noon = { year: 2026, month: 7, day: 1, minute: 720 }
  expect(new Date(instantOf('Asia/Kolkata', noon)).toISOString()).toBe('2026-07-01T06:30:00.000Z')
  expect(new Date(instantOf('Pacific/Kiritimati', noon)).toISOString()).toBe('2026-06-30T22:00:00.000Z')
})
