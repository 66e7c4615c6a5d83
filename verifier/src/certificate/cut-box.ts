import type { IpAddress, PacketMatch } from '@paranet/network'
import { formatAddress } from '@paranet/network'
import type { Box, Span } from '../check-certificate/header-box.js'
import { boxesOf, subtract } from '../check-certificate/header-box.js'
import type { Cube, ValueRange } from './certificate.js'

/** Cuts a box where a match holds a part of it: the parts, each wholly inside one of the match's boxes or beside it. `isMarked`: its DSCP is none
 *  of the box's own, and says nothing of where to cut. */
export function cutBox(box: Box, match: PacketMatch, isMarked: boolean): readonly Box[] {
  for (const cut of boxesOf(match)) {
    const own: Box = isMarked ? { ...cut, spans: cut.spans.map((span, i) => (i === 5 ? [0, 63] : span)) } : cut
    const rest = subtract(box, own)
    if (rest.length === 1 && rest[0] === box) continue
    if (rest.length > 0) return [meet(box, own), ...rest]
  }
  return []
}

const meet = ({ family, spans }: Box, other: Box): Box => ({
  family,
  spans: spans.map(([first, last], i): Span => {
    const [from, to] = other.spans[i] as Span
    return [first < from ? from : first, last > to ? to : last]
  }),
})

/** A box as plain data; what is whole is left out. */
export function cubeOfBox({ family, spans }: Box): Cube {
  const [src, dst, protocol, srcPort, dstPort, dscp, established] = spans as Required<typeof spans>
  return {
    src: spanText(family, src as Span),
    dst: spanText(family, dst as Span),
    ...ranged('protocol', protocol, 255),
    ...ranged('srcPort', srcPort, 65_535),
    ...ranged('dstPort', dstPort, 65_535),
    ...ranged('dscp', dscp, 63),
    ...(established?.[0] === established?.[1] ? { established: established?.[0] === 1 } : {}),
  }
}

type RangedField = 'protocol' | 'srcPort' | 'dstPort' | 'dscp'

function ranged(name: RangedField, span: Span | undefined, most: number): Partial<Record<RangedField, ValueRange>> {
  const [first, last] = (span ?? [0, most]).map(Number) as [number, number]
  return first === 0 && last === most ? {} : { [name]: [first, last] }
}

function spanText(family: 4 | 6, [first, last]: Span): string {
  const [from, to] = [BigInt(first), BigInt(last)]
  const size = to - from + 1n
  const bits = size.toString(2).length - 1
  const text = (value: bigint): IpAddress => formatAddress({ family, value })
  const isPrefix = size === 1n << BigInt(bits) && from % size === 0n
  return isPrefix ? `${text(from)}/${(family === 4 ? 32 : 128) - bits}` : `${text(from)}-${text(to)}`
}
