import type { IpAddress, Prefix } from '../address/ip.js'
import type { DeviceSetting, RoutePolicy } from '../intent/intent.js'
import type { ContentName } from '../names/content-name.js'
import { rootName } from '../names/content-name.js'
import type { GeoArea } from '../places/geo-area.js'
import type { Place } from '../topology/topology.js'
import type { PortRange, TrafficBox } from '../traffic-class/traffic-class.js'

/** Reserved interface names of every device: `lan` faces the node's own attached prefixes, `local` is the device itself. */
export const stubInterface = 'lan'
export const localInterface = 'local'

/** What a match of a device can say; absent fields match anything. Ports match only protocols that have ports. */
export interface PacketMatch {
  readonly src?: Prefix
  readonly dst?: Prefix
  readonly protocol?: number
  readonly srcPort?: PortRange
  readonly dstPort?: PortRange
  readonly dscp?: number
  /** Only devices that track connections can match it. */
  readonly established?: boolean
}

export interface NextHop {
  readonly interface: string
  /** The neighbour's address, where the link has addresses. */
  readonly address?: IpAddress
}

/** Ordered groups: the first group with an interface that is up is used, over all its members that are up (ECMP). */
export type NextHopGroups = readonly (readonly NextHop[])[]

export type RouteAction =
  | { readonly kind: 'forward'; readonly groups: NextHopGroups }
  /** Hands the packet out at the stub interface (`lan`) or to the device itself (`local`). */
  | { readonly kind: 'deliver'; readonly interface: string }
  | { readonly kind: 'drop' }

/** Entries of one segment are a device of their own: they treat packets that come in by its interfaces, and no others. */
export interface OfSegment {
  /** Absent: `main`. */
  readonly segment?: string
}

/** A destination route; the longest prefix that holds the destination wins. */
export interface RouteEntry extends OfSegment {
  readonly prefix: Prefix
  readonly action: RouteAction
}

/** Decides before the routes. Higher `priority` first, then by key. A match whose groups are all down drops the packet: it never
 *  falls through to a route that may miss a waypoint. */
export interface PolicyRouteEntry extends OfSegment {
  readonly priority: number
  readonly match: PacketMatch
  /** Only packets that came in by this interface (`lan` and `local` too). */
  readonly inInterface?: string
  readonly action: RouteAction
}

/** `in`/`out`: on an interface, before/after the route is chosen. `forward`: on all packets between them (`interface` absent). */
export type FilterDirection = 'in' | 'forward' | 'out'

/** A filter rule. Per (interface, direction): higher `priority` first, then by key; the first match decides; none matches: permitted. */
export interface FilterEntry extends OfSegment {
  readonly direction: FilterDirection
  readonly interface?: string
  readonly priority: number
  readonly match: PacketMatch
  readonly action: 'permit' | 'deny'
}

/** Rewrites the DSCP of packets that came in by `interface` (absent: by any). Higher `priority` first, then by key; the first match counts.
 *  After the in filter and the in policer, before the forward filter and all routes, which see the DSCP as rewritten. */
export interface MarkEntry extends OfSegment {
  readonly interface?: string
  readonly priority: number
  readonly match: PacketMatch
  /** 0–63 */
  readonly dscp: number
}

/** Holds packets to a rate; what is above it is dropped. Per direction, higher `priority` first, then by key; the first match that speaks of the
 *  interface (absent: of every interface) counts. `in`: right after the in filter, by the header as it came in. `out`: right after the out
 *  filter, by the header as it leaves. Entries of one device with the same `bucket` share one token bucket (and say the same rate). */
export interface PolicerEntry extends OfSegment {
  readonly interface?: string
  readonly direction: 'in' | 'out'
  readonly priority: number
  readonly match: PacketMatch
  readonly bucket: string
  /** bit/s */
  readonly rate: number
  /** bytes */
  readonly burst: number
}

/** Puts packets that leave by `interface` into a queue of it, by the header as it leaves. Higher `priority` first, then by key; the first match
 *  counts; none matches: the default queue. One class is one queue of the interface; its entries say the same rates. */
export interface QueueEntry extends OfSegment {
  readonly interface: string
  /** Only packets that came in by this interface (`lan` and `local` too). */
  readonly inInterface?: string
  readonly priority: number
  readonly match: PacketMatch
  readonly class: string
  /** bit/s that the class has whatever else there is. */
  readonly min?: number
  /** bit/s that it never exceeds. */
  readonly max?: number
}

/** What an address becomes: one of the prefix, as the device chooses. */
export interface TranslationTarget {
  readonly prefix: Prefix
  /** Its part of the flows, against those of the other targets; a positive integer. */
  readonly weight: number
  /** Chosen only while this interface is up. */
  readonly interface?: string
}

/** Rewrites an address of packets that open a connection, and the other address of their answers back. Per direction, higher `priority` first, then
 *  by key; the first match that speaks of the interface (absent: of every interface) counts. One flow always gets the same address.
 *  `destination`: of packets that come in by it, after the mark and before the forward filter and all routes. `source`: of packets that leave by it, after the
 *  route is chosen and before the out filter. Answers, known by the device's table of connections, get their destination back where
 *  destinations are rewritten and their source where sources are. What opens and finds no target whose interface is up is dropped. */
