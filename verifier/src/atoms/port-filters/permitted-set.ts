import { DecisionDiagram, falseNode, trueNode } from '@paranet/network'
import { headerFields, levels, type PortFilter, ruleStride } from './port-filter.js'

/** Sets of headers (source, protocol, ports) as decision diagrams, made where a question needs them. Nodes are never freed one by one:
 *  the whole is thrown away when it has grown, and an epoch says which sets are still there. */
export interface PermittedSets {
  diagram: DecisionDiagram
  epoch: number
  /** Nodes that one set may cost. */
  readonly budget: number
}

export function makePermittedSets(budget: number): PermittedSets {
  return { diagram: new DecisionDiagram(), epoch: 1, budget }
}

/** In place of a set that would cost more than the budget. */
export const tooLarge = -1

const mostNodes = 1 << 21

/** Forgets everything where much was made. To be called only where no set is in use. */
export function trimSets(sets: PermittedSets): void {
  if (sets.diagram.size < mostNodes) return
  sets.diagram = new DecisionDiagram()
  sets.epoch += 1
}

/** The permitted headers of the last class in `levels`, or `tooLarge`. Kept until a rule of it changes. */
export function permittedSet(sets: PermittedSets, filter: PortFilter): number {
  const itsClass = levels.classes[levels.count - 1]!
  if (filter.epochs[itsClass]! === sets.epoch) return filter.sets[itsClass]!
  const { rules } = filter
  const chain: number[] = []
  for (let level = 0; level < levels.count; level++) chain.push(...filter.own[levels.classes[level]!]!)
  chain.sort((a, b) => rules[b * ruleStride]! - rules[a * ruleStride]!)
  let set: number = falseNode
  const most = sets.diagram.size + sets.budget
  for (const rule of chain) {
    if (sets.diagram.size > most) {
      set = tooLarge
      break
    }
    const box = boxOf(sets.diagram, rules, rule * ruleStride)
    set = rules[rule * ruleStride + 1]! === 1 ? sets.diagram.or(set, box) : sets.diagram.subtract(set, box)
  }
  filter.sets[itsClass] = set
  filter.epochs[itsClass] = sets.epoch
  return set
}

/** Where each field's bits lie in the order of the variables, and how many they are: as in a rule's row. */
const fieldLevel = [0, 32, 56, 40]
const fieldWidth = [32, 8, 16, 16]
/** Fields from the last in the order of the variables to the first. */
const fieldsUpwards = [2, 3, 1, 0]

function boxOf(diagram: DecisionDiagram, rules: Int32Array, row: number): number {
  let node: number = trueNode
  for (const field of fieldsUpwards) {
    const shift = field === 0 ? 2 ** 31 : 0
    const [from, to] = [rules[row + 2 + field * 2]! + shift, rules[row + 3 + field * 2]! + shift]
    node = rangeOf(diagram, fieldLevel[field]!, fieldWidth[field]!, from, to, node)
  }
  return node
}

function rangeOf(
  diagram: DecisionDiagram,
  level: number,
  bits: number,
  from: number,
  to: number,
  below: number,
): number {
  if (from === 0 && to === 2 ** bits - 1) return below
  const half = 2 ** (bits - 1)
  const low = from < half ? rangeOf(diagram, level + 1, bits - 1, from, Math.min(to, half - 1), below) : falseNode
  const high =
    to >= half ? rangeOf(diagram, level + 1, bits - 1, Math.max(from, half) - half, to - half, below) : falseNode
  return diagram.make(level, low, high)
}

/** Writes a header of a set that is not empty to `into`: along branches that do not end in nothing, zeros where it does not matter. */
export function headerOf({ diagram }: PermittedSets, set: number, into: Int32Array, at: number): void {
  const bits = new Uint8Array(72)
  for (let node = set; node !== trueNode; ) {
    const isHigh = diagram.lowOf(node) === falseNode
    if (isHigh) bits[diagram.levelOf(node)] = 1
    node = isHigh ? diagram.highOf(node) : diagram.lowOf(node)
  }
  for (let field = 0; field < headerFields; field++) {
    let value = 0
    for (let bit = 0; bit < fieldWidth[field]!; bit++) value = value * 2 + bits[fieldLevel[field]! + bit]!
    into[at + field] = field === 0 ? value - 2 ** 31 : value
  }
}
