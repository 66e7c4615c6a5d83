import type { Entry } from '@paranet/network'
import type { TargetCapabilities } from '../target.js'

/** The kinds of entries that the program has tables for. */
export const p4Kinds: ReadonlySet<Entry['kind']> = new Set([
  'route',
  'policy-route',
  'filter',
  'mark',
  'policer',
  'copy',
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
