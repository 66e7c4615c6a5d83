import type { PacketSet, PacketSpace } from '@paranet/network'
import { packetBoxText } from '@paranet/network'
import type { DescribedPackets } from './verdict.js'

/** Boxes that are counted beyond those that are listed. */
const mostCounted = 100

/** The packets of a set as a bounded list of boxes, and in words: `10.1.0.0/16 → 10.2.0.0/16 tcp 443`. */
export function describePackets(space: PacketSpace, set: PacketSet, mostListed: number): DescribedPackets {
  const { boxes, isWhole } = space.boxes(set, mostListed + mostCounted)
  const shown = boxes.slice(0, mostListed)
  const more = isWhole ? boxes.length - shown.length : mostCounted
  const others = shown.length - 1 + more
  const first = shown[0] ? packetBoxText(shown[0]) : ''
  const words = others <= 0 ? first : `${first} and ${isWhole ? '' : 'more than '}${others} more`
  return { words, boxes: shown, ...(more === 0 ? {} : { more }) }
}
