import type { Claim, TopologyIndex } from '@paranet/network'
import { allAddresses, tracksConnections } from '@paranet/network'
import type { ClaimAtPort } from './edge-filters.js'
import { defaultPriority, intersectHeaders, isAllOutside, matchesOf } from './edge-filters.js'
import type { StateBuilder } from './state-builder.js'

/** Filters of devices that track connections and that answers must pass: of the class of the answers they permit what is established and deny
 *  openings, unless another claim opens them. Devices at the edge cannot tell the two apart, so what they let in is decided here, by the
 *  same precedence: every claim that meets the class says its part again. */
export function addTrackingFilters(
  index: TopologyIndex,
  claimsAt: readonly (readonly ClaimAtPort[])[],
  builder: StateBuilder,
): void {
  for (const [port, present] of claimsAt.entries()) {
    if (isTracking(index, index.ports[port]?.device ?? -1)) continue
    for (const answer of present) {
      if (answer.claim.established !== true || answer.claim.kind === 'must-not') continue
      const wide = withWideDestinations(index, answer)
      for (const device of trackingWaypoints(index, answer.claim)) addAnswerFilters(builder, device, wide, present)
    }
  }
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

function addAnswerFilters(
  builder: StateBuilder,
  device: string,
  answer: ClaimAtPort,
  present: readonly ClaimAtPort[],
): void {
  const { claim, headers } = answer
  const add = (
    priority: number,
    match: ReturnType<typeof matchesOf>[number],
    action: 'permit' | 'deny',
    owner: string,
  ) => builder.add(device, { kind: 'filter', direction: 'forward', priority, match, action }, [owner])
  for (const match of matchesOf(headers, true)) add(claim.priority * 4, match, 'permit', claim.intent)
  for (const match of matchesOf(headers, false)) add(defaultPriority, match, 'deny', claim.intent)
  for (const other of present) {
    if (other.claim.established === true) continue
    const shared = intersectHeaders(headers, other.headers)
    if (!shared) continue
    const action = other.claim.kind === 'must-not' ? 'deny' : 'permit'
    const priority = other.claim.priority * 4 + (other.claim.priority < 0 ? 1 : 0)
    for (const match of matchesOf(shared, other.claim.established)) add(priority, match, action, other.claim.intent)
  }
}
