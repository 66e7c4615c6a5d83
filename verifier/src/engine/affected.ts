import type { DeviceDiff, Entry, NetworkState, PacketSet, PacketSpace } from '@paranet/network'
import { diffNetwork, groupMatch } from '@paranet/network'

/** Changes after which it is cheaper to look at all packets than to say which. */
const mostChanges = 5_000

/** What two states of a network treat differently. */
export interface Affected {
  /** Of all devices. */
  readonly all: PacketSet
  /** By device name; only devices that differ. */
  readonly at: ReadonlyMap<string, PacketSet>
}

/** The packets that some device may treat differently in the two states: those that an entry matches which comes, goes or changes.
 *  What holds of any other packet in one state holds in the other, and in every mixture of both. */
export function affectedBy(space: PacketSpace, before: NetworkState, after: NetworkState): Affected {
  const diffs = diffNetwork(before, after)
  const changes = diffs.reduce(
    (sum, { added, removed, changed }) => sum + added.length + removed.length + changed.length,
    0,
  )
  const isAll = changes > mostChanges || rewrites(before) || rewrites(after)
  const at = new Map(diffs.map((diff) => [diff.device, isAll ? space.all : changedBy(space, diff)]))
  return { at, all: isAll ? space.all : space.unionAll([...new Set(at.values())]) }
}

/** A mark or a translation rewrites headers on the way: what arrives at a changed entry may have entered as something else. */
const rewrites = (state: NetworkState): boolean =>
  [...state.values()].some(({ marks, translations }) => (marks?.length ?? 0) + (translations?.length ?? 0) > 0)

const changedBy = (space: PacketSpace, { added, removed, changed }: DeviceDiff): PacketSet =>
  space.unionAll([
    ...new Set(
      [...added, ...removed, ...changed.map(({ after: entry }) => ({ entry }))].map(({ entry }) => setOf(space, entry)),
    ),
  ])

/** Settings and sessions treat no packets, nor do entries about names. */
function setOf(space: PacketSpace, entry: Entry): PacketSet {
  if (entry.kind === 'route') return space.fromPrefixes('dst', [entry.prefix])
  if (entry.kind === 'group-route') return space.fromMatch(groupMatch(entry))
  return 'match' in entry ? space.fromMatch(entry.match) : space.empty
}
