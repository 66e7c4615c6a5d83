import type { PacketMatch, Prefix } from '@paranet/network'
import { addressBits, prefixRange } from '@paranet/network'
import { asksPorts, familiesOf } from '../switch/match-shape.js'
import { masked } from './table-entry.js'

/** What a match asks of the fields; of those that do not count nothing. */
export function fieldMatches(match: PacketMatch): Record<string, string> {
  const { src, dst, protocol, srcPort, dstPort, dscp } = match
  const [family, other] = familiesOf(match)
  const isRange = (range: PacketMatch['srcPort']) => range !== undefined && (range[0] > 0 || range[1] < 65_535)
  return {
    ...(family === undefined || other !== undefined ? {} : { is_ipv6: masked(family === 6 ? 1 : 0, 1) }),
    ...addressMatch('src', src),
    ...addressMatch('dst', dst),
    ...(protocol === undefined ? {} : { protocol: masked(protocol, 0xff) }),
    ...(asksPorts(match) ? { has_ports: masked(1, 1) } : {}),
    ...(srcPort && isRange(srcPort) ? { src_port: `${srcPort[0]}..${srcPort[1]}` } : {}),
    ...(dstPort && isRange(dstPort) ? { dst_port: `${dstPort[0]}..${dstPort[1]}` } : {}),
    ...(dscp === undefined ? {} : { dscp: masked(dscp, 0x3f) }),
  }
}

function addressMatch(name: string, prefix: Prefix | undefined): Record<string, string> {
  if (prefix === undefined) return {}
  const { family, first, last, length } = prefixRange(prefix)
  const all = (1n << BigInt(addressBits(family))) - 1n
  return length === 0 ? {} : { [name]: masked(first, all - (last - first)) }
}
