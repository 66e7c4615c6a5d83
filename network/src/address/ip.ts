import ipaddr from 'ipaddr.js'

/** An IPv4 or IPv6 address in its canonical text (RFC 5952 for v6): equal addresses are equal strings. */
export type IpAddress = string & { readonly __brand: 'IpAddress' }

/** A CIDR prefix in canonical text, host bits zero: `10.1.0.0/16`, `2001:db8::/32`. */
export type Prefix = string & { readonly __brand: 'Prefix' }

/** An interface address with its prefix length, host bits kept: `10.9.0.1/31`. */
export type InterfaceAddress = string & { readonly __brand: 'InterfaceAddress' }

export type IpFamily = 4 | 6

/** An address as a number: 32 bits for family 4, 128 bits for family 6. */
export interface IpNumber {
  readonly family: IpFamily
  readonly value: bigint
}

/** The inclusive range of addresses that a prefix covers. */
export interface PrefixRange {
  readonly family: IpFamily
  readonly first: bigint
  readonly last: bigint
  readonly length: number
  /** The first 52 bits of `first` and `last` (of family 4: all) as numbers, which are compared much faster. */
  readonly low: number
  readonly high: number
}

/** Bits of an address of the family: 32 or 128. */
export const addressBits = (family: IpFamily): 32 | 128 => (family === 4 ? 32 : 128)

/** Reads an address as people write it; undefined where it is none. Only dotted quads count as v4 (no octal, no short forms). */
export function parseAddress(text: string): IpAddress | undefined {
  const number = parseAddressNumber(text)
  return number && formatAddress(number)
}

/** Reads an address to its number; undefined where it is none. */
export function parseAddressNumber(text: string): IpNumber | undefined {
  const v4 = parseV4(text)
  if (v4 !== undefined) return { family: 4, value: BigInt(v4) }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  let value = 0n
  for (const part of ipaddr.IPv6.parse(text).parts) value = (value << 16n) | BigInt(part)
  return { family: 6, value }
}

/** The unsigned 32-bit number of a dotted quad; undefined where it is none. */
export function parseV4(text: string): number | undefined {
  let value = 0
  let octet = -1
  let digits = 0
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return undefined
      value = value * 256 + octet
      octet = -1
      digits = 0
    } else if (code >= 48 && code <= 57) {
      if (octet === 0 || ++digits > 3) return undefined
      octet = (octet < 0 ? 0 : octet) * 10 + code - 48
      if (octet > 255) return undefined
    } else return undefined
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : undefined
}

/** Canonical text of an address. */
export function formatAddress({ family, value }: IpNumber): IpAddress {
  if (family === 4) {
    const v = Number(value)
    return `${v >>> 24}.${(v >>> 16) & 255}.${(v >>> 8) & 255}.${v & 255}` as IpAddress
  }
  const bytes = Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * (15 - i))) & 255n))
  return new ipaddr.IPv6(bytes).toRFC5952String() as IpAddress
}

/** Reads `address/length`, or a bare address as a host prefix; host bits are cleared. Undefined where it is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const parts = splitPrefix(text)
  return parts && formatPrefix(parts.address.family, parts.address.value, parts.length)
}

/** Canonical text of the prefix of `length` bits that holds the address. */
export function formatPrefix(family: IpFamily, value: bigint, length: number): Prefix {
  const shift = BigInt(addressBits(family) - length)
  return `${formatAddress({ family, value: (value >> shift) << shift })}/${length}` as Prefix
}

/** Reads an interface address `10.9.0.1/31`, host bits kept; a bare address counts as a host prefix. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  const parts = splitPrefix(text)
  return parts && (`${formatAddress(parts.address)}/${parts.length}` as InterfaceAddress)
}

/** The address of an interface, without its prefix length. */
export const hostOf = (address: InterfaceAddress): IpAddress => address.slice(0, address.lastIndexOf('/')) as IpAddress

