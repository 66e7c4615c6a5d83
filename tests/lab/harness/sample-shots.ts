import type {
  DeviceState,
  FilterEntry,
  IpAddress,
  NetworkState,
  Packet,
  PacketMatch,
  Port,
  Prefix,
  Random,
  TopologyIndex,
} from '@paranet/network'
import { formatAddress, hasPorts, prefixRange } from '@paranet/network'
import type { Shot } from './send.js'

/** Seeded packets at all ports: most of them such that a rule there speaks of them, the rest any. Each has ports of its own, so that every packet
 *  begins a connection. */
export function sampleShots(
  random: Random,
  index: TopologyIndex,
  state: NetworkState,
  count: number,
  isWanted: (shot: Shot) => boolean,
): Shot[] {
  const shots: Shot[] = []
  while (shots.length < count) {
    const port = random.pick(index.ports)
    const own = state.get(index.nodes[port.device]?.name ?? '')
    const packet = own && samplePacket(random, index, port, own, shots.length)
    if (packet && isWanted({ port, packet })) shots.push({ port, packet })
  }
  return shots
}

function samplePacket(
  random: Random,
  index: TopologyIndex,
  port: Port,
  own: DeviceState,
  serial: number,
): Packet | undefined {
  const rules = own.filters.filter(
    ({ direction, interface: name, action }) => direction === 'in' && name === port.interface && action === 'permit',
  )
  const routes = own.policyRoutes.filter(
    ({ inInterface }) => inInterface === undefined || inInterface === port.interface,
  )
  const spoken: readonly { readonly match: PacketMatch }[] = [...rules, ...routes]
  const match = spoken.length > 0 && random.next() < 0.7 ? random.pick(spoken).match : {}
  const owned = index.owned.map(({ prefix }) => prefix)
  const away = ['198.51.100.0/24', '2001:db8:ffff::/64'] as Prefix[]
  const dstIn =
    match.dst === undefined || isWide(match.dst) ? random.pick(random.next() < 0.85 ? owned : away) : match.dst
  const family = prefixRange(match.src ?? dstIn).family
  if (prefixRange(dstIn).family !== family) return undefined
  const sources = port.kind === 'external' ? away : port.sources
  const fitting = sources.filter((prefix) => prefixRange(prefix).family === family)
  const srcIn =
    match.src !== undefined && !isWide(match.src) ? match.src : fitting.length > 0 ? random.pick(fitting) : undefined
  if (srcIn === undefined) return undefined
  const protocol = protocolOf(random, match, family)
  const isPorted = hasPorts(protocol)
  const range = (given: FilterEntry['match']['srcPort'], other: number) =>
    !isPorted ? 0 : given ? given[0] + random.below(given[1] - given[0] + 1) : other
  return {
    src: addressIn(random, srcIn),
    dst: addressIn(random, dstIn),
    protocol,
    // ICMP has no ports; its identifier is made of these two.
    srcPort: isPorted ? range(match.srcPort, 20_000 + serial) : 0,
    dstPort: isPorted ? range(match.dstPort, random.pick([22, 53, 80, 443, 631, 873, 5432, 8005, 20_000])) : 0,
    dscp: match.dscp ?? random.pick([0, 0, 0, 10, 46]),
    established: false,
  }
}

function protocolOf(random: Random, match: PacketMatch, family: 4 | 6): number {
  const echo = family === 4 ? 1 : 58
  if (match.protocol !== undefined && [6, 17, echo].includes(match.protocol)) return match.protocol
  return random.pick([6, 6, 17, echo])
}

const isWide = (prefix: Prefix): boolean => prefixRange(prefix).length < 8

function addressIn(random: Random, prefix: Prefix): IpAddress {
  const { family, first, last } = prefixRange(prefix)
  const size = last - first + 1n
  const offset =
    size <= 2n ? BigInt(random.below(Number(size))) : 1n + BigInt(random.below(Number(size > 1000n ? 998n : size - 2n)))
  return formatAddress({ family, value: first + offset })
}
