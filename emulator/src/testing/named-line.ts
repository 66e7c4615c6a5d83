import type { Topology, TopologyLink, TopologyNode } from '@paranet/network'

const node = (name: string, more: Partial<TopologyNode> = {}): TopologyNode => ({
  name,
  type: 'ndn',
  addresses: [],
  prefixes: [],
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
  ...more,
})

const link = (a: string, b: string): TopologyLink => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: b },
    { node: b, interface: a },
  ],
  bandwidth: 1e9,
  latency: 1000,
  weight: 10,
  risks: [],
  labels: {},
  assigned: [],
})

/** u — a — b — p: a host that asks, two devices, and one that produces /v. Interfaces are called after the neighbour. */
export const lineTopology: Topology = {
  name: 'line',
  default: 'closed',
  antiSpoofing: true,
  nodes: [node('u', { type: 'host' }), node('a'), node('b'), node('p', { produces: ['/v'] })],
  interfaces: [],
  links: [link('u', 'a'), link('a', 'b'), link('b', 'p')],
  groups: [],
}
