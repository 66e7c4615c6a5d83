import type { Claim, TopologyNode } from '@paranet/network'
import { forwardsByTables } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'

/** No delivered packet passes a node or a link that it must avoid. */
export function findPassedAvoided(
  model: NetworkModel,
  { avoid, protocol }: Pick<Claim, 'avoid' | 'protocol'>,
  { port, outage, leaves }: Exploration,
): Finding | undefined {
  if (avoid.nodes.size + avoid.links.size === 0) return undefined
  for (const leaf of leaves) {
    if (leaf.end !== 'delivered') continue
    const steps = pathOf(leaf)
    const node = steps.find(({ place }) => avoid.nodes.has(place.node))?.place.node
    const links = [port.link, ...steps.map(({ out }) => out?.adjacency?.link)]
    const link = links.find((id) => id !== undefined && avoid.links.has(id))
    const passed = node === undefined ? undefined : model.index.nodes[node]
    const name = passed?.name ?? model.index.links[link ?? -1]?.id
    const why = protocol && passed && !forwardsByTables(passed) ? withoutTables(passed) : 'which it must avoid'
    if (name !== undefined) return { port, outage, leaf, set: leaf.set, reason: `it passes ${name}, ${why}` }
  }
  return undefined
}

const withoutTables = ({ target }: TopologyNode): string =>
  `whose target "${target}" has no match-action tables, as \`protocol: p4\` asks`
