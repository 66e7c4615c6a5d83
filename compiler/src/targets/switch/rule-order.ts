import type { EntryKey, PacketMatch, PortRange, PrefixRange } from '@paranet/network'
import { prefixRange } from '@paranet/network'
import { TooManyError } from './stable-numbers.js'

/** A rule of one table of a switch. `place`: what else it asks (`in eth0`); empty where it asks nothing. */
export interface OrderedRule {
  readonly key: EntryKey
  readonly priority: number
  readonly match: PacketMatch
  readonly place: readonly (string | undefined)[]
}

/** How priorities of rules become those of a table. `first + (priority - least) * levels + level`, at most `most`. */
export interface PriorityScale {
  readonly least: number
  readonly levels: number
  readonly most: number
}

/** The priorities that the rules of one table have in a switch. `ranks`: where they do not fit the scale, the rules' own priorities in order, one
 *  for each number from 1 on; absent where they fit. */
export interface TableOrder {
  readonly numbers: ReadonlyMap<EntryKey, number>
  readonly ranks?: readonly number[]
}

/** Orders the rules of a table: higher priority first, then by key. Rules of one priority that no packet meets both share a number, so that numbers
 *  hardly ever move when rules come and go. Linear but for sorting, and for rules of one priority whose prefixes are within one another. */
export function orderRules(rules: readonly OrderedRule[], scale: PriorityScale): TableOrder {
  const byPriority = new Map<number, OrderedRule[]>()
  for (const rule of rules) {
    const equals = byPriority.get(rule.priority)
    if (equals) equals.push(rule)
    else byPriority.set(rule.priority, [rule])
  }
  const levels = [...byPriority].map(([priority, equals]) => ({ priority, equals, levels: levelsOf(equals) }))
  const isOnScale = levels.every(
    ({ priority, levels: own }) =>
      numberOf(scale, priority, 0) >= 1 &&
      numberOf(scale, priority, scale.levels - 1) <= scale.most &&
      own.every((level) => level < scale.levels),
  )
  return isOnScale ? onScale(levels, scale) : byRank(levels, scale.most)
}

type Levels = readonly {
  readonly priority: number
  readonly equals: readonly OrderedRule[]
  readonly levels: readonly number[]
}[]

const numberOf = ({ least, levels }: PriorityScale, priority: number, level: number): number =>
  1 + (priority - least) * levels + level

/** The priority of rules that have this number on the scale. */
export const priorityOf = ({ least, levels }: PriorityScale, number: number): number =>
  Math.floor((number - 1) / levels) + least

function onScale(all: Levels, scale: PriorityScale): TableOrder {
  const numbers = new Map<EntryKey, number>()
  for (const { priority, equals, levels } of all)
    for (const [i, { key }] of equals.entries()) numbers.set(key, numberOf(scale, priority, levels[i] ?? 0))
  return { numbers }
}

function byRank(all: Levels, most: number): TableOrder {
  const numbers = new Map<EntryKey, number>()
  const ranks: number[] = []
  for (const { priority, equals, levels } of [...all].sort((a, b) => a.priority - b.priority)) {
    const first = ranks.length + 1
    for (let level = 0; level <= Math.max(...levels); level++) ranks.push(priority)
    for (const [i, { key }] of equals.entries()) numbers.set(key, first + (levels[i] ?? 0))
  }
  if (ranks.length > most) throw new TooManyError(`order more than ${most} rules of one table`)
  return { numbers, ranks }
}

