import type { NetworkState, NextHop, NextHopGroups, TopologyIndex } from '@paranet/network'
import type { Decision } from './decide-box.js'
import { decideBox } from './decide-box.js'
import type { Box } from './header-box.js'
import { interfacesOf } from './outage.js'
import { ownerOfBox } from './promised-boxes.js'

/** Packets before a device. */
export interface Arrival {
  readonly node: number
  readonly in: string
  readonly box: Box
}

/** A place by its names and the DSCP that devices before have set. */
export const placeName = (node: string, inInterface: string, dscp: number | undefined): string =>
  `${node}\u0000${inInterface}\u0000${dscp ?? ''}`

/** The name of the place before which packets are. */
export const placeKey = (index: TopologyIndex, { node, in: at, box }: Arrival): string =>
  placeName(index.nodes[node]?.name ?? '', at, box.marked)

/** What the device does to the packets that are before it; one that runs nothing drops them. */
export function decideAt(
  { index, state }: { readonly index: TopologyIndex; readonly state: NetworkState },
  { node, in: at, box }: Arrival,
  live: (groups: NextHopGroups) => readonly string[],
  mayCopy: boolean,
): Decision {
  const own = state.get(index.nodes[node]?.name ?? '')
  return own ? decideBox(own, box, at, live, mayCopy) : { entries: [], next: [], box }
}

/** Whatever links are down: every group up to the first with a member that is on no link. */
export function liveWhateverFails(index: TopologyIndex, node: number, groups: NextHopGroups): readonly string[] {
  const isSure = ({ interface: out }: NextHop) => !index.adjacencyByInterface[node]?.has(out)
  const last = groups.findIndex((members) => members.some(isSure))
  return interfacesOf((last < 0 ? groups : groups.slice(0, last + 1)).flat())
}

/** Whether two lists hold the same texts in the same order. */
export const areEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i])

/** Whether whoever is handed a box at an interface owns its destination; ways out lead to what nobody owns. */
export function isOwners(index: TopologyIndex, node: number, out: string, box: Box): boolean {
  const port = index.portAt.get(`${index.nodes[node]?.name}\u0000${out}`)
  const owner = ownerOfBox(index, box, 'dst')
  if (!port) return false
  return port.kind === 'external' ? owner === undefined : (owner?.ports.includes(port.id) ?? false)
}
