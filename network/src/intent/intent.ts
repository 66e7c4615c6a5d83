import type { IpAddress, Prefix } from '../address/ip.js'
import type { ContentName } from '../names/content-name.js'
import type { GeoArea } from '../places/geo-area.js'
import type { Schedule } from '../schedule/schedule.js'
import type { TrafficBox, TrafficClass } from '../traffic-class/traffic-class.js'

/** Where an intent was written. UTF-16 offsets, lines and columns from 1. */
export interface SourceSpan {
  readonly file: string
  readonly offset: number
  readonly line: number
  readonly column: number
  readonly length: number
}

/** One end as written, its names already bound to the topology. Groups are expanded to their nodes. */
export type EndTerm =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'any' }
  | { readonly kind: 'internet' }

/** The union of `terms` without `except`. `text` is how it was written, for messages. */
export interface Ends {
  readonly terms: readonly EndTerm[]
  readonly except: readonly EndTerm[]
  readonly text: string
}

/** A waypoint: any one of these nodes. `via: fw1` is `{ oneOf: ['fw1'] }`. */
export interface Waypoint {
  readonly oneOf: readonly string[]
}

export type Avoidance =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'risk'; readonly risk: string }

/** Something that a path should pass: any one of these. `prefer: r3` is `{ oneOf: [node r3] }`. */
export interface Preference {
  readonly oneOf: readonly Avoidance[]
}

/** `paths`: over how many ways at once the class is carried while nothing is down. `equal`: of equal cost; else no two share a link, a
 *  node or a shared-risk group between waypoints. */
export interface Spread {
  readonly count: number
  readonly kind: 'equal' | 'links' | 'nodes' | 'risks'
}

/** `survive`: every failure of up to `count` elements. `core-link` leaves links to hosts out. */
export interface Survival {
  readonly count: number
  readonly element: 'link' | 'core-link' | 'node' | 'risk'
  /** Only the controller's repair must deliver again, within this time (ms). Absent: local failover alone. */
  readonly restoredWithinMs?: number
}

export interface Bandwidth {
  readonly bitsPerSecond: number
  /** True: per ordered pair of ends; false: for the whole intent. */
  readonly each: boolean
}

/** `auto`: established where a device on the way tracks connections, else stateless. `none`: one way. */
export type ReplyMode = 'auto' | 'established' | 'stateless' | 'none'

/** What every intent has that devices are made to keep. */
interface Named {
  /** network/file/name: never changes while the intent lives. */
  readonly id: string
  readonly name: string
  /** 0–1000, default 100; higher wins where two speak of the same packets. */
  readonly priority: number
  /** Order of admission in the network; earlier admitted intents are placed first. */
  readonly rank: number
  /** Losing packets to a higher priority is expected: no `coverage: partial` failure. */
  readonly yields: boolean
  /** Absent: always. */
  readonly active?: Schedule
  /** The id that it had before: it keeps that intent's place in the order of admission, and its history. */
  readonly renamedFrom?: string
  readonly labels: Readonly<Record<string, string>>
  readonly source?: SourceSpan
}

/** What speaks of one segment: addresses, names and places are those of it. */
interface InSegment extends Named {
  /** Absent: `main`. */
  readonly segment?: string
}

interface IntentBase extends InSegment {
  readonly from: Ends
  readonly to: Ends
  readonly traffic: TrafficClass
  readonly reply: ReplyMode
}