export interface TranslationEntry extends OfSegment {
  readonly direction: 'source' | 'destination'
  readonly interface?: string
  readonly priority: number
  readonly match: PacketMatch
  readonly to: readonly TranslationTarget[]
}

/** Sends a copy of the packet out of `to`, beside what happens to the packet itself. After the forward filter, before all routes, by the header as it is
 *  then. All entries that match count; one copy per interface `to`, past its out filter, policers and queues. */
export interface CopyEntry extends OfSegment {
  /** Only packets that came in by this interface (`lan` and `local` too). */
  readonly interface?: string
  readonly match: PacketMatch
  readonly to: string
}

/** Packets from `source` to a group's address are sent out of every interface of `out` instead of being routed, if they came in by `inInterface`;
 *  others of them are dropped (reverse-path check). The longest source prefix counts. After the forward filter and the copies. */
export interface GroupRouteEntry extends OfSegment {
  readonly source: Prefix
  readonly group: IpAddress
  readonly inInterface: string
  /** Sorted. Interfaces that are down are left out. `lan` and `local`: the device itself is among the receivers. */
  readonly out: readonly string[]
}

/** A service that the device uses, or how it answers. */
export type SettingEntry = DeviceSetting

/** A BGP session with a neighbour outside of the network. What it teaches is not in the state: packets leave by routes. Its own packets (TCP 179
 *  between the two, at the interface) pass whatever the filters say. */
export interface PeerEntry extends OfSegment {
  readonly interface: string
  readonly neighbour: IpAddress
  readonly localAs: number
  readonly remoteAs: number
  readonly import: RoutePolicy
  readonly export: RoutePolicy
  readonly maxPrefixes?: number
}

/** How an Interest is sent on, per name prefix. `best-route`: over the first group with an interface that is up; if the next device has no way on, it
 *  is lost. `asf`: as that, and where the next device answers that it has no way on, over the next group. `multicast`: over all interfaces. */
export type NameStrategy = 'best-route' | 'asf' | 'multicast'

/** Next hops of one cost. An interface is a link's, or `local`: applications of the device itself. */
export interface NameHopGroup {
  readonly cost: number
  /** Sorted. */
  readonly interfaces: readonly string[]
}

/** Where Interests under a prefix go; the longest prefix of the name counts. Groups by ascending cost; never back to where an Interest came from. */
export interface NameRouteEntry extends OfSegment {
  readonly name: ContentName
  readonly groups: readonly NameHopGroup[]
}

/** The strategy for names under a prefix; the longest prefix counts, and `best-route` where there is none. */
export interface NameStrategyEntry extends OfSegment {
  readonly name: ContentName
  readonly strategy: NameStrategy
}

/** The device keeps Data that passes, and answers Interests with it. A device has one at most. */
export interface ContentStoreEntry extends OfSegment {
  /** Packets of `namedPacketBytes`. */
  readonly capacity: number
  readonly policy: 'lru' | 'fifo'
  /** What is kept where no `NameCacheEntry` speaks of a name. */
  readonly keeps: 'all' | 'listed'
}

/** Whether Data under a prefix is kept, and for how long (ms; absent: while there is room). The longest prefix counts. */
export interface NameCacheEntry extends OfSegment {
  readonly name: ContentName
  readonly keep: boolean
  readonly ttl?: number
}

/** Refuses or permits Interests that come in by an interface (`local`: from applications of the device), before the content store is asked. Higher
 *  `priority` first, then by key; the first with a prefix of the name decides; none: permitted. */
export interface NameFilterEntry extends OfSegment {
  readonly interface: string
  readonly priority: number
  readonly name: ContentName
  readonly action: 'permit' | 'deny'
}

/** Below all intents: what a closed network refuses to hosts. */
export const closedFilter = { priority: -1, name: rootName } as const

/** What a packet of a content store counts as: the largest that NDN forwarders take. */
export const namedPacketBytes = 8800

/** Where the device is, and what it does where no neighbour is nearer to a packet's place: drop it, or lead it around by its planar neighbours. A device
 *  has one at most; without it, it forwards nothing by places. */
export interface GeoNodeEntry extends OfSegment {
  readonly place: Place
  readonly fallback: 'none' | 'perimeter'
}

/** A neighbour by an interface, and where it is. `planar`: the link is one of those that packets are led around by, no two of which cross. */
export interface GeoNeighbourEntry extends OfSegment {
  readonly interface: string
  readonly node: string
  readonly place: Place
  readonly planar: boolean
}

/** Packets for this node are handed out here: to applications of the device (`local`), or to a host. */
export interface GeoMemberEntry extends OfSegment {
  readonly node: string
  readonly interface: string
}

/** Packets for an area are handed out at some interfaces here, and sent on over others; every packet once. Sorted. */
export interface GeoAreaEntry extends OfSegment {
  readonly area: GeoArea
  readonly deliver: readonly string[]
  readonly flood: readonly string[]
}

