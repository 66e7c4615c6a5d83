import type { OwnedPrefix, RouteAction, TopologyIndex } from '@paranet/network'
import { graphOf, systemOwners } from '@paranet/network'
import type { Places } from '../plan/places.js'
import type { PiecePlanner } from '../plan/plan-piece.js'
import type { TreeWay } from '../plan/tree-ways.js'
import { treeTo } from '../plan/tree-ways.js'
import type { NextHops } from './next-hops.js'
import type { NeededEntry } from './state-builder.js'
import { needed, ownedBy } from './state-builder.js'

/** Destination routes on the devices that traffic on the tree passes, one per owned prefix. */
export function treeRoutes(index: TopologyIndex, hops: NextHops, { claim, part, start, arcs }: TreeWay): NeededEntry[] {
  const { head } = graphOf(index)
  return part.owned.flatMap((owned) => {
    let device = start.device
    const entries: NeededEntry[] = []
    for (const arc of arcs) {
      const action = hops.forward([arc], undefined, owned.prefix)
      entries.push(routeAt(index, device, owned, action, claim.intent))
      device = head[arc] as number
    }
    return [...entries, ...deliveryAt(index, hops, device, owned, claim.intent)]
  })
}

/** An open network: every device has a route to every owned prefix, and out. */
export function openRoutes(
  planner: Pick<PiecePlanner, 'index' | 'memo' | 'graph'>,
  hops: NextHops,
  { partsOf }: Places,
): NeededEntry[] {
  const { index } = planner
  const everything = { prefixes: index.owned.map(({ prefix }) => prefix), toInternet: false }
  const leaving = { prefixes: ['0.0.0.0/0', '::/0'] as typeof everything.prefixes, toInternet: true }
  const parts = [...partsOf(everything), ...partsOf(leaving).filter(({ target }) => target.isOutside)]
  const owner = systemOwners.open
  return parts.flatMap(({ target, owned }) => {
    const tree = treeTo(planner, target)
    return [...index.nodes.keys()].flatMap((device) => {
      if (index.isEnd[device]) return []
      const arc = tree.nextArc[device] as number
      if (arc >= 0)
        return owned.map((one) => routeAt(index, device, one, hops.forward([arc], undefined, one.prefix), owner))
      return target.nodes.includes(device) ? owned.flatMap((one) => deliveryAt(index, hops, device, one, owner)) : []
    })
  })
}

/** What the device does with packets to the prefix that end there. */
export function deliveryAt(
  index: TopologyIndex,
  hops: NextHops,
  device: number,
  owned: OwnedPrefix,
  owner: string,
): NeededEntry[] {
  const action = index.isEnd[device] ? undefined : hops.delivery(device, owned)
  return action ? [routeAt(index, device, owned, action, owner)] : []
}

const routeAt = (
  index: TopologyIndex,
  device: number,
  { prefix }: OwnedPrefix,
  action: RouteAction,
  owner: string,
): NeededEntry => needed(index.nodes[device]?.name ?? '', { kind: 'route', prefix, action }, ownedBy(owner))
