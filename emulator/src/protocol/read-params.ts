import type { Validated } from '@paranet/schemas'
import { validator } from '@paranet/schemas'
import type { ContentName, DeviceState, GeoHeader, GeoTarget, IpAddress, Packet, Topology } from '@paranet/network'
import {
  deviceStateFromJson,
  parseAddress,
  parseArea,
  parseName,
  preparePacket,
  topologyFromJson,
} from '@paranet/network'
import { EmulatorError, type EntryPoint, type Fault, type Flow } from './messages.js'

type Fields = Readonly<Record<string, unknown>>

const validFault = validator('fault')

const bad = (path: string, wants: string): EmulatorError =>
  new EmulatorError('bad-request', `${path} must be ${wants}`, { path })

export function readObject(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(path, 'an object')
  return value as Fields
}

export function readText(fields: Fields, key: string, path = ''): string {
  const value = fields[key]
  if (typeof value !== 'string' || value === '' || value.length > 4096 || /\p{Surrogate}/u.test(value))
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

function readInteger(fields: Fields, key: string, path: string, first: number, last: number): number {
  const value = readNumber(fields, key, path, first, last)
  if (!Number.isInteger(value)) throw bad(`${path}/${key}`, 'a whole number')
  return value
}

/** A name of content, canonical. */
export function readName(fields: Fields, key: string): ContentName {
  const name = parseName(readText(fields, key))
  if (name === undefined) throw bad(`/${key}`, 'a name such as /ndn/video')
  return name
}

/** Whom a packet to a place is for: an area, or a node by its name. */
export function readTarget(fields: Fields, key: string): GeoTarget {
  const text = readText(fields, key)
  const area = parseArea(text)
  return area ? { kind: 'area', area } : { kind: 'node', node: text }
}

/** What of a packet to a place its class is told by. */
export function readHeader(value: unknown, path: string): GeoHeader {
  const fields = readObject(value, path)
  return {
    protocol: readInteger(fields, 'protocol', path, 0, 255),
    srcPort: readInteger(fields, 'srcPort', path, 0, 65_535),
    dstPort: readInteger(fields, 'dstPort', path, 0, 65_535),
    dscp: fields['dscp'] === undefined ? 0 : readInteger(fields, 'dscp', path, 0, 63),
  }
}

function readAddress(fields: Fields, key: string, path: string): IpAddress {
  const address = parseAddress(readText(fields, key, path))
  if (address === undefined) throw bad(`${path}/${key}`, 'an IP address')
  return address
}

function readList(value: unknown, path: string, limit: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > limit) throw bad(path, `a list of at most ${limit}`)
  return value
}

/** A topology that is consistent. */
export const readTopology = (value: unknown): Topology => valid(topologyFromJson(value), '/topology')

/** A device state of that device, canonical. */
export function readDeviceState(value: unknown, device: string): DeviceState {
  const state = valid(deviceStateFromJson(value), '/desired')
  if (state.device !== device) throw bad('/desired/device', `"${device}"`)
  return state
}

/** Makes the readers ready, which takes tens of ms: at the start, so that no deployment waits for it. */
export function prepareReaders(): void {
  topologyFromJson(undefined)
  deviceStateFromJson(undefined)
}

function valid<T>(read: Validated<T>, path: string): T {
  if (read.ok) return read.value
  const [first] = read.errors
  const at = `${path}${first?.pointer ?? ''}`
  throw new EmulatorError('bad-request', `${at}: ${first?.message ?? 'is not valid'}`, {
    path: at,
    errors: read.errors.slice(0, 20).map(({ pointer, message }) => ({ path: `${path}${pointer}`, message })),
  })
}

export function readEntryPoint(value: unknown, path: string): EntryPoint {
  const fields = readObject(value, path)
  const interfaceName = optionalText(fields, 'interface', path)
  const segment = optionalText(fields, 'segment', path)
  return {
    node: readText(fields, 'node', path),
    ...(interfaceName === undefined ? {} : { interface: interfaceName }),
    ...(segment === undefined ? {} : { segment }),
  }
}

/** A packet; `dscp` and `established` may be left out. */
export function readPacket(value: unknown, path: string): Packet {
  const fields = readObject(value, path)
  const packet: Packet = {
    src: readAddress(fields, 'src', path),
    dst: readAddress(fields, 'dst', path),
    protocol: readInteger(fields, 'protocol', path, 0, 255),
    srcPort: readInteger(fields, 'srcPort', path, 0, 65_535),
    dstPort: readInteger(fields, 'dstPort', path, 0, 65_535),
    dscp: fields['dscp'] === undefined ? 0 : readInteger(fields, 'dscp', path, 0, 63),
    established: fields['established'] === true,
  }
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

/** A fault of a kind that there is. */
export const readFault = (value: unknown): Fault => valid(validFault(value), '/fault') as Fault

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
