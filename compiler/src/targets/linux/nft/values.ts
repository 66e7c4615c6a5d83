import type { PortRange, Prefix } from '@paranet/network'
import { parsePrefix } from '@paranet/network'

const protocolNames: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipv4: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
}

const dscpNames: Readonly<Record<string, number>> = {
  be: 0,
  df: 0,
  lephb: 1,
  va: 44,
  'voice-admit': 44,
  ef: 46,
}

/** A protocol by its number or its name. */
export const readProtocol = (text: string): number | undefined => protocolNames[text] ?? readWhole(text, 255)

/** A DSCP by its number or one of the names that nftables prints: `ef`, `cs3`, `af21`. */
export function readDscp(text: string): number | undefined {
  const selector = /^cs([0-7])$/.exec(text)?.[1]
  if (selector !== undefined) return Number(selector) * 8
  const [, level, drop] = /^af([1-4])([1-3])$/.exec(text) ?? []
  if (level !== undefined) return Number(level) * 8 + Number(drop) * 2
  return dscpNames[text] ?? readWhole(text, 63)
}

/** `443` or `80-89`. */
export function readPorts(text: string): PortRange | undefined {
  const [first = '', last = first, more] = text.split('-')
  const range = [readWhole(first, 65_535), readWhole(last, 65_535)] as const
  return range[0] === undefined || range[1] === undefined || more !== undefined || range[0] > range[1]
    ? undefined
    : [range[0], range[1]]
}

/** `10.0.0.0/8`, `10.0.0.1`, or a range of addresses that is a prefix. */
export const readPrefix = (text: string): Prefix | undefined => parsePrefix(text)

/** A whole number, decimal or 0x…, not above `most`. */
export function readWhole(text: string, most: number): number | undefined {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text)) return undefined
  const value = Number(text)
  return value <= most ? value : undefined
}
