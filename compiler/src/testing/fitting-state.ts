import type { DeviceState, TopologyNode } from '@paranet/network'
import { entriesOf, stateOf } from '@paranet/network'
import { lackingOf } from '../targets/lacking.js'
import { targetOf } from '../targets/registry.js'

/** A state less what the target of the node cannot do. */
export function fittingState(node: TopologyNode, state: DeviceState): DeviceState {
  const target = targetOf(node)
  if (!target) throw new TypeError(`unknown target ${node.target}`)
  const kept = stateOf(
    state.device,
    [...entriesOf(state).values()].filter((entry) => lackingOf(target.capabilities, node, entry) === undefined),
  )
  const lacking = target.lacks?.(kept)
  if (!lacking || lacking.size === 0) return kept
  return stateOf(
    state.device,
    [...entriesOf(kept)].filter(([key]) => !lacking.has(key)).map(([, entry]) => entry),
  )
}
