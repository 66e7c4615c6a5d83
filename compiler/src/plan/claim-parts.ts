import type { Claim, Prefix, PrefixSet, TopologyIndex } from '@paranet/network'
import { prefixSet, systemOwners } from '@paranet/network'
import { setContains, simplifyTraffic, trafficContains } from '../classes/packet-class.js'
import type { ClaimPart } from './pieces.js'
import type { PlanMemo } from './plan-memo.js'
import type { DestinationPart, Places } from './places.js'
import { isOutsideGroup } from './places.js'

/** Claims cut by groups of ports and targets, without what a higher priority forbids as a whole and without packets to the port that they
 *  entered. In the order of the claims, then by group and target. */
export function claimParts(
  { index, memo }: { readonly index: TopologyIndex; readonly memo: PlanMemo },
  places: Places,
  claims: readonly Claim[],
): ClaimPart[] {
  const parts: ClaimPart[] = []
  const forbidden = prohibitionsByPort(index, claims)
  for (const claim of claims) {
    if (claim.kind === 'must-not' || claim.group || claim.intent === systemOwners.open) continue
    const above = claim.sources.some(({ port }) =>
      forbidden[port]?.some((other) => other.claim.priority > claim.priority),
    )
    const make = () => partsOfClaim(index, places, claim, forbidden)
    for (const part of above ? make() : memo.of(index, 'parts', claim, make)) parts.push(part)
  }
  return parts
}

function partsOfClaim(
  index: TopologyIndex,
  places: Places,
  claim: Claim,
  forbidden: readonly (readonly Prohibition[])[],
): ClaimPart[] {
  const parts: ClaimPart[] = []
  const traffic = simplifyTraffic(claim.traffic)
  const isForbidden = (port: number, prefixes: PrefixSet, part: DestinationPart) =>
    (forbidden[port] ?? []).some((other) => forbids(other.claim, other.prefixes, claim, prefixes, part))
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
      parts.push({ claim, group, part, class: { ports, sources: prefixes, destinations: part.prefixes, traffic } })
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

interface Prohibition {
  readonly claim: Claim
  readonly prefixes: PrefixSet
}

function prohibitionsByPort(index: TopologyIndex, claims: readonly Claim[]): Prohibition[][] {
  const byPort: Prohibition[][] = index.ports.map(() => [])
  for (const claim of claims)
    if (claim.kind === 'must-not')
      for (const { port, prefixes } of claim.sources) byPort[port]?.push({ claim, prefixes })
  return byPort
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
