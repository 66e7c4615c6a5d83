import {
  addressBits,
  type ClaimDestinations,
  type ClaimSource,
  formatAddress,
  hasPorts,
  type IpAddress,
  ownerOf,
  type Packet,
  type Port,
  type PortRange,
  type Prefix,
  prefixRange,
  protocolNumbers,
  type TopologyIndex,
  type TrafficBox,
} from '@paranet/network'

/** Where a packet enters, and its addresses. */
export interface SampleEnds {
  readonly port: Port
  readonly src: IpAddress
  readonly dst: IpAddress
}

/** Addresses tried in a prefix before it is given up. */
const tries = 24
/** Somewhere in the internet (RFC 5737, RFC 3849). */
const outside = { 4: '198.51.100.10' as IpAddress, 6: '2001:db8:ffff::10' as IpAddress } as const

/** Real ends for packets from these sources to these destinations, at most so many, spread over the pairs. */
export function sampleEnds(
  index: TopologyIndex,
  sources: readonly ClaimSource[],
  destinations: ClaimDestinations,
  most: number,
): SampleEnds[] {
  const found: SampleEnds[] = []
  const ends = destinationAddresses(index, destinations)
  const seen = new Set<number>()
  for (const { port: id, prefixes } of sources) {
    const port = index.ports[id]
    // A host with several links sends by one of them at a time.
    if (!port || (port.end !== undefined && seen.has(port.end))) continue
    if (port.end !== undefined) seen.add(port.end)
    for (const { dst, isBehind } of ends) {
      if (found.length >= most) return found
      const src = isBehind(port) ? undefined : sourceAddress(index, port, prefixes, familyOf(dst))
      if (src !== undefined) found.push({ port, src, dst })
    }
  }
  return found
}

/** A header for these ends that lies in the box: ordinary values where the box leaves a choice. */
export function headerOf({ src, dst }: SampleEnds, box: TrafficBox): Packet {
  const protocol = box.protocol ?? protocolNumbers.tcp
  const ports = hasPorts(protocol)
    ? { srcPort: portIn(box.srcPort, [50_000]), dstPort: portIn(box.dstPort, [443, 80, 22, 53]) }
    : { srcPort: 0, dstPort: 0 }
  return { src, dst, protocol, ...ports, dscp: box.dscp ?? 0, established: false }
}

/** Whether the box speaks of packets of the addresses' family: ICMP has two protocols. */
export const suitsFamily = ({ src }: SampleEnds, { protocol }: TrafficBox): boolean =>
  !(protocol === protocolNumbers.icmp && familyOf(src) === 6) &&
  !(protocol === protocolNumbers.icmpv6 && familyOf(src) === 4)

export const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4)

const portIn = (range: PortRange | undefined, wished: readonly number[]): number => {
  const [first, last] = range ?? [0, 65_535]
  return wished.find((port) => port >= first && port <= last) ?? first
}

/** An address of a family that packets entering at the port may come from; undefined where it has none. */
export const addressOfPort = (index: TopologyIndex, port: Port, family: 4 | 6): IpAddress | undefined =>
  sourceAddress(index, port, port.sources, family)

function sourceAddress(
  index: TopologyIndex,
  port: Port,
  prefixes: readonly Prefix[],
  family: 4 | 6,
): IpAddress | undefined {
  if (port.kind === 'external') {
    const isFree = (address: IpAddress) => ownerOf(index, address) === undefined
    if (prefixes.some((prefix) => prefix === '0.0.0.0/0' || prefix === '::/0')) return outside[family]
    return addressIn(prefixes, family, isFree)
  }
  return addressIn(prefixes, family, (address) => ownerOf(index, address)?.ports.includes(port.id) ?? false)
}

/** One address for each place where destinations lie: hosts and attached prefixes, and one in the internet. */
function destinationAddresses(index: TopologyIndex, { prefixes, toInternet }: ClaimDestinations) {
  const found: { dst: IpAddress; isBehind: (port: Port) => boolean }[] = []
  const seen = new Set<string>()
  for (const owned of index.owned) {
    const { family, length } = prefixRange(owned.prefix)
    const inside = prefixes.flatMap((prefix) => intersection(prefix, owned.prefix))
    const dst = addressIn(inside, family, (address) => ownerOf(index, address)?.prefix === owned.prefix)
    const place = `${family} ${owned.owners.join(',')} ${length === addressBits(family) ? owned.prefix : ''}`
    if (dst === undefined || seen.has(place)) continue
    seen.add(place)
    found.push({ dst, isBehind: (port) => owned.ports.includes(port.id) })
  }
  if (toInternet) found.push({ dst: outside[4], isBehind: (port) => port.kind === 'external' })
  return found
}

function intersection(a: Prefix, b: Prefix): Prefix[] {
  const x = prefixRange(a)
  const y = prefixRange(b)
  if (x.family !== y.family) return []
  if (x.first <= y.first && y.last <= x.last) return [b]
  return y.first <= x.first && x.last <= y.last ? [a] : []
}

function addressIn(
  prefixes: readonly Prefix[],
  family: 4 | 6,
  accepts: (address: IpAddress) => boolean,
): IpAddress | undefined {
  for (const prefix of prefixes) {
    const range = prefixRange(prefix)
    if (range.family !== family) continue
    const room = range.last - range.first
    const start = room >= 10n ? 10n : room > 1n ? 1n : 0n
    for (let step = 0n; step < tries && start + step <= room; step++) {
      const address = formatAddress({ family, value: range.first + start + step })
      if (accepts(address)) return address
    }
  }
  return undefined
}