/** Its class must be delivered, on paths that keep every constraint. */
export interface RouteIntent extends IntentBase {
  readonly kind: 'route'
  readonly via: readonly Waypoint[]
  readonly avoid: readonly Avoidance[]
  /** Each of them; never empty. */
  readonly survive?: readonly Survival[]
  /** Softly: among paths that keep all else, the one that passes most of these. */
  readonly prefer?: readonly Preference[]
  /** µs, propagation */
  readonly latency?: number
  /** Links that a packet passes at most, those to hosts included. */
  readonly maxHops?: number
  /** Share of packets lost at most, on every path: those of its links together. */
  readonly loss?: number
  /** Share of time delivered at least, by local failover, the ends themselves taken as up. */
  readonly availability?: number
  readonly paths?: Spread
  /** The latency holds with what waits in queues, at the loads that are reserved. */
  readonly queueing?: 'modelled'
  /** Answers take the way of what they answer, backwards, while everything is up. */
  readonly symmetric?: boolean
  /** Every device on the way carries it by match-action tables. Absent: by whatever the devices take. */
  readonly protocol?: 'p4'
  readonly bandwidth?: Bandwidth
}

/** Its class must never be delivered. */
export interface IsolateIntent extends IntentBase {
  readonly kind: 'isolate'
  /** Ids of mirrors whose copies of the class may be delivered; sorted. */
  readonly exceptMirrors?: readonly string[]
}

/** Its class may be delivered, on the default shortest path. */
export interface AllowIntent extends IntentBase {
  readonly kind: 'allow'
}

/** Proved with every plan; installs nothing. */
export interface AssertIntent {
  readonly kind: 'assert'
  readonly id: string
  readonly name: string
  readonly asserts: AssertedIntent
  readonly renamedFrom?: string
  readonly labels: Readonly<Record<string, string>>
  readonly source?: SourceSpan
}

/** Says how a class is treated where it passes; permits nothing by itself, and speaks of one direction only. */
interface TreatingBase extends InSegment {
  readonly from: Ends
  readonly to: Ends
  readonly traffic: TrafficClass
  /** Devices, sorted. Absent: mark and limit where the class enters, qos on every link that it takes, nat where it leaves the network, balance
   *  where it enters. */
  readonly at?: readonly string[]
}

/** The class leaves the devices named with this DSCP. */
export interface MarkIntent extends TreatingBase {
  readonly kind: 'mark'
  /** 0–63 */
  readonly dscp: number
}

/** At each device named, the whole class together is held to this rate. */
export interface LimitIntent extends TreatingBase {
  readonly kind: 'limit'
  /** bit/s */
  readonly rate: number
  /** bytes */
  readonly burst: number
}

/** The class has a queue on the links that it takes: at least `min`, at most `max` bit/s on each. One class name is one queue per link. */
export interface QosIntent extends TreatingBase {
  readonly kind: 'qos'
  readonly class: string
  readonly min?: number
  readonly max?: number
}

/** The class leaves with a source of the pool; its answers come back to whom they are meant for. */
export interface NatIntent extends TreatingBase {
  readonly kind: 'nat'
  readonly pool: Prefix
}

/** One of those over which a class is spread. */
export interface BalanceMember {
  readonly node: string
  readonly address: IpAddress
  /** Its part of the flows, against those of the others; a positive integer. */
  readonly weight: number
}

/** The class goes to one of the members, flow by flow. `to` is where its packets are sent: the service's address, or any member. */
export interface BalanceIntent extends TreatingBase {
  readonly kind: 'balance'
  readonly members: readonly BalanceMember[]
  /** The address of the service, one of the balancing device. */
  readonly address?: IpAddress
}

/** Each time that the class passes one of the devices, a copy goes to a host. */
export interface MirrorIntent extends InSegment {
  readonly kind: 'mirror'
  readonly from: Ends
  readonly to: Ends
  readonly traffic: TrafficClass
  /** Devices, sorted. Absent: where the class enters. */
  readonly at?: readonly string[]
  readonly copyTo: string
}

/** Packets that a node sends to a group's address reach every receiver once. */
export interface MulticastIntent extends InSegment {
  readonly kind: 'multicast'
  readonly sender: string
  readonly group: IpAddress
  /** Nodes, sorted, without the sender. */
  readonly receivers: readonly string[]
  readonly traffic: TrafficClass
  readonly avoid: readonly Avoidance[]
  /** µs, propagation, on the way to each receiver. */
  readonly latency?: number
  readonly maxHops?: number
  /** bit/s, once on every link of the tree. */
  readonly bandwidth?: number
}

