import type {
  Ends,
  Intent,
  IpAddress,
  IsolateIntent,
  NetworkState,
  Prefix,
  RouteIntent,
  Topology,
  TopologyIndex,
  TopologyLink,
  TopologyNode,
} from '@paranet/network'
import { anyTraffic, entriesOf, indexTopology } from '@paranet/network'

const node = (name: string, its: Partial<TopologyNode> = {}): TopologyNode => ({
  name,
  type: 'router',
  addresses: [],
  prefixes: [],
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
  ...its,
})

/** A link of 1 Gbit/s, 1 ms and weight 10, unless told otherwise. */
export const link = (a: string, b: string, its: Partial<TopologyLink> = {}): TopologyLink => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: b },
    { node: b, interface: a },
  ],
  bandwidth: 1_000_000_000,
  latency: 1000,
  weight: 10,
  risks: [],
  labels: {},
  assigned: [],
  ...its,
})

/** a (10.1/16) and d (10.4/16) at the ends of a square a b d c, a firewall `fw` hanging on b and a host `h` on d.
 *
 *       fw
 *       |
 *   a - b
 *   |   |
 *   c - d - h        a--c is slow and c--d too: 5 ms each */
export const fiveNodes: Topology = {
  name: 'five',
  default: 'closed',
  antiSpoofing: true,
  nodes: [
    node('a', { prefixes: ['10.1.0.0/16' as Prefix] }),
    node('b'),
    node('c'),
    node('d', { prefixes: ['10.4.0.0/16' as Prefix] }),
    node('fw', { type: 'firewall', function: 'firewall' }),
    node('h', { type: 'host', addresses: ['10.4.0.10' as IpAddress], gateway: 'd' }),
  ],
  interfaces: [],
  links: [
    link('a', 'b'),
    link('b', 'd'),
    link('a', 'c', { latency: 5000, weight: 50 }),
    link('c', 'd', { latency: 5000, weight: 50 }),
    link('b', 'fw'),
    link('d', 'h'),
  ],
  groups: [],
}

export const fiveIndex: TopologyIndex = indexTopology(fiveNodes)

export const at = (name: string): Ends => ({ terms: [{ kind: 'node', node: name }], except: [], text: name })

export const behind = (prefix: string): Ends => ({
  terms: [{ kind: 'prefix', prefix: prefix as Prefix }],
  except: [],
  text: prefix,
})

const base = { priority: 100, rank: 0, traffic: anyTraffic, yields: false, labels: {} }

/** A route one way, `a` to `d` unless told otherwise. */
export const route = (name: string, its: Partial<RouteIntent> = {}): RouteIntent => ({
  ...base,
  kind: 'route',
  id: `five/x/${name}`,
  name,
  from: at('a'),
  to: behind('10.4.5.0/24'),
  reply: 'none',
  via: [],
  avoid: [],
  ...its,
})

export const isolate = (name: string, its: Partial<IsolateIntent> = {}): Intent => ({
  ...base,
  kind: 'isolate',
  id: `five/x/${name}`,
  name,
  from: at('a'),
  to: behind('10.4.5.0/24'),
  reply: 'auto',
  ...its,
})

/** All entries but the denials of the network itself, one a line: `a: route 10.4.0.0/16 → b else c`. */
export function stateText(state: NetworkState): string[] {
  return [...state].flatMap(([device, own]) =>
    [...entriesOf(own)].flatMap(([key, entry]) => {
      if (key.endsWith(' -4 any') || /filter in \S+ (7999|8000) /.test(key)) return []
      if (entry.kind === 'mark') return [`${device}: ${key} → dscp ${entry.dscp}`]
      if (entry.kind === 'policer') return [`${device}: ${key} → ${entry.rate} by ${entry.bucket}`]
      if (entry.kind === 'queue') return [`${device}: ${key} → ${entry.class} ${entry.min ?? ''}-${entry.max ?? ''}`]
      if (!('action' in entry) || entry.kind === 'name-filter') return [`${device}: ${key}`]
      const { action } = entry
      if (typeof action === 'string') return [`${device}: ${key} ${action}`]
      if (action.kind === 'forward')
        return [
          `${device}: ${key} → ${action.groups.map((hops) => hops.map((hop) => hop.interface).join('+')).join(' else ')}`,
        ]
      return [`${device}: ${key} → ${action.kind}${action.kind === 'deliver' ? ` ${action.interface}` : ''}`]
    }),
  )
}
