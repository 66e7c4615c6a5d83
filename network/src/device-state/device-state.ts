import type { IpAddress, Prefix } from '../address/ip.js'
import type { PortRange } from '../traffic-class/traffic-class.js'

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

/** A destination route; the longest prefix that holds the destination wins. */
export interface RouteEntry {
  readonly prefix: Prefix
  readonly action: RouteAction
}

/** Decides before the routes. Higher `priority` first, then by key. A match whose groups are all down drops the packet: it never
 *  falls through to a route that may miss a waypoint. */
export interface PolicyRouteEntry {
  readonly priority: number
  readonly match: PacketMatch
  /** Only packets that came in by this interface (`lan` and `local` too). */
  readonly inInterface?: string
  readonly action: RouteAction
}

/** `in`/`out`: on an interface, before/after the route is chosen. `forward`: on all packets between them (`interface` absent). */
export type FilterDirection = 'in' | 'forward' | 'out'

/** A filter rule. Per (interface, direction): higher `priority` first, then by key; the first match decides; none matches: permitted. */
export interface FilterEntry {
  readonly direction: FilterDirection
  readonly interface?: string
  readonly priority: number
  readonly match: PacketMatch
  readonly action: 'permit' | 'deny'
}

/** One device, desired or observed, vendor-neutral. Entries are in canonical order (by key) and keys are unique. */
export interface DeviceState {
  readonly device: string
  readonly routes: readonly RouteEntry[]
  readonly policyRoutes: readonly PolicyRouteEntry[]
  readonly filters: readonly FilterEntry[]
}

/** All devices of a network, by name. */
export type NetworkState = ReadonlyMap<string, DeviceState>

/** An entry with its kind, as diffs, traces and the owner ledger speak of it. */
export type Entry =
  | ({ readonly kind: 'route' } & RouteEntry)
  | ({ readonly kind: 'policy-route' } & PolicyRouteEntry)
  | ({ readonly kind: 'filter' } & FilterEntry)

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
