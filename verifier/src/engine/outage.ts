import type { Scenario, TopologyIndex } from '@paranet/network'
import { isLinkUp } from '@paranet/network'

/** A scenario with its consequences spelled out: a link is down with either of its nodes. */
export interface Outage {
  readonly scenario: Scenario
  /** Per link id, 1 where no packet passes. */
  readonly linkDown: Uint8Array
}

export function outageOf(index: TopologyIndex, scenario: Scenario): Outage {
  const linkDown = new Uint8Array(index.links.length)
  for (const link of index.links.keys()) if (!isLinkUp(index, scenario, link)) linkDown[link] = 1
  return { scenario, linkDown }
}

/** The outage with more down. */
export function withDown(
  index: TopologyIndex,
  outage: Outage,
  more: { readonly links: readonly number[]; readonly nodes: readonly number[] },
): Outage {
  return outageOf(index, {
    downLinks: new Set([...outage.scenario.downLinks, ...more.links]),
    downNodes: new Set([...outage.scenario.downNodes, ...more.nodes]),
  })
}
