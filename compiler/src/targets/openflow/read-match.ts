import type { IpFamily, PacketMatch, PortRange, Prefix } from '@paranet/network'
import { matchOf } from '../switch/match-shape.js'
import { portProtocols } from './expand-match.js'
import type { FlowMatch } from './flow.js'
import type { MaskedPort } from './port-masks.js'
import { rangeOfMask } from './port-masks.js'

/** A match with what is known of its family where no prefix says it. */
export interface ReadMatch {
  readonly match: PacketMatch
  readonly family: IpFamily | undefined
}

/** What flows of one entry say together, as `expandMatch` took it apart; undefined where they are not one range of ports. */
export function joinMatches(flows: readonly FlowMatch[]): ReadMatch | undefined {
  const [first] = flows
  if (!first) return undefined
  const families = [...new Set(flows.map((flow) => flow.family))]
  const protocols = [...new Set(flows.map((flow) => flow.protocol))]
  const srcPort = joinPorts(flows.map((flow) => flow.srcPort))
  const dstPort = joinPorts(flows.map((flow) => flow.dstPort))
  if (srcPort === null || dstPort === null) return undefined
  const isAnyWithPorts = protocols.length === portProtocols.length
  return {
    match: matchOf({
      src: first.src,
      dst: first.dst,
      protocol: isAnyWithPorts ? undefined : first.protocol,
      srcPort: srcPort ?? (isAnyWithPorts && dstPort === undefined ? ([0, 65_535] as const) : undefined),
      dstPort,
      dscp: first.dscp,
      established: first.established,
    }),
    family: families.length === 1 ? families[0] : undefined,
  }
}

/** The match of one flow alone; undefined where a mask of ports is no range. */
export function readMatch(flow: FlowMatch): PacketMatch | undefined {
  const joined = joinMatches([flow])
  if (!joined) return undefined
  const { match, family } = joined
  const all = (family === 6 ? '::/0' : '0.0.0.0/0') as Prefix
  return family === undefined || match.src !== undefined || match.dst !== undefined
    ? match
    : matchOf({ ...match, dst: all })
}

/** null where the masks are no one range. */
function joinPorts(masks: readonly (MaskedPort | undefined)[]): PortRange | undefined | null {
  const given = masks.filter((one): one is MaskedPort => one !== undefined)
  if (given.length === 0) return undefined
  const ranges = given.map(rangeOfMask).sort((a, b) => (a?.[0] ?? 0) - (b?.[0] ?? 0))
  let joined: PortRange | undefined
  for (const range of ranges) {
    if (!range || (joined && range[0] > joined[1] + 1)) return null
    joined = joined ? [joined[0], Math.max(joined[1], range[1])] : range
  }
  return joined
}
