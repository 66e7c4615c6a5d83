import type { Multicast, TopologyIndex } from '@paranet/network'
import { hostPrefix, linkOfArc, localInterface, portKey, stubInterface } from '@paranet/network'
import type { StateBuilder } from '../state/state-builder.js'
import type { PlannedTree } from './plan-trees.js'

/** Just above what an open network permits: what the class of a multicast leaves out of its group is not sent along its tree. */
const outsideClassPriority = -2

/** Adds the entries of a tree: at each of its devices, per source prefix, where packets come in and where copies go out. */
export function addGroupRoutes(index: TopologyIndex, { multicast, arcs }: PlannedTree, builder: StateBuilder): void {
  const { claim, intent, sender } = multicast
  for (const { port: id, prefixes } of claim.sources) {
    const port = index.ports[id]
    if (!port) continue
    if (index.topology.default === 'open') denyOthers(index, multicast, id, builder)
    const comesIn = new Map<number, string>([[port.device, port.interface]])
    const goesOut = new Map<number, string[]>()
    for (const { from, to, out, into } of hopsOf(index, arcs)) {
      if (from === sender && index.isEnd[sender]) continue
      goesOut.set(from, [...(goesOut.get(from) ?? []), out])
      if (!index.isEnd[to]) comesIn.set(to, into)
    }
    for (const receiver of multicast.receivers)
      if (!index.isEnd[receiver])
        goesOut.set(receiver, [...(goesOut.get(receiver) ?? []), ownInterface(index, receiver)])
    for (const [device, out] of goesOut)
      for (const source of prefixes)
        builder.add(
          index.nodes[device]?.name ?? '',
          {
            kind: 'group-route',
            source,
            group: intent.group,
            inInterface: comesIn.get(device) ?? '',
            out: [...out].sort(),
          },
          [intent.id],
        )
  }
}

/** In an open network everything else of the sender would go along the tree too. */
function denyOthers(index: TopologyIndex, { claim, intent }: Multicast, port: number, builder: StateBuilder): void {
  const its = index.ports[port]
  const sources = claim.sources.find((source) => source.port === port)?.prefixes ?? []
  if (!its || intent.traffic.some((term) => Object.keys(term).length === 0)) return
  for (const src of sources)
    builder.add(
      index.nodes[its.device]?.name ?? '',
      {
        kind: 'filter',
        direction: 'in',
        interface: its.interface,
        priority: outsideClassPriority,
        match: { src, dst: hostPrefix(intent.group) },
        action: 'deny',
      },
      [intent.id],
    )
}

/** A device gets packets for its attached prefixes, or for itself where it has none. */
const ownInterface = (index: TopologyIndex, device: number): string =>
  index.portAt.has(portKey(index.nodes[device]?.name ?? '', stubInterface)) ? stubInterface : localInterface

interface TreeHop {
  readonly from: number
  readonly to: number
  readonly out: string
  readonly into: string
}

function hopsOf(index: TopologyIndex, arcs: readonly number[]): TreeHop[] {
  return arcs.flatMap((arc) => {
    const ends = index.links[linkOfArc(arc)]?.ends
    if (!ends) return []
    const [near, far] = arc % 2 === 0 ? [ends[0], ends[1]] : [ends[1], ends[0]]
    const [from, to] = [near, far].map(({ node }) => index.nodeId.get(node) ?? -1) as [number, number]
    return [{ from, to, out: near.interface, into: far.interface }]
  })
}
