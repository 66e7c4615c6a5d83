import { areaText } from '../places/geo-area.js'
import { assertNever } from '../port/invariant.js'
import type {
  CopyEntry,
  Entry,
  EntryKey,
  FilterEntry,
  GeoAreaEntry,
  GeoFilterEntry,
  GeoMemberEntry,
  GeoNeighbourEntry,
  GroupRouteEntry,
  MarkEntry,
  NameCacheEntry,
  NameFilterEntry,
  NameRouteEntry,
  NameStrategyEntry,
  PacketMatch,
  PolicerEntry,
  PolicyRouteEntry,
  PeerEntry,
  QueueEntry,
  RouteEntry,
  SettingEntry,
  TranslationEntry,
} from './device-state.js'

/** `route 10.1.0.0/16` */
export const routeKey = (entry: Pick<RouteEntry, 'prefix'>): EntryKey => `route ${entry.prefix}` as EntryKey

/** `policy-route 400 in lan src 10.1.0.0/16 proto 6 dst-port 443` */
export const policyRouteKey = (entry: Pick<PolicyRouteEntry, 'priority' | 'match' | 'inInterface'>): EntryKey =>
  `policy-route ${entry.priority}${entry.inInterface === undefined ? '' : ` in ${entry.inInterface}`} ${matchText(entry.match)}` as EntryKey

/** `filter in lan 400 src 10.1.0.0/16 dst 10.2.0.0/16` */
export const filterKey = (entry: Pick<FilterEntry, 'direction' | 'interface' | 'priority' | 'match'>): EntryKey =>
  `filter ${entry.direction}${entry.interface === undefined ? '' : ` ${entry.interface}`} ${entry.priority} ${matchText(entry.match)}` as EntryKey

/** `mark in eth1 400 src 10.1.0.0/16` */
export const markKey = (entry: Pick<MarkEntry, 'interface' | 'priority' | 'match'>): EntryKey =>
  `mark${named('in', entry.interface)} ${entry.priority} ${matchText(entry.match)}` as EntryKey

/** `policer in eth1 400 src 10.1.0.0/16` */
export const policerKey = (entry: Pick<PolicerEntry, 'direction' | 'interface' | 'priority' | 'match'>): EntryKey =>
  `policer ${entry.direction}${entry.interface === undefined ? '' : ` ${entry.interface}`} ${entry.priority} ${matchText(entry.match)}` as EntryKey

/** `queue eth2 400 proto 17 dst-port 16384-32767` */
export const queueKey = (entry: Pick<QueueEntry, 'interface' | 'inInterface' | 'priority' | 'match'>): EntryKey =>
  `queue ${entry.interface} ${entry.priority}${named('in', entry.inInterface)} ${matchText(entry.match)}` as EntryKey

/** `translation source out eth3 400 src 10.1.0.0/16` */
export const translationKey = (
  entry: Pick<TranslationEntry, 'direction' | 'interface' | 'priority' | 'match'>,
): EntryKey =>
  `translation ${entry.direction}${named(entry.direction === 'source' ? 'out' : 'in', entry.interface)} ${entry.priority} ${matchText(entry.match)}` as EntryKey

/** `copy to eth3 in eth1 src 10.1.0.0/16`: what it does is part of what it is, since all that match count. */
export const copyKey = (entry: CopyEntry): EntryKey =>
  `copy to ${entry.to}${named('in', entry.interface)} ${matchText(entry.match)}` as EntryKey

/** `group-route 239.1.1.1 from 10.9.0.10/32` */
export const groupRouteKey = (entry: Pick<GroupRouteEntry, 'source' | 'group'>): EntryKey =>
  `group-route ${entry.group} from ${entry.source}` as EntryKey

/** `setting ntp 10.0.0.123` */
export const settingKey = ({ setting, value }: SettingEntry): EntryKey => `setting ${setting} ${value}` as EntryKey

/** `peer eth3 203.0.113.1` */
export const peerKey = (entry: Pick<PeerEntry, 'interface' | 'neighbour'>): EntryKey =>
  `peer ${entry.interface} ${entry.neighbour}` as EntryKey
/** `name-route /ndn/video` */
export const nameRouteKey = ({ name }: Pick<NameRouteEntry, 'name'>): EntryKey => `name-route ${name}` as EntryKey

/** `name-strategy /ndn/video` */
export const nameStrategyKey = ({ name }: Pick<NameStrategyEntry, 'name'>): EntryKey =>
  `name-strategy ${name}` as EntryKey

/** `content-store`: a device has one. */
export const contentStoreKey = (): EntryKey => 'content-store' as EntryKey

/** `name-cache /ndn/video` */
export const nameCacheKey = ({ name }: Pick<NameCacheEntry, 'name'>): EntryKey => `name-cache ${name}` as EntryKey