/** How many of the other rules, one after the other, lose against each: 0 where it may lose against all it meets. */
function levelsOf(equals: readonly OrderedRule[]): number[] {
  const levels = equals.map(() => 0)
  if (equals.length === 1) return levels
  const boxes = equals.map(boxOf)
  const others = equals.map((): number[] => [])
  for (const [i, j] of nestedPairs(boxes)) {
    if (!meet(boxes[i] as Box, boxes[j] as Box)) continue
    others[i]?.push(j)
    others[j]?.push(i)
  }
  const keyOf = (i: number) => (equals[i] as OrderedRule).key
  const crowded = equals.map((_, at) => at).filter((at) => others[at]?.length)
  for (const i of crowded.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1)))
    for (const j of others[i] ?? [])
      if (keyOf(j) > keyOf(i)) levels[i] = Math.max(levels[i] as number, (levels[j] as number) + 1)
  return levels
}

/** The pairs of rules whose sources, or whose destinations, are within one another: prefixes are nested or apart, so that going through them in
 *  order a stack holds those that the next lies in. Of the two sides the one that tells more rules apart. */
function* nestedPairs(boxes: readonly Box[]): Generator<readonly [number, number]> {
  const countOf = (side: 'src' | 'dst') => new Set(boxes.map((box) => box.match[side])).size
  const side = countOf('src') > countOf('dst') ? 'src' : 'dst'
  const all = boxes.map((_, i) => i)
  const open = all.filter((i) => boxes[i]?.[side] === undefined)
  for (const [at, i] of open.entries()) {
    for (const j of open.slice(at + 1)) yield [i, j]
    for (const j of all) if (boxes[j]?.[side] !== undefined) yield [i, j]
  }
  for (const family of [4, 6]) {
    const rangeOf = (i: number) => boxes[i]?.[side] as PrefixRange
    const own = all.filter((i) => boxes[i]?.[side]?.family === family)
    own.sort((a, b) => compareRanges(rangeOf(a), rangeOf(b)))
    const stack: number[] = []
    for (const i of own) {
      while (stack.length > 0 && isBefore(rangeOf(stack.at(-1) as number), rangeOf(i))) stack.pop()
      for (const j of stack) yield [i, j]
      stack.push(i)
    }
  }
}

/** Of one family. */
const compareRanges = (a: PrefixRange, b: PrefixRange): number =>
  a.low - b.low || (a.family === 4 || a.first === b.first ? a.length - b.length : a.first < b.first ? -1 : 1)

/** Whether all of a lies before all of b, which is of the same family. */
const isBefore = (a: PrefixRange, b: PrefixRange): boolean => (a.family === 4 ? a.high < b.low : a.last < b.first)

interface Box {
  readonly match: PacketMatch
  readonly place: readonly (string | undefined)[]
  readonly src: PrefixRange | undefined
  readonly dst: PrefixRange | undefined
}

const boxOf = ({ match, place }: OrderedRule): Box => ({
  match,
  place,
  src: match.src === undefined ? undefined : prefixRange(match.src),
  dst: match.dst === undefined ? undefined : prefixRange(match.dst),
})

/** Whether a packet may meet both. */
function meet(a: Box, b: Box): boolean {
  const { match: x, place } = a
  const { match: y } = b
  for (let i = 0; i < place.length; i++) if (differs(place[i], b.place[i])) return false
  if (differs(x.protocol, y.protocol) || differs(x.dscp, y.dscp) || differs(x.established, y.established)) return false
  if (isApart(x.srcPort, y.srcPort) || isApart(x.dstPort, y.dstPort)) return false
  const family = (a.src ?? a.dst)?.family
  const other = (b.src ?? b.dst)?.family
  if (differs(family, other)) return false
  return !areApart(a.dst, b.dst) && !areApart(a.src, b.src)
}

const differs = <T>(a: T | undefined, b: T | undefined): boolean => a !== undefined && b !== undefined && a !== b

const isApart = (a: PortRange | undefined, b: PortRange | undefined): boolean =>
  a !== undefined && b !== undefined && (a[1] < b[0] || b[1] < a[0])

const areApart = (a: Box['src'], b: Box['src']): boolean =>
  a !== undefined && b !== undefined && (a.family !== b.family || isBefore(a, b) || isBefore(b, a))
