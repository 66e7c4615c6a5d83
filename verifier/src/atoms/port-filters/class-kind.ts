import { falseNode, trueNode } from '@paranet/network'
import { headerOf, type PermittedSets, permittedSet, tooLarge } from './permitted-set.js'
import {
  findLevels,
  headerFields,
  holdsHeader,
  kinds,
  levels,
  permits,
  type PortFilter,
  ruleStride,
} from './port-filter.js'

/** Whether a filter permits all packets to a prefix that it does not cut, or some, or none. Remembered until a rule changes it. */
export function kindOf(sets: PermittedSets, filter: PortFilter, address: number, length: number): number {
  const itsClass = findLevels(filter, address, length)
  const known = filter.kind[itsClass]!
  if (known !== kinds.unknown) return known
  return (filter.kind[itsClass] = findKind(sets, filter, itsClass, false))
}

/** What a class has become after a rule changed that its packets meet. */
export function kindAfterChange(sets: PermittedSets, filter: PortFilter, itsClass: number): number {
  const { tree, kind, nodes } = filter
  const node = nodes[itsClass]!
  findLevels(filter, tree.address[node]!, tree.length[node]!)
  return (kind[itsClass] = findKind(sets, filter, itsClass, kind[itsClass] === kinds.some))
}

/** Whether what is known of a class stays as it is when a rule comes (or goes) that its packets meet. */
export function staysAsItIs(
  { kind, rules, witness }: PortFilter,
  itsClass: number,
  row: number,
  comes: boolean,
): boolean {
  const known = kind[itsClass]!
  if (known === kinds.undecided) return false
  const opens = (rules[row + 1]! === 1) === comes
  if (known !== kinds.some) return known === (opens ? kinds.all : kinds.none)
  const at = itsClass * headerFields * 2 + (opens ? headerFields : 0)
  const protocol = witness[at + 1]!
  if (protocol < rules[row + 4]! || protocol > rules[row + 5]!) return true
  return !holdsHeader(rules, row, witness, at)
}

/** By a look that decides many lists, by headers that are likely to tell (first, where that is likely), and then exactly. */
function findKind(sets: PermittedSets, filter: PortFilter, itsClass: number, wasSome: boolean): number {
  const plain = wasSome ? kinds.unknown : plainKind(filter)
  if (plain !== kinds.unknown) return plain
  const at = itsClass * headerFields * 2
  const isPermitted = findWitness(filter, true, at)
  const isDenied = findWitness(filter, false, at + headerFields)
  if (isPermitted && isDenied) return kinds.some
  const last = wasSome ? plainKind(filter) : kinds.unknown
  if (last !== kinds.unknown) return last
  const set = permittedSet(sets, filter)
  if (set === tooLarge) return kinds.undecided
  if (set === falseNode) return kinds.none
  if (set === trueNode) return kinds.all
  if (!isPermitted) headerOf(sets, set, filter.witness, at)
  if (!isDenied) headerOf(sets, sets.diagram.subtract(trueNode, set), filter.witness, at + headerFields)
  return kinds.some
}

/** None where nothing is permitted, or not before everything is denied; all where everything is permitted before anything is denied. */
function plainKind({ rules, own }: PortFilter): number {
  const first = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const whole = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let level = 0; level < levels.count; level++)
    for (const rule of own[levels.classes[level]!]!) {
      const row = rule * ruleStride
      const seq = rules[row]!
      const isPermit = rules[row + 1]!
      if (seq < first[isPermit]!) first[isPermit] = seq
      if (seq < whole[isPermit]! && isWhole(rules, row)) whole[isPermit] = seq
    }
  if (first[1] === Number.POSITIVE_INFINITY || whole[0]! < first[1]!) return kinds.none
  return whole[1]! < first[0]! ? kinds.all : kinds.unknown
}

const fieldEnds = [-0x80000000, 0x7fffffff, 0, 255, 0, 65535, 0, 65535]

function isWhole(rules: Int32Array, row: number): boolean {
  for (let i = 0; i < fieldEnds.length; i++) if (rules[row + 2 + i]! !== fieldEnds[i]!) return false
  return true
}

/** Headers that lists seldom speak of: no protocol in use, and ends of all ranges. */
const unusual = Int32Array.of(0x7fffffff, 255, 65535, 65535, -0x80000000, 254, 0, 0, 0x5a5a5a5a, 253, 0, 65535)

/** Writes a header that is permitted (or denied) to the filter's witnesses; corners of rules are tried. Answers whether it found one. */
function findWitness(filter: PortFilter, wanted: boolean, at: number): boolean {
  const { rules, own, witness } = filter
  if (permits(filter, witness, at) === wanted) return true
  for (let i = 0; i < unusual.length; i += headerFields) {
    for (let field = 0; field < headerFields; field++) witness[at + field] = unusual[i + field]!
    if (permits(filter, witness, at) === wanted) return true
  }
  let tries = mostTries
  for (let level = levels.count - 1; level >= 0; level--)
    for (const rule of own[levels.classes[level]!]!) {
      const row = rule * ruleStride
      if ((rules[row + 1]! === 1) !== wanted) continue
      for (let end = 0; end < 2; end++) {
        for (let field = 0; field < headerFields; field++) witness[at + field] = rules[row + 2 + end + field * 2]!
        if (permits(filter, witness, at) === wanted) return true
      }
      if (--tries === 0) return false
    }
  return false
}

const mostTries = 64
