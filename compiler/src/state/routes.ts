import type { OwnedPrefix, RouteAction, TopologyIndex } from '@paranet/network'
import { graphOf, systemOwners } from '@paranet/network'
import { deliver } from '../plan/forwarding.js'
import type { ClaimPart } from '../plan/pieces.js'
import type { Places } from '../plan/places.js'
import type { GuidedPiece, PiecePlanner } from '../plan/plan-piece.js'
import type { TreeWay } from '../plan/tree-ways.js'
import { treeTo } from '../plan/tree-ways.js'
import type { NextHops } from './next-hops.js'
import type { PlanMemo } from '../plan/plan-memo.js'
import { isSameList } from '../plan/plan-memo.js'
import type { NeededEntry, StateBuilder } from './state-builder.js'
import { needed } from './state-builder.js'

/** Destination routes on the devices that traffic on the trees passes, one per owned prefix. */
export function addTreeRoutes(
  { index, memo }: Remembering,
  hops: NextHops,
  ways: readonly TreeWay[],
  builder: StateBuilder,
): void {
  for (const way of ways) builder.addAll(memo.of(index, 'tree routes', way, () => treeRoutes(index, hops, way)))
}

interface Remembering {
  readonly index: TopologyIndex
  readonly memo: PlanMemo
}

function treeRoutes(index: TopologyIndex, hops: NextHops, { claim, part, start, arcs }: TreeWay): NeededEntry[] {
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

/** Deliveries where guided classes end: their own entries lead to the last device, the routes there do the rest. */
export function addGuidedDeliveries(
  { index, memo }: Remembering,
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
    const list = byClaim.get(key)
    if (list) list.push(part)
    else byClaim.set(key, [part])
  }
  const lastOf = ({ forwarding }: GuidedPiece) => {
    const last = new Set<number>()
    for (const [state, { primary }] of forwarding)
      if (primary === deliver)
        last.add(state < arcCount ? (head[state] as number) : (index.ports[state - arcCount]?.device ?? -1))
    return last
  }
  for (const guided of pieces) {
    const { claims, target } = guided.piece
    const its = claims.flatMap(({ intent, side }) => byClaim.get(keyOf(intent, side, target.key)) ?? [])
    const make = (): Deliveries => {
      const last = [...lastOf(guided)]
      const entries = its.flatMap(({ claim, part }) =>
        part.owned.flatMap((owned) => last.flatMap((device) => deliveryAt(index, hops, device, owned, claim.intent))),
      )
      return { parts: its, entries }
    }
    const known = memo.of(index, 'deliveries', guided, () => ({ last: make() }))
    if (!isSameList(known.last.parts, its)) known.last = make()
    builder.addAll(known.last.entries)
  }
}

interface Deliveries {
  readonly parts: readonly ClaimPart[]
  readonly entries: readonly NeededEntry[]
}

/** An open network: every device has a route to every owned prefix, and out. */
export function addOpenRoutes(
  planner: Pick<PiecePlanner, 'index' | 'memo' | 'graph'>,
  hops: NextHops,
  places: Places,
  builder: StateBuilder,
): void {
  const { index, memo } = planner
  builder.addAll(memo.remember(index, 'open routes', () => openRoutes(planner, hops, places)))
}

function openRoutes(
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

function deliveryAt(
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
): NeededEntry => needed(index.nodes[device]?.name ?? '', { kind: 'route', prefix, action }, [owner])
