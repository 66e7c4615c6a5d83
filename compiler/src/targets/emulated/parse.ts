import type { DeviceState, Entry } from '@paranet/network'
import { parsePrefix, parseAddress, stateOf } from '@paranet/network'
import type { ParsedArtifact } from '../target.js'

/** Reads an artifact back; anything that is not exactly a device state is refused with the place and the reason. */
export function parseEmulated(artifact: string): ParsedArtifact {
  let value: unknown
  try {
    value = JSON.parse(artifact)
  } catch {
    return { ok: false, message: 'not JSON' }
  }
  try {
    return { ok: true, state: readState(value) }
  } catch (error) {
    if (error instanceof ArtifactError) return { ok: false, message: error.message }
    throw error
  }
}

class ArtifactError extends Error {
  override readonly name = 'ArtifactError'
}

type Fields = Readonly<Record<string, unknown>>

function refuse(at: string, expected: string): never {
  throw new ArtifactError(`${at}: expected ${expected}`)
}

function readState(value: unknown): DeviceState {
  const required = ['device', 'routes', 'policyRoutes', 'filters']
  const fields = readFields(value, 'device state', required, ['marks', 'policers', 'queues'])
  const entries: Entry[] = [
    ...readList(fields.routes, 'routes', readRoute),
    ...readList(fields.policyRoutes, 'policyRoutes', readPolicyRoute),
    ...readList(fields.filters, 'filters', readFilter),
    ...readList(fields.marks ?? [], 'marks', readMark),
    ...readList(fields.policers ?? [], 'policers', readPolicer),
    ...readList(fields.queues ?? [], 'queues', readQueue),
  ]
  return stateOf(readText(fields.device, 'device'), entries)
}

function readRoute(value: unknown, at: string): Entry {
  const { prefix, action } = readFields(value, at, ['prefix', 'action'])
  return { kind: 'route', prefix: readPrefix(prefix, `${at}.prefix`), action: readAction(action, `${at}.action`) }
}

function readPolicyRoute(value: unknown, at: string): Entry {
  const { priority, match, inInterface, action } = readFields(
    value,
    at,
    ['priority', 'match', 'action'],
    ['inInterface'],
  )
  return {
    kind: 'policy-route',
    priority: readInteger(priority, `${at}.priority`),
    match: readMatch(match, `${at}.match`),
    ...(inInterface === undefined ? {} : { inInterface: readText(inInterface, `${at}.inInterface`) }),
    action: readAction(action, `${at}.action`),
  }
}

function readFilter(value: unknown, at: string): Entry {
  const fields = readFields(value, at, ['direction', 'priority', 'match', 'action'], ['interface'])
  const { direction, action } = fields
  if (direction !== 'in' && direction !== 'out' && direction !== 'forward')
    refuse(`${at}.direction`, 'in, forward or out')
  if (action !== 'permit' && action !== 'deny') refuse(`${at}.action`, 'permit or deny')
  return {
    kind: 'filter',
    direction,
    ...(fields.interface === undefined ? {} : { interface: readText(fields.interface, `${at}.interface`) }),
    priority: readInteger(fields.priority, `${at}.priority`),
    match: readMatch(fields.match, `${at}.match`),
    action,
  }
}

function readMark(value: unknown, at: string): Entry {
  const fields = readFields(value, at, ['priority', 'match', 'dscp'], ['interface'])
  return {
    kind: 'mark',
    ...(fields.interface === undefined ? {} : { interface: readText(fields.interface, `${at}.interface`) }),
    priority: readInteger(fields.priority, `${at}.priority`),
    match: readMatch(fields.match, `${at}.match`),
    dscp: readInteger(fields.dscp, `${at}.dscp`),
  }
}

function readPolicer(value: unknown, at: string): Entry {
  const required = ['direction', 'priority', 'match', 'bucket', 'rate', 'burst']
  const fields = readFields(value, at, required, ['interface'])
  const { direction } = fields
  if (direction !== 'in' && direction !== 'out') refuse(`${at}.direction`, 'in or out')
  return {
    kind: 'policer',
    direction,
    ...(fields.interface === undefined ? {} : { interface: readText(fields.interface, `${at}.interface`) }),
    priority: readInteger(fields.priority, `${at}.priority`),
    match: readMatch(fields.match, `${at}.match`),
    bucket: readText(fields.bucket, `${at}.bucket`),
    rate: readInteger(fields.rate, `${at}.rate`),
    burst: readInteger(fields.burst, `${at}.burst`),
  }
}

