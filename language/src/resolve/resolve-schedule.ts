import type { Schedule, ScheduleTerm } from '@paranet/network'
import { isTimeZone } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { ScheduleValue, Value, Weekday } from '../parse/ast.js'
import { itemsOf, kindName, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'

const weekdays: readonly Weekday[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const example = 'for example `active: Mon-Fri 08:00-18:00 Europe/Oslo` or `from 2026-12-01 until 2027-01-01`'

/** Reads the key `active`: one schedule, or a list of them of which any may hold. Hours and dates without a zone are UTC. */
export function resolveSchedule(value: Value, text: string, reporter: FileReporter): Schedule | undefined {
  const terms = itemsOf(value).map((item) => readTerm(item, reporter))
  return terms.every((term) => term !== undefined) ? { terms, text } : undefined
}

function readTerm(value: Value, reporter: FileReporter): ScheduleTerm | undefined {
  const its = unquoted(value, 'active')
  if (its.kind === 'invalid') return undefined
  if (its.kind !== 'schedule')
    return reporter.report('wrong-kind', value.span, `"active" wants a schedule, not ${kindName(its)}`, {
      hint: example,
    })
  const { zone = 'UTC', days, hours, from, until } = its
  if (!isTimeZone(zone)) return unknownZone(its, zone, reporter)
  return {
    zone,
    ...(days ? { days: { first: weekdays.indexOf(days.first), last: weekdays.indexOf(days.last) } } : {}),
    ...(hours ? { hours } : {}),
    ...(from ? { from: from.raw } : {}),
    ...(until ? { until: until.raw } : {}),
  }
}

function unknownZone({ span }: ScheduleValue, zone: string, reporter: FileReporter): undefined {
  return reporter.report('unknown-zone', span, `no time zone is called "${zone}"`, {
    hint: didYouMean(zone, Intl.supportedValuesOf('timeZone')) ?? 'for example Europe/Oslo; without one it is UTC',
  })
}
