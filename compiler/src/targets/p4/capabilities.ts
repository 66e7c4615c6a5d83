import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { policerKey } from '@paranet/network'
import { lacksCopies } from '../lacks-copies.js'
import type { TargetCapabilities } from '../target.js'
import { collectorCount } from './program/paranet-program.js'

/** The kinds of entries that the program has tables for. */
export const p4Kinds: ReadonlySet<Entry['kind']> = new Set([
  'route',
  'policy-route',
  'filter',
  'mark',
  'policer',
  'copy',
  'group-route',
])

/** What a switch with our v1model program can do. It keeps no table of connections, and v1model has no queues with rates. */
export const p4Capabilities: TargetCapabilities = {
  kinds: p4Kinds,
  failoverGroups: true,
  inInterface: true,
  ownPrefixes: true,
  groups: 65_536,
  tracksConnections: () => false,
  lacks: (entry) => {
    if ((entry.kind !== 'route' && entry.kind !== 'policy-route') || entry.action.kind !== 'forward') return undefined
    return entry.action.groups.some((group) => group.length === 0) ? 'hold a group without a next hop' : undefined
  },
}

/** What the program cannot do of a device's entries because of others: it has a table for each collector, and its meters are those of one direction. */
export function lacksBesideOthers(state: DeviceState): ReadonlyMap<EntryKey, string> {
  const { policers = [] } = state
  const coming = new Set(policers.filter(({ direction }) => direction === 'in').map(({ bucket }) => bucket))
  const both = policers.filter(({ direction, bucket }) => direction === 'out' && coming.has(bucket))
  return new Map([
    ...lacksCopies(state, collectorCount),
    ...both.map((one) => [policerKey(one), 'hold what comes in and what leaves to one rate together'] as const),
  ])
}
