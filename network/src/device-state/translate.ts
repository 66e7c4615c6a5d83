import { addressBits, formatAddress, parseAddressNumber, prefixRange } from '../address/ip.js'
import type { IpAddress, Prefix } from '../address/ip.js'
import type { Packet } from '../packet/packet.js'
import type { PacketMatch, TranslationEntry, TranslationTarget } from './device-state.js'

/** What a device makes of the addresses of an answer, as its table of connections says. */
export interface AnswerAddresses {
  /** Before the routes. */
  readonly dst?: IpAddress
  /** After them. */
  readonly src?: IpAddress
}

/** The address that a flow gets: always the same while the same targets are up. Undefined where none is. */
export function chooseAddress(
  { to }: Pick<TranslationEntry, 'to'>,
  packet: Packet,
  isUp: (interfaceName: string) => boolean,
): IpAddress | undefined {
  const live = to.filter((target) => target.interface === undefined || isUp(target.interface))
  const hash = flowHash(packet)
  const target = byWeight(live, hash)
  return target && addressIn(target.prefix, hash)
}

function byWeight(targets: readonly TranslationTarget[], hash: number): TranslationTarget | undefined {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0)
  let left = hash % Math.max(1, total)
  return targets.find(({ weight }) => (left -= weight) < 0)
}

function addressIn(prefix: Prefix, hash: number): IpAddress {
  const { family, first, length } = prefixRange(prefix)
  const size = 1n << BigInt(addressBits(family) - length)
  return formatAddress({ family, value: first + (BigInt(hash) % size) })
}

/** FNV-1a over what makes packets one flow. */
function flowHash({ src, dst, protocol, srcPort, dstPort }: Packet): number {
  let hash = 0x811c9dc5
  for (const char of `${protocol} ${src} ${srcPort} ${dst} ${dstPort}`)
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) >>> 0
}

/** The answers to packets that an entry has rewritten to a target, as they come back to the device. A DSCP is not kept by those who answer. */
export const answeringMatch = (
  { direction, match: { dscp: _, established: __, src, dst, srcPort, dstPort, ...rest } }: TranslationEntry,
  { prefix }: TranslationTarget,
): PacketMatch => {
  const [from, to] = direction === 'source' ? [dst, prefix] : [prefix, src]
  return {
    ...rest,
    ...(from === undefined ? {} : { src: from }),
    ...(to === undefined ? {} : { dst: to }),
    ...(dstPort ? { srcPort: dstPort } : {}),
    ...(srcPort ? { dstPort: srcPort } : {}),
    established: true,
  }
}

/** What answers get back: an address that the entry matches. */
export const answeredPrefix = ({ direction, match, to }: TranslationEntry): Prefix =>
  (direction === 'source' ? match.src : match.dst) ?? wholeFamily(to[0]?.prefix)

const wholeFamily = (prefix: Prefix | undefined): Prefix => (prefix?.includes(':') ? '::/0' : '0.0.0.0/0') as Prefix

/** Whether an address is of the family of a translation's targets: others are left alone. */
export const isOfFamily = ({ to }: Pick<TranslationEntry, 'to'>, address: IpAddress): boolean =>
  to.some(({ prefix }) => prefixRange(prefix).family === parseAddressNumber(address)?.family)
