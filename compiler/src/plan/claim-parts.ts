import type { Claim, Prefix, PrefixSet, TopologyIndex } from '@paranet/network'
import { prefixSet } from '@paranet/network'
import { setContains, simplifyTraffic, trafficContains } from '../classes/packet-class.js'
import type { ClaimPart } from './pieces.js'
import { unitOf } from './pieces.js'
import type { DestinationPart, Places } from './places.js'
import { isOutsideGroup } from './places.js'

/** A claim cut by groups of ports and targets, by group and target: without what a higher priority forbids as a whole, and without packets to the
 *  port that they entered. */
export function partsOfClaim(
  index: TopologyIndex,
  places: Places,
  claim: Claim,
  forbidden: readonly Iterable<Prohibition>[],
): ClaimPart[] {
  const parts: ClaimPart[] = []
  const traffic = simplifyTraffic(claim.traffic)
  const isForbidden = (port: number, prefixes: PrefixSet, part: DestinationPart) =>
    [...(forbidden[port] ?? [])].some((other) => forbids(other.claim, other.prefixes, claim, prefixes, part))
  for (const [group, sources] of sourcesByGroup(places, claim))
    for (const part of places.partsOf(claim.destinations)) {
      const leavesPort = ({ port }: Claim['sources'][number]) => part.owned.some(({ ports }) => !ports.includes(port))
      const usable = sources.filter((source) => leavesPort(source) && !isForbidden(source.port, source.prefixes, part))
      if (usable.length === 0) continue
      const ports = usable.map(({ port }) => port).sort((a, b) => a - b)
      const prefixes = sourcesOnTheWay(
        index,
        group,
        usable.flatMap((source) => source.prefixes),
      )
      const unit = unitOf(group, part)
      parts.push({
        claim,
        group,
        unit,
        part,
        class: { ports, sources: prefixes, destinations: part.prefixes, traffic },
      })
    }
  return parts
}

/** Sources as devices on the way match them. What comes from outside is matched after all that comes from inside, so it need not be listed
 *  around the owned prefixes. */
function sourcesOnTheWay(index: TopologyIndex, group: string, prefixes: readonly Prefix[]): PrefixSet {
  const exact = prefixSet(prefixes)
  if (!isOutsideGroup(group)) return exact
  const wide = prefixSet([...prefixes, ...index.owned.map(({ prefix }) => prefix)])
  return wide.length < exact.length ? wide : exact
}

function sourcesByGroup(places: Places, { sources }: Claim): [string, Claim['sources'][number][]][] {
  const groups = new Map<string, Claim['sources'][number][]>()
  for (const source of sources) {
    const group = places.groupOfPort[source.port] ?? ''
    const known = groups.get(group)
    if (known) known.push(source)
    else groups.set(group, [source])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What a claim forbids at one port. */
export interface Prohibition {
  readonly claim: Claim
  readonly prefixes: PrefixSet
}

function forbids(
  other: Claim,
  otherSources: PrefixSet,
  claim: Claim,
  sources: PrefixSet,
  part: DestinationPart,
): boolean {
  if (other.priority <= claim.priority || (other.established === false && claim.established === true)) return false
  return (
    trafficContains(other.traffic, claim.traffic) &&
    setContains(other.destinations.prefixes, part.prefixes) &&
    setContains(otherSources, sources)
  )
}
