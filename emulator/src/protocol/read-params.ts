import type { DeviceState, EntryKey, InterfaceAddress, Packet, Topology } from '@paranet/network'
import { canonicalState, checkTopology, parsePrefix, preparePacket } from '@paranet/network'
import { EmulatorError, type EntryPoint, type Fault, type Flow } from './messages.js'

type Fields = Readonly<Record<string, unknown>>

const bad = (path: string, wants: string): EmulatorError =>
  new EmulatorError('bad-request', `${path} must be ${wants}`, { path })

export function readObject(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(path, 'an object')
  return value as Fields
}

export function readText(fields: Fields, key: string, path = ''): string {
  const value = fields[key]
  if (typeof value !== 'string' || value === '' || value.length > 4096)
    throw bad(`${path}/${key}`, 'a text of 1 to 4096 characters')
  return value
}

const optionalText = (fields: Fields, key: string, path = ''): string | undefined =>
  fields[key] === undefined ? undefined : readText(fields, key, path)

export function readNumber(fields: Fields, key: string, path: string, first: number, last: number): number {
  const value = fields[key]
  if (typeof value !== 'number' || !Number.isFinite(value) || value < first || value > last)
    throw bad(`${path}/${key}`, `a number from ${first} to ${last}`)
  return value
}

function readList(value: unknown, path: string, limit: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > limit) throw bad(path, `a list of at most ${limit}`)
  return value
}

/** A topology that is consistent; its shape is checked as far as the emulator relies on it. */
export function readTopology(value: unknown): Topology {
  const fields = readObject(value, '/topology')
  for (const key of ['nodes', 'interfaces', 'links', 'groups'])
    for (const [i, item] of readList(fields[key], `/topology/${key}`, 2_000_000).entries())
      readTopologyItem(key, item, `/topology/${key}/${i}`)
  const topology = value as Topology
  const [problem] = checkTopology(topology)
  if (problem) throw new EmulatorError('bad-request', problem.message, { path: '/topology' })
  return topology
}

function readTopologyItem(key: string, item: unknown, path: string): void {
  const fields = readObject(item, path)
  if (key === 'links') {
    const ends = readList(fields['ends'], `${path}/ends`, 2)
    if (ends.length !== 2) throw bad(`${path}/ends`, 'two ends')
    for (const [i, end] of ends.entries()) {
      const its = readObject(end, `${path}/ends/${i}`)
      readText(its, 'node', `${path}/ends/${i}`)
      readText(its, 'interface', `${path}/ends/${i}`)
    }
    readText(fields, 'id', path)
    readNumber(fields, 'bandwidth', path, 1, Number.MAX_SAFE_INTEGER)
    readNumber(fields, 'latency', path, 0, Number.MAX_SAFE_INTEGER)
    readList(fields['risks'], `${path}/risks`, 1000)
  } else if (key === 'nodes') {
    readText(fields, 'name', path)
    for (const list of ['addresses', 'prefixes'])
      for (const [i, text] of readList(fields[list], `${path}/${list}`, 100_000).entries())
        if (typeof text !== 'string' || parsePrefix(text) === undefined)
          throw bad(`${path}/${list}/${i}`, 'an address or prefix')
  } else if (key === 'interfaces') {
    readText(fields, 'node', path)
    readText(fields, 'name', path)
    for (const [i, text] of readList(fields['addresses'], `${path}/addresses`, 1000).entries())
      if (typeof text !== 'string' || parsePrefix(text as InterfaceAddress) === undefined)
        throw bad(`${path}/addresses/${i}`, 'an address with its length')
  }
}

/** A device state, canonical: every entry is read so far that no lookup can stumble over it. */
export function readDeviceState(value: unknown, device: string): DeviceState {
  const fields = readObject(value, '/desired')
  if (fields['device'] !== device) throw bad('/desired/device', `"${device}"`)
  for (const [i, entry] of readList(fields['routes'], '/desired/routes', 5_000_000).entries()) {
    const its = readObject(entry, `/desired/routes/${i}`)
    checkPrefix(its['prefix'], `/desired/routes/${i}/prefix`)
    checkAction(its['action'], `/desired/routes/${i}/action`)
  }
  for (const [i, entry] of readList(fields['policyRoutes'], '/desired/policyRoutes', 5_000_000).entries()) {
    const path = `/desired/policyRoutes/${i}`
    const its = readObject(entry, path)
    readNumber(its, 'priority', path, -1_000_000, 1_000_000)
    checkMatch(its['match'], `${path}/match`)
    checkAction(its['action'], `${path}/action`)
  }
  for (const [i, entry] of readList(fields['filters'], '/desired/filters', 5_000_000).entries()) {
    const path = `/desired/filters/${i}`
    const its = readObject(entry, path)
    readNumber(its, 'priority', path, -1_000_000, 1_000_000)
    if (!['in', 'forward', 'out'].includes(String(its['direction'])))
      throw bad(`${path}/direction`, 'in, forward or out')
    if (its['action'] !== 'permit' && its['action'] !== 'deny') throw bad(`${path}/action`, 'permit or deny')
    checkMatch(its['match'], `${path}/match`)
  }
  return canonicalState(value as DeviceState)
}

