import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { tracksConnections } from '@paranet/network'
import { reportAt } from '../passes/report.js'

/** What `survive` does not promise, said where it is asked: `single-point` names the ends and the waypoints without another whose own failure
 *  is outside of it; `sessions-lost` the waypoints that take over without knowing the connections. */
export function findSurvivalLimits(
  index: TopologyIndex,
  claims: readonly Claim[],
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const answered = new Set(claims.filter(({ established }) => established === true).map(({ intent }) => intent))
  return claims
    .filter(({ kind, side, survive }) => kind === 'must' && side === 'forward' && survive)
    .flatMap((claim) => {
      const intent = intents.get(claim.intent)
      const lost = answered.has(claim.intent) ? sessionsLost(index, claim, intent) : []
      return claim.survive?.some(({ element }) => element === 'node')
        ? [...singlePoints(index, claim, intent), ...lost]
        : lost
    })
}

function singlePoints(index: TopologyIndex, claim: Claim, intent: Intent | undefined): Diagnostic[] {
  const waypoints = claim.via.flatMap((members) => (members.length === 1 ? members : []))
  const ends = endsOf(index, claim).filter((node) => !waypoints.includes(node))
  const parts = [
    ...(waypoints.length === 0
      ? []
      : [`${namesOf(index, waypoints)} (${waypoints.length === 1 ? 'a waypoint' : 'waypoints'} without another)`]),
    ...(ends.length === 0 ? [] : [`${namesOf(index, ends)} (${ends.length === 1 ? 'an end' : 'ends'})`]),
  ]
  if (parts.length === 0) return []
  const message = `the failure of ${parts.join(' and of ')} lies outside \`survive\``
  return waypoints.length === 0
    ? [reportAt(intent, 'single-point', 'info', { message })]
    : [reportAt(intent, 'single-point', 'warning', { message, hint: 'name another: `via: one of a, b`' })]
}

/** Nodes whose own failure ends what is promised: sources, and owners of destinations that have no other. */
function endsOf(index: TopologyIndex, { sources, destinations }: Claim): number[] {
  const sending = sources
    .map(({ port }) => index.ports[port])
    .flatMap((port) => (port && port.kind !== 'external' ? [port.end ?? port.device] : []))
  const asked = new Set<string>(destinations.prefixes)
  const owning = index.owned.flatMap(({ prefix, owners }) => (owners.length === 1 && asked.has(prefix) ? owners : []))
  return [...new Set([...sending, ...owning])]
}

function sessionsLost(index: TopologyIndex, { via }: Claim, intent: Intent | undefined): Diagnostic[] {
  const shared = via
    .map((members) => members.filter((node) => index.nodes[node] && tracksConnections(index.nodes[node])))
    .find((members) => members.length > 1)
  if (!shared) return []
  const message = `where one of ${namesOf(index, shared)} takes over from another, connections that are open are lost: they share no state`
  return [reportAt(intent, 'sessions-lost', 'warning', { message })]
}

const mostNames = 6

function namesOf(index: TopologyIndex, nodes: readonly number[]): string {
  const names = nodes.map((node) => index.nodes[node]?.name ?? '').sort()
  const more = names.length - mostNames
  return more > 0 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : names.join(', ')
}
