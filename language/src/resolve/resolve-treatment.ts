import type { LimitIntent, MarkIntent, QosIntent } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { IntentStatement, Value } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, readLiteralOf, unquoted, upperBound } from './read-value.js'
import type { FileReporter } from './report.js'
import { dscpNames } from './resolve-traffic.js'
import type { Scope } from './scope.js'

/** What `mark`, `limit` and `qos` say beside their class. */
export type TreatmentKeys =
  | Pick<MarkIntent, 'kind' | 'dscp' | 'at'>
  | Pick<LimitIntent, 'kind' | 'rate' | 'burst' | 'at'>
  | Pick<QosIntent, 'kind' | 'class' | 'min' | 'max' | 'at'>

/** The keys of each kind beside those of every intent. */
export const treatmentKeys: Readonly<Record<TreatmentKeys['kind'], readonly string[]>> = {
  mark: ['dscp', 'at'],
  limit: ['rate', 'burst', 'at'],
  qos: ['class', 'min', 'max', 'at'],
}

/** Reads the keys of a treatment. Undefined where something was reported: a value of another kind, a key that is missing. */
export function resolveTreatment(
  statement: IntentStatement,
  kind: TreatmentKeys['kind'],
  scope: Scope,
  reporter: FileReporter,
): TreatmentKeys | undefined {
  const value = (key: string) => findEntry(statement.body, key)?.value
  const at = value('at')
  const devices = at && resolveDevices(at, scope, reporter)
  const keys = readKeys(statement, kind, value, reporter)
  if (!keys || (at && !devices)) return undefined
  return devices ? { ...keys, at: devices } : keys
}

type ValueOf = (key: string) => Value | undefined

function readKeys(
  statement: IntentStatement,
  kind: TreatmentKeys['kind'],
  value: ValueOf,
  reporter: FileReporter,
): TreatmentKeys | undefined {
  if (kind === 'mark') {
    const dscp = asked(statement, 'dscp', 'dscp: af41', value, reporter)
    const point = dscp && readDscp(dscp, reporter)
    return point === undefined ? undefined : { kind, dscp: point }
  }
  return kind === 'limit' ? readLimit(statement, value, reporter) : readQos(statement, value, reporter)
}

/** A tenth of a second at the rate, and at least two full packets. */
const defaultBurst = (rate: number): number => Math.max(3000, Math.round(rate / 80))

function readLimit(statement: IntentStatement, value: ValueOf, reporter: FileReporter): TreatmentKeys | undefined {
  const written = asked(statement, 'rate', 'rate: 500Mbps', value, reporter)
  const rate = written && readRate(written, 'rate', reporter)
  const size = value('burst')
  const burst = size && readLiteralOf(size, 'size', 'burst', '1MB', reporter)?.bytes
  if (rate === undefined || (size && burst === undefined)) return undefined
  return { kind: 'limit', rate, burst: burst ?? defaultBurst(rate) }
}

function readQos(statement: IntentStatement, value: ValueOf, reporter: FileReporter): TreatmentKeys | undefined {
  const written = asked(statement, 'class', 'class: ef', value, reporter)
  const name = written && readQueue(written, 'class', reporter)
  const [low, high] = [value('min'), value('max')]
  const min = low && readRate(low, 'min', reporter)
  const max = high && readRate(high, 'max', reporter)
  if (name === undefined || (low && min === undefined) || (high && max === undefined)) return undefined
  if (low && min !== undefined && max !== undefined && min > max)
    return reporter.report('out-of-range', low.span, '"min" is more than "max"', {
      hint: 'a class is guaranteed at most what it may have',
    })
  return {
    kind: 'qos',
    class: name,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }
}

/** The value of a key that must be there. */
function asked(
  statement: IntentStatement,
  key: string,
  example: string,
  value: ValueOf,
  reporter: FileReporter,
): Value | undefined {
  const found = value(key)
  if (found) return found
  return reporter.report(
    'missing-key',
    (statement.name ?? statement.keyword).span,
    `${statement.intent} has no "${key}"`,
    { hint: `for example \`${example}\`` },
  )
}

function readRate(value: Value, key: string, reporter: FileReporter): number | undefined {
  const bound = key === 'min' ? unquoted(value) : upperBound(value, key, '200Mbps', reporter)
  const rate = bound && readLiteralOf(bound, 'bandwidth', key, '200Mbps', reporter)
  if (!rate) return undefined
  if (rate.bitsPerSecond >= 1) return rate.bitsPerSecond
  return reporter.report('out-of-range', value.span, `"${key}" is less than one bit a second`, {
    hint: 'to let nothing pass write `isolate`',
  })
}

/** The name of a queue: a word or a number. */
export function readQueue(value: Value, key: string, reporter: FileReporter): string | undefined {
  const name = nameOf(value)
  if (name !== undefined && /^[\w.-]{1,40}$/.test(name)) return name
  if (value.kind === 'invalid') return undefined
  return reporter.report('wrong-kind', value.span, `${kindName(value)} is no name of a queue`, {
    hint: `up to 40 letters, digits, "_", "." and "-", for example \`${key === 'class' ? 'class: ef' : 'queue 3'}\``,
  })
}

/** One code point: a number 0–63 or a name. */
export function readDscp(value: Value, reporter: FileReporter): number | undefined {
  const its = unquoted(value)
  if (its.kind === 'invalid') return undefined
  const name = nameOf(its)
  const named = name === undefined ? undefined : dscpNames.get(name)
  if (named !== undefined) return named
  if (its.kind === 'number' && Number.isInteger(its.value) && its.value >= 0 && its.value <= 63) return its.value
  const near = its.kind === 'reference' ? didYouMean(its.name, dscpNames.keys()) : undefined
  const code = its.kind === 'number' ? 'out-of-range' : its.kind === 'reference' ? 'unknown-name' : 'wrong-kind'
  return reporter.report(code, value.span, `${kindName(its)} is no DSCP`, {
    hint: near ?? 'a number 0–63, or a name such as ef, af41, cs3',
  })
}

/** Devices by name, by group, or `all`; sorted. Hosts hold no entries and are refused, but groups may have them. */
export function resolveDevices(value: Value, scope: Scope, reporter: FileReporter): readonly string[] | undefined {
  const named = itemsOf(value).map((item) => devicesNamed(item, scope, reporter))
  if (!named.every((names) => names !== undefined)) return undefined
  return [...new Set(named.flat())].sort()
}

function devicesNamed(value: Value, scope: Scope, reporter: FileReporter): readonly string[] | undefined {
  const { index, groups } = scope
  if (value.kind === 'invalid') return undefined
  const name = nameOf(value)
  if (name === undefined)
    return reporter.report('wrong-kind', value.span, `${kindName(value)} is no device`, {
      hint: 'name devices or groups of them, or `all`',
    })
  const isDevice = (node: string) => !index.isEnd[index.nodeId.get(node) ?? -1]
  const members = index.nodeId.has(name) ? [name] : (groups.get(name) ?? (name === 'all' ? index.devices : undefined))
  if (!members)
    return reporter.report('unknown-node', value.span, `no node "${name}" in network ${index.topology.name}`, {
      hint: didYouMean(name, [...index.nodeId.keys(), ...groups.keys(), 'all']),
    })
  const devices = members.filter(isDevice)
  if (devices.length > 0) return devices
  return reporter.report(
    'wrong-kind',
    value.span,
    index.nodeId.has(name) ? `"${name}" is a host: it holds no entries` : `no member of "${name}" is a device`,
    { hint: 'name the device that it is attached to' },
  )
}
