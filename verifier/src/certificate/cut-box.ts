import type { IpAddress, PacketMatch } from '@paranet/network'
import { formatAddress } from '@paranet/network'
import type { Box, Span, Value } from '../check-certificate/header-box.js'
import { boxesOf, fieldAt, subtract, withSpan } from '../check-certificate/header-box.js'
import type { Cube, ValueRange } from './certificate.js'

/** Cuts a box where a match holds a part of it: the parts, each wholly inside one of the match's boxes or beside it. `isMarked`: its DSCP is none
 *  of the box's own, and says nothing of where to cut. */
export function cutBox(box: Box, match: PacketMatch, isMarked: boolean): readonly Box[] {
  for (const cut of boxesOf(match)) {
    const own = isMarked ? withSpan(cut, fieldAt.dscp, [0, 63]) : cut
    const rest = subtract(box, own)
    if (rest.length === 1 && rest[0] === box) continue
    if (rest.length > 0) return [meet(box, own), ...rest]
  }
  return []
}

const meet = ({ family, ends }: Box, { ends: other }: Box): Box => ({
  family,
  ends: ends.map((end, i) => {
    const its = other[i] as Value
    return (i % 2 === 0 ? end < its : end > its) ? its : end
  }),
})

/** A box as plain data; what is whole is left out. */
export function cubeOfBox({ family, ends }: Box): Cube {
  const [src, toSrc, dst, toDst, ...rest] = ends as [Value, Value, Value, Value, ...number[]]
  const [established, orNot] = rest.slice(8)
  return {
    src: spanText(family, [src, toSrc]),
    dst: spanText(family, [dst, toDst]),
    ...ranged('protocol', rest.slice(0, 2), 255),
    ...ranged('srcPort', rest.slice(2, 4), 65_535),
    ...ranged('dstPort', rest.slice(4, 6), 65_535),
    ...ranged('dscp', rest.slice(6, 8), 63),
    ...(established === orNot ? { established: established === 1 } : {}),
  }
}

type RangedField = 'protocol' | 'srcPort' | 'dstPort' | 'dscp'

function ranged(name: RangedField, [first = 0, last = 0]: readonly number[], most: number) {
  const span: ValueRange = [first, last]
  return first === 0 && last === most ? {} : { [name]: span }
}

function spanText(family: 4 | 6, [first, last]: Span): string {
  const [from, to] = [BigInt(first), BigInt(last)]
  const size = to - from + 1n
  const bits = size.toString(2).length - 1
  const text = (value: bigint): IpAddress => formatAddress({ family, value })
  const isPrefix = size === 1n << BigInt(bits) && from % size === 0n
  return isPrefix ? `${text(from)}/${(family === 4 ? 32 : 128) - bits}` : `${text(from)}-${text(to)}`
}
