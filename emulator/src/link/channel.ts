import type { TopologyIndex } from '@paranet/network'

/** One direction of a link: `2 × link` from the first end to the second, `2 × link + 1` the other way. */
export type Channel = number

export const linkOf = (channel: Channel): number => channel >> 1

/** The direction of a link in which the node sends. */
export const channelFrom = (index: TopologyIndex, link: number, node: number): Channel =>
  2 * link + (index.nodeId.get(index.links[link]?.ends[0].node ?? '') === node ? 0 : 1)

/** The same direction of the same link in another topology; undefined where the link is gone. Ends that changed places count as gone. */
export function sameChannel(channel: Channel, before: TopologyIndex, after: TopologyIndex): Channel | undefined {
  const old = before.links[linkOf(channel)]
  const id = old && after.linkId.get(old.id)
  if (id === undefined || after.links[id]?.ends[0].node !== old?.ends[0].node) return undefined
  return 2 * id + (channel & 1)
}