/** What one entry of a device matches. */
export interface FlowMatch extends TrafficBox {
  readonly inInterface?: string
  readonly src?: Prefix
  readonly dst?: Prefix
}

/** `via`: to a neighbour, over all links to it. A `queue` alone leaves the way as it is. */
export type FlowAction =
  | { readonly kind: 'output'; readonly interface: string; readonly queue?: string }
  | { readonly kind: 'via'; readonly node: string; readonly queue?: string }
  | { readonly kind: 'queue'; readonly queue: string }
  | { readonly kind: 'drop' }

/** Routes survive these failures beside what they ask for themselves. Their verdicts are its verdict. */
export interface ProtectIntent extends Named {
  readonly kind: 'protect'
  /** Ids of routes, sorted. */
  readonly routes: readonly string[]
  readonly survive: readonly Survival[]
}

/** The devices do exactly this with exactly these packets. */
export interface FlowIntent extends InSegment {
  readonly kind: 'flow'
  /** Devices, sorted. */
  readonly at: readonly string[]
  readonly match: FlowMatch
  readonly action: FlowAction
}

/** Maintenance: no packet passes *through* these devices. What begins or ends at them still does. */
export interface DrainIntent extends Named {
  readonly kind: 'drain'
  /** Devices, sorted. */
  readonly at: readonly string[]
}

/** Settings that every one of the devices has. */
export interface BaselineIntent extends Named {
  readonly kind: 'baseline'
  /** Devices, sorted. */
  readonly at: readonly string[]
  readonly settings: readonly DeviceSetting[]
}

/** `ntp`, `dns`, `syslog`: the address of a server. `snmp`: the version that the device answers, `v2c` or `v3`. */
export interface DeviceSetting {
  readonly setting: 'ntp' | 'dns' | 'syslog' | 'snmp'
  readonly value: string
}

/** What is taken from a neighbour, or told to it: the default route alone, everything, nothing, or these prefixes and all inside them. */
export type RoutePolicy = 'default' | 'any' | 'none' | readonly Prefix[]

/** A BGP session with a neighbour outside of the network. */
export interface PeerIntent extends InSegment {
  readonly kind: 'peer'
  readonly at: { readonly node: string; readonly interface: string }
  readonly neighbour: IpAddress
  readonly localAs: number
  readonly remoteAs: number
  readonly import: RoutePolicy
  readonly export: RoutePolicy
  /** Prefixes after which the session is ended. */
  readonly maxPrefixes?: number
}

interface NamesBase extends InSegment {
  /** Prefixes of names, sorted, none under another. */
  readonly names: readonly ContentName[]
}

interface ConsumingBase extends NamesBase {
  /** Nodes that ask, sorted. */
  readonly consumers: readonly string[]
  /** How the ends were written, for messages. */
  readonly written: { readonly from: string; readonly to: string }
}

/** Interests in what is produced under the names reach a producer from every consumer, whatever content stores hold; the Data comes back the same
 *  way, or from a content store on it. */
export interface NameRouteIntent extends ConsumingBase {
  readonly kind: 'name-route'
  readonly via: readonly Waypoint[]
  readonly avoid: readonly Avoidance[]
  readonly survive?: readonly Survival[]
  /** µs, propagation, of the Interest's way to the producer. */
  readonly latency?: number
  readonly maxHops?: number
}

/** No Interest of the consumers in the names is answered: neither by a producer nor from a content store. */
export interface NameIsolateIntent extends ConsumingBase {
  readonly kind: 'name-isolate'
}

/** Devices keep Data of the names that passes them, or never do. */
export interface CacheIntent extends NamesBase {
  readonly kind: 'cache'
  /** Devices, sorted. */
  readonly at: readonly string[]
  readonly keep: boolean
  /** Bytes. Absent: what the device has. */
  readonly size?: number
  /** Absent: `lru`. */
  readonly policy?: 'lru' | 'fifo'
  /** ms */
  readonly ttl?: number
}

