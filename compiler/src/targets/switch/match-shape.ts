import type { Entry, IpFamily, PacketMatch, Prefix } from '@paranet/network'
import { familiesBetween, hasPorts, hostPrefix } from '@paranet/network'

/** The families that packets of a match can have; none where its prefixes contradict one another. */
export const familiesOf = ({ src, dst }: PacketMatch): readonly IpFamily[] => familiesBetween(src, dst)

/** Whether a match asks for ports. */
export const asksPorts = ({ srcPort, dstPort }: PacketMatch): boolean => srcPort !== undefined || dstPort !== undefined

/** Whether no packet ever meets the entry: families that contradict, ports of a protocol that has none, or a list of filters that nothing asks. */
export function isNeverMet(entry: Entry): boolean {
  if (entry.kind === 'group-route') return familiesOf({ src: entry.source, dst: hostPrefix(entry.group) }).length === 0
  if (!('match' in entry)) return false
  const { match } = entry
  if (familiesOf(match).length === 0) return true
  if (asksPorts(match) && match.protocol !== undefined && !hasPorts(match.protocol)) return true
  return entry.kind === 'filter' && (entry.direction === 'forward') !== (entry.interface === undefined)
}

/** The matches that say the same as this one, whose fields are as few as can be: a prefix of all addresses or a range of all ports more. The first
 *  is the match itself. `family`: what is known of it without a prefix. */
export function equalMatches(match: PacketMatch, family: IpFamily | undefined): PacketMatch[] {
  const all = (family === 6 ? '::/0' : '0.0.0.0/0') as Prefix
  const isPrefixNeeded = family !== undefined && match.src === undefined && match.dst === undefined
  const srcs = match.src !== undefined || family === undefined ? [match.src] : [undefined, all]
  const dsts = match.dst !== undefined || family === undefined ? [match.dst] : [undefined, all]
  const canHavePorts = match.protocol === undefined || hasPorts(match.protocol)
  const found: PacketMatch[] = []
  for (const src of srcs)
    for (const dst of dsts)
      for (const srcPort of match.srcPort || !canHavePorts ? [match.srcPort] : [undefined, allPorts])
        for (const dstPort of match.dstPort || !canHavePorts ? [match.dstPort] : [undefined, allPorts])
          if (!isPrefixNeeded || src !== undefined || dst !== undefined)
            found.push(matchOf({ ...match, src, dst, srcPort, dstPort }))
  return found
}

const allPorts = [0, 65_535] as const

/** A match without the fields that are undefined, in the order in which canonical states have them. */
export function matchOf(
  fields: { readonly [Field in keyof PacketMatch]?: PacketMatch[Field] | undefined },
): PacketMatch {
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = fields
  return {
    ...(src === undefined ? {} : { src }),
    ...(dst === undefined ? {} : { dst }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(srcPort === undefined ? {} : { srcPort }),
    ...(dstPort === undefined ? {} : { dstPort }),
    ...(dscp === undefined ? {} : { dscp }),
    ...(established === undefined ? {} : { established }),
  }
}