/** Refuses or permits packets to places that come in by an interface (`local`: from applications of the device). Higher `priority` first, then by
 *  key; the first that speaks of the packet decides; none: permitted. */
export interface GeoFilterEntry extends OfSegment {
  readonly interface: string
  readonly priority: number
  readonly to:
    | { readonly kind: 'any' }
    | { readonly kind: 'node'; readonly node: string }
    | { readonly kind: 'area'; readonly area: GeoArea }
  readonly traffic: TrafficBox
  readonly action: 'permit' | 'deny'
}

/** One device, desired or observed, vendor-neutral. Entries are in canonical order (by key) and keys are unique. In canonical states all
 *  lists but those of routes, policy routes and filters are absent where they are empty, never `[]`. */
export interface DeviceState {
  readonly device: string
  readonly routes: readonly RouteEntry[]
  readonly policyRoutes: readonly PolicyRouteEntry[]
  readonly filters: readonly FilterEntry[]
  readonly marks?: readonly MarkEntry[]
  readonly policers?: readonly PolicerEntry[]
  readonly queues?: readonly QueueEntry[]
  readonly translations?: readonly TranslationEntry[]
  readonly copies?: readonly CopyEntry[]
  readonly groupRoutes?: readonly GroupRouteEntry[]
  readonly settings?: readonly SettingEntry[]
  readonly peers?: readonly PeerEntry[]
  readonly nameRoutes?: readonly NameRouteEntry[]
  readonly nameStrategies?: readonly NameStrategyEntry[]
  readonly contentStores?: readonly ContentStoreEntry[]
  readonly nameCaches?: readonly NameCacheEntry[]
  readonly nameFilters?: readonly NameFilterEntry[]
  readonly geoNodes?: readonly GeoNodeEntry[]
  readonly geoNeighbours?: readonly GeoNeighbourEntry[]
  readonly geoMembers?: readonly GeoMemberEntry[]
  readonly geoAreas?: readonly GeoAreaEntry[]
  readonly geoFilters?: readonly GeoFilterEntry[]
}

/** All devices of a network, by name. */
export type NetworkState = ReadonlyMap<string, DeviceState>

/** An entry with its kind, as diffs, traces and the owner ledger speak of it. */
export type Entry =
  | ({ readonly kind: 'route' } & RouteEntry)
  | ({ readonly kind: 'policy-route' } & PolicyRouteEntry)
  | ({ readonly kind: 'filter' } & FilterEntry)
  | ({ readonly kind: 'mark' } & MarkEntry)
  | ({ readonly kind: 'policer' } & PolicerEntry)
  | ({ readonly kind: 'queue' } & QueueEntry)
  | ({ readonly kind: 'translation' } & TranslationEntry)
  | ({ readonly kind: 'copy' } & CopyEntry)
  | ({ readonly kind: 'group-route' } & GroupRouteEntry)
  | ({ readonly kind: 'setting' } & SettingEntry)
  | ({ readonly kind: 'peer' } & PeerEntry)
  | ({ readonly kind: 'name-route' } & NameRouteEntry)
  | ({ readonly kind: 'name-strategy' } & NameStrategyEntry)
  | ({ readonly kind: 'content-store' } & ContentStoreEntry)
  | ({ readonly kind: 'name-cache' } & NameCacheEntry)
  | ({ readonly kind: 'name-filter' } & NameFilterEntry)
  | ({ readonly kind: 'geo-node' } & GeoNodeEntry)
  | ({ readonly kind: 'geo-neighbour' } & GeoNeighbourEntry)
  | ({ readonly kind: 'geo-member' } & GeoMemberEntry)
  | ({ readonly kind: 'geo-area' } & GeoAreaEntry)
  | ({ readonly kind: 'geo-filter' } & GeoFilterEntry)

/** An entry's identity: its kind and what it matches, never what it does and never its position. */
export type EntryKey = string & { readonly __brand: 'EntryKey' }

/** Who needs an entry: intent ids, sorted. Outside equality, diff and hash. device → entry key → owners */
export type OwnerLedger = ReadonlyMap<string, ReadonlyMap<EntryKey, readonly string[]>>

/** Owners that are no operator's intent: what the network's own rules need. */
export const systemOwners = {
  /** Drops what no intent asks for where it enters, in a closed network. */
  closed: 'system.closed',
  /** Drops sources that do not belong to the port. */
  antiSpoofing: 'system.anti-spoofing',
  /** Shortest paths everywhere, in an open network. */
  open: 'system.open',
} as const

export const emptyDeviceState = (device: string): DeviceState => ({ device, routes: [], policyRoutes: [], filters: [] })

/** What each owner that is no intent keeps, in words. */
export const systemReasons: Readonly<Record<string, string>> = {
  [systemOwners.closed]: 'the network is closed: what no intent asks for is dropped where it enters',
  [systemOwners.antiSpoofing]: 'sources that do not belong to the port are dropped there',
}
