import type { IpFamily, Prefix } from '../address/ip.js'
import { addressBits, formatPrefix } from '../address/ip.js'
import type { PortRange } from '../traffic-class/traffic-class.js'
import { type DecisionDiagram, falseNode } from './decision-diagram.js'
import type { NumericField } from './header-layout.js'
import { fieldBits, headerLayout } from './header-layout.js'

/** Headers with one prefix for each address and some ranges of each number. What is absent is any. */
export interface HeaderBox {
  /** Where neither address says it. */
  readonly family?: IpFamily
  readonly src?: Prefix
  readonly dst?: Prefix
  readonly protocols?: readonly PortRange[]
  readonly srcPorts?: readonly PortRange[]
  readonly dstPorts?: readonly PortRange[]
  readonly dscps?: readonly PortRange[]
  readonly established?: boolean
}

/** Values of a field that lead to one node below it. */
interface Part {
  readonly value: bigint
  readonly length: number
  readonly below: number
}

const numbers: readonly (readonly [NumericField, keyof HeaderBox])[] = [
  ['protocol', 'protocols'],
  ['dstPort', 'dstPorts'],
  ['srcPort', 'srcPorts'],
  ['dscp', 'dscps'],
  ['established', 'established'],
]

/** The set as disjoint boxes, one after the other: equal sets give equal boxes in the same order, by destination first. Their number may be
 *  exponential in what made the set; whoever reads them stops. */
export function* headerBoxes(diagram: DecisionDiagram, set: number): Generator<HeaderBox> {
  const isFamilyAsked = diagram.levelOf(set) === headerLayout.family
  const hasAddresses = diagram.levelOf(set) < headerLayout.protocol
  if (!hasAddresses) return yield* boxesOfNumbers(diagram, set, {}, 0)
  for (const family of [4, 6] as const) {
    const below = isFamilyAsked ? (family === 4 ? diagram.lowOf(set) : diagram.highOf(set)) : set
    yield* boxesOfFamily(diagram, below, family)
  }
}

function* boxesOfFamily(diagram: DecisionDiagram, set: number, family: IpFamily): Generator<HeaderBox> {
  const bits = addressBits(family)
  for (const dst of partsOf(diagram, set, headerLayout.dst, bits))
    for (const src of partsOf(diagram, dst.below, headerLayout.src, bits)) {
      const box = {
        ...(src.length + dst.length === 0 ? { family } : {}),
        ...(src.length === 0 ? {} : { src: formatPrefix(family, src.value, src.length) }),
        ...(dst.length === 0 ? {} : { dst: formatPrefix(family, dst.value, dst.length) }),
      }
      yield* boxesOfNumbers(diagram, src.below, box, 0)
    }
}

function* boxesOfNumbers(diagram: DecisionDiagram, set: number, box: HeaderBox, at: number): Generator<HeaderBox> {
  const [field, name] = numbers[at] ?? []
  if (set === falseNode) return
  if (field === undefined || name === undefined) return yield box
  const size = 2 ** fieldBits[field]
  for (const [below, ranges] of rangesOf(diagram, set, headerLayout[field], fieldBits[field])) {
    const isAny = ranges.length === 1 && ranges[0]?.[0] === 0 && ranges[0][1] === size - 1
    const said = isAny ? {} : { [name]: field === 'established' ? ranges[0]?.[0] === 1 : ranges }
    yield* boxesOfNumbers(diagram, below, { ...box, ...said }, at + 1)
  }
}

/** By the node that they lead to: all values of a number, as ranges in order. */
function rangesOf(diagram: DecisionDiagram, set: number, first: number, bits: number): Map<number, PortRange[]> {
  const found = new Map<number, PortRange[]>()
  for (const { value, length, below } of partsOf(diagram, set, first, bits)) {
    const from = Number(value)
    const to = from + 2 ** (bits - length) - 1
    const ranges = found.get(below) ?? []
    const last = ranges.at(-1)
    if (last?.[1] === from - 1) ranges[ranges.length - 1] = [last[0], to]
    else ranges.push([from, to])
    found.set(below, ranges)
  }
  return found
}

/** The values of one field, ascending, as prefixes that are as wide as can be; without those that lead nowhere. */
function* partsOf(
  diagram: DecisionDiagram,
  node: number,
  first: number,
  bits: number,
  value = 0n,
  length = 0,
): Generator<Part> {
  if (node === falseNode) return
  if (length === bits || diagram.levelOf(node) >= first + bits)
    return yield { value: value << BigInt(bits - length), length, below: node }
  const isAsked = diagram.levelOf(node) === first + length
  const [low, high] = isAsked ? [diagram.lowOf(node), diagram.highOf(node)] : [node, node]
  yield* partsOf(diagram, low, first, bits, value * 2n, length + 1)
  yield* partsOf(diagram, high, first, bits, value * 2n + 1n, length + 1)
}