/** `name-filter in eth1 100 /ndn/video` */
export const nameFilterKey = (entry: Pick<NameFilterEntry, 'interface' | 'priority' | 'name'>): EntryKey =>
  `name-filter in ${entry.interface} ${entry.priority} ${entry.name}` as EntryKey

/** `geo-node`: a device has one. */
export const geoNodeKey = (): EntryKey => 'geo-node' as EntryKey

/** `geo-neighbour eth1` */
export const geoNeighbourKey = (entry: Pick<GeoNeighbourEntry, 'interface'>): EntryKey =>
  `geo-neighbour ${entry.interface}` as EntryKey

/** `geo-member h1` */
export const geoMemberKey = ({ node }: Pick<GeoMemberEntry, 'node'>): EntryKey => `geo-member ${node}` as EntryKey

/** `geo-area circle(59.91, 10.75, 5000m)` */
export const geoAreaKey = ({ area }: Pick<GeoAreaEntry, 'area'>): EntryKey => `geo-area ${areaText(area)}` as EntryKey

/** `geo-filter in local 100 to node g2 proto 17 dst-port 5005` */
export function geoFilterKey(entry: Pick<GeoFilterEntry, 'interface' | 'priority' | 'to' | 'traffic'>): EntryKey {
  const { to } = entry
  const target = to.kind === 'any' ? 'any' : to.kind === 'node' ? `node ${to.node}` : areaText(to.area)
  return `geo-filter in ${entry.interface} ${entry.priority} to ${target} ${matchText(entry.traffic)}` as EntryKey
}

const named = (word: string, name: string | undefined): string => (name === undefined ? '' : ` ${word} ${name}`)

/** The key of an entry of a segment: `segment red route 10.1.0.0/16`. Those of `main` stay as they are. */
export const keyInSegment = (key: EntryKey, segment: string | undefined): EntryKey =>
  segment === undefined ? key : (`${keyPrefixOf(segment)}${key}` as EntryKey)

/** What the keys of a segment other than `main` begin with, and no others. */
export const keyPrefixOf = (segment: string): string =>
  `segment ${/^[^\s"%]+$/.test(segment) ? segment : encodeURIComponent(segment.toWellFormed())} `

/** An entry's identity, its segment included. */
export const entryKey = (entry: Entry): EntryKey =>
  keyInSegment(keyOfKind(entry), entry.kind === 'setting' ? undefined : entry.segment)

function keyOfKind(entry: Entry): EntryKey {
  switch (entry.kind) {
    case 'route':
      return routeKey(entry)
    case 'policy-route':
      return policyRouteKey(entry)
    case 'filter':
      return filterKey(entry)
    case 'mark':
      return markKey(entry)
    case 'policer':
      return policerKey(entry)
    case 'queue':
      return queueKey(entry)
    case 'translation':
      return translationKey(entry)
    case 'copy':
      return copyKey(entry)
    case 'group-route':
      return groupRouteKey(entry)
    case 'setting':
      return settingKey(entry)
    case 'peer':
      return peerKey(entry)
    case 'name-route':
      return nameRouteKey(entry)
    case 'name-strategy':
      return nameStrategyKey(entry)
    case 'content-store':
      return contentStoreKey()
    case 'name-cache':
      return nameCacheKey(entry)
    case 'name-filter':
      return nameFilterKey(entry)
    case 'geo-node':
      return geoNodeKey()
    case 'geo-neighbour':
      return geoNeighbourKey(entry)
    case 'geo-member':
      return geoMemberKey(entry)
    case 'geo-area':
      return geoAreaKey(entry)
    case 'geo-filter':
      return geoFilterKey(entry)
    default:
      return assertNever(entry)
  }
}

/** A match as text, fields in a fixed order; `any` where nothing is asked. */
export function matchText(match: PacketMatch): string {
  const words: string[] = []
  if (match.src !== undefined) words.push(`src ${match.src}`)
  if (match.dst !== undefined) words.push(`dst ${match.dst}`)
  if (match.protocol !== undefined) words.push(`proto ${match.protocol}`)
  if (match.srcPort !== undefined) words.push(`src-port ${rangeText(match.srcPort)}`)
  if (match.dstPort !== undefined) words.push(`dst-port ${rangeText(match.dstPort)}`)
  if (match.dscp !== undefined) words.push(`dscp ${match.dscp}`)
  if (match.established !== undefined) words.push(match.established ? 'established' : 'new')
  return words.length === 0 ? 'any' : words.join(' ')
}

const rangeText = ([first, last]: readonly [number, number]): string =>
  first === last ? `${first}` : `${first}-${last}`
