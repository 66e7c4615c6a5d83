import type { PacketSet, Port } from '@paranet/network'
import type { Exploration, Leaf } from './explore.js'
import { explore } from './explore.js'
import type { NetworkModel } from './network-model.js'
import type { Outage } from './outage.js'
import { whoMeets } from './rewriting.js'

/** A way on which forbidden packets are delivered, with those of its packets that are forbidden by who they are. */
export interface ForbiddenLeaf {
  readonly leaf: Leaf
  readonly set: PacketSet
}

/** Follows packets that must not be delivered, and those that translation may make such ones. */
export function followForbidden(
  model: NetworkModel,
  port: Port,
  forbidden: PacketSet,
  outage: Outage,
): { readonly exploration: Exploration; readonly delivered: Iterable<ForbiddenLeaf> } {
  const exploration = explore(model, port, model.space.union(forbidden, model.redirected), outage)
  return { exploration, delivered: deliveredOf(model, forbidden, exploration) }
}

/** The same; `found`: the first that is delivered. */
export function exploreForbidden(
  model: NetworkModel,
  port: Port,
  forbidden: PacketSet,
  outage: Outage,
): { readonly exploration: Exploration; readonly found?: ForbiddenLeaf } {
  const { exploration, delivered } = followForbidden(model, port, forbidden, outage)
  for (const found of delivered) return { exploration, found }
  return { exploration }
}

function* deliveredOf(
  { space }: NetworkModel,
  forbidden: PacketSet,
  { leaves }: Exploration,
): Generator<ForbiddenLeaf> {
  for (const leaf of leaves) {
    if (leaf.end !== 'delivered') continue
    const set = space.intersect(leaf.set, whoMeets(space, forbidden, leaf.rewriting))
    if (!space.isEmpty(set)) yield { leaf, set }
  }
}