function checkPrefix(value: unknown, path: string): void {
  if (typeof value !== 'string' || parsePrefix(value) !== value) throw bad(path, 'a prefix in its canonical form')
}

function checkMatch(value: unknown, path: string): void {
  const match = readObject(value, path)
  for (const key of ['src', 'dst']) if (match[key] !== undefined) checkPrefix(match[key], `${path}/${key}`)
  for (const key of ['srcPort', 'dstPort'])
    if (match[key] !== undefined) {
      const range = readList(match[key], `${path}/${key}`, 2)
      if (range.length !== 2 || !range.every((port) => Number.isInteger(port))) throw bad(`${path}/${key}`, 'two ports')
    }
}

function checkAction(value: unknown, path: string): void {
  const action = readObject(value, path)
  if (action['kind'] === 'drop') return
  if (action['kind'] === 'deliver') return void readText(action, 'interface', path)
  if (action['kind'] !== 'forward') throw bad(`${path}/kind`, 'forward, deliver or drop')
  for (const [i, group] of readList(action['groups'], `${path}/groups`, 64).entries())
    for (const [j, hop] of readList(group, `${path}/groups/${i}`, 1024).entries()) {
      const place = `${path}/groups/${i}/${j}`
      readText(readObject(hop, place), 'interface', place)
    }
}

export function readEntryPoint(value: unknown, path: string): EntryPoint {
  const fields = readObject(value, path)
  const interfaceName = optionalText(fields, 'interface', path)
  return { node: readText(fields, 'node', path), ...(interfaceName === undefined ? {} : { interface: interfaceName }) }
}

export function readPacket(value: unknown, path: string): Packet {
  const fields = readObject(value, path)
  const packet = {
    src: readText(fields, 'src', path),
    dst: readText(fields, 'dst', path),
    protocol: readNumber(fields, 'protocol', path, 0, 255),
    srcPort: readNumber(fields, 'srcPort', path, 0, 65_535),
    dstPort: readNumber(fields, 'dstPort', path, 0, 65_535),
    dscp: readNumber(fields, 'dscp', path, 0, 63),
    established: fields['established'] === true,
  } as Packet
  try {
    preparePacket(packet)
  } catch {
    throw bad(path, 'a packet with two addresses of one family')
  }
  return packet
}

export function readFlows(value: unknown): Flow[] {
  return readList(value, '/flows', 100_000).map((item, i) => {
    const path = `/flows/${i}`
    const fields = readObject(item, path)
    const intent = optionalText(fields, 'intent', path)
    return {
      id: readText(fields, 'id', path),
      at: readEntryPoint(fields['at'], `${path}/at`),
      packet: readPacket(fields['packet'], `${path}/packet`),
      bitsPerSecond: readNumber(fields, 'bitsPerSecond', path, 0, 1e15),
      ...(intent === undefined ? {} : { intent }),
    }
  })
}

export function readFault(value: unknown): Fault {
  const fields = readObject(value, '/fault')
  const kind = fields['kind']
  switch (kind) {
    case 'link-down':
      return { kind, link: readText(fields, 'link', '/fault') }
    case 'link-delay':
      return {
        kind,
        link: readText(fields, 'link', '/fault'),
        microseconds: readNumber(fields, 'microseconds', '/fault', 0, 3.6e9),
      }
    case 'link-loss':
      return {
        kind,
        link: readText(fields, 'link', '/fault'),
        fraction: readNumber(fields, 'fraction', '/fault', 0, 1),
      }
    case 'node-down':
    case 'refuse-stage':
    case 'refuse-commit':
    case 'die-after-stage':
      return { kind, node: readText(fields, 'node', '/fault') }
    case 'forget-entry':
      return { kind, node: readText(fields, 'node', '/fault'), entry: readText(fields, 'entry', '/fault') as EntryKey }
    default:
      throw bad(
        '/fault/kind',
        'link-down, node-down, link-delay, link-loss, refuse-stage, refuse-commit, die-after-stage or forget-entry',
      )
  }
}

/** entry key → intents; anything else is passed over, since owners are tags and no part of the state. */
export function readOwners(value: unknown): Record<string, readonly string[]> {
  if (value === undefined) return {}
  return Object.fromEntries(
    Object.entries(readObject(value, '/owners')).map(([key, owners]) => [
      key,
      readList(owners, `/owners/${key}`, 100_000).map(String),
    ]),
  )
}
