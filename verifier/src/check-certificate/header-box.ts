import type { Packet, PacketMatch } from '@paranet/network'
import type { Cube } from '../certificate/certificate.js'

/** v4 addresses as numbers, v6 as bigints: they never meet, since boxes of two families are disjoint. */
type Value = number | bigint
/** Both ends inclusive. */
export type Span = readonly [first: Value, last: Value]

/** A product of header ranges, in the order source, destination, protocol, source port, destination port, DSCP, established. */
export interface Box {
  readonly family: 4 | 6
  readonly spans: readonly Span[]
}

/** Why something cannot be checked or is wrong. */
export class Refusal extends Error {}

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

/** Reads a prefix, a single address, or `first-last`. */
export function readSpan(text: string): { readonly family: 4 | 6; readonly span: Span } {
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

function makeBoxes(match: PacketMatch): Box[] {
  const src = match.src === undefined ? undefined : readSpan(match.src)
  const dst = match.dst === undefined ? undefined : readSpan(match.dst)
  const hasPorts = match.srcPort !== undefined || match.dstPort !== undefined
  const asked = match.protocol === undefined ? undefined : [match.protocol]
  const protocols = hasPorts ? (asked ?? portProtocols).filter((one) => portProtocols.includes(one)) : asked
  const ranges: Span[] = protocols ? protocols.map((one) => [one, one]) : [[0, 255]]
  const rest: Span[] = [
    match.srcPort ?? [0, 65_535],
    match.dstPort ?? [0, 65_535],
    match.dscp === undefined ? [0, 63] : [match.dscp, match.dscp],
    match.established === undefined ? [0, 1] : [+match.established, +match.established],
  ]
  const families = ([4, 6] as const).filter((one) =>
    [src, dst].every((side) => side === undefined || side.family === one),
  )
  return families.flatMap((family) =>
    ranges.map((protocol) => ({
      family,
      spans: [src?.span ?? wholeFamily[family], dst?.span ?? wholeFamily[family], protocol, ...rest],
    })),
  )
}

/** Reads a cube. */
export function boxOfCube(cube: Cube): Box {
  const [src, dst] = [readSpan(cube.src), readSpan(cube.dst)]
  if (src.family !== dst.family) throw new Refusal('a cube has addresses of two families')
  const { protocol = [0, 255], srcPort = [0, 65_535], dstPort = [0, 65_535], dscp = [0, 63], established } = cube
  const spans: Span[] = [src.span, dst.span, protocol, srcPort, dstPort, dscp]
  spans.push(established === undefined ? [0, 1] : [+established, +established])
  const ranges = spans.slice(2).flat()
  if (!ranges.every((value) => Number.isInteger(value))) throw new Refusal('a cube has a range of something else')
  if (spans.some(([first, last]) => !(first <= last))) throw new Refusal('a cube has an empty range')
  return { family: src.family, spans }
}

/** A packet as the box that holds it alone; without ports where its protocol has none. */
export function boxOfPacket({ src, dst, protocol, srcPort, dstPort, dscp, established }: Packet): Box {
  const ports = portProtocols.includes(protocol)
    ? ({ srcPort: [srcPort, srcPort], dstPort: [dstPort, dstPort] } as const)
    : {}
  return boxOfCube({ src, dst, protocol: [protocol, protocol], ...ports, dscp: [dscp, dscp], established })
}

/** The box with another DSCP. */
export const withDscp = ({ family, spans }: Box, dscp: number): Box => ({
  family,
  spans: spans.map((span, i) => (i === 5 ? [dscp, dscp] : span)),
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

function overlaps({ spans }: Box, other: Box): boolean {
  for (let i = 0; i < 7; i++) {
    const a = spans[i] as Span
    const b = other.spans[i] as Span
    if (a[1] < b[0] || b[1] < a[0]) return false
  }
  return true
}

const holds = (outer: Box, { spans }: Box): boolean =>
  outer.spans.every(([first, last], i) => first <= (spans[i] as Span)[0] && (spans[i] as Span)[1] <= last)

const before = (value: Value): Value => (typeof value === 'bigint' ? value - 1n : value - 1)
const after = (value: Value): Value => (typeof value === 'bigint' ? value + 1n : value + 1)

/** A box less another: disjoint boxes, one or two per field. */
export function subtract(box: Box, cut: Box): readonly Box[] {
  if (box.family !== cut.family || !overlaps(box, cut)) return [box]
  const parts: Box[] = []
  let spans = box.spans
  for (const [i, [first, last]] of cut.spans.entries()) {
    const [from, to] = spans[i] as Span
    const put = (span: Span) => spans.map((old, at) => (at === i ? span : old))
    if (from < first) parts.push({ family: box.family, spans: put([from, before(first)]) })
    if (to > last) parts.push({ family: box.family, spans: put([after(last), to]) })
    spans = put([from < first ? first : from, to > last ? last : to])
  }
  return parts
}
