import type { PacketSet, Port } from '@paranet/network'
import type { Exploration, Leaf } from './explore.js'
import { explore } from './explore.js'
import type { NetworkModel } from './network-model.js'
import type { Outage } from './outage.js'
import { whoMeets } from './rewriting.js'

/** Follows packets that must not be delivered, and those that translation may make such ones. `leaf`: the first that is delivered, with the packets of
 *  it that are forbidden by who they are. */
export function exploreForbidden(
  model: NetworkModel,
  port: Port,
  forbidden: PacketSet,
  outage: Outage,
): { readonly exploration: Exploration; readonly found?: { readonly leaf: Leaf; readonly set: PacketSet } } {
  const { space, redirected } = model
  const exploration = explore(model, port, space.union(forbidden, redirected), outage)
  for (const leaf of exploration.leaves) {
    if (leaf.end !== 'delivered') continue
    const set = space.intersect(leaf.set, whoMeets(space, forbidden, leaf.rewriting))
    if (!space.isEmpty(set)) return { exploration, found: { leaf, set } }
  }
  return { exploration }
}
