import type { Packet, PacketMatch } from '@paranet/network'
import type { Cube } from '../certificate/certificate.js'

/** v4 addresses as numbers, v6 as bigints: they never meet, since boxes of two families are disjoint. */
export type Value = number | bigint
/** Both ends inclusive. */
export type Span = readonly [first: Value, last: Value]

/** A product of header ranges, in the order source, destination, protocol, source port, destination port, DSCP, established: the first value of field i
 *  at 2i, its last at 2i + 1. */
export interface Box {
  readonly family: 4 | 6
  readonly ends: readonly Value[]
  /** The DSCP that devices have set; absent: as sent. */
  readonly marked?: number
}

/** Places of fields in `ends`. */
export const fieldAt = { src: 0, dst: 2, dscp: 10, established: 12 } as const
const width = 14

/** Why something cannot be checked or is wrong. */
export class Refusal extends Error {}

/** Refuses what is not right. */
export function ensure(isRight: boolean, reason: string): asserts isRight {
  if (!isRight) throw new Refusal(reason)
}

const families = [4, 6] as const
const portProtocols = [6, 17, 33, 132, 136]
const wholeFamily = { 4: [0, 2 ** 32 - 1], 6: [0n, 2n ** 128n - 1n] } as const satisfies Record<4 | 6, Span>

/** Reads an address: dotted quad, or groups of hexadecimal digits with at most one gap. */
export function readAddress(text: string): { readonly family: 4 | 6; readonly value: Value } {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split('.').map(Number)
    if (bytes.every((byte) => byte < 256)) return { family: 4, value: bytes.reduce((sum, byte) => sum * 256 + byte, 0) }
  }
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const [head = [], tail = []] = halves
  const gap = 8 - head.length - tail.length
  const groups = [...head, ...Array.from({ length: Math.max(0, gap) }, () => '0'), ...tail]
  const isWhole = halves.length === 1 ? gap === 0 : halves.length === 2 && gap > 0
  if (!text.includes(':') || !isWhole || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)))
    throw new Refusal(`"${text}" is no address`)
  return { family: 6, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) }
}

interface ReadSpan {
  readonly family: 4 | 6
  readonly span: Span
}

/** Texts come again and again: as many are remembered at most. */
const mostRead = 20_000
const read = new Map<string, ReadSpan>()

/** Reads a prefix, a single address, or `first-last`. */
export function readSpan(text: string): ReadSpan {
  let found = read.get(text)
  if (!found) {
    found = makeSpan(text)
    if (read.size >= mostRead) read.clear()
    read.set(text, found)
  }
  return found
}

function makeSpan(text: string): ReadSpan {
  const [first = '', last, more] = text.split('-')
  if (more === undefined && last !== undefined) {
    const [a, b] = [readAddress(first), readAddress(last)]
    if (a.family !== b.family || a.value > b.value) throw new Refusal(`"${text}" is no range of addresses`)
    return { family: a.family, span: [a.value, b.value] }
  }
  const [host = '', length] = text.split('/')
  const { family, value } = readAddress(host)
  const size = family === 4 ? 32 : 128
  const bits = length === undefined ? size : Number(length)
  if (!Number.isInteger(bits) || bits < 0 || bits > size) throw new Refusal(`"${text}" is no prefix`)
  if (typeof value === 'number') {
    const step = 2 ** (32 - bits)
    const start = Math.floor(value / step) * step
    return { family, span: [start, start + step - 1] }
  }
  const shift = BigInt(128 - bits)
  const start = (value >> shift) << shift
  return { family, span: [start, start + (1n << shift) - 1n] }
}

const known = new WeakMap<PacketMatch, readonly Box[]>()

/** The packets of a device's match, or of a term of traffic, as boxes; without addresses those of both families. */
export function boxesOf(match: PacketMatch): readonly Box[] {
  let boxes = known.get(match)
  if (!boxes) known.set(match, (boxes = makeBoxes(match)))
  return boxes
}

