import type { PacketSet, PacketSpace } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import type { TrafficChange } from './difference.js'
import type { Fate, Way, Ways } from './ways.js'
import { fateOf, waysOf } from './ways.js'

/** Packets that enter at one port, go the same ways before and the same after, and these differ. */
export interface Changed {
  readonly change: TrafficChange
  /** Equal for equal fates, at ports of one device too. */
  readonly key: string
  readonly set: PacketSet
}

interface Cell {
  readonly set: PacketSet
  readonly before: readonly Way[]
  readonly after: readonly Way[]
}

/** Parts that the changed packets of one port are cut into before it counts as too much. */
const mostCells = 4_000

/** Cuts the packets of a port by what becomes of them before and after. Undefined: they fall into too many parts. Sorted. */
export function changedAtPort(space: PacketSpace, before: Exploration, after: Exploration): Changed[] | undefined {
  const [old, now] = [waysOf(space, before), waysOf(space, after)]
  const candidates = space.union(beyond(space, old, now), beyond(space, now, old))
  if (space.isEmpty(candidates)) return []
  let cells: readonly Cell[] | undefined = [{ set: candidates, before: [], after: [] }]
  cells = cut(space, cells, old, candidates, 'before')
  cells = cells && cut(space, cells, now, candidates, 'after')
  return cells && joined(space, cells)
}

/** Packets that go a way which they do not go there. Ways with the same packets on both sides cost nothing. */
const beyond = (space: PacketSpace, ways: Ways, there: Ways): PacketSet =>
  space.unionAll([...ways].map(([key, { set }]) => space.subtract(set, there.get(key)?.set ?? space.empty)))

function cut(
  space: PacketSpace,
  cells: readonly Cell[],
  ways: Ways,
  candidates: PacketSet,
  side: 'before' | 'after',
): readonly Cell[] | undefined {
  let found = cells
  for (const way of ways.values()) {
    const own = space.intersect(way.set, candidates)
    if (space.isEmpty(own)) continue
    found = found.flatMap((cell) => {
      const inside = space.intersect(cell.set, own)
      if (space.isEmpty(inside)) return [cell]
      const gone = { ...cell, set: inside, [side]: [...cell[side], way] }
      return inside === cell.set ? [gone] : [gone, { ...cell, set: space.subtract(cell.set, inside) }]
    })
    if (found.length > mostCells) return undefined
  }
  return found
}

function joined(space: PacketSpace, cells: readonly Cell[]): Changed[] {
  const byKey = new Map<string, { readonly change: TrafficChange; readonly sets: PacketSet[] }>()
  for (const { set, before, after } of cells) {
    const [old, now] = [fateOf(before), fateOf(after)]
    const change = changeOf(old, now)
    if (!change) continue
    const key = [change, textOf(old), textOf(now)].join('\u0004')
    const known = byKey.get(key)
    if (known) known.sets.push(set)
    else byKey.set(key, { change, sets: [set] })
  }
  return [...byKey]
    .map(([key, { change, sets }]) => ({ change, key, set: space.unionAll(sets) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

function changeOf(before: Fate, after: Fate): TrafficChange | undefined {
  if (before.level !== after.level) return before.level < after.level ? 'gained' : 'lost'
  if (before.paths !== after.paths) return 'moved'
  if (before.delivered !== after.delivered) return 'rewritten'
  if (before.misdelivered !== after.misdelivered) return 'misdelivered'
  return before.mirrored === after.mirrored ? undefined : 'copied'
}

const textOf = ({ level, delivered, misdelivered, mirrored }: Fate): string =>
  [level, delivered, misdelivered, mirrored].join('\u0005')
