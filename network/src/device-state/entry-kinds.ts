import type { DeviceState, Entry, EntryKey } from './device-state.js'
import {
  contentStoreKey,
  copyKey,
  filterKey,
  geoAreaKey,
  geoFilterKey,
  geoMemberKey,
  geoNeighbourKey,
  geoNodeKey,
  groupRouteKey,
  keyInSegment,
  markKey,
  nameCacheKey,
  nameFilterKey,
  nameRouteKey,
  nameStrategyKey,
  peerKey,
  policerKey,
  policyRouteKey,
  queueKey,
  routeKey,
  settingKey,
  translationKey,
} from './entry-key.js'

/** A list of a device state. */
export type ListName = Exclude<keyof DeviceState, 'device'>
type ElementOf<List extends ListName> = NonNullable<DeviceState[List]>[number]

interface EntryKind<List extends ListName = ListName> {
  readonly list: List
  readonly keyOf: (entry: ElementOf<List>) => EntryKey
  /** The list is there even where it is empty; others are absent then. */
  readonly always: boolean
}

const kindOf = <List extends ListName>(
  list: List,
  keyOf: (entry: ElementOf<List>) => EntryKey,
  always = false,
): EntryKind<List> => ({
  list,
  keyOf: (entry) => keyInSegment(keyOf(entry), 'segment' in entry ? entry.segment : undefined),
  always,
})

/** Every kind of entry: which list of a device state holds it, and what identifies it. In canonical order. A new kind is a line here, a
 *  key beside the others and a list in the schema; what reads, sorts, diffs and counts states follows. */
export const entryKinds = {
  route: kindOf('routes', routeKey, true),
  'policy-route': kindOf('policyRoutes', policyRouteKey, true),
  filter: kindOf('filters', filterKey, true),
  mark: kindOf('marks', markKey),
  policer: kindOf('policers', policerKey),
  queue: kindOf('queues', queueKey),
  translation: kindOf('translations', translationKey),
  copy: kindOf('copies', copyKey),
  'group-route': kindOf('groupRoutes', groupRouteKey),
  setting: kindOf('settings', settingKey),
  peer: kindOf('peers', peerKey),
  'name-route': kindOf('nameRoutes', nameRouteKey),
  'name-strategy': kindOf('nameStrategies', nameStrategyKey),
  'content-store': kindOf('contentStores', contentStoreKey),
  'name-cache': kindOf('nameCaches', nameCacheKey),
  'name-filter': kindOf('nameFilters', nameFilterKey),
  'geo-node': kindOf('geoNodes', geoNodeKey),
  'geo-neighbour': kindOf('geoNeighbours', geoNeighbourKey),
  'geo-member': kindOf('geoMembers', geoMemberKey),
  'geo-area': kindOf('geoAreas', geoAreaKey),
  'geo-filter': kindOf('geoFilters', geoFilterKey),
} as const satisfies Record<Entry['kind'], unknown>

/** The kinds as (kind, list, key of an entry of that list): the one place where the compiler cannot follow list and entry together. */
export const kindList = Object.entries(entryKinds).map(([kind, { list, keyOf, always }]) => ({
  kind: kind as Entry['kind'],
  list: list as ListName,
  keyOf: keyOf as (entry: Bare) => EntryKey,
  always,
}))

/** An entry without its kind. */
export type Bare = ElementOf<ListName>

/** All kinds of entries. */
export const entryKindNames = kindList.map(({ kind }) => kind)
