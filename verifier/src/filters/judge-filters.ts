import type { Random } from '@paranet/network'
import { seededRandom } from '@paranet/network'
import type { Answer } from './coverage.js'
import { Coverage } from './coverage.js'
import type { FilterList } from './filter-list.js'
import { Overlaps } from './overlaps.js'

/** What is found in a list of filters. Rules by their place in the list, ascending. */
export interface FilterReport {
  /** Never the first match: every packet of the rule is in an earlier one. */
  readonly shadowed: readonly number[]
  /** Removing the rule alone changes the treatment of no packet: shadowed rules, and those whose packets a later rule treats alike. A packet
   *  that no rule holds is denied. In a list without actions every rule does something of its own: then these are the shadowed ones. */
  readonly redundant: readonly number[]
  /** Pairs of rules that overlap, where neither holds the other, and whose actions differ. */
  readonly conflicts: number
  /** Rules in such a pair. */
  readonly conflicting: readonly number[]
  /** Rules for which shadowed or redundant was not decided within the budget. */
  readonly undecided: readonly number[]
}

/** Boxes that may be looked at for one question. */
const defaultBudget = 200_000

/** Packets of a rule that are tried before its set is taken apart. */
const trials = 12

/** Judges a list exactly, or says of which rules it could not. Pairs by comparison of the rules that meet; shadowed and redundant by a packet that
 *  no other rule holds, where trying finds one, else by taking the rule's set apart. Deterministic. */
export function judgeFilters(list: FilterList, budget = defaultBudget): FilterReport {
  const { count } = list
  const overlaps = new Overlaps(list)
  const coverage = new Coverage(list)
  const random = seededRandom(1)
  const report = { shadowed: [] as number[], redundant: [] as number[], undecided: [] as number[] }
  const inConflict = new Uint8Array(count)
  let conflicts = 0
  for (let rule = 0; rule < count; rule++) {
    overlaps.find(rule, rule)
    conflicts += countConflicts(list, rule, overlaps, inConflict)
    const isShadowed = coveredBy(list, coverage, rule, overlaps.rules.subarray(0, overlaps.length), random, budget)
    let isRedundant = isShadowed
    if (isShadowed !== true && list.actions) {
      overlaps.find(rule)
      isRedundant = redundant(list, coverage, rule, overlaps.rules.slice(0, overlaps.length).sort(), random, budget)
    }
    if (isShadowed === true) report.shadowed.push(rule)
    if (isRedundant === true) report.redundant.push(rule)
    if (isShadowed === 'unknown' || isRedundant === 'unknown') report.undecided.push(rule)
  }
  const conflicting = [...inConflict.keys()].filter((rule) => inConflict[rule])
  return { ...report, conflicts, conflicting }
}

function countConflicts(list: FilterList, rule: number, { rules, length }: Overlaps, inConflict: Uint8Array): number {
  const { actions } = list
  let conflicts = 0
  for (let i = 0; i < length; i++) {
    const other = rules[i] as number
    if (actions && actions[other] === actions[rule]) continue
    if (holds(list, other, rule) || holds(list, rule, other)) continue
    inConflict[rule] = inConflict[other] = 1
    conflicts++
  }
  return conflicts
}

/** Whether every packet of rule `b` is in rule `a`. */
function holds({ low, high, value, mask }: FilterList, a: number, b: number): boolean {
  const wanted = mask[a] as number
  if (wanted & ~(mask[b] as number)) return false
  if (((value[a] as number) ^ (value[b] as number)) & wanted) return false
  for (let d = 0; d < 4; d++) {
    if ((low[d]?.[a] as number) > (low[d]?.[b] as number)) return false
    if ((high[d]?.[a] as number) < (high[d]?.[b] as number)) return false
  }
  return true
}

function coveredBy(
  list: FilterList,
  coverage: Coverage,
  rule: number,
  others: Int32Array,
  random: Random,
  budget: number,
): Answer {
  if (others.length === 0) return false
  for (const other of others) if (holds(list, other, rule)) return true
  if (hasLonePacket(list, rule, others, random)) return false
  return coverage.isCovered(rule, [...others], budget)
}

function redundant(
  list: FilterList,
  coverage: Coverage,
  rule: number,
  near: Int32Array,
  random: Random,
  budget: number,
): Answer {
  const { actions } = list
  const action = actions?.[rule] ?? 'permit'
  const isSame = (other: number) => (actions?.[other] ?? 'permit') === action
  const isDefault = action === 'deny'
  if (!isDefault && near.every((other) => other < rule || isSame(other)))
    return coveredBy(list, coverage, rule, near, random, budget)
  return coverage.isIdle(rule, [...near], isSame, isDefault, budget)
}

/** Whether one of a few packets of the rule is in none of the others. */
function hasLonePacket(list: FilterList, rule: number, others: Int32Array, random: Random): boolean {
  const { low, high, value, mask } = list
  const place = [0, 0, 0, 0]
  for (let trial = 0; trial < trials; trial++) {
    for (let d = 0; d < 4; d++) {
      const from = low[d]?.[rule] as number
      place[d] = from + random.below((high[d]?.[rule] as number) - from + 1)
    }
    const bits = (value[rule] as number) | (random.below(1 << 24) & ~(mask[rule] as number))
    if (!isHeld(list, place, bits, others)) return true
  }
  return false
}

function isHeld(
  { low, high, value, mask }: FilterList,
  place: readonly number[],
  bits: number,
  others: Int32Array,
): boolean {
  const [low0, low1, low2, low3] = low as [Int32Array, Int32Array, Int32Array, Int32Array]
  const [high0, high1, high2, high3] = high as [Int32Array, Int32Array, Int32Array, Int32Array]
  const [a, b, c, d] = place as [number, number, number, number]
  for (let i = 0; i < others.length; i++) {
    const other = others[i] as number
    if ((low0[other] as number) > a || (high0[other] as number) < a) continue
    if ((low1[other] as number) > b || (high1[other] as number) < b) continue
    if ((low2[other] as number) > c || (high2[other] as number) < c) continue
    if ((low3[other] as number) > d || (high3[other] as number) < d) continue
    if ((bits ^ (value[other] as number)) & (mask[other] as number)) continue
    return true
  }
  return false
}