function makeBoxes({ src, dst, protocol, srcPort, dstPort, dscp, established }: PacketMatch): Box[] {
  const boxes: Box[] = []
  const [from, to] = [src === undefined ? undefined : readSpan(src), dst === undefined ? undefined : readSpan(dst)]
  const hasPorts = srcPort !== undefined || dstPort !== undefined
  const ports = [srcPort?.[0] ?? 0, srcPort?.[1] ?? 65_535, dstPort?.[0] ?? 0, dstPort?.[1] ?? 65_535]
  const marks = [dscp ?? 0, dscp ?? 63, established === true ? 1 : 0, established === false ? 0 : 1]
  for (const family of families) {
    if ((from && from.family !== family) || (to && to.family !== family)) continue
    const sides = [...(from?.span ?? wholeFamily[family]), ...(to?.span ?? wholeFamily[family])]
    const put = (first: number, last: number) => boxes.push({ family, ends: sides.concat(first, last, ports, marks) })
    if (!hasPorts) put(protocol ?? 0, protocol ?? 255)
    else for (const one of portProtocols) if (protocol === undefined || protocol === one) put(one, one)
  }
  return boxes
}

const bitsOf = (bit: boolean | undefined): Span => (bit === undefined ? [0, 1] : [+bit, +bit])

/** Reads a cube. */
export function boxOfCube(cube: Cube): Box {
  const [src, dst] = [readSpan(cube.src), readSpan(cube.dst)]
  if (src.family !== dst.family) throw new Refusal('a cube has addresses of two families')
  const { protocol = [0, 255], srcPort = [0, 65_535], dstPort = [0, 65_535], dscp = [0, 63], established } = cube
  const ends = [...src.span, ...dst.span, ...protocol, ...srcPort, ...dstPort, ...dscp, ...bitsOf(established)]
  if (ends.length !== width || !ends.every((value, i) => i < 4 || Number.isInteger(value)))
    throw new Refusal('a cube has a range of something else')
  for (let i = 0; i < width; i += 2)
    if (!((ends[i] as Value) <= (ends[i + 1] as Value))) throw new Refusal('a cube has an empty range')
  return { family: src.family, ends }
}

/** A packet as the box that holds it alone; without ports where its protocol has none. */
export function boxOfPacket({ src, dst, protocol, srcPort, dstPort, dscp, established }: Packet): Box {
  const ports = portProtocols.includes(protocol)
    ? ({ srcPort: [srcPort, srcPort], dstPort: [dstPort, dstPort] } as const)
    : {}
  return boxOfCube({ src, dst, protocol: [protocol, protocol], ...ports, dscp: [dscp, dscp], established })
}

/** The box with another span in one field. */
export function withSpan({ family, ends }: Box, field: number, [first, last]: Span): Box {
  const changed = ends.slice()
  changed[field] = first
  changed[field + 1] = last
  return { family, ends: changed }
}

/** The box with a DSCP that a device has set. */
export const withDscp = (box: Box, dscp: number): Box => ({
  ...withSpan(box, fieldAt.dscp, [dscp, dscp]),
  marked: dscp,
})

/** Whether boxes hold all of a box, in one of them; none of it; or neither. */
export function relate(box: Box, others: readonly Box[]): 'within' | 'apart' | 'partly' {
  let found: 'apart' | 'partly' = 'apart'
  for (const other of others) {
    if (other.family !== box.family || !overlaps(box, other)) continue
    if (holds(other, box)) return 'within'
    found = 'partly'
  }
  return found
}

/** Whether two boxes of one family have packets in common. */
export function overlaps({ ends }: Box, { ends: other }: Box): boolean {
  for (let i = 0; i < width; i += 2)
    if ((ends[i + 1] as Value) < (other[i] as Value) || (other[i + 1] as Value) < (ends[i] as Value)) return false
  return true
}

function holds({ ends }: Box, { ends: inner }: Box): boolean {
  for (let i = 0; i < width; i += 2)
    if ((inner[i] as Value) < (ends[i] as Value) || (ends[i + 1] as Value) < (inner[i + 1] as Value)) return false
  return true
}

const before = (value: Value): Value => (typeof value === 'bigint' ? value - 1n : value - 1)
const after = (value: Value): Value => (typeof value === 'bigint' ? value + 1n : value + 1)

/** A box less another: disjoint boxes, one or two per field. */
export function subtract(box: Box, cut: Box): readonly Box[] {
  if (box.family !== cut.family || !overlaps(box, cut)) return [box]
  const parts: Box[] = []
  let left = box
  for (let i = 0; i < width; i += 2) {
    const [first, last] = [cut.ends[i] as Value, cut.ends[i + 1] as Value]
    const [from, to] = [left.ends[i] as Value, left.ends[i + 1] as Value]
    if (from >= first && to <= last) continue
    if (from < first) parts.push(withSpan(left, i, [from, before(first)]))
    if (to > last) parts.push(withSpan(left, i, [after(last), to]))
    left = withSpan(left, i, [from < first ? first : from, to > last ? last : to])
  }
  return parts
}
