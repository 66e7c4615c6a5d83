import { compile, PlanMemo } from '@paranet/compiler'
import type { Intent, NetworkState, TopologyIndex } from '@paranet/network'
import { linksDownIndex } from '@paranet/network'
import type { Repair } from '@paranet/verifier'

/** How long the controller takes at most from a failure until devices run what was planned for it, ms: a second until it is noticed, the rest for
 *  staging and committing what was computed beforehand. */
export const repairMs = 3000

/** What the controller would have devices run after a failure: the intents compiled for what is left of the network. Each failure is compiled once,
 *  and what it does not touch is kept from the network as a whole. */
export function repairsOf(index: TopologyIndex, intents: readonly Intent[]): Repair {
  const whole = index.up ?? index
  const known = new Map<string, NetworkState>()
  const memo = new PlanMemo()
  return ({ links, nodes }) => {
    const key = JSON.stringify([[...links].sort(), [...nodes].sort()])
    let state = known.get(key)
    if (!state) {
      if (known.size === 0) compile({ index: whole, intents }, { memo })
      const left = without(whole, links, nodes)
      known.set(key, (state = compile({ index: left, intents }, { memo: left.up ? memo : new PlanMemo() }).state))
    }
    return state
  }
}

/** The topology without links, and with nodes cut off: names stay, so that intents keep their meaning. */
const without = (index: TopologyIndex, links: readonly string[], nodes: readonly string[]): TopologyIndex =>
  linksDownIndex(
    index,
    index.links.flatMap(({ id, ends }, link) =>
      links.includes(id) || ends.some(({ node }) => nodes.includes(node)) ? [link] : [],
    ),
  )
