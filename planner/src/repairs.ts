import { compile, PlanMemo } from '@paranet/compiler'
import type { Intent, NetworkState, TopologyIndex } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import type { Repair } from '@paranet/verifier'

/** How long the controller takes at most from a failure until devices run what was planned for it, ms: a second until it is noticed, the rest for
 *  staging and committing what was computed beforehand. */
export const repairMs = 3000

/** What the controller would have devices run after a failure: the intents compiled for what is left of the network. Each failure is compiled once. */
export function repairsOf(index: TopologyIndex, intents: readonly Intent[]): Repair {
  const known = new Map<string, NetworkState>()
  return ({ links, nodes }) => {
    const key = JSON.stringify([[...links].sort(), [...nodes].sort()])
    let state = known.get(key)
    if (!state)
      known.set(
        key,
        (state = compile({ index: without(index, links, nodes), intents }, { memo: new PlanMemo() }).state),
      )
    return state
  }
}

/** The topology without links, and with nodes cut off: names stay, so that intents keep their meaning. */
function without(index: TopologyIndex, links: readonly string[], nodes: readonly string[]): TopologyIndex {
  const { topology } = index
  const isLeft = ({ id, ends }: (typeof topology.links)[number]) =>
    !links.includes(id) && !ends.some(({ node }) => nodes.includes(node))
  return indexTopology({ ...topology, links: topology.links.filter(isLeft) })
}
