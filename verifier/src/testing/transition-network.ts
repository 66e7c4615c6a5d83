import type { Ends, Prefix, RouteIntent, Topology, TopologyLink, TopologyNode } from '@paranet/network'
import { anyTraffic } from '@paranet/network'

export const prefix = (text: string): Prefix => text as Prefix

const node = (name: string, ...prefixes: string[]): TopologyNode => ({
  name,
  type: 'router',
  addresses: [],
  prefixes: prefixes.map(prefix),
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
})

const link = (a: string, b: string): TopologyLink => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: `to-${b}` },
    { node: b, interface: `to-${a}` },
  ],
  bandwidth: 1_000_000_000,
  latency: 1000,
  weight: 10,
  risks: [],
  labels: {},
  assigned: [],
})

/** Two ways from a to d: by b and by c. */
export const smallTopology: Topology = {
  name: 'small',
  default: 'closed',
  antiSpoofing: true,
  nodes: [node('a', '10.1.0.0/16'), node('b'), node('c'), node('d', '10.4.0.0/16')],
  interfaces: [],
  links: [link('a', 'b'), link('b', 'd'), link('a', 'c'), link('c', 'd')],
  groups: [],
}

const ends = (name: string): Ends => ({ terms: [{ kind: 'node', node: name }], except: [], text: name })

/** One route, one way. */
export const intentsOf = (from: string, to: string): RouteIntent[] => [
  {
    kind: 'route',
    id: 'n/f/r',
    name: 'r',
    priority: 100,
    rank: 0,
    from: ends(from),
    to: ends(to),
    traffic: anyTraffic,
    reply: 'none',
    yields: false,
    labels: {},
    via: [],
    avoid: [],
  },
]
