import type { IpAddress } from '../address/ip.js'

/** One IP packet header. `srcPort`/`dstPort` are 0 for protocols without ports; `dscp` is 0–63.
 *  `established`: the packet answers a connection that a tracking device on its way has seen opened. */
export interface Packet {
  readonly src: IpAddress
  readonly dst: IpAddress
  readonly protocol: number
  readonly srcPort: number
  readonly dstPort: number
  readonly dscp: number
  readonly established: boolean
}

/** IP protocol numbers (IANA) that the language names. */
export const protocolNumbers = { icmp: 1, tcp: 6, udp: 17, gre: 47, esp: 50, icmpv6: 58, ospf: 89, sctp: 132 } as const

/** Whether headers of the protocol carry ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
export const hasPorts = (protocol: number): boolean =>
  protocol === 6 || protocol === 17 || protocol === 33 || protocol === 132 || protocol === 136

/** The header of an answer: ends and ports swapped, established. */
export const answerTo = (packet: Packet): Packet => ({
  ...packet,
  src: packet.dst,
  dst: packet.src,
  srcPort: packet.dstPort,
  dstPort: packet.srcPort,
  established: true,
})
