import type { AvoidSet, ContentName, NameClaim, NameRouteIntent, TopologyIndex } from '@paranet/network'
import { avoidSetOf } from '@paranet/network'
import { compareClaims } from '../passes/report.js'

/** That one consumer's Interests in one part of the names get to a producer. */
export interface NameDemand {
  readonly route: NameRouteIntent
  readonly consumer: number
  /** Node ids of each waypoint, in order. */
  readonly via: readonly (readonly number[])[]
  readonly avoid: AvoidSet
}

/** The demands of each part of the names, parts sorted; those of one part in the order in which they are placed. */
export function demandsOf(index: TopologyIndex, claims: readonly NameClaim[]): Map<ContentName, NameDemand[]> {
  const byName = new Map<ContentName, NameDemand[]>()
  for (const { asserted, name, consumers, speaks } of claims) {
    if (asserted || speaks.kind !== 'name-route') continue
    const common = constraintsOf(index, speaks)
    const list = byName.get(name) ?? []
    for (const consumer of consumers) list.push({ route: speaks, consumer, ...common })
    byName.set(name, list)
  }
  for (const list of byName.values()) list.sort(byPlacement)
  return new Map([...byName].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function constraintsOf(index: TopologyIndex, route: NameRouteIntent): Pick<NameDemand, 'via' | 'avoid'> {
  const via = route.via.map(({ oneOf }) => oneOf.map((name) => index.nodeId.get(name)).filter((id) => id !== undefined))
  return { via, avoid: avoidSetOf(index, route.avoid) }
}

const orderOf = ({ route: { priority, rank, id } }: NameDemand) => ({ priority, rank, intent: id })

const byPlacement = (a: NameDemand, b: NameDemand): number =>
  compareClaims(orderOf(a), orderOf(b)) || a.consumer - b.consumer

/** Whether a way through these nodes and links keeps what the route asks of its path. `latency` in µs. */
export function keepsConstraints(
  { route, via, avoid }: NameDemand,
  {
    nodes,
    links,
    latency,
  }: { readonly nodes: readonly number[]; readonly links: readonly number[]; readonly latency: number },
): boolean {
  if (nodes.some((node) => avoid.nodes.has(node)) || links.some((link) => avoid.links.has(link))) return false
  if (route.latency !== undefined && latency > route.latency) return false
  if (route.maxHops !== undefined && links.length > route.maxHops) return false
  return phaseAfter(via, 0, nodes) === via.length
}

/** How many waypoints are passed, in order, after these nodes. */
export function phaseAfter(via: NameDemand['via'], phase: number, nodes: readonly number[]): number {
  let passed = phase
  for (const node of nodes) while (via[passed]?.includes(node)) passed++
  return passed
}
