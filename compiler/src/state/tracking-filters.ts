import type { Claim, PacketMatch, Prefix, TopologyIndex } from '@paranet/network'
import { allAddresses, subtractPrefixes, tracksConnections } from '@paranet/network'
import type { ClaimAtPort } from './edge-filters.js'
import { defaultPriority, intersectHeaders, isAllOutside, matchesOf } from './edge-filters.js'
import { level } from './nesting.js'
import type { NeededEntry } from './state-builder.js'
import { needed } from './state-builder.js'

/** Filters of devices that track connections and that answers must pass: of the class of the answers they permit what is established and deny
 *  openings, unless another claim opens them. Devices at the edge cannot tell the two apart, so what they let in is decided here, by the
 *  same precedence: every claim that meets the class says its part again. */
export function trackingFilters(
  index: TopologyIndex,
  depthOf: (prefix: Prefix | undefined) => number,
  port: number,
  present: readonly ClaimAtPort[],
): NeededEntry[] {
  const entries: NeededEntry[] = []
  if (isTracking(index, index.ports[port]?.device ?? -1)) return entries
  for (const answer of present) {
    if (answer.claim.established !== true || answer.claim.kind === 'must-not') continue
    const wide = withWideDestinations(index, withExactSources(index, port, answer))
    for (const device of trackingWaypoints(index, answer.claim))
      addAnswerFilters(entries, depthOf, device, wide, present)
  }
  return entries
}

/** Answers that leave the network, without a list of what nobody owns: the other claims then say what holds inside. */
const withWideDestinations = (index: TopologyIndex, { claim, headers }: ClaimAtPort): ClaimAtPort =>
  isAllOutside(index, headers.destinations)
    ? { claim, headers: { ...headers, destinations: allAddresses } }
    : { claim, headers }

const isTracking = (index: TopologyIndex, node: number): boolean => {
  const found = index.nodes[node]
  return found !== undefined && tracksConnections(found)
}

const trackingWaypoints = (index: TopologyIndex, { via }: Claim): string[] =>
  [...new Set(via.flat())].filter((node) => isTracking(index, node)).map((node) => index.nodes[node]?.name ?? '')

/** Of what comes from outside, without what is owned: on the way there is no filter that took that out. */
function withExactSources(index: TopologyIndex, port: number, { claim, headers }: ClaimAtPort): ClaimAtPort {
  if (index.ports[port]?.kind !== 'external') return { claim, headers }
  const owned = index.owned.map(({ prefix }) => prefix)
  return { claim, headers: { ...headers, sources: subtractPrefixes(headers.sources, owned) } }
}

/** Sources inside a prefix of another port have their rules on a level above: those are complete for them. */
function addAnswerFilters(
  entries: NeededEntry[],
  depthOf: (prefix: Prefix | undefined) => number,
  device: string,
  { claim, headers }: ClaimAtPort,
  present: readonly ClaimAtPort[],
): void {
  const add = (base: number, matches: readonly PacketMatch[], action: 'permit' | 'deny', owner: string) => {
    for (const match of matches) {
      const priority = base + 2 * level * depthOf(match.src)
      entries.push(needed(device, { kind: 'filter', direction: 'forward', priority, match, action }, [owner]))
    }
  }
  add(claim.priority * 4, matchesOf(headers, true), 'permit', claim.intent)
  add(defaultPriority, matchesOf(headers, false), 'deny', claim.intent)
  for (const other of present) {
    if (other.claim.established === true) continue
    const shared = intersectHeaders(headers, other.headers)
    if (!shared) continue
    const action = other.claim.kind === 'must-not' ? 'deny' : 'permit'
    const priority = other.claim.priority * 4 + (other.claim.priority < 0 ? 1 : 0)
    add(priority, matchesOf(shared, other.claim.established), action, other.claim.intent)
  }
}
