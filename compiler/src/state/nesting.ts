import type { Prefix, TopologyIndex } from '@paranet/network'
import { prefixContains, subtractPrefixes } from '@paranet/network'

/** More than all priorities of one level of nesting. */
export const level = 4004

/** How many owned prefixes lie around the one that the addresses belong to; they may be the halves of one prefix, joined. */
export function nestingDepths({ owned }: TopologyIndex): (prefix: Prefix | undefined) => number {
  const known = new Map<Prefix, number>()
  return (prefix) => {
    if (prefix === undefined) return 0
    const found = known.get(prefix)
    if (found !== undefined) return found
    const around = owned.filter((one) => prefixContains(one.prefix, prefix)).length
    const inside = owned
      .filter((one) => one.prefix !== prefix && prefixContains(prefix, one.prefix))
      .map((one) => one.prefix)
    const isJoined = inside.length > 1 && subtractPrefixes([prefix], inside).length === 0
    const depth = isJoined ? around : Math.max(0, around - 1)
    known.set(prefix, depth)
    return depth
  }
}
