import type { FilterList } from '@paranet/verifier'
import { GaveUp, PlainBdd } from './plain-bdd.js'

/** What the plain diagrams came to. */
export interface PlainFilters {
  readonly ms: number
  /** Rules judged; fewer than there are where it gave up. */
  readonly rules: number
  readonly shadowed: number
  readonly redundant: number
  readonly nodes: number
}

const [srcAt, dstAt, srcPortAt, dstPortAt, bitsAt] = [32, 0, 80, 64, 96]

/** Shadowed and redundant rules by one set per rule: what earlier rules leave of it, and what later ones would do with that. Pairs are not looked at. */
export function plainFilters(list: FilterList): PlainFilters {
  const bdd = new PlainBdd()
  const started = performance.now()
  const progress = { rules: 0, shadowed: 0, redundant: 0 }
  try {
    judge(list, bdd, progress)
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error
  }
  return { ms: performance.now() - started, nodes: bdd.size, ...progress }
}

function judge(
  list: FilterList,
  bdd: PlainBdd,
  progress: { rules: number; shadowed: number; redundant: number },
): void {
  const { count } = list
  const sets = Array.from({ length: count }, (_, rule) => setOf(list, rule, bdd))
  const permits = (rule: number) => (list.actions?.[rule] ?? 'permit') !== 'deny'
  const later = Array.from({ length: count + 1 }, () => 0)
  for (let rule = count - 1; rule >= 0; rule--)
    later[rule] = permits(rule) ? bdd.or(sets[rule]!, later[rule + 1]!) : bdd.minus(later[rule + 1]!, sets[rule]!)
  let before = 0
  for (let rule = 0; rule < count; rule++) {
    const own = bdd.minus(sets[rule]!, before)
    before = bdd.or(before, sets[rule]!)
    const isIdle = permits(rule) ? bdd.minus(own, later[rule + 1]!) === 0 : bdd.and(own, later[rule + 1]!) === 0
    if (own === 0) progress.shadowed++
    if (own === 0 || (list.actions && isIdle)) progress.redundant++
    progress.rules++
  }
}

function setOf({ low, high, value, mask }: FilterList, rule: number, bdd: PlainBdd): number {
  const range = (dimension: number, at: number, bits: number, below: number) => {
    const shift = bits === 32 ? 2 ** 31 : 0
    return bdd.range(at, bits, low[dimension]![rule]! + shift, high[dimension]![rule]! + shift, below)
  }
  const bits = bdd.bits(bitsAt, 24, value[rule]!, mask[rule]!, 1)
  const ports = range(3, dstPortAt, 16, range(2, srcPortAt, 16, bits))
  return range(1, dstAt, 32, range(0, srcAt, 32, ports))
}
