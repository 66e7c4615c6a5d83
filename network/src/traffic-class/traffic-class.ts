import { hasPorts } from '../packet/packet.js'

/** An inclusive range of ports, 0–65535. */
export type PortRange = readonly [first: number, last: number]

/** One term of a traffic class: a packet belongs when every field given matches. Ports without `protocol` mean any protocol
 *  that has ports. `icmp` in the language means protocol 1 for v4 and 58 for v6 and becomes two terms. */
export interface TrafficTerm {
  readonly protocol?: number
  readonly srcPorts?: readonly PortRange[]
  readonly dstPorts?: readonly PortRange[]
  readonly dscp?: readonly number[]
}

/** A union of terms; `[{}]` is any traffic. Never empty. */
export type TrafficClass = readonly TrafficTerm[]

/** Any IP traffic. */
export const anyTraffic: TrafficClass = [{}]

/** The class of the answers: source and destination ports swapped. */
export const reverseTraffic = (traffic: TrafficClass): TrafficClass =>
  traffic.map(({ srcPorts, dstPorts, ...rest }) => ({
    ...rest,
    ...(dstPorts ? { srcPorts: dstPorts } : {}),
    ...(srcPorts ? { dstPorts: srcPorts } : {}),
  }))

/** One product of ranges: what a single match of a device can say. */
export interface TrafficBox {
  readonly protocol?: number
  readonly srcPort?: PortRange
  readonly dstPort?: PortRange
  readonly dscp?: number
}

/** A class as boxes, one per combination of the lists in its terms, in a stable order. */
export function trafficBoxes(traffic: TrafficClass): TrafficBox[] {
  const boxes: TrafficBox[] = []
  for (const term of traffic)
    for (const srcPort of term.srcPorts ?? [undefined])
      for (const dstPort of term.dstPorts ?? [undefined])
        for (const dscp of term.dscp ?? [undefined])
          boxes.push({
            ...(term.protocol === undefined ? {} : { protocol: term.protocol }),
            ...(srcPort ? { srcPort } : {}),
            ...(dstPort ? { dstPort } : {}),
            ...(dscp === undefined ? {} : { dscp }),
          })
  return boxes
}

/** The box that both boxes share; undefined where they share none. */
export function intersectBoxes(a: TrafficBox, b: TrafficBox): TrafficBox | undefined {
  if (a.protocol !== undefined && b.protocol !== undefined && a.protocol !== b.protocol) return undefined
  if (a.dscp !== undefined && b.dscp !== undefined && a.dscp !== b.dscp) return undefined
  const srcPort = intersectRanges(a.srcPort, b.srcPort)
  const dstPort = intersectRanges(a.dstPort, b.dstPort)
  if (srcPort === null || dstPort === null) return undefined
  const protocol = a.protocol ?? b.protocol
  if ((srcPort ?? dstPort) && protocol !== undefined && !hasPorts(protocol)) return undefined
  const dscp = a.dscp ?? b.dscp
  return {
    ...(protocol === undefined ? {} : { protocol }),
    ...(srcPort ? { srcPort } : {}),
    ...(dstPort ? { dstPort } : {}),
    ...(dscp === undefined ? {} : { dscp }),
  }
}

function intersectRanges(a: PortRange | undefined, b: PortRange | undefined): PortRange | undefined | null {
  if (!a) return b
  if (!b) return a
  const first = Math.max(a[0], b[0])
  const last = Math.min(a[1], b[1])
  return first <= last ? [first, last] : null
}
