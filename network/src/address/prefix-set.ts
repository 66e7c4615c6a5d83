import type { Prefix, PrefixRange } from './ip.js'
import { addressBits, formatPrefix, prefixRange, rangeContains, rangeOf } from './ip.js'

/** A set of addresses as disjoint prefixes in canonical order, none of them mergeable with its neighbour. */
export type PrefixSet = readonly Prefix[]

/** All addresses of both families. */
export const allAddresses: PrefixSet = ['0.0.0.0/0' as Prefix, '::/0' as Prefix]

/** The union of prefixes as a canonical set: contained ones dropped, sibling halves merged. */
export function prefixSet(prefixes: Iterable<Prefix>): PrefixSet {
  const ranges = rangesOf(prefixes)
  const [only] = ranges
  return ranges.length === 1 && only ? [textOf(only)] : textsOf(ranges)
}

/** The addresses that both sets hold. */
export function intersectPrefixes(a: Iterable<Prefix>, b: Iterable<Prefix>): PrefixSet {
  const right = rangesOf(b)
  const found: PrefixRange[] = []
  for (const x of rangesOf(a))
    for (const y of right)
      if (rangeContains(x, y)) found.push(y)
      else if (rangeContains(y, x)) found.push(x)
  return textsOf(found)
}

/** The addresses of `a` that `b` does not hold: each hole costs at most one prefix per bit. */
export function subtractPrefixes(a: Iterable<Prefix>, b: Iterable<Prefix>): PrefixSet {
  let rest = rangesOf(a)
  for (const hole of rangesOf(b)) {
    if (!rest.some((range) => rangeContains(range, hole) || rangeContains(hole, range))) continue
    rest = rest.flatMap((range) => subtractOne(range, hole))
  }
  return textsOf(rest)
}

const rangesOf = (prefixes: Iterable<Prefix>): PrefixRange[] => Array.from(prefixes, prefixRange)

function subtractOne(outer: PrefixRange, hole: PrefixRange): PrefixRange[] {
  if (rangeContains(hole, outer)) return []
  if (!rangeContains(outer, hole)) return [outer]
  const bits = addressBits(outer.family)
  const parts: PrefixRange[] = []
  for (let length = outer.length + 1; length <= hole.length; length++) {
    const size = 1n << BigInt(bits - length)
    const first = ((hole.first / size) ^ 1n) * size
    parts.push(rangeOf(outer.family, first, length))
  }
  return parts
}

/** Sorted, contained ones dropped, halves merged, as text. */
function textsOf(ranges: PrefixRange[]): Prefix[] {
  const result: PrefixRange[] = []
  for (const range of ranges.sort(compareRanges)) {
    const last = result.at(-1)
    if (last && rangeContains(last, range)) continue
    result.push(range)
    mergeTail(result)
  }
  return result.map(textOf)
}

function compareRanges(a: PrefixRange, b: PrefixRange): number {
  if (a.family !== b.family) return a.family - b.family
  if (a.first !== b.first) return a.first < b.first ? -1 : 1
  return a.length - b.length
}

/** While the last two ranges are the halves of one prefix, joins them. */
function mergeTail(ranges: PrefixRange[]): void {
  for (;;) {
    const b = ranges.at(-1)
    const a = ranges.at(-2)
    if (!a || !b || a.family !== b.family || a.length !== b.length || a.length === 0) return
    const size = a.last - a.first + 1n
    if (a.last + 1n !== b.first || (a.first / size) % 2n !== 0n) return
    ranges.splice(-2, 2, rangeOf(a.family, a.first, a.length - 1))
  }
}

const texts = new WeakMap<PrefixRange, Prefix>()

/** The text of a range; remembered, since most ranges come from texts or stay for long. */
function textOf(range: PrefixRange): Prefix {
  let text = texts.get(range)
  if (text === undefined) {
    text = formatPrefix(range.family, range.first, range.length)
    texts.set(range, text)
  }
  return text
}
