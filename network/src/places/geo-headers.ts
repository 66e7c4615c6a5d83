import { hasPorts } from '../packet/packet.js'
import type { TrafficBox } from '../traffic-class/traffic-class.js'
import type { GeoHeader } from './geo-lookup.js'

/** Kinds of headers beyond which nothing is said. */
const mostHeaders = 4_000
/** Numbers of protocols for experiments, which carry no ports. */
const bare = [253, 254, 255, 0, 1, 2, 3, 4]
const withPorts = [17, 6, 132, 136, 33]

/** One header of each kind that the boxes tell apart: two headers that every box treats alike have one of these between them. `isWhole`: false
 *  where there are more than can be looked at. */
export function headersOf(boxes: readonly TrafficBox[]): {
  readonly headers: readonly GeoHeader[]
  readonly isWhole: boolean
} {
  const protocols = protocolsOf(boxes)
  const [sources, targets] = [cuts(boxes.map(({ srcPort }) => srcPort)), cuts(boxes.map(({ dstPort }) => dstPort))]
  const marks = dscpsOf(boxes)
  const headers: GeoHeader[] = []
  for (const protocol of protocols)
    for (const srcPort of hasPorts(protocol) ? sources : [0])
      for (const dstPort of hasPorts(protocol) ? targets : [0])
        for (const dscp of marks) {
          if (headers.length >= mostHeaders) return { headers, isWhole: false }
          headers.push({ protocol, srcPort, dstPort, dscp })
        }
  return { headers, isWhole: true }
}

/** All that are named, one that is not, and one of those with ports where ports are named without a protocol. */
function protocolsOf(boxes: readonly TrafficBox[]): number[] {
  const named = new Set(boxes.flatMap(({ protocol }) => (protocol === undefined ? [] : [protocol])))
  const isPorts = boxes.some(({ srcPort, dstPort }) => srcPort ?? dstPort)
  const other = (numbers: readonly number[]) => numbers.filter((one) => !named.has(one)).slice(0, 1)
  return [...new Set([...other(bare), ...named, ...(isPorts ? other(withPorts) : [])])].sort((a, b) => a - b)
}

/** The first port of each stretch that no range divides. */
function cuts(ranges: readonly (readonly [number, number] | undefined)[]): number[] {
  const at = new Set([0])
  for (const range of ranges) if (range) for (const port of [range[0], range[1] + 1]) if (port <= 65535) at.add(port)
  return [...at].sort((a, b) => a - b)
}

function dscpsOf(boxes: readonly TrafficBox[]): number[] {
  const named = new Set(boxes.flatMap(({ dscp }) => (dscp === undefined ? [] : [dscp])))
  const other = Array.from({ length: 64 }, (_, dscp) => dscp).find((dscp) => !named.has(dscp))
  return [...(other === undefined ? [] : [other]), ...named].sort((a, b) => a - b)
}