/** The prefix that an interface address lies in. */
export const prefixOf = (address: InterfaceAddress): Prefix => parsePrefix(address) as Prefix

/** The prefix that holds just this address. */
export const hostPrefix = (address: IpAddress): Prefix => parsePrefix(address) as Prefix

const ranges = new Map<string, PrefixRange>()

/** The inclusive range of a prefix. Cached by text, since the same few prefixes are asked for all the time. */
export function prefixRange(prefix: Prefix): PrefixRange {
  const known = ranges.get(prefix)
  if (known) return known
  const parts = splitPrefix(prefix)
  if (!parts) throw new TypeError(`not a prefix: ${prefix}`)
  const { family, value } = parts.address
  const shift = BigInt(addressBits(family) - parts.length)
  const first = (value >> shift) << shift
  const range = rangeOf(family, first, parts.length)
  if (ranges.size > 200_000) ranges.clear()
  ranges.set(prefix, range)
  return range
}

/** The range of a prefix of `length` bits that begins at `first`. */
export function rangeOf(family: IpFamily, first: bigint, length: number): PrefixRange {
  const last = first + (1n << BigInt(addressBits(family) - length)) - 1n
  return family === 4
    ? { family, first, last, length, low: Number(first), high: Number(last) }
    : { family, first, last, length, low: Number(first >> coarseShift), high: Number(last >> coarseShift) }
}

const coarseBits = 52
const coarseShift = BigInt(128 - coarseBits)

/** Whether every address of `inner` lies in `outer`. */
export function prefixContains(outer: Prefix, inner: Prefix): boolean {
  return outer === inner || rangeContains(prefixRange(outer), prefixRange(inner))
}

/** Whether every address of `inner` lies in `outer`. */
export const rangeContains = (outer: PrefixRange, inner: PrefixRange): boolean =>
  outer.family === inner.family &&
  outer.length <= inner.length &&
  outer.low <= inner.low &&
  inner.high <= outer.high &&
  (outer.length <= coarseBits || (outer.first <= inner.first && inner.last <= outer.last))

/** Whether the two prefixes share an address: for prefixes, whether one contains the other. */
export function prefixesOverlap(a: Prefix, b: Prefix): boolean {
  if (a === b) return true
  const x = prefixRange(a)
  const y = prefixRange(b)
  return x.length <= y.length ? rangeContains(x, y) : rangeContains(y, x)
}

const families = { both: [4, 6], 4: [4], 6: [6], none: [] } as const

/** The families that packets between these prefixes can have: all where nothing is said, none where the two contradict one another. */
export function familiesBetween(src: Prefix | undefined, dst: Prefix | undefined): readonly IpFamily[] {
  const one = src ?? dst
  if (one === undefined) return families.both
  const isLong = one.includes(':')
  if (src !== undefined && dst !== undefined && dst.includes(':') !== isLong) return families.none
  return families[isLong ? 6 : 4]
}

/** Whether the address lies in the prefix. */
export function prefixHolds(prefix: Prefix, address: IpAddress): boolean {
  const range = prefixRange(prefix)
  const number = parseAddressNumber(address)
  return (
    number !== undefined && number.family === range.family && range.first <= number.value && number.value <= range.last
  )
}

/** Orders prefixes: v4 before v6, by first address, shorter before longer. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  const x = prefixRange(a)
  const y = prefixRange(b)
  if (x.family !== y.family) return x.family - y.family
  if (x.first !== y.first) return x.first < y.first ? -1 : 1
  return x.length - y.length
}

function splitPrefix(text: string): { address: IpNumber; length: number } | undefined {
  const slash = text.indexOf('/')
  const address = parseAddressNumber(slash < 0 ? text : text.slice(0, slash))
  if (!address) return undefined
  if (slash < 0) return { address, length: addressBits(address.family) }
  const digits = text.slice(slash + 1)
  if (!/^(0|[1-9]\d{0,2})$/.test(digits) || Number(digits) > addressBits(address.family)) return undefined
  return { address, length: Number(digits) }
}
