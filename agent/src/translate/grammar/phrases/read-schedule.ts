import type { Doubt, Phrase, Reading } from './reading.js'

/** When an intent is active, as the language writes it. */
export interface Schedule {
  readonly value: string
  readonly doubts: readonly Doubt[]
}

interface Parts {
  days: string[]
  hours?: string
  zone?: string
  from?: string
  until?: string
  doubts: Doubt[]
  isWorkingHours: boolean
}

/** Days, hours, zone and dates in any order: "only during working hours (8 to 18, Monday to Friday, Oslo time)". */
export function readSchedule(reading: Reading, at: number): Phrase<Schedule> | undefined {
  const { lattice } = reading
  const parts: Parts = { days: [], doubts: [], isWorkingHours: false }
  let except = lattice.match(lattice.skip(at, 'comma'), 'except')
  let [here, end] = [Math.max(at, except), -1]
  for (let count = 0; count < 16; count++) {
    const next = readPart(reading, here, parts)
    if (next > here) {
      here = next
      end = next
      continue
    }
    const left =
      parts.days[0] === 'daily' && parts.days.length === 1 ? lattice.match(lattice.skip(here, 'comma'), 'except') : -1
    if (left > here && except < 0) {
      // "every day except Sunday".
      parts.days = []
      here = except = left
      continue
    }
    const skipped = skipGlue(reading, here)
    if (skipped === here) break
    here = skipped
  }
  if (end < 0 || (!isWhole(parts) && parts.doubts.length === 0)) return undefined
  if (lattice.isMark(end, ')')) end++
  if (except > at) complement(parts, at, end)
  return { end, cost: 0.1, value: { value: write(parts), doubts: doubtsOf(parts, at, end) } }
}

const week = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** "except on weekends": the other days, where only days are named; else it is asked. */
function complement(parts: Parts, from: number, to: number): void {
  const isDays = parts.hours === undefined && parts.from === undefined && parts.until === undefined
  const left = week.map((day) => !parts.days.some((span) => covers(span, day)))
  const rest = week.filter((_, index) => left[index])
  if (!isDays || parts.isWorkingHours || rest.length === 0 || rest.length === week.length)
    return void parts.doubts.push({ question: 'when should it hold? name the days and hours themselves', from, to })
  parts.days = spansOf(left)
}

function covers(span: string, day: string): boolean {
  const [first = '', last = first] = span.split('-')
  const [a, b, at] = [week.indexOf(first), week.indexOf(last), week.indexOf(day)]
  return span === 'daily' || (a <= b ? at >= a && at <= b : at >= a || at <= b)
}

/** Days that follow each other as one span: Mon-Thu, Sat. */
function spansOf(isOn: readonly boolean[]): string[] {
  const spans: string[] = []
  for (let at = 0; at < week.length; at++) {
    if (!isOn[at]) continue
    let last = at
    while (isOn[last + 1]) last++
    spans.push(last > at ? `${week[at]}-${week[last]}` : `${week[at]}`)
    at = last
  }
  return spans
}

const isWhole = ({ days, hours, from, until, isWorkingHours }: Parts): boolean =>
  days.length > 0 || hours !== undefined || from !== undefined || until !== undefined || isWorkingHours

function doubtsOf({ doubts, isWorkingHours, hours }: Parts, from: number, to: number): readonly Doubt[] {
  if (!isWorkingHours || hours !== undefined) return doubts
  return [...doubts, { question: 'which days and hours are the working hours?', from, to }]
}

function skipGlue({ lattice }: Reading, at: number): number {
  if (lattice.isMark(at, '(,')) return at + 1
  return Math.max(
    at,
    lattice.matchAny(at, 'only', 'comma', 'on', 'for', 'in', 'at', 'fill', 'within', 'and', 'article', 'from'),
  )
}

function readPart(reading: Reading, at: number, parts: Parts): number {
  const { lattice } = reading
  const working = lattice.match(at, 'working-hours')
  if (working > at) {
    parts.isWorkingHours = true
    return working
  }
  const vague = lattice.match(at, 'vague-time')
  if (vague > at) {
    parts.doubts.push({ question: `when exactly is "${lattice.words(at, vague)}"?`, from: at, to: vague })
    return vague
  }
  return firstAfter(
    at,
    readDates(reading, at, parts),
    readDays(reading, at, parts),
    readHours(reading, at, parts),
    readZone(reading, at, parts),
  )
}

const firstAfter = (at: number, ...ends: readonly number[]): number => ends.find((end) => end > at) ?? at

function readDates({ lattice }: Reading, at: number, parts: Parts): number {
  const from = lattice.literal(Math.max(at, lattice.match(at, 'from')), 'date')
  if (from && parts.from === undefined && lattice.match(at, 'until') < 0) {
    parts.from = from.value.text
    return from.end
  }
  const until = lattice.match(at, 'until')
  const last = until > at ? lattice.literal(until, 'date') : undefined
  if (!last) return -1
  parts.until = last.value.text
  return last.end
}

