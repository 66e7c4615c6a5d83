import type { PacketMatch, Prefix } from '@paranet/network'
import { canonicalJson, prefixRange } from '@paranet/network'
import type { ChainRule } from './rule.js'
import { matchFamilies } from './rule.js'

/** Rules that one lookup in a map decides: they match the same fields, and no packet matches two of them. Or a rule alone. */
export interface RuleBlock {
  readonly rules: readonly ChainRule[]
  /** Fields of the map's key in its order; absent for a rule alone. */
  readonly fields?: readonly MapField[]
}

export type MapField = 'src' | 'dst' | 'protocol' | 'srcPort' | 'dstPort'
const mapFields: readonly MapField[] = ['src', 'dst', 'protocol', 'srcPort', 'dstPort']

/** Fewer rules than this stay lines. */
const smallestMap = 4
/** How many blocks back a rule may move. */
const lookBack = 24

/** Lays the rules of a chain, in the order in which they decide, out into maps and lines that decide the same. A rule joins an earlier map where
 *  it commutes with all that lies between: no packet matches both, or they do the same.
 *
 *  A list of n rules becomes few lookups, each logarithmic: lists of real networks are long because of prefixes and ports, not of shapes. */
export function layOutRules(rules: readonly ChainRule[]): RuleBlock[] {
  const blocks: Block[] = []
  for (const rule of rules) place(blocks, boxOf(rule))
  return blocks.flatMap(({ boxes, fields }) =>
    fields && boxes.length >= smallestMap
      ? [{ rules: boxes.map(({ rule }) => rule), fields }]
      : boxes.map(({ rule }) => ({ rules: [rule] })),
  )
}

interface Range {
  readonly family?: number
  readonly first: bigint | number | string
  readonly last: bigint | number | string
}

/** A rule as ranges, for many comparisons. */
export interface Box {
  readonly rule: ChainRule
  readonly shape: string | undefined
  readonly fields: readonly MapField[]
  readonly outcome: string
  readonly ranges: readonly (Range | undefined)[]
}

interface Block {
  readonly boxes: Box[]
  readonly shape: string | undefined
  readonly fields: readonly MapField[] | undefined
}

function place(blocks: Block[], box: Box): void {
  const oldest = Math.max(0, blocks.length - lookBack)
  for (let i = blocks.length - 1; i >= oldest; i--) {
    const block = blocks[i] as Block
    const isApart = block.boxes.every((other) => areDisjoint(other, box))
    if (block.shape !== undefined && block.shape === box.shape && isApart) {
      block.boxes.push(box)
      return
    }
    if (!isApart && block.boxes.some((other) => other.outcome !== box.outcome && !areDisjoint(other, box))) break
  }
  blocks.push({ boxes: [box], shape: box.shape, fields: box.shape === undefined ? undefined : box.fields })
}

export function boxOf(rule: ChainRule): Box {
  const { match, iif, oif } = rule
  const fields = mapFields.filter((field) => match[field] !== undefined)
  return {
    rule,
    shape: shapeOf(rule, fields),
    fields,
    outcome: canonicalJson(rule.outcome),
    ranges: [
      match.src && addressRange(match.src),
      match.dst && addressRange(match.dst),
      point(match.protocol),
      rangeOf(match.srcPort),
      rangeOf(match.dstPort),
      point(match.dscp),
      point(match.established === undefined ? undefined : Number(match.established)),
      iif === undefined ? undefined : { first: iif, last: iif },
      oif === undefined ? undefined : { first: oif, last: oif },
    ],
  }
}

/** Rules of one shape can share a map: one family, the same fields, the same interface, the same kind of outcome. */
function shapeOf({ match, iif, outcome }: ChainRule, fields: readonly MapField[]): string | undefined {
  const families = matchFamilies(match)
  const hasPortsOnly = (match.srcPort ?? match.dstPort) !== undefined && match.protocol === undefined
  if (outcome.kind === 'dscp' || outcome.kind === 'police' || outcome.kind === 'queue' || outcome.kind === 'translate')
    return undefined
  if (match.dscp !== undefined || match.established !== undefined || hasPortsOnly || fields.length === 0)
    return undefined
  if (match.src === undefined && match.dst === undefined) return undefined
  if (families.length !== 1) return undefined
  return [families[0], iif ?? '', outcome.kind === 'mark', ...fields].join(' ')
}

/** IPv4 as numbers: they compare several times faster. */
function addressRange(prefix: Prefix): Range {
  const { family, first, last } = prefixRange(prefix)
  return family === 4 ? { family, first: Number(first), last: Number(last) } : { family, first, last }
}

const point = (value: number | undefined): Range | undefined =>
  value === undefined ? undefined : { first: value, last: value }

const rangeOf = (range: PacketMatch['srcPort']): Range | undefined => range && { first: range[0], last: range[1] }

function areDisjoint(a: Box, b: Box): boolean {
  for (let i = 0; i < a.ranges.length; i++) {
    const x = a.ranges[i]
    const y = b.ranges[i]
    if (x && y && (x.family !== y.family || x.last < y.first || y.last < x.first)) return true
  }
  const src = a.ranges[0] ?? a.ranges[1]
  const other = b.ranges[0] ?? b.ranges[1]
  return src !== undefined && other !== undefined && src.family !== other.family
}

/** Whether a packet can match both rules, and they do different things: then their order counts. */
export const conflict = (a: Box, b: Box): boolean => a.outcome !== b.outcome && !areDisjoint(a, b)
