import type { IpFamily, Prefix } from '../address/ip.js'
import { addressBits, formatPrefix } from '../address/ip.js'
import { prefixSet } from '../address/prefix-set.js'
import type { PortRange } from '../traffic-class/traffic-class.js'
import { type DecisionDiagram, falseNode } from './decision-diagram.js'
import type { AddressField, NumericField } from './header-layout.js'
import { fieldBits, headerLayout } from './header-layout.js'
import type { PacketSet } from './packet-space.js'

/** Packets each of whose fields lies in one of the field's ranges. An absent field may be anything; without addresses `family` may say of which they are. */
export interface PacketBox {
  readonly family?: IpFamily
  readonly src?: readonly Prefix[]
  readonly dst?: readonly Prefix[]
  readonly protocol?: readonly PortRange[]
  readonly dstPort?: readonly PortRange[]
  readonly srcPort?: readonly PortRange[]
  readonly dscp?: readonly PortRange[]
  readonly established?: boolean
}

/** Disjoint boxes. `isWhole`: they hold the whole set; else there are more, and what is shown lies in the set. */
export interface PacketBoxes {
  readonly boxes: readonly PacketBox[]
  readonly isWhole: boolean
}

/** A set of values of one field: those whose first `length` bits are `value`. */
interface Cube {
  readonly value: bigint
  readonly length: number
}

/** Per box: steps in the diagram for one field, before the rest of its values is left out. */
const stepsPerBox = 1024
/** Per box: prefixes or ranges of one field. */
const rangesPerBox = 4

const numericFields = ['protocol', 'dstPort', 'srcPort', 'dscp', 'established'] as const

/** The set as boxes to be read, at most so many: values of a field after which the rest of the header is the same stand in one box. */
export function packetBoxes(diagram: DecisionDiagram, set: PacketSet, most: number): PacketBoxes {
  return new BoxReader(diagram, most).read(set)
}

class BoxReader {
  readonly #diagram: DecisionDiagram
  readonly #most: number
  readonly #boxes: PacketBox[] = []
  #isWhole = true

  constructor(diagram: DecisionDiagram, most: number) {
    this.#diagram = diagram
    this.#most = most
  }

  read(set: PacketSet): PacketBoxes {
    const diagram = this.#diagram
    if (set !== falseNode && diagram.levelOf(set) >= headerLayout.protocol) this.#numbers(set, {}, 0)
    else {
      const isSplit = diagram.levelOf(set) === headerLayout.family
      this.#addresses(isSplit ? diagram.lowOf(set) : set, 4)
      this.#addresses(isSplit ? diagram.highOf(set) : set, 6)
    }
    return { boxes: this.#boxes, isWhole: this.#isWhole }
  }

  #addresses(node: number, family: IpFamily): void {
    for (const [afterDst, dst] of this.#byRest(node, headerLayout.dst, addressBits(family)))
      for (const [rest, src] of this.#byRest(afterDst, headerLayout.src, addressBits(family))) {
        const its = { ...this.#prefixes('dst', dst, family), ...this.#prefixes('src', src, family) }
        this.#numbers(rest, 'dst' in its || 'src' in its ? its : { family }, 0)
      }
  }

  #numbers(node: number, box: PacketBox, at: number): void {
    const field = numericFields[at]
    if (field === undefined) {
      if (this.#boxes.length < this.#most) this.#boxes.push(box)
      else this.#isWhole = false
      return
    }
    for (const [rest, cubes] of this.#byRest(node, headerLayout[field], fieldBits[field])) {
      if (!this.#isWhole && this.#boxes.length >= this.#most) return
      this.#numbers(rest, { ...box, ...this.#ranges(field, cubes) }, at + 1)
    }
  }

  /** The values of a field, by what follows; in the order in which they first come. */
  #byRest(node: number, first: number, bits: number): Map<number, Cube[]> {
    const diagram = this.#diagram
    const found = new Map<number, Cube[]>()
    let steps = 0
    const walk = (at: number, length: number, value: bigint): void => {
      if (at === falseNode) return
      const level = diagram.levelOf(at)
      if (level >= first + bits) {
        const cubes = found.get(at)
        if (cubes) cubes.push({ value, length })
        else found.set(at, [{ value, length }])
        return
      }
      if (++steps > this.#most * stepsPerBox) {
        this.#isWhole = false
        return
      }
      const isHere = level === first + length
      walk(isHere ? diagram.lowOf(at) : at, length + 1, value * 2n)
      walk(isHere ? diagram.highOf(at) : at, length + 1, value * 2n + 1n)
    }
    walk(node, 0, 0n)
    return found
  }

  #prefixes(side: AddressField, cubes: readonly Cube[], family: IpFamily): PacketBox {
    if (cubes[0]?.length === 0) return {}
    const bits = BigInt(addressBits(family))
    const all = prefixSet(
      cubes.map(({ value, length }) => formatPrefix(family, value << (bits - BigInt(length)), length)),
    )
    return { [side]: this.#first(all) }
  }

  #ranges(field: NumericField, cubes: readonly Cube[]): PacketBox {
    if (cubes[0]?.length === 0) return {}
    if (field === 'established') return { established: cubes[0]?.value === 1n }
    const ranges: [number, number][] = []
    for (const { value, length } of cubes) {
      const size = 2 ** (fieldBits[field] - length)
      const start = Number(value) * size
      const last = ranges.at(-1)
      if (last && last[1] + 1 === start) last[1] = start + size - 1
      else ranges.push([start, start + size - 1])
    }
    return { [field]: this.#first(ranges) }
  }

  #first<Range>(ranges: readonly Range[]): readonly Range[] {
    const most = this.#most * rangesPerBox
    if (ranges.length > most) this.#isWhole = false
    return ranges.slice(0, most)
  }
}
