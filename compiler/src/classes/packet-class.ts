import type { PortRange, Prefix, PrefixSet, TrafficBox } from '@paranet/network'
import { hasPorts, intersectBoxes, intersectPrefixes, prefixContains, prefixesOverlap } from '@paranet/network'

/** Packets that enter at one of `ports`: a product of sources, destinations and traffic. None of the parts is empty. */
export interface PacketClass {
  /** Ids, ascending. */
  readonly ports: readonly number[]
  readonly sources: PrefixSet
  readonly destinations: PrefixSet
  /** Sorted, none inside another. */
  readonly traffic: readonly TrafficBox[]
}

/** The headers that both classes hold, at the ports of either, since devices on the way cannot tell ports apart; undefined where they
 *  share none. */
export function intersectClasses(a: PacketClass, b: PacketClass): PacketClass | undefined {
  if (!trafficOverlaps(a.traffic, b.traffic)) return undefined
  const ports = [...new Set([...a.ports, ...b.ports])].sort((x, y) => x - y)
  const traffic = intersectTraffic(a.traffic, b.traffic)
  if (traffic.length === 0) return undefined
  const destinations = intersectPrefixes(a.destinations, b.destinations)
  if (destinations.length === 0) return undefined
  const sources = intersectPrefixes(a.sources, b.sources)
  return sources.length === 0 ? undefined : { ports, sources, destinations, traffic }
}

/** Whether the classes share a packet, wherever it enters. */
export const headersOverlap = (a: PacketClass, b: PacketClass): boolean =>
  trafficOverlaps(a.traffic, b.traffic) &&
  setsOverlap(a.destinations, b.destinations) &&
  setsOverlap(a.sources, b.sources)

export const setsOverlap = (a: PrefixSet, b: PrefixSet): boolean => a.some((x) => b.some((y) => prefixesOverlap(x, y)))

export const trafficOverlaps = (a: readonly TrafficBox[], b: readonly TrafficBox[]): boolean =>
  a.some((x) => b.some((y) => boxesOverlap(x, y)))

/** Makes nothing, since this is asked of every pair of classes. */
const boxesOverlap = (a: TrafficBox, b: TrafficBox): boolean =>
  agree(a.protocol, b.protocol) && agree(a.dscp, b.dscp) && portsAgree(a, b)

/** Whether traffic may have packets of a box, whatever their DSCP. Makes nothing. */
export const mayHold = (traffic: readonly TrafficBox[], box: Omit<TrafficBox, 'dscp'>): boolean =>
  traffic.some((one) => agree(one.protocol, box.protocol) && portsAgree(one, box))

/** Of two whose protocols agree: ports are only those of protocols that have some. */
const portsAgree = (a: Omit<TrafficBox, 'dscp'>, b: Omit<TrafficBox, 'dscp'>): boolean =>
  rangesOverlap(a.dstPort, b.dstPort) &&
  rangesOverlap(a.srcPort, b.srcPort) &&
  !((a.dstPort ?? a.srcPort ?? b.dstPort ?? b.srcPort) && isPortless(a.protocol ?? b.protocol))

const isPortless = (protocol: number | undefined): boolean => protocol !== undefined && !hasPorts(protocol)

const agree = (a: number | undefined, b: number | undefined): boolean => a === undefined || b === undefined || a === b

const rangesOverlap = (a: PortRange | undefined, b: PortRange | undefined): boolean =>
  !a || !b || (a[0] <= b[1] && b[0] <= a[1])

/** Whether every address of `inner` lies in one prefix of `outer`. */
export const setContains = (outer: PrefixSet, inner: PrefixSet): boolean =>
  inner.every((prefix) => outer.some((other) => prefixContains(other, prefix)))

/** Whether every box of `inner` lies in one box of `outer`. */
export const trafficContains = (outer: readonly TrafficBox[], inner: readonly TrafficBox[]): boolean =>
  inner.every((box) => outer.some((other) => boxContains(other, box)))

/** Whether the class holds all packets of the other, as far as single boxes and prefixes show. */
export const classContains = (outer: PacketClass, inner: PacketClass): boolean =>
  inner.ports.every((port) => outer.ports.includes(port)) &&
  trafficContains(outer.traffic, inner.traffic) &&
  setContains(outer.destinations, inner.destinations) &&
  setContains(outer.sources, inner.sources)

export const boxContains = (outer: TrafficBox, inner: TrafficBox): boolean =>
  (outer.protocol === undefined || outer.protocol === inner.protocol) &&
  (outer.dscp === undefined || outer.dscp === inner.dscp) &&
  rangeHolds(outer.dstPort, inner.dstPort) &&
  rangeHolds(outer.srcPort, inner.srcPort)

const rangeHolds = (outer: PortRange | undefined, inner: PortRange | undefined): boolean =>
  !outer || (inner !== undefined && outer[0] <= inner[0] && inner[1] <= outer[1])

export const intersectTraffic = (a: readonly TrafficBox[], b: readonly TrafficBox[]): TrafficBox[] =>
  simplifyTraffic(a.flatMap((x) => b.flatMap((y) => intersectBoxes(x, y) ?? [])))

/** The same traffic without boxes that lie inside others, sorted. */
export function simplifyTraffic(boxes: readonly TrafficBox[]): TrafficBox[] {
  if (boxes.length === 1) return [...boxes]
  const byText = new Map(boxes.map((box) => [boxText(box), box]))
  const unique = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, box]) => box)
  return unique.filter((box) => !unique.some((other) => other !== box && boxContains(other, box)))
}

/** Equal boxes have equal texts. */
export const boxText = ({ protocol, srcPort, dstPort, dscp }: TrafficBox): string =>
  `${protocol ?? ''}/${srcPort?.join('-') ?? ''}/${dstPort?.join('-') ?? ''}/${dscp ?? ''}`

/** Equal classes have equal texts. */
export const classText = ({ ports, sources, destinations, traffic }: PacketClass): string =>
  `${ports.join()} ${sources.join()} ${destinations.join()} ${traffic.map(boxText).join()}`

/** One match of a device: a single product of prefixes and ranges. Absent address: any, of both families. */
export interface HeaderTerm {
  readonly src?: Prefix
  readonly dst?: Prefix
  readonly box: TrafficBox
}

/** A class as single matches; combinations of two address families are left out. */
export function headerTerms({
  sources,
  destinations,
  traffic,
}: Pick<PacketClass, 'sources' | 'destinations' | 'traffic'>): HeaderTerm[] {
  const terms: HeaderTerm[] = []
  for (const src of matchable(sources))
    for (const dst of matchable(destinations)) {
      if (src !== undefined && dst !== undefined && src.includes(':') !== dst.includes(':')) continue
      for (const box of traffic)
        terms.push({ ...(src === undefined ? {} : { src }), ...(dst === undefined ? {} : { dst }), box })
    }
  return terms
}

/** All addresses need no match. */
const matchable = (prefixes: PrefixSet): readonly (Prefix | undefined)[] =>
  prefixes.length === 2 && prefixes[0] === '0.0.0.0/0' && prefixes[1] === '::/0' ? [undefined] : prefixes

/** Whether every packet of `inner` matches `outer`. */
export const termContains = (outer: HeaderTerm, inner: HeaderTerm): boolean =>
  isInside(outer.src, inner.src) && isInside(outer.dst, inner.dst) && boxContains(outer.box, inner.box)

const isInside = (outer: Prefix | undefined, inner: Prefix | undefined): boolean =>
  outer === undefined || (inner !== undefined && prefixContains(outer, inner))
