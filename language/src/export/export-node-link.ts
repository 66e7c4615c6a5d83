import type { Demand, Topology, TopologyLink, TopologyNode } from '@paranet/network'
import type { LossList } from '../import/lost.js'

/** A topology as node-link JSON, as NetworkX reads and writes it: `nodes` with `id` and `pos` (longitude, latitude), `edges` with `source` and
 *  `target`, and all else of nodes and links as attributes. Bandwidth in bit/s, latency in µs, demands in bit/s. */
export function exportNodeLink(topology: Topology, demands: readonly Demand[], lost: LossList): string {
  const { name, nodes, links, ...rest } = topology
  const graph = {
    name,
    ...rest,
    ...(demands.length > 0 ? { demand_unit: 'bps', demands: nestedDemands(demands, lost) } : {}),
  }
  const document = {
    directed: false,
    multigraph: true,
    graph,
    nodes: nodes.map(nodeOf),
    edges: links.map(edgeOf),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const nodeOf = ({ name, location, ...rest }: TopologyNode) => ({
  id: name,
  ...(location ? { pos: [location.lon, location.lat] } : {}),
  ...rest,
})

const edgeOf = ({ id, ends: [a, b], latency, ...rest }: TopologyLink) => ({
  source: a.node,
  target: b.node,
  key: id,
  source_interface: a.interface,
  target_interface: b.interface,
  latency_us: latency,
  ...rest,
})

/** Demands between the same two nodes that differ in class are summed: the format has one number for a pair. */
function nestedDemands(demands: readonly Demand[], lost: LossList): Record<string, Record<string, number>> {
  const nested: Record<string, Record<string, number>> = {}
  for (const { from, to, bitsPerSecond, class: its } of demands) {
    const row = (nested[from] ??= {})
    if (its) lost.add('the class of a demand', `${from} to ${to}`, 'the format has one number for a pair')
    row[to] = (row[to] ?? 0) + bitsPerSecond
  }
  return nested
}
