import type { PacketSet, PacketSpace, Prefix } from '@paranet/network'
import { addressBits, formatPrefix, prefixRange } from '@paranet/network'

/** What devices have made of a header. A prefix stands for one of its addresses, whichever the device chose. */
export interface Rewriting {
  /** Equal rewritings have equal keys. */
  readonly key: string
  readonly dscp?: number
  readonly src?: Prefix
  readonly dst?: Prefix
  /** An answer that has got its destination back: it is who it is then. */
  readonly isAnswer?: boolean
}

/** The rewriting with more rewritten. */
export function rewritten(before: Rewriting | undefined, more: Omit<Rewriting, 'key'>): Rewriting {
  const made = { ...before, ...more }
  const key = `${made.dscp ?? ''} ${made.src ?? ''} ${made.dst ?? ''}${made.isAnswer ? ' answer' : ''}`
  return { ...made, key }
}

/** The packets, as they were sent, that may lie in the set with the header that they have now. Sets of packets under way are always as they were
 *  sent; what devices have made of them is a rewriting beside the set. `every`: those that lie in it whatever was chosen. */
export function asSent(
  space: PacketSpace,
  matched: PacketSet,
  rewriting: Omit<Rewriting, 'key'> | undefined,
  every = false,
): PacketSet {
  if (!rewriting) return matched
  const { dscp, src, dst } = rewriting
  let set = matched
  if (dscp !== undefined) set = space.withDscp(set, dscp)
  if (dst !== undefined) set = space.withAddress(set, 'dst', dst, every)
  return src === undefined ? set : space.withAddress(set, 'src', src, every)
}

/** More kinds of choices than this are not told apart. */
const mostParts = 512

/** The rewriting cut into parts for which it is certain of every packet of `set` whether it lies in each of the sets. Undefined where these are too many. */
export function settled(
  space: PacketSpace,
  rewriting: Rewriting | undefined,
  set: PacketSet,
  matched: readonly PacketSet[],
): readonly (Rewriting | undefined)[] | undefined {
  if (!rewriting || (isOne(rewriting.src) && isOne(rewriting.dst))) return [rewriting]
  const found: Rewriting[] = []
  const waiting: Rewriting[] = [rewriting]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const part = next
    const isClear = matched.every(
      (one) => space.intersect(set, asSent(space, one, part)) === space.intersect(set, asSent(space, one, part, true)),
    )
    if (isClear) found.push(part)
    else waiting.push(...halves(part))
    if (found.length + waiting.length > mostParts) return undefined
  }
  return found
}

const isOne = (prefix: Prefix | undefined): boolean =>
  prefix === undefined || prefixRange(prefix).length === addressBits(prefixRange(prefix).family)

/** The wider of both addresses cut in two. */
function halves(rewriting: Rewriting): Rewriting[] {
  const [src, dst] = [spareBits(rewriting.src), spareBits(rewriting.dst)]
  const side = src > dst ? 'src' : 'dst'
  const prefix = rewriting[side]
  if (prefix === undefined) return []
  const { family, first, length } = prefixRange(prefix)
  const step = 1n << BigInt(addressBits(family) - length - 1)
  return [first, first + step].map((value) => rewritten(rewriting, { [side]: formatPrefix(family, value, length + 1) }))
}

const spareBits = (prefix: Prefix | undefined): number =>
  prefix === undefined ? 0 : addressBits(prefixRange(prefix).family) - prefixRange(prefix).length

/** The packets, as they were sent, all of whose identities lie in the set: the header as it was sent; where the destination was rewritten, the header with
 *  that one too; of an answer, that one alone. */
export function whoLiesIn(space: PacketSpace, set: PacketSet, rewriting: Rewriting | undefined): PacketSet {
  if (rewriting?.dst === undefined) return set
  const delivered = space.withAddress(set, 'dst', rewriting.dst, true)
  return rewriting.isAnswer ? delivered : space.intersect(set, delivered)
}

/** The packets, as they were sent, one of whose identities may lie in the set. */
export function whoMeets(space: PacketSpace, set: PacketSet, rewriting: Rewriting | undefined): PacketSet {
  if (rewriting?.dst === undefined) return set
  const delivered = space.withAddress(set, 'dst', rewriting.dst)
  return rewriting.isAnswer ? delivered : space.union(set, delivered)
}
