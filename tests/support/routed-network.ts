import { readRouting } from '@paranet/compiler'
import type { RoutingConfig, Topology, TopologyIndex, TopologyLink, TopologyNode } from '@paranet/network'
import { indexTopology } from '@paranet/network'

/** A link between two routers: interfaces are called `NAME-OTHER`. */
export type RoutedLink = readonly [a: string, b: string]

/** Routers that are configured by hand. */
export interface RoutedNetwork {
  readonly links: readonly RoutedLink[]
  /** frr.conf by router. */
  readonly confs: ReadonlyMap<string, string>
}

/** The interface of a router towards another. */
export const towards = (from: string, to: string): string => `${from}-${to}`

/** The subnet of a link by its place in the list, and the address of its first or second end. */
export const linkAddress = (link: number, end: 0 | 1): string => `10.200.${link}.${1 + end}`

/** The lines of the interfaces of a router. `more`: lines for an interface towards another. */
export function interfaceLines(
  links: readonly RoutedLink[],
  router: string,
  more: (other: string, link: number) => readonly string[],
): string[] {
  return links.flatMap(([a, b], link) => {
    if (a !== router && b !== router) return []
    const [other, end] = a === router ? ([b, 0] as const) : ([a, 1] as const)
    return [
      `interface ${towards(router, other)}`,
      ` ip address ${linkAddress(link, end)}/24`,
      ...more(other, link).map((line) => ` ${line}`),
      'exit',
    ]
  })
}

/** The topology of the network, and what its files say. */
export function readRoutedNetwork({ links, confs }: RoutedNetwork): {
  readonly index: TopologyIndex
  readonly configs: readonly RoutingConfig[]
} {
  const topology: Topology = {
    name: 'routed',
    default: 'open',
    antiSpoofing: false,
    nodes: [...confs.keys()].map(nodeNamed),
    interfaces: [],
    links: links.map(([a, b]) => linkBetween(a, b)),
    groups: [],
  }
  const configs = [...confs].map(([name, conf]) => readRouting('frr.conf', name, conf))
  return { index: indexTopology(topology), configs }
}

const nodeNamed = (name: string): TopologyNode => ({
  name,
  type: 'router',
  addresses: [],
  prefixes: [],
  target: 'frr',
  driver: 'frr',
  produces: [],
  labels: {},
  assigned: [],
})

const linkBetween = (a: string, b: string): TopologyLink => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: towards(a, b) },
    { node: b, interface: towards(b, a) },
  ],
  bandwidth: 1_000_000_000,
  latency: 1000,
  weight: 1,
  risks: [],
  labels: {},
  assigned: [],
})
