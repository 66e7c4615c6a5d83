import type { InterfaceAddress, IpAddress, Prefix } from '../address/ip.js'
import type { NameStrategy } from '../device-state/device-state.js'

export type NodeType =
  | 'router'
  | 'switch'
  | 'host'
  | 'firewall'
  | 'balancer'
  | 'cache'
  | 'ndn'
  | 'geo'
  | 'p4'
  | 'server'

/** A place on the earth, degrees (WGS 84). */
export interface Place {
  readonly lat: number
  readonly lon: number
}

export interface TopologyNode {
  readonly name: string
  readonly type: NodeType
  /** Loopback addresses of a device; the addresses of a host. */
  readonly addresses: readonly IpAddress[]
  /** Prefixes attached to the node itself, behind its stub interface `lan`. */
  readonly prefixes: readonly Prefix[]
  readonly location?: Place
  readonly region?: string
  /** The segment (VRF, tenant) of its addresses, prefixes and names; of a host, of its links too. Absent: `main`. */
  readonly segment?: string
  /** Of a host: the device that it sends to first. Default: its first link's other end. */
  readonly gateway?: string
  /** What the node does to packets on their way: `firewall`, `nat`, `balancer`, `ids`. A node with a function forwards. */
  readonly function?: string
  /** Configuration format that the node takes. */
  readonly target: string
  /** The way to the node. */
  readonly driver: string
  /** Share of time that it is up, above 0. Absent: always. */
  readonly availability?: number
  /** NDN names produced here. */
  readonly produces: readonly string[]
  /** Bytes that the node can keep of named content. */
  readonly contentStore?: number
  /** How the node sends Interests on. */
  readonly strategy?: NameStrategy
  /** Keys that the language does not know, kept for matching and for people. */
  readonly labels: Readonly<Record<string, string>>
  /** Keys whose values ParaNet assigned because the source had none: `address`, `latency`, … */
  readonly assigned: readonly string[]
}

/** An interface that the text declares or a link creates. Names are unique in their node. `lan` and `local` are reserved. */
export interface TopologyInterface {
  readonly node: string
  readonly name: string
  readonly addresses: readonly InterfaceAddress[]
  readonly mtu: number
  /** The segment (VRF, tenant) that it belongs to, as does its link: equal addresses in two segments are different ends. */
  readonly segment: string
  /** Prefixes attached behind it, of a segment that is not the node's: there they stand for the node as its own do. Absent: none. */
  readonly prefixes?: readonly Prefix[]
  /** Leads out of the network: packets of `internet` enter and leave here. */
  readonly external: boolean
  readonly peerAs?: number
  readonly labels: Readonly<Record<string, string>>
}

export interface LinkEnd {
  readonly node: string
  readonly interface: string
}

export interface TopologyLink {
  /** `r1--r2` in the order of the text; a second link between the same two gets `r1--r2.2`, and so on. */
  readonly id: string
  readonly ends: readonly [LinkEnd, LinkEnd]
  /** bit/s */
  readonly bandwidth: number
  /** propagation, µs */
  readonly latency: number
  readonly weight: number
  /** Share of packets that it loses whatever it carries, below 1. Absent: none. */
  readonly loss?: number
  /** Share of time that it is up, above 0. Absent: always. */
  readonly availability?: number
  /** Share of the bandwidth that may be promised, above 0 and at most 1. Absent: that of the network. */
  readonly headroom?: number
  readonly risks: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly assigned: readonly string[]
}

export interface TopologyGroup {
  readonly name: string
  /** Node names, in the order of the text, without repeats. */
  readonly members: readonly string[]
}

/** A name that the network's text gives to a value (`let`), the value as text in the language. */
export interface TopologyDefinition {
  readonly name: string
  readonly value: string
}

/** A network as a plain immutable value: what is stored, hashed and sent. Up and down are not in it: they are observed. */
export interface Topology {
  readonly name: string
  readonly description?: string
  /** `closed`: only what intents ask for is reachable. `open`: everything is, by shortest paths. */
  readonly default: 'open' | 'closed'
  readonly antiSpoofing: boolean
  /** Share of each link's bandwidth that may be promised, above 0 and at most 1. Absent: all of it. */
  readonly headroom?: number
  /** Where the controller is, which manages the devices: nodes, prefixes, or `internet`. Absent: it is not said. */
  readonly management?: readonly string[]
  readonly nodes: readonly TopologyNode[]
  readonly interfaces: readonly TopologyInterface[]
  readonly links: readonly TopologyLink[]
  readonly groups: readonly TopologyGroup[]
  readonly definitions?: readonly TopologyDefinition[]
}
