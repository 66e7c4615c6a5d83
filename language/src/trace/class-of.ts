import type { AskedClass, TopologyIndex, TrafficBox } from '@paranet/network'
import { destinationsOf, hasPorts, protocolNumbers, sourcesOf } from '@paranet/network'
import { readEnds, TraceProblem } from './read-ends.js'

/** What a person says of a class of packets: the ends by name, and whatever matters of the header. */
export interface ClassInput {
  readonly from: string
  readonly to: string
  /** Absent: all traffic, or where there is a port TCP. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | number
  readonly dstPort?: number
  readonly srcPort?: number
  /** Answers instead of packets that open. */
  readonly established?: boolean
}

/** The packets that are meant: all that enter at `from` and go to `to`. Throws `TraceProblem` where an end is none, or is attached nowhere. */
export function classOf(index: TopologyIndex, input: ClassInput): AskedClass {
  const sources = sourcesOf(index, readEnds(index, input.from, 'from'))
  if (sources.length === 0) throw new TraceProblem('from', `is attached nowhere: ${input.from}`)
  const destinations = destinationsOf(index, readEnds(index, input.to, 'to'))
  if (destinations.prefixes.length === 0) throw new TraceProblem('to', `has no addresses: ${input.to}`)
  const traffic = trafficOf(input)
  return {
    sources,
    destinations,
    ...(traffic ? { traffic } : {}),
    ...(input.established ? { established: true } : {}),
  }
}

function trafficOf({ protocol, dstPort, srcPort }: ClassInput): readonly TrafficBox[] | undefined {
  const hasPort = dstPort !== undefined || srcPort !== undefined
  if (protocol === undefined && !hasPort) return undefined
  if (protocol === 'icmp' && !hasPort) return [{ protocol: protocolNumbers.icmp }, { protocol: protocolNumbers.icmpv6 }]
  const number = typeof protocol === 'number' ? protocol : protocolNumbers[protocol ?? 'tcp']
  if (hasPort && !hasPorts(number))
    throw new TraceProblem(dstPort === undefined ? 'srcPort' : 'dstPort', 'has no meaning for this protocol')
  return [
    {
      protocol: number,
      ...(dstPort === undefined ? {} : { dstPort: [dstPort, dstPort] as const }),
      ...(srcPort === undefined ? {} : { srcPort: [srcPort, srcPort] as const }),
    },
  ]
}
