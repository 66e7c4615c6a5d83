import type { Diagnostic } from '@paranet/language'
import type { FlowIntent, FlowMatch, Intent, RouteAction, TopologyIndex } from '@paranet/network'
import { localInterface, prefixesOverlap, stubInterface } from '@paranet/network'
import { packetText } from '../classes/conflicts.js'
import type { ClaimSpace } from '../classes/claim-space.js'
import { trafficOverlaps } from '../classes/packet-class.js'
import { reportAt } from '../passes/report.js'
import type { NextHops } from '../state/next-hops.js'
import type { StateBuilder } from '../state/state-builder.js'

/** Just above the entries of intents of the same priority. */
export const flowPriority = ({ priority }: FlowIntent): number => priority * 4 + 3

/** Adds the entries of a flow: a policy route with exactly its match, and its queue on the interfaces that the action leaves by.
 *  `priorityAt`: the priority of its policy route on a device, above what intents of lower priority have there. */
export function addFlow(
  index: TopologyIndex,
  hops: NextHops,
  flow: FlowIntent,
  builder: StateBuilder,
  priorityAt: (device: string) => number,
): void {
  const { inInterface, ...match } = flow.match
  const from = inInterface === undefined ? {} : { inInterface }
  for (const device of flow.at) {
    const action = actionOf(index, hops, device, flow)
    if (action)
      builder.add(device, { kind: 'policy-route', priority: priorityAt(device), match, ...from, action }, [flow.id])
    if (flow.action.kind === 'drop' || flow.action.queue === undefined) continue
    const entry = { kind: 'queue', priority: flowPriority(flow), match, ...from, class: flow.action.queue } as const
    for (const out of action ? outsOf(action) : outInterfaces(index, device))
      builder.add(device, { ...entry, interface: out }, [flow.id])
  }
}

/** What the device does with the packets; undefined where their way stays as it is. */
export function actionOf(
  index: TopologyIndex,
  hops: NextHops,
  device: string,
  { action, match }: FlowIntent,
): RouteAction | undefined {
  if (action.kind === 'queue') return undefined
  if (action.kind === 'drop') return action
  const id = index.nodeId.get(device) ?? -1
  if (action.kind === 'output') {
    const { interface: name } = action
    if (name === stubInterface || name === localInterface) return { kind: 'deliver', interface: name }
    const adjacency = index.adjacencyByInterface[id]?.get(name)
    const hop = adjacency ? hops.over(arcOf(index, adjacency.link, id), match.dst) : { interface: name }
    return { kind: 'forward', groups: [[hop]] }
  }
  const neighbour = index.nodeId.get(action.node)
  const links = (index.adjacency[id] ?? []).filter((one) => one.neighbour === neighbour)
  return { kind: 'forward', groups: [links.map(({ link }) => hops.over(arcOf(index, link, id), match.dst))] }
}

const arcOf = (index: TopologyIndex, link: number, from: number): number =>
  index.nodeId.get(index.links[link]?.ends[0].node ?? '') === from ? 2 * link : 2 * link + 1

const outsOf = (action: RouteAction): string[] =>
  action.kind === 'forward' ? action.groups.flatMap((hops) => hops.map((hop) => hop.interface)) : []

/** Interfaces of a device that packets are sent out of, sorted. */
const outInterfaces = (index: TopologyIndex, device: string): string[] =>
  [
    ...(index.adjacencyByInterface[index.nodeId.get(device) ?? -1]?.keys() ?? []),
    ...index.ports
      .filter((port) => port.kind === 'external' && index.nodes[port.device]?.name === device)
      .map((port) => port.interface),
  ].sort()

/** Pairs of flows of one priority that ask different things of the same packets on the same device, reported at the later one. */
export function flowConflicts(
  flows: readonly FlowIntent[],
  { space }: ClaimSpace,
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const [i, later] of flows.entries())
    for (const earlier of flows.slice(0, i)) {
      if (
        earlier.priority !== later.priority ||
        isSameAction(earlier, later) ||
        !matchesMeet(earlier.match, later.match)
      )
        continue
      const device = later.at.find((name) => earlier.at.includes(name))
      const shared = space.intersect(
        space.fromMatch(withoutPort(earlier.match)),
        space.fromMatch(withoutPort(later.match)),
      )
      if (device === undefined || space.isEmpty(shared)) continue
      const first = intents.get(earlier.id)
      found.push(
        reportAt(later, 'conflict', 'error', {
          message: `"${later.name}" and "${earlier.name}" ask different things of ${packetText(space.sample(shared))} on ${device}`,
          hint: 'give one a higher `priority`, or match less',
          ...(first ? { related: [{ intent: first, message: `"${earlier.name}" is here` }] } : {}),
        }),
      )
    }
  return found
}

const isSameAction = (a: FlowIntent, b: FlowIntent): boolean => JSON.stringify(a.action) === JSON.stringify(b.action)

const withoutPort = ({ inInterface: _, ...match }: FlowMatch) => match

/** Whether a packet can match both. */
export const matchesMeet = (a: FlowMatch, b: FlowMatch): boolean =>
  (a.inInterface === undefined || b.inInterface === undefined || a.inInterface === b.inInterface) &&
  (a.src === undefined || b.src === undefined || prefixesOverlap(a.src, b.src)) &&
  (a.dst === undefined || b.dst === undefined || prefixesOverlap(a.dst, b.dst)) &&
  trafficOverlaps([a], [b])
