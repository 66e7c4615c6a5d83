import type { Segment, TopologyIndex } from '@paranet/network'
import { destinationsOf, mainSegment, ownedIndexOf, segmentViews, sourcesOf } from '@paranet/network'
import { readEnds } from './read-ends.js'

/** Between which ends, as a person says it. */
export interface AskedEnds {
  readonly from: string
  readonly to: string
  /** The interface of `from` where packets enter. */
  readonly at?: string
}

/** The segment that a question about packets is about, with the ids of the whole network: the first in which they enter at `from` and `to` has an owner, else in which
 *  they enter; `main`, and the whole, where there is no other. Throws `TraceProblem` where an end is none. */
export function meantSegment(index: TopologyIndex, { from, to, at }: AskedEnds): Segment {
  const views = segmentViews(index)
  if (!views) return { name: mainSegment, index }
  const [source, destination] = [readEnds(index, from, 'from'), readEnds(index, to, 'to')]
  const entered = views.filter(({ index: view }) =>
    sourcesOf(view, source).some(({ port }) => at === undefined || view.ports[port]?.interface === at),
  )
  const isOwned = ({ index: view }: Segment) =>
    destinationsOf(view, destination).prefixes.some((prefix) => ownedIndexOf(view).meets(prefix))
  return entered.find(isOwned) ?? entered[0] ?? (views[0] as Segment)
}
