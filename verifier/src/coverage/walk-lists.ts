import type { PacketSet } from '@paranet/network'
import type { Exploration, Leaf, Step } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Rewriting } from '../engine/rewriting.js'
import { rewritten } from '../engine/rewriting.js'
import type { DeviceLists, Hit, ListName } from './device-lists.js'

/** Tells of every entry that decides on packets of an exploration. `of`: the lists of a node. */
export function eachHit(
  exploration: Exploration,
  of: (node: number) => DeviceLists,
  tell: (node: number, hit: Hit) => void,
): void {
  for (const leaf of exploration.leaves) {
    const steps = pathOf(leaf)
    for (const [i, step] of steps.entries()) hitsAt(of(step.place.node), step, leaf, i === steps.length - 1, tell)
  }
}

function hitsAt(
  lists: DeviceLists,
  step: Step,
  leaf: Leaf,
  isLast: boolean,
  tell: (node: number, hit: Hit) => void,
): void {
  const { place, out } = step
  const { inInterface } = place
  const meet = (name: ListName, set: PacketSet, header: Rewriting | undefined) => {
    const { hits, rest } = lists.meet(name, set, header)
    for (const hit of hits) tell(place.node, hit)
    return rest
  }
  const ended = isLast && leaf.end === 'dropped' ? leaf.reason : undefined
  const left = out ? step.rewriting : leaf.rewriting
  const arrived = place.rewriting
  meet({ kind: 'in', interface: inInterface }, leaf.set, arrived)
  if (ended === 'in-filter') return
  meet({ kind: 'police-in', interface: inInterface }, leaf.set, arrived)
  meet({ kind: 'mark', interface: inInterface }, leaf.set, arrived)
  const routed = withSourceOf(arrived, left)
  meet({ kind: 'forward' }, leaf.set, routed)
  if (ended === 'forward-filter' || ended === 'reverse-path') return
  meet({ kind: 'routes' }, meet({ kind: 'policy', interface: inInterface }, leaf.set, routed), routed)
  if (!out) return
  meet({ kind: 'out', interface: out.interface }, leaf.set, left)
  if (ended === 'out-filter') return
  meet({ kind: 'police-out', interface: out.interface }, leaf.set, left)
  meet({ kind: 'queue', interface: out.interface, inInterface }, leaf.set, left)
}

/** The header between the two translations: its source is still the one that it came with. */
function withSourceOf(arrived: Rewriting | undefined, left: Rewriting | undefined): Rewriting | undefined {
  if (!left || left.src === arrived?.src) return left
  const { src: _, key: __, ...rest } = left
  return rewritten(undefined, { ...rest, ...(arrived?.src === undefined ? {} : { src: arrived.src }) })
}
