import type { IpFamily, Prefix, PrefixRange } from './ip.js'
import { comparePrefixes, formatPrefix, prefixContains, prefixRange } from './ip.js'

/** A set of addresses as disjoint prefixes in canonical order, none of them mergeable with its neighbour. */
export type PrefixSet = readonly Prefix[]

/** All addresses of both families. */
export const allAddresses: PrefixSet = ['0.0.0.0/0' as Prefix, '::/0' as Prefix]

/** The union of prefixes as a canonical set: contained ones dropped, sibling halves merged. */
export function prefixSet(prefixes: Iterable<Prefix>): PrefixSet {
  const result: PrefixRange[] = []
  for (const prefix of [...new Set(prefixes)].sort(comparePrefixes)) {
    const range = prefixRange(prefix)
    const last = result.at(-1)
    if (last && last.family === range.family && range.last <= last.last) continue
    result.push(range)
    mergeTail(result)
  }
  return result.map((range) => formatPrefix(range.family, range.first, range.length))
}

/** The addresses that both sets hold. */
export function intersectPrefixes(a: Iterable<Prefix>, b: Iterable<Prefix>): PrefixSet {
  const right = [...b]
  const found: Prefix[] = []
  for (const x of a)
    for (const y of right)
      if (prefixContains(x, y)) found.push(y)
      else if (prefixContains(y, x)) found.push(x)
  return prefixSet(found)
}

/** The addresses of `a` that `b` does not hold: each hole costs at most one prefix per bit. */
export function subtractPrefixes(a: Iterable<Prefix>, b: Iterable<Prefix>): PrefixSet {
  let rest = [...a]
  for (const hole of b) rest = rest.flatMap((prefix) => subtractOne(prefix, hole))
  return prefixSet(rest)
}

function subtractOne(prefix: Prefix, hole: Prefix): Prefix[] {
  if (prefixContains(hole, prefix)) return []
  if (!prefixContains(prefix, hole)) return [prefix]
  const outer = prefixRange(prefix)
  const inner = prefixRange(hole)
  const bits = outer.family === 4 ? 32 : 128
  const parts: Prefix[] = []
  for (let length = outer.length + 1; length <= inner.length; length++)
    parts.push(formatPrefix(outer.family as IpFamily, inner.first ^ (1n << BigInt(bits - length)), length))
  return parts
}

/** While the last two ranges are the halves of one prefix, joins them. */
function mergeTail(ranges: PrefixRange[]): void {
  for (;;) {
    const b = ranges.at(-1)
    const a = ranges.at(-2)
    if (!a || !b || a.family !== b.family || a.length !== b.length || a.length === 0) return
    const joined = prefixRange(formatPrefix(a.family, a.first, a.length - 1))
    if (joined.first !== a.first || joined.last !== b.last) return
    ranges.splice(-2, 2, joined)
  }
}