function readDays({ lattice }: Reading, at: number, parts: Parts): number {
  if (parts.days.length > 0 && lattice.valued(at, 'day') === undefined) return -1
  const named = (
    [
      ['weekdays', 'Mon-Fri'],
      ['weekend', 'Sat-Sun'],
      ['daily', 'daily'],
    ] as const
  ).find(([concept]) => lattice.match(at, concept) > at)
  if (named) {
    parts.days.push(named[1])
    return lattice.match(at, named[0])
  }
  const start = lattice.skip(at, 'from', 'all')
  const first = lattice.valued(start, 'day')
  if (!first) return -1
  const joint = lattice.isMark(first.end, '-') ? first.end + 1 : lattice.match(first.end, 'until')
  const last = joint > first.end ? lattice.valued(joint, 'day') : undefined
  const isList = joint > first.end && lattice.match(first.end, 'and') === joint
  parts.days.push(last && !isList && last.value !== first.value ? `${first.value}-${last.value}` : first.value)
  return last && !isList ? last.end : first.end
}

function readHours(reading: Reading, at: number, parts: Parts): number {
  const { lattice } = reading
  if (parts.hours !== undefined) return -1
  const lead = lattice.skip(at, 'from', 'between', 'at', 'n-time')
  const range = lattice.literal(lead, 'range')
  if (range && parts.days.length + Number(parts.isWorkingHours) > 0) {
    const [a = '', b = ''] = range.value.text.split('-')
    if (Number(a) > 24 || Number(b) > 24) return -1
    parts.hours = `${clock(Number(a), 0)}-${clock(Number(b), 0)}`
    return lattice.skip(range.end, 'am')
  }
  const start = readTime(reading, lead)
  const joint = start
    ? lattice.isMark(start.end, '-')
      ? start.end + 1
      : Math.max(lattice.match(start.end, 'until'), lattice.match(start.end, 'and'))
    : -1
  const end = joint > 0 ? readTime(reading, lattice.skip(joint, 'article')) : undefined
  if (!start || !end) return -1
  if (!start.isTime && !end.isTime && lead === at && !parts.isWorkingHours && parts.days.length === 0) return -1
  if (!start.isTime && !end.isTime && lattice.quantity(end.from)) return -1
  parts.hours = `${clock(...start.value)}-${clock(...end.value)}`
  return end.end
}

interface Time {
  readonly from: number
  readonly end: number
  readonly value: readonly [hour: number, minute: number]
  readonly isTime: boolean
}

/** `8`, `8:30`, `8 am`, `6pm`, `早上 8 点`. */
function readTime({ lattice }: Reading, at: number): Time | undefined {
  const early = lattice.match(at, 'am')
  const late = lattice.match(at, 'pm')
  const lead = Math.max(at, early, late)
  const written = lattice.literal(lead, 'time')
  const number = written ? undefined : lattice.number(lead)
  if (!written && !number) return undefined
  const [hour = 0, minute = 0] = written ? written.value.text.split(':').map(Number) : [number?.value ?? 0]
  const end = written?.end ?? number?.end ?? lead
  const pm = lattice.match(end, 'pm')
  const am = lattice.match(end, 'am')
  if (!Number.isInteger(hour) || hour > 24 || minute > 59) return undefined
  const isLate = pm > end || late > at
  return {
    from: lead,
    end: Math.max(end, pm, am),
    value: [isLate && hour < 12 ? hour + 12 : hour, minute],
    isTime: written !== undefined || pm > end || am > end || lead > at,
  }
}

const clock = (hour: number, minute: number): string =>
  [hour, minute].map((part) => String(part).padStart(2, '0')).join(':')

let zones: ReadonlyMap<string, string> | undefined

/** Zones by city, in lower case: `oslo` → `Europe/Oslo`. From the time-zone database that the runtime carries. */
function zoneOf(city: string): string | undefined {
  zones ??= new Map(
    Intl.supportedValuesOf('timeZone').map((zone) => [
      (zone.split('/').at(-1) ?? '').replaceAll('_', ' ').toLowerCase(),
      zone,
    ]),
  )
  return zones.get(city.toLowerCase())
}

function readZone({ lattice }: Reading, at: number, parts: Parts): number {
  const text = lattice.text.slice(lattice.tokens[at]?.start ?? lattice.text.length)
  const written = /^(?:UTC|GMT|[A-Z][a-z]+\/[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z_]+)?)(?![\p{L}\p{N}])/u.exec(text)?.[0]
  const start = lattice.tokens[at]?.start ?? 0
  if (written) {
    parts.zone = written === 'GMT' ? 'UTC' : written
    const end = lattice.tokens.findIndex((token) => token.start >= start + written.length)
    return lattice.skip(end < 0 ? lattice.tokens.length : end, 'n-time')
  }
  for (let length = 3; length > 0; length--) {
    const noun = lattice.match(at + length, 'n-time')
    const zone = noun > 0 ? zoneOf(lattice.words(at, at + length)) : undefined
    if (zone === undefined) continue
    parts.zone = zone
    return noun
  }
  return -1
}

function write({ days, hours, zone, from, until }: Parts): string {
  const dates = [from === undefined ? [] : [`from ${from}`], until === undefined ? [] : [`until ${until}`]].flat()
  const clocked = [hours === undefined ? [] : [hours], zone === undefined ? [] : [zone]].flat()
  const spans = days.length > 0 ? days : ['']
  const shown = spans.map((span) =>
    [span === '' && clocked.length > 0 ? 'daily' : span, ...clocked].filter((word) => word !== '').join(' '),
  )
  return shown
    .map((span, index) =>
      (index === shown.length - 1 ? [span, ...dates] : [span]).filter((word) => word !== '').join(' '),
    )
    .join(', ')
}
