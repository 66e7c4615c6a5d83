import type { Entry, NetworkState, PacketMatch, PacketSet, PacketSpace } from '@paranet/network'
import { diffNetwork } from '@paranet/network'

/** Changes after which it is cheaper to look at all packets than to say which. */
const mostChanges = 5_000

/** The packets that some device may treat differently in the two states: those that an entry matches which comes, goes or changes.
 *  What holds of any other packet in one state holds in the other, and in every mixture of both. */
export function affectedBy(space: PacketSpace, before: NetworkState, after: NetworkState): PacketSet {
  // A mark rewrites headers on the way: what arrives at a changed entry may have entered as something else.
  if ([before, after].some((state) => [...state.values()].some(({ marks }) => (marks?.length ?? 0) > 0)))
    return space.all
  const entries = diffNetwork(before, after).flatMap(({ added, removed, changed }) => [
    ...added.map(({ entry }) => entry),
    ...removed.map(({ entry }) => entry),
    ...changed.map((change) => change.after),
  ])
  if (entries.length > mostChanges) return space.all
  return space.unionAll([...new Set(entries.map((entry) => setOf(space, entry)))])
}

const setOf = (space: PacketSpace, entry: Entry): PacketSet =>
  entry.kind === 'route' ? space.fromPrefixes('dst', [entry.prefix]) : space.fromMatch(entry.match as PacketMatch)