function readQueue(value: unknown, at: string): Entry {
  const fields = readFields(value, at, ['interface', 'priority', 'match', 'class'], ['inInterface', 'min', 'max'])
  const { inInterface, min, max } = fields
  return {
    kind: 'queue',
    interface: readText(fields.interface, `${at}.interface`),
    ...(inInterface === undefined ? {} : { inInterface: readText(inInterface, `${at}.inInterface`) }),
    priority: readInteger(fields.priority, `${at}.priority`),
    match: readMatch(fields.match, `${at}.match`),
    class: readText(fields.class, `${at}.class`),
    ...(min === undefined ? {} : { min: readInteger(min, `${at}.min`) }),
    ...(max === undefined ? {} : { max: readInteger(max, `${at}.max`) }),
  }
}

type Action = Extract<Entry, { kind: 'route' }>['action']
type Match = Extract<Entry, { kind: 'filter' }>['match']

function readAction(value: unknown, at: string): Action {
  const { kind, ...rest } = readFields(value, at, ['kind'], ['groups', 'interface'])
  if (kind === 'drop') return { kind }
  if (kind === 'deliver') return { kind, interface: readText(rest.interface, `${at}.interface`) }
  if (kind !== 'forward') refuse(`${at}.kind`, 'forward, deliver or drop')
  return { kind, groups: readList(rest.groups, `${at}.groups`, (group, place) => readList(group, place, readHop)) }
}

function readHop(value: unknown, at: string) {
  const fields = readFields(value, at, ['interface'], ['address'])
  const name = readText(fields.interface, `${at}.interface`)
  if (fields.address === undefined) return { interface: name }
  return {
    interface: name,
    address: parseAddress(readText(fields.address, at)) ?? refuse(`${at}.address`, 'an address'),
  }
}

function readMatch(value: unknown, at: string): Match {
  const fields = readFields(value, at, [], ['src', 'dst', 'protocol', 'srcPort', 'dstPort', 'dscp', 'established'])
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = fields
  if (established !== undefined && typeof established !== 'boolean') refuse(`${at}.established`, 'true or false')
  return {
    ...(src === undefined ? {} : { src: readPrefix(src, `${at}.src`) }),
    ...(dst === undefined ? {} : { dst: readPrefix(dst, `${at}.dst`) }),
    ...(protocol === undefined ? {} : { protocol: readInteger(protocol, `${at}.protocol`) }),
    ...(srcPort === undefined ? {} : { srcPort: readRange(srcPort, `${at}.srcPort`) }),
    ...(dstPort === undefined ? {} : { dstPort: readRange(dstPort, `${at}.dstPort`) }),
    ...(dscp === undefined ? {} : { dscp: readInteger(dscp, `${at}.dscp`) }),
    ...(established === undefined ? {} : { established }),
  }
}

function readRange(value: unknown, at: string): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) refuse(at, 'two numbers')
  return [readInteger(value[0], at), readInteger(value[1], at)]
}

const readPrefix = (value: unknown, at: string) => parsePrefix(readText(value, at)) ?? refuse(at, 'a prefix')

const readText = (value: unknown, at: string): string => (typeof value === 'string' ? value : refuse(at, 'text'))

const readInteger = (value: unknown, at: string): number =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse(at, 'an integer')

function readList<T>(value: unknown, at: string, read: (item: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) refuse(at, 'a list')
  return value.map((item, i) => read(item, `${at}[${i}]`))
}

function readFields(value: unknown, at: string, required: readonly string[], optional: readonly string[] = []): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at, 'an object')
  const names = Object.keys(value)
  const missing = required.find((name) => !names.includes(name))
  if (missing !== undefined) refuse(at, `the field "${missing}"`)
  const unknown = names.find((name) => !required.includes(name) && !optional.includes(name))
  if (unknown !== undefined) refuse(at, `no field "${unknown}"`)
  return value as Fields
}
