import type { Entry, EntryKey, FilterEntry, PacketMatch, PolicyRouteEntry, RouteEntry } from './device-state.js'

/** `route 10.1.0.0/16` */
export const routeKey = (entry: Pick<RouteEntry, 'prefix'>): EntryKey => `route ${entry.prefix}` as EntryKey

/** `policy-route 400 in lan src 10.1.0.0/16 proto 6 dst-port 443` */
export const policyRouteKey = (entry: Pick<PolicyRouteEntry, 'priority' | 'match' | 'inInterface'>): EntryKey =>
  `policy-route ${entry.priority}${entry.inInterface === undefined ? '' : ` in ${entry.inInterface}`} ${matchText(entry.match)}` as EntryKey

/** `filter in lan 400 src 10.1.0.0/16 dst 10.2.0.0/16` */
export const filterKey = (entry: Pick<FilterEntry, 'direction' | 'interface' | 'priority' | 'match'>): EntryKey =>
  `filter ${entry.direction}${entry.interface === undefined ? '' : ` ${entry.interface}`} ${entry.priority} ${matchText(entry.match)}` as EntryKey

export function entryKey(entry: Entry): EntryKey {
  if (entry.kind === 'route') return routeKey(entry)
  return entry.kind === 'policy-route' ? policyRouteKey(entry) : filterKey(entry)
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
