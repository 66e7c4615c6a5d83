import { canonicalJson } from '@paranet/network'
import { BoxIndex } from './box-index.js'
import type { MapField, MatchParts, Range } from './match-parts.js'
import { partsOf } from './match-parts.js'
import type { ChainRule, RuleOutcome } from './rule.js'

/** Rules that one lookup in a map decides: they match the same fields, and no packet matches two of them. Or a rule alone. */
export interface RuleBlock {
  readonly boxes: readonly Box[]
  /** Fields of the map's key in its order; absent for a rule alone. */
  readonly fields?: readonly MapField[]
}

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
  return blocks.flatMap(({ boxes, shape, fields }) => {
    return shape !== undefined && boxes.all.length >= smallestMap
      ? [{ boxes: boxes.all, fields }]
      : boxes.all.map((box) => ({ boxes: [box] }))
  })
}

/** A rule as ranges, for many comparisons. */
export interface Box {
  readonly rule: ChainRule
  readonly shape: string | undefined
  readonly outcome: string
  readonly parts: MatchParts
}

interface Block {
  readonly boxes: BoxIndex<Box>
  readonly shape: string | undefined
  readonly fields: readonly MapField[]
}

function place(blocks: Block[], box: Box): void {
  const oldest = Math.max(0, blocks.length - lookBack)
  for (let i = blocks.length - 1; i >= oldest; i--) {
    const { boxes, shape } = blocks[i] as Block
    const isApart = !boxes.some(box, (other) => !areDisjoint(other, box))
    if (shape !== undefined && shape === box.shape && isApart) {
      boxes.add(box)
      return
    }
    if (!isApart && boxes.some(box, (other) => conflict(other, box))) break
  }
  const boxes = new BoxIndex<Box>()
  boxes.add(box)
  blocks.push({ boxes, shape: box.shape, fields: box.parts.fields })
}

export function boxOf(rule: ChainRule): Box {
  const parts = partsOf(rule.match)
  return { rule, shape: shapeOf(rule, parts), outcome: outcomeText(rule.outcome), parts }
}

/** Equal for equal outcomes. */
function outcomeText(outcome: RuleOutcome): string {
  switch (outcome.kind) {
    case 'mark':
      return `mark ${outcome.mark}`
    case 'dscp':
      return `dscp ${outcome.dscp}`
    case 'police':
      return outcome.chain
    case 'queue':
      return `queue ${outcome.id}`
    case 'translate':
      return canonicalJson(outcome)
    default:
      return outcome.kind
  }
}

/** Rules of one shape can share a map: one family, the same fields, the same interface, the same kind of outcome. */
function shapeOf({ iif, outcome }: ChainRule, { shape }: MatchParts): string | undefined {
  if (shape === undefined) return undefined
  if (outcome.kind === 'mark') return `${shape} mark ${iif ?? ''}`
  return outcome.kind === 'permit' || outcome.kind === 'deny' ? `${shape} verdict ${iif ?? ''}` : undefined
}

/** Whether no packet matches both rules. */
export function areDisjoint(a: Box, b: Box): boolean {
  const [x, y] = [a.parts.ranges, b.parts.ranges]
  for (let i = 0; i < x.length; i++) if (areApart(x[i], y[i])) return true
  if (differ(a.rule.iif, b.rule.iif) || differ(a.rule.oif, b.rule.oif)) return true
  const src = x[0] ?? x[1]
  const other = y[0] ?? y[1]
  return src !== undefined && other !== undefined && src.family !== other.family
}

const areApart = (a: Range | undefined, b: Range | undefined): boolean =>
  a !== undefined && b !== undefined && (a.family !== b.family || a.last < b.first || b.last < a.first)

const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b

/** Whether a packet can match both rules, and they do different things: then their order counts. */
export const conflict = (a: Box, b: Box): boolean => a.outcome !== b.outcome && !areDisjoint(a, b)