interface GeoBase extends InSegment {
  /** Nodes that send, sorted. */
  readonly sources: readonly string[]
  readonly traffic: TrafficClass
  /** How the ends were written, for messages. */
  readonly written: { readonly from: string; readonly to: string }
}

/** What devices do where no neighbour is nearer to a packet's place. */
export type GeoFallback = 'none' | 'perimeter'

/** What is asked of each way that packets to places take: they are forwarded by place alone, so it is proved and never chosen. */
interface GeoPromise extends GeoBase {
  readonly fallback: GeoFallback
  readonly avoid: readonly Avoidance[]
  readonly survive?: readonly Survival[]
  /** µs, propagation */
  readonly latency?: number
  readonly maxHops?: number
}

/** Every packet of every source to the place of every destination reaches it. */
export interface GeoRouteIntent extends GeoPromise {
  readonly kind: 'geo-route'
  /** Nodes, sorted. */
  readonly destinations: readonly string[]
}

/** Every packet of every source reaches all who are in the area, and nobody else. */
export interface GeocastIntent extends GeoPromise {
  readonly kind: 'geocast'
  readonly area: GeoArea
}

/** No packet of the class that a source sends by place is delivered to a destination. */
export interface GeoIsolateIntent extends GeoBase {
  readonly kind: 'geo-isolate'
  /** Nodes, sorted. */
  readonly destinations: readonly string[]
}

/** Intents that speak of devices and not of a class between ends. */
export type DeviceIntent = FlowIntent | ProtectIntent | DrainIntent | BaselineIntent | PeerIntent

export type InstallingIntent = RouteIntent | IsolateIntent | AllowIntent
export type TreatingIntent = MarkIntent | LimitIntent | QosIntent
export type CopyingIntent = MirrorIntent | MulticastIntent
export type NameIntent = NameRouteIntent | NameIsolateIntent | CacheIntent
export type GeoIntent = GeoRouteIntent | GeocastIntent | GeoIsolateIntent
/** All that can be asserted: a protection speaks of routes that ask for it, and of an assertion there is nothing to assert. */
export type AssertedIntent =
  | InstallingIntent
  | TreatingIntent
  | TranslatingIntent
  | CopyingIntent
  | NameIntent
  | GeoIntent
  | Exclude<DeviceIntent, ProtectIntent>
export type TranslatingIntent = NatIntent | BalanceIntent
export type Intent =
  | InstallingIntent
  | AssertIntent
  | TreatingIntent
  | TranslatingIntent
  | CopyingIntent
  | DeviceIntent
  | NameIntent
  | GeoIntent

const deviceKinds: ReadonlySet<Intent['kind']> = new Set(['flow', 'protect', 'drain', 'baseline', 'peer'])

/** Whether the intent speaks of devices and not of a class between ends. */
export const isDeviceIntent = (intent: Intent): intent is DeviceIntent => deviceKinds.has(intent.kind)

/** The intent, or what it asserts, where it speaks of names of content: such intents are no matter of packets and their ports. */
export function namesSpoken(intent: Intent): NameIntent | undefined {
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  return spoken.kind === 'name-route' || spoken.kind === 'name-isolate' || spoken.kind === 'cache' ? spoken : undefined
}

/** The intent, or what it asserts, where it speaks of packets to places: they have no addresses. */
export function geoSpoken(intent: Intent): GeoIntent | undefined {
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  return spoken.kind === 'geo-route' || spoken.kind === 'geocast' || spoken.kind === 'geo-isolate' ? spoken : undefined
}

/** What of an intent speaks of delivery: of an assertion, what it asserts; of treatments and of what speaks of devices or names nothing. */
export function deliverySpoken(intent: Intent | AssertedIntent): InstallingIntent | undefined {
  switch (intent.kind) {
    case 'assert':
      return deliverySpoken(intent.asserts)
    case 'route':
    case 'isolate':
    case 'allow':
      return intent
    default:
      return undefined
  }
}
