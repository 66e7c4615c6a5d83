import type { DeviceState, Entry, EntryKey, PacketSpace, TopologyIndex } from '@paranet/network'
import { entriesOf } from '@paranet/network'
import type { DeviceLists, Listed, ListName } from './device-lists.js'

/** An entry that no packet gets to, in any list that it stands in. */
export interface Shadowed {
  /** The entries that take its packets, in their order. */
  readonly by: readonly EntryKey[]
}

const covered: ReadonlySet<Entry['kind']> = new Set(['filter', 'policy-route', 'route', 'mark', 'policer', 'queue'])

/** The keys of the entries that coverage speaks of, in their order. */
export const coveredKeys = (state: DeviceState): EntryKey[] =>
  [...entriesOf(state)].filter(([, { kind }]) => covered.has(kind)).map(([key]) => key)

/** The entries of a device that others before them leave nothing: whatever packets come in. */
export function shadowedOf(
  space: PacketSpace,
  index: TopologyIndex,
  node: number,
  lists: DeviceLists,
): Map<EntryKey, Shadowed> {
  const found = new Map<EntryKey, Shadowed>()
  const alive = new Set<EntryKey>()
  for (const name of listsAt(index, node, lists.state)) {
    const entries = lists.list(name)
    for (const [i, entry] of entries.entries())
      if (!space.isEmpty(entry.first)) alive.add(entry.key)
      else if (!found.has(entry.key)) found.set(entry.key, { by: takers(space, entry, entries.slice(0, i)) })
  }
  for (const key of alive) found.delete(key)
  return found
}

/** The entries that are the first to match some packet of it. */
function takers(space: PacketSpace, entry: Listed, before: readonly Listed[]): EntryKey[] {
  return before.filter(({ first }) => space.overlaps(first, entry.matched)).map(({ key }) => key)
}

/** Every list that packets can meet on a device. */
function listsAt(index: TopologyIndex, node: number, state: DeviceState): ListName[] {
  const named = [
    ...state.filters.map((entry) => entry.interface),
    ...state.policyRoutes.map((entry) => entry.inInterface),
    ...(state.marks ?? []).map((entry) => entry.interface),
    ...(state.policers ?? []).map((entry) => entry.interface),
    ...(state.queues ?? []).flatMap((entry) => [entry.interface, entry.inInterface]),
    ...(index.adjacency[node] ?? []).map((one) => one.interface),
    ...index.ports.filter((port) => port.device === node).map((port) => port.interface),
  ]
  const interfaces = [...new Set(named)].filter((name) => name !== undefined)
  const outs = [...new Set((state.queues ?? []).map((entry) => entry.interface))]
  const kinds = ['in', 'out', 'policy', 'mark', 'police-in', 'police-out'] as const
  return [
    { kind: 'forward' },
    { kind: 'routes' },
    ...interfaces.flatMap((name) => kinds.map((kind) => ({ kind, interface: name }))),
    ...outs.flatMap((out) => interfaces.map((name) => ({ kind: 'queue' as const, interface: out, inInterface: name }))),
  ]
}
