import type { OwnedPrefix, TopologyIndex } from '@paranet/network'
import { graphOf, systemOwners } from '@paranet/network'
import { deliver } from '../plan/forwarding.js'
import type { ClaimPart } from '../plan/pieces.js'
import type { Places } from '../plan/places.js'
import type { GuidedPiece, PiecePlanner } from '../plan/plan-piece.js'
import type { TreeWay } from '../plan/tree-ways.js'
import { treeTo } from '../plan/tree-ways.js'
import type { NextHops } from './next-hops.js'
import type { StateBuilder } from './state-builder.js'

/** Destination routes on the devices that traffic on the trees passes, one per owned prefix. */
export function addTreeRoutes(
  index: TopologyIndex,
  hops: NextHops,
  ways: readonly TreeWay[],
  builder: StateBuilder,
): void {
  const { head } = graphOf(index)
  for (const { claim, part, start, arcs } of ways)
    for (const owned of part.owned) {
      let device = start.device
      for (const arc of arcs) {
        addRoute(
          index,
          builder,
          device,
          owned,
          { kind: 'forward', groups: [[hops.over(arc, owned.prefix)]] },
          claim.intent,
        )
        device = head[arc] as number
      }
      addDelivery(index, hops, builder, device, owned, claim.intent)
    }
}

/** Deliveries where guided classes end: their own entries lead to the last device, the routes there do the rest. */
export function addGuidedDeliveries(
  index: TopologyIndex,
  hops: NextHops,
  pieces: readonly GuidedPiece[],
  parts: readonly ClaimPart[],
  builder: StateBuilder,
): void {
  const { arcCount, head } = graphOf(index)
  const byClaim = new Map<string, ClaimPart[]>()
  const keyOf = (intent: string, side: string, target: string) => `${intent}\u0000${side}\u0000${target}`
  for (const part of parts) {
    const key = keyOf(part.claim.intent, part.claim.side, part.part.target.key)
    byClaim.set(key, [...(byClaim.get(key) ?? []), part])
  }
  for (const { piece, forwarding } of pieces) {
    const last = new Set<number>()
    for (const [state, { primary }] of forwarding)
      if (primary === deliver)
        last.add(state < arcCount ? (head[state] as number) : (index.ports[state - arcCount]?.device ?? -1))
    for (const claim of piece.claims)
      for (const { part } of byClaim.get(keyOf(claim.intent, claim.side, piece.target.key)) ?? [])
        for (const owned of part.owned)
          for (const device of last) addDelivery(index, hops, builder, device, owned, claim.intent)
  }
}

/** An open network: every device has a route to every owned prefix, and out. */
export function addOpenRoutes(
  planner: Pick<PiecePlanner, 'index' | 'memo' | 'graph'>,
  hops: NextHops,
  { partsOf }: Places,
  builder: StateBuilder,
): void {
  const { index, graph } = planner
  const everything = { prefixes: index.owned.map(({ prefix }) => prefix), toInternet: false }
  const leaving = { prefixes: ['0.0.0.0/0', '::/0'] as typeof everything.prefixes, toInternet: true }
  const parts = [...partsOf(everything), ...partsOf(leaving).filter(({ target }) => target.isOutside)]
  for (const { target, owned } of parts) {
    const tree = treeTo(planner, target)
    for (let device = 0; device < graph.nodeCount; device++) {
      if (index.isEnd[device]) continue
      const arc = tree.nextArc[device] as number
      for (const one of owned) {
        if (arc >= 0)
          addRoute(
            index,
            builder,
            device,
            one,
            { kind: 'forward', groups: [[hops.over(arc, one.prefix)]] },
            systemOwners.open,
          )
        else if (target.nodes.includes(device)) addDelivery(index, hops, builder, device, one, systemOwners.open)
      }
    }
  }
}

function addDelivery(
  index: TopologyIndex,
  hops: NextHops,
  builder: StateBuilder,
  device: number,
  owned: OwnedPrefix,
  owner: string,
): void {
  if (index.isEnd[device]) return
  const action = hops.delivery(device, owned)
  if (action) addRoute(index, builder, device, owned, action, owner)
}

type Action = NonNullable<ReturnType<NextHops['delivery']>>

function addRoute(
  index: TopologyIndex,
  builder: StateBuilder,
  device: number,
  { prefix }: OwnedPrefix,
  action: Action,
  owner: string,
): void {
  builder.add(index.nodes[device]?.name ?? '', { kind: 'route', prefix, action }, [owner])
}
