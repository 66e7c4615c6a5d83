import type { IpFamily, PacketMatch, Prefix } from '@paranet/network'
import { prefixRange } from '@paranet/network'
import { matchFamilies } from './rule.js'

/** A field that can be part of the key of a map. */
export type MapField = 'src' | 'dst' | 'protocol' | 'srcPort' | 'dstPort'

const mapFields: readonly MapField[] = ['src', 'dst', 'protocol', 'srcPort', 'dstPort']

/** Values from `first` to `last`; addresses of different families share none. */
export interface Range {
  readonly first: bigint | number
  readonly last: bigint | number
  /** Of addresses. */
  readonly family?: IpFamily
  /** Bits of a prefix. */
  readonly length?: number
}

/** What is asked again and again of a match, while rules are laid out and written. */
export interface MatchParts {
  /** In the order of a map's key. */
  readonly fields: readonly MapField[]
  readonly families: readonly IpFamily[]
  /** The part of a rule's shape that the match says; absent where it can be in no map. */
  readonly shape: string | undefined
  /** Source, destination, protocol, ports, DSCP, connection. */
  readonly ranges: readonly (Range | undefined)[]
}

/** What a match says, part by part. */
export function partsOf(match: PacketMatch): MatchParts {
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = match
  const fields: MapField[] = []
  for (const field of mapFields) if (match[field] !== undefined) fields.push(field)
  const families = matchFamilies(match)
  return {
    fields,
    families,
    shape: isForMaps(match, families) ? `${families[0]} ${fields.join(' ')}` : undefined,
    ranges: [
      src && addressRange(src),
      dst && addressRange(dst),
      point(protocol),
      rangeOf(srcPort),
      rangeOf(dstPort),
      point(dscp),
      point(established === undefined ? undefined : Number(established)),
    ],
  }
}

/** One family, addresses, and nothing that no map is asked for. */
function isForMaps(match: PacketMatch, families: readonly IpFamily[]): boolean {
  const hasPortsOnly = (match.srcPort ?? match.dstPort) !== undefined && match.protocol === undefined
  if (match.dscp !== undefined || match.established !== undefined || hasPortsOnly) return false
  return (match.src !== undefined || match.dst !== undefined) && families.length === 1
}

/** IPv4 as numbers: they compare several times faster. */
function addressRange(prefix: Prefix): Range {
  const { family, first, last, low, high, length } = prefixRange(prefix)
  return family === 4 ? { family, length, first: low, last: high } : { family, length, first, last }
}

const point = (value: number | undefined): Range | undefined =>
  value === undefined ? undefined : { first: value, last: value }

const rangeOf = (range: PacketMatch['srcPort']): Range | undefined => range && { first: range[0], last: range[1] }

/** A field as nftables writes it. */
export function valueOf(match: PacketMatch, field: MapField): string {
  const value = match[field]
  if (typeof value === 'object') return value[0] === value[1] ? `${value[0]}` : `${value[0]}-${value[1]}`
  return typeof value === 'string' ? addressText(value) : `${value}`
}

/** A host without its length, as nftables prints it. */
function addressText(prefix: Prefix): string {
  const length = prefix.includes(':') ? '/128' : '/32'
  return prefix.endsWith(length) ? prefix.slice(0, -length.length) : prefix
}
