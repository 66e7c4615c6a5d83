import type { IpFamily, PacketMatch, PortRange, Prefix } from '@paranet/network'
import { addressBits, formatPrefix } from '@paranet/network'
import { matchOf } from '../switch/match-shape.js'
import { refuse } from './read-artifact.js'

/** A match with what is known of its family, and the port that it asks for. */
export interface ReadFields {
  readonly match: PacketMatch
  readonly family: IpFamily | undefined
  readonly asksPorts: boolean
  readonly inPort?: number
  readonly outPort?: number
}

const widths: Readonly<Record<string, number>> = {
  is_ipv6: 1,
  protocol: 8,
  has_ports: 1,
  dscp: 6,
  in_port: 9,
  out_port: 9,
}

/** Reads what an entry of a rule asks. Throws ArtifactError at a mask that no match of a device state can say. */
export function readFields(fields: Readonly<Record<string, string>>, at: string): ReadFields {
  const known = new Set(['src', 'dst', 'src_port', 'dst_port', ...Object.keys(widths)])
  const foreign = Object.keys(fields).find((name) => !known.has(name))
  if (foreign !== undefined) refuse(`${at}.${foreign}`, 'a field of the table')
  const value = (name: string) => wholeValue(fields[name], widths[name] ?? 0, `${at}.${name}`)
  const isIpv6 = value('is_ipv6')
  const family = isIpv6 === undefined ? undefined : isIpv6 === 1 ? 6 : 4
  const hasPorts = value('has_ports')
  if (hasPorts === 0) refuse(`${at}.has_ports`, '0x1&&&0x1')
  const [inPort, outPort] = [value('in_port'), value('out_port')]
  const srcPort = readRange(fields.src_port, `${at}.src_port`)
  const dstPort = readRange(fields.dst_port, `${at}.dst_port`)
  if ((srcPort ?? dstPort) !== undefined && hasPorts === undefined) refuse(`${at}.has_ports`, '0x1&&&0x1 beside ports')
  return {
    match: matchOf({
      src: readPrefix(fields.src, family, `${at}.src`),
      dst: readPrefix(fields.dst, family, `${at}.dst`),
      protocol: value('protocol'),
      srcPort: srcPort ?? (hasPorts === 1 && dstPort === undefined ? ([0, 65_535] as const) : undefined),
      dstPort,
      dscp: value('dscp'),
    }),
    family,
    asksPorts: hasPorts === 1,
    ...(inPort === undefined ? {} : { inPort }),
    ...(outPort === undefined ? {} : { outPort }),
  }
}

/** `0x5`, or `0x5&&&0x1ff` where the mask is whole. */
function wholeValue(text: string | undefined, width: number, at: string): number | undefined {
  if (text === undefined) return undefined
  const [value, mask] = readMasked(text, at)
  const whole = (1n << BigInt(width)) - 1n
  if ((mask !== undefined && mask !== whole) || value > whole)
    refuse(at, `a value of ${width} bits, all of which count`)
  return Number(value)
}

function readMasked(text: string, at: string): [bigint, bigint | undefined] {
  const found = /^0x([0-9a-f]{1,40})(?:&&&0x([0-9a-f]{1,40}))?$/i.exec(text) ?? refuse(at, '0x… or 0x…&&&0x…')
  return [BigInt(`0x${found[1]}`), found[2] === undefined ? undefined : BigInt(`0x${found[2]}`)]
}

function readPrefix(text: string | undefined, family: IpFamily | undefined, at: string): Prefix | undefined {
  if (text === undefined) return undefined
  if (family === undefined) refuse(at, 'is_ipv6 beside it')
  const [value, mask] = readMasked(text, at)
  const bits = addressBits(family)
  const size = (1n << BigInt(bits)) - (mask ?? (1n << BigInt(bits)) - 1n)
  if (size <= 0n || (size & (size - 1n)) !== 0n || value % size !== 0n || value >> BigInt(bits) !== 0n)
    refuse(at, 'a mask of leading ones')
  return formatPrefix(family, value, bits - (size.toString(2).length - 1))
}

/** `10.0.0.0/8` of `0xa000000/8`; absent: all. */
export function readLpm(text: string | undefined, family: IpFamily, at: string): Prefix {
  if (text === undefined) return formatPrefix(family, 0n, 0)
  const found = /^(0x[0-9a-f]{1,32})\/(\d{1,3})$/i.exec(text) ?? refuse(at, '0x…/LENGTH')
  const [value, length] = [BigInt(found[1] ?? 0), Number(found[2])]
  const bits = addressBits(family)
  if (length > bits || value >> BigInt(bits) !== 0n) refuse(at, `${bits} bits`)
  return formatPrefix(family, value, length)
}

function readRange(text: string | undefined, at: string): PortRange | undefined {
  if (text === undefined) return undefined
  const [first, last] = (/^(\d{1,5})\.\.(\d{1,5})$/.exec(text) ?? refuse(at, 'FIRST..LAST')).slice(1).map(Number)
  if (first === undefined || last === undefined || first > last || last > 65_535)
    refuse(at, 'ports 0 to 65535 in order')
  return [first, last]
}
