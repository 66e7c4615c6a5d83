import type { TopologyNode } from './topology.js'

/** Whether a device tells its neighbours the shortest paths by OSPF: it is asked to (`routing: ospf`), and its target does. */
export const speaksOspf = ({ labels, target }: Pick<TopologyNode, 'labels' | 'target'>): boolean =>
  target === 'frr' && (labels.routing ?? '').split(/[\s,]+/).includes('ospf')
