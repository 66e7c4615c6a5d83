import type { InterfaceAddress, IpAddress, Prefix } from '../address/ip.js'

/** What a router is configured to learn and to tell by routing protocols, IPv4. Interface names are those of the topology. */
export interface RoutingConfig {
  readonly device: string
  readonly interfaces: readonly RoutingInterface[]
  readonly staticRoutes: readonly ConfiguredRoute[]
  readonly ospf?: OspfConfig
  readonly bgp?: BgpConfig
  /** By name, the rules in their order. */
  readonly prefixLists: ReadonlyMap<string, readonly PrefixRule[]>
  readonly routeMaps: ReadonlyMap<string, readonly RouteMapRule[]>
  /** The first statement that may count and that is not read: what is converged with it is not known. */
  readonly unread?: string
}

export interface RoutingInterface {
  readonly name: string
  readonly addresses: readonly InterfaceAddress[]
  readonly ospf?: OspfInterface
}

/** What the interface is told about OSPF itself; absent fields are the daemon's defaults. */
export interface OspfInterface {
  /** Dotted. */
  readonly area?: string
  readonly cost?: number
  readonly isPassive?: boolean
  readonly network?: 'point-to-point' | 'broadcast'
  readonly helloInterval?: number
  readonly deadInterval?: number
}

/** A static route. */
export interface ConfiguredRoute {
  readonly prefix: Prefix
  readonly distance: number
  /** Absent: it drops. */
  readonly via?: { readonly interface?: string; readonly address?: IpAddress }
}

export type RedistributedKind = 'connected' | 'static' | 'ospf' | 'bgp'

export interface Redistribution {
  readonly from: RedistributedKind
  readonly metric?: number
  readonly metricType?: 1 | 2
  readonly routeMap?: string
}

export interface OspfConfig {
  readonly routerId?: IpAddress
  /** Interfaces whose address lies in the prefix are in the area; the longest prefix counts. */
  readonly networks: readonly { readonly prefix: Prefix; readonly area: string }[]
  readonly isPassiveByDefault: boolean
  readonly passive: readonly { readonly interface: string; readonly isPassive: boolean }[]
  readonly redistribute: readonly Redistribution[]
  /** Administrative distance; 255: its routes are never used. */
  readonly distance: number
}

export interface BgpConfig {
  readonly as: number
  readonly routerId?: IpAddress
  readonly neighbours: readonly BgpNeighbour[]
  readonly networks: readonly { readonly prefix: Prefix; readonly routeMap?: string }[]
  readonly redistribute: readonly Redistribution[]
  /** Without it routes pass no session to another system that has no policy in the direction. */
  readonly requiresPolicy: boolean
  /** Paths of equal rank that are used at once. */
  readonly maxPaths: { readonly external: number; readonly internal: number }
  readonly multipathRelax: boolean
  readonly comparesRouterId: boolean
  readonly alwaysComparesMed: boolean
  readonly distance: { readonly external: number; readonly internal: number }
}

export interface BgpNeighbour {
  readonly address: IpAddress
  readonly remoteAs: number
  /** Whether it takes part in IPv4 unicast. */
  readonly isActive: boolean
  /** Interface whose address is the session's own. */
  readonly updateSource?: string
  readonly isNextHopSelf: boolean
  readonly isReflectorClient: boolean
  readonly importList?: string
  readonly exportList?: string
  readonly importMap?: string
  readonly exportMap?: string
}

/** A rule of a prefix list: prefixes inside `prefix` whose length is from `ge` to `le`. */
export interface PrefixRule {
  readonly seq: number
  readonly action: 'permit' | 'deny'
  readonly prefix: Prefix
  readonly ge: number
  readonly le: number
}

/** An entry of a route map; the first whose matches all hold decides. */
export interface RouteMapRule {
  readonly seq: number
  readonly action: 'permit' | 'deny'
  readonly prefixList?: string
  readonly set: {
    readonly localPreference?: number
    readonly med?: number
    /** Numbers put before the path. */
    readonly prepend?: readonly number[]
  }
}
