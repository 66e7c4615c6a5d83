import type { Diagnostic } from '@paranet/language'
import type { TopologyIndex, TopologyNode } from '@paranet/network'
import { entryCount, graphOf, shortestPathTree } from '@paranet/network'
import { targetKinds, targetOf } from '../targets/registry.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'
import type { Synthesized } from './synthesize.js'

/** States that the targets of their devices can take; `renderDevice` makes the artifact of one when it is asked for. */
export interface Rendered extends Omit<Synthesized, 'stage'> {
  readonly stage: 'rendered'
}

/** Fits states to the targets of their devices. Reports `unsupported-by-target` for a device whose target is unknown and that has entries,
 *  with the nearest device that can take them. */
export function render({ state, ledger }: Synthesized, { index }: PassContext): PassResult<Rendered> {
  const diagnostics: Diagnostic[] = []
  const nodeOf = (device: string) => index.nodes[index.nodeId.get(device) ?? -1]
  for (const [device, own] of state) {
    const node = nodeOf(device)
    if (node && !targetOf(node) && entryCount(own) > 0) diagnostics.push(unknownTarget(index, node))
  }
  return { output: { stage: 'rendered', state, ledger }, diagnostics }
}

function unknownTarget(index: TopologyIndex, node: TopologyNode): Diagnostic {
  const graph = graphOf(index)
  const distance = shortestPathTree(graph, [index.nodeId.get(node.name) ?? -1]).hops
  const able = index.nodes
    .map((other, id) => ({ name: other.name, id, isAble: !index.isEnd[id] && targetOf(other) !== undefined }))
    .filter(({ isAble }) => isAble)
    .sort((a, b) => (distance[a.id] as number) - (distance[b.id] as number) || (a.name < b.name ? -1 : 1))
  const nearest = able[0] ? `; the nearest device that can take its entries is ${able[0].name}` : ''
  return reportAt(undefined, 'unsupported-by-target', 'error', {
    message: `${node.name} has the target "${node.target}", which is unknown${nearest}`,
    hint: `targets are: ${targetKinds.join(', ')}`,
  })
}
