import type { TopologyIndex } from './topology-index.js'
import type { Topology, TopologyLink } from './topology.js'

/** What may be promised of a link in each direction, bit/s: its bandwidth × headroom, its own or the network's. Of no link nothing. */
export const usableBandwidth = (
  { topology: { headroom } }: { readonly topology: Pick<Topology, 'headroom'> },
  link: Pick<TopologyLink, 'bandwidth' | 'headroom'> | undefined,
): number => (link ? Math.round(link.bandwidth * (link.headroom ?? headroom ?? 1)) : 0)

/** What messages add to the bandwidth of a link that may be filled in part only; empty where all of it is usable. */
export function headroomText({ topology }: Pick<TopologyIndex, 'topology'>, link: TopologyLink | undefined): string {
  const share = link?.headroom ?? topology.headroom ?? 1
  return share === 1 ? '' : ` and may be filled to ${Number((share * 100).toPrecision(12))}%`
}
