import { type IpAddress, type Prefix, parseAddress, parsePrefix } from '../address/ip.js'
import type { Topology, TopologyInterface, TopologyLink, TopologyNode } from '../topology/topology.js'

const address = (text: string): IpAddress => parseAddress(text) as IpAddress
const prefix = (text: string): Prefix => parsePrefix(text) as Prefix

/** A node for tests: a router unless told otherwise. */
export const node = (
  name: string,
  its: {
    type?: TopologyNode['type']
    address?: string
    prefixes?: string[]
    function?: string
    gateway?: string
    region?: string
  } = {},
): TopologyNode => ({
  name,
  type: its.type ?? 'router',
  addresses: its.address === undefined ? [] : [address(its.address)],
  prefixes: (its.prefixes ?? []).map(prefix),
  ...(its.function === undefined ? {} : { function: its.function }),
  ...(its.gateway === undefined ? {} : { gateway: its.gateway }),
  ...(its.region === undefined ? {} : { region: its.region }),
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
})

/** A link `a--b`; interfaces are named after the neighbour. */
export const link = (
  a: string,
  b: string,
  its: { latency?: number; bandwidth?: number; weight?: number; risks?: string[] } = {},
): TopologyLink => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: `to-${b}` },
    { node: b, interface: `to-${a}` },
  ],
  bandwidth: its.bandwidth ?? 10_000_000_000,
  latency: its.latency ?? 1000,
  weight: its.weight ?? 10,
  risks: its.risks ?? [],
  labels: {},
  assigned: [],
})

export const externalInterface = (nodeName: string, name: string): TopologyInterface => ({
  node: nodeName,
  name,
  addresses: [],
  mtu: 1500,
  segment: 'main',
  external: true,
  labels: {},
})

export const topologyOf = (
  nodes: readonly TopologyNode[],
  links: readonly TopologyLink[],
  its: Partial<Topology> = {},
): Topology => ({
  name: 'small',
  default: 'closed',
  antiSpoofing: true,
  nodes,
  interfaces: [],
  links,
  groups: [],
  ...its,
})
