import type { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import type { DiagnosticCode } from '../diagnostics/diagnostic-codes.js'
import type { Span } from '../diagnostics/span.js'
import type { InvalidValue, Literal, ReferenceValue } from './ast.js'
import { type AddressProblem, checkIpv4, checkIpv6 } from './read-address.js'
import { nearUnit, units } from './units.js'

/** What one unquoted word can be. */
export type WordValue = Literal | ReferenceValue | InvalidValue

type Fail = (code: DiagnosticCode, message: string, hint?: string) => InvalidValue

const longestNumber = 32

/** The value that a word stands for, by its form alone. What looks like a literal and is none is reported. */
export function readLiteral(raw: string, span: Span, sink: DiagnosticSink): WordValue {
  const fail: Fail = (code, message, hint) => {
    sink.report(code, span, message, { hint })
    return { kind: 'invalid', raw, span }
  }
  return readNumeric(raw, span, fail) ?? readAddress(raw, span, fail) ?? readOther(raw, span, fail)
}

function readNumeric(raw: string, span: Span, fail: Fail): WordValue | undefined {
  const found = /^(-?\d+(?:\.\d+)?)(%|\p{L}[\p{L}\p{M}]*)?$/u.exec(raw)
  if (!found) return undefined
  const [, digits = '', suffix] = found
  if (digits.length > longestNumber)
    return fail('out-of-range', `"${digits.slice(0, longestNumber)}…" has too many digits`)
  if (suffix === undefined) return { kind: 'number', value: Number(digits), raw, span }
  if (suffix === '%') return readPercent(digits, raw, span, fail)
  return readMeasure(digits, suffix, raw, span, fail)
}

function readPercent(digits: string, raw: string, span: Span, fail: Fail): WordValue {
  if (digits.startsWith('-')) return fail('out-of-range', `"${raw}" is less than 0%`)
  return { kind: 'percent', percent: Number(digits), raw, span }
}

function readMeasure(digits: string, suffix: string, raw: string, span: Span, fail: Fail): WordValue {
  const unit = units.get(suffix)
  if (!unit)
    return fail(
      'wrong-unit',
      `unknown unit "${suffix.slice(0, 40)}" in "${raw.slice(0, 80)}"`,
      unitHint(digits, suffix),
    )
  if (digits.startsWith('-')) return fail('out-of-range', `"${raw}" is less than nothing`)
  if (unit.kind === 'distance') return { kind: 'distance', metres: Number(digits) * unit.factor, raw, span }
  const amount = wholeAmount(digits, unit.factor)
  const base = baseUnits[unit.kind]
  if (amount === undefined) return fail('out-of-range', `"${raw}" is no whole number of ${base}`)
  if (amount > Number.MAX_SAFE_INTEGER)
    return fail('out-of-range', `"${raw}" is more than ${Number.MAX_SAFE_INTEGER} ${base}`)
  if (unit.kind === 'bandwidth') return { kind: 'bandwidth', bitsPerSecond: amount, raw, span }
  if (unit.kind === 'duration') return { kind: 'duration', microseconds: amount, raw, span }
  return { kind: 'size', bytes: amount, raw, span }
}

const baseUnits = { bandwidth: 'bits per second', duration: 'microseconds', size: 'bytes' } as const

function unitHint(digits: string, suffix: string): string {
  const near = nearUnit(suffix)
  return near === undefined
    ? `units are ${[...units.keys()].join(' ')}; put a name like this in quotes`
    : `did you mean "${digits}${near}"?`
}

/** Exact, where a product of floating-point numbers would not be: 1.1Gbps is 1100000000. */
function wholeAmount(digits: string, factor: number): number | undefined {
  const [whole = '0', decimals = ''] = digits.split('.')
  const scaled = BigInt(whole + decimals) * BigInt(factor)
  const divisor = 10n ** BigInt(decimals.length)
  return scaled % divisor === 0n ? Number(scaled / divisor) : undefined
}

function readAddress(raw: string, span: Span, fail: Fail): WordValue | undefined {
  const [address = '', ...rest] = raw.split('/')
  const family = /:.*:/.test(address) ? 6 : /^\d+(?:\.\d+){3,}$/.test(address) ? 4 : undefined
  if (family === undefined) return /^\d.*\//.test(raw) ? notAnAddress(raw, fail) : undefined
  const problem = family === 6 ? checkIpv6(address) : checkIpv4(address)
  if (problem) return failAddress(raw, problem, rest.length > 0, fail)
  if (rest.length === 0) return { kind: 'address', family, address: address.toLowerCase(), raw, span }
  const [length = ''] = rest
  if (rest.length > 1 || !/^\d+$/.test(length))
    return fail('malformed-address', `"${raw.slice(0, 80)}" is no prefix: one number follows the slash`)
  const longest = family === 4 ? 32 : 128
  if (Number(length) > longest)
    return fail('out-of-range', `"/${length.slice(0, 20)}" in "${raw.slice(0, 80)}" is longer than /${longest}`)
  return { kind: 'prefix', family, address: address.toLowerCase(), length: Number(length), raw, span }
}

const notAnAddress = (raw: string, fail: Fail): InvalidValue =>
  fail(
    'malformed-address',
    `"${raw.slice(0, 80)}" is no prefix`,
    'an IPv4 prefix has four numbers, a slash and a length: 10.1.0.0/16',
  )

const failAddress = (raw: string, { code, why }: AddressProblem, isPrefix: boolean, fail: Fail): InvalidValue =>
  fail(code, `"${raw.slice(0, 80)}" is no ${isPrefix ? 'prefix' : 'address'}: ${why}`)

function readOther(raw: string, span: Span, fail: Fail): WordValue {
  if (raw === 'true' || raw === 'false') return { kind: 'boolean', value: raw === 'true', raw, span }
  if (/^AS\d+$/.test(raw)) return readAsn(raw, span, fail)
  if (/^\d+-\d+$/.test(raw)) return readRange(raw, span, fail)
  if (/^\d{4}-\d\d-\d\d/.test(raw)) return readDate(raw, span, fail)
  if (/[/:%]|^-/.test(raw))
    return fail('bad-name', `"${raw.slice(0, 80)}" is neither a name nor a value`, 'put it in quotes')
  return { kind: 'reference', name: raw, span }
}

function readAsn(raw: string, span: Span, fail: Fail): WordValue {
  const asn = Number(raw.slice(2))
  if (asn < 1 || asn > 0xffff_ffff)
    return fail('out-of-range', `"${raw.slice(0, 40)}" is not between AS1 and AS4294967295`)
  return { kind: 'asn', asn, raw, span }
}

function readRange(raw: string, span: Span, fail: Fail): WordValue {
  const [first = 0, last = 0] = raw.split('-').map(Number)
  if (last > 65_535) return fail('out-of-range', `"${raw.slice(0, 40)}" ends beyond port 65535`)
  if (first > last) return fail('out-of-range', `"${raw}" ends before it begins`, `did you mean "${last}-${first}"?`)
  return { kind: 'port-range', first, last, raw, span }
}

function readDate(raw: string, span: Span, fail: Fail): WordValue {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(?:Z|[+-](\d\d):(\d\d))?)?$/.exec(raw)
  if (!found) return { kind: 'reference', name: raw, span }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0))
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  const isTime = hour < 24 && minute < 60 && second < 60 && zoneHour < 24 && zoneMinute < 60
  return isDay && isTime ? { kind: 'date', raw, span } : fail('out-of-range', `there is no date "${raw}"`)
}
