import type { Concept } from '../lexicon/concept.js'
import type { Clause } from './collect.js'
import type { DraftKind } from './draft.js'

/** Whether a clause has a verb of a class, negated or not. */
export const has = (clause: Clause, ...concepts: readonly Concept[]): boolean =>
  clause.verbs.some((verb) => concepts.some((concept) => verb.concepts.includes(concept)))

const hasSetting = (clause: Clause, ...keys: readonly string[]): boolean =>
  clause.settings.some(({ key }) => keys.includes(key))

const places = (clause: Clause) =>
  [...clause.bare, ...clause.from, ...clause.to, ...clause.between, ...clause.at, ...clause.for, ...clause.by].flatMap(
    ({ ends }) => ends.places,
  )

const hasPlace = (clause: Clause, kind: string): boolean => places(clause).some((one) => one.kind === kind)

/** Verbs of reaching: what is denied to them denies delivery. */
const reaching: readonly Concept[] = [
  'v-reach',
  'v-connect',
  'v-carry',
  'v-permit',
  'n-access',
  'a-reachable',
  'v-want',
  'v-be',
]

/** Whether the clause forbids delivery: an odd number of negations over reaching, or a verb of denial. */
export function isDenial(clause: Clause): boolean {
  const isKeptOut = clause.from.some(({ word }) => word === 'out of' || word === 'away from')
  if (isKeptOut && clause.verbs.some(({ concepts, isNegated }) => concepts.includes('v-keep') && !isNegated))
    return true
  const denials = clause.verbs.filter((verb) => isDeny(verb.concepts) && !isOtherThanDeny(clause, verb.concepts)).length
  const negatedDenials = clause.verbs.filter((verb) => isDeny(verb.concepts) && verb.isNegated).length
  if (denials - negatedDenials > 0) return true
  const negated = clause.verbs.some(
    (verb) => verb.isNegated && !isDeny(verb.concepts) && isReaching(clause, verb.concepts),
  )
  return (
    negated ||
    (clause.isNegated &&
      negatedDenials === 0 &&
      (clause.words.has('n-traffic') ||
        clause.traffic.length > 0 ||
        clause.verbs.every(({ concepts }) => concepts.every((concept) => concept === 'v-assert'))))
  )
}

const isDeny = (concepts: readonly Concept[]): boolean =>
  concepts.some(
    (concept) => concept === 'v-deny' || concept === 'v-isolate' || concept === 'v-apart' || concept === 'a-forbidden',
  )

const isOtherThanDeny = (clause: Clause, concepts: readonly Concept[]): boolean =>
  concepts.includes('v-pass') && clause.via.length > 0

/** "go" and "use" reach a place, or pass one: passing is meant where a way follows. */
const isReaching = (clause: Clause, concepts: readonly Concept[]): boolean =>
  concepts.some((concept) => reaching.includes(concept)) &&
  !(concepts.includes('v-pass') && (clause.via.length > 0 || clause.avoid.length > 0))

/** A negated denial, or two denials: nobody should have to guess. */
export const isDoubleNegative = (clause: Clause): boolean =>
  clause.verbs.some((verb) => isDeny(verb.concepts) && verb.isNegated) || hasDoubleDenial(clause)

/** "stop blocking": two denials side by side; "shut out" is one. */
const hasDoubleDenial = ({ verbs }: Clause): boolean =>
  verbs.some(
    ({ concepts, at }, index) =>
      concepts.includes('v-deny') &&
      verbs[index + 1]?.at === at + 1 &&
      verbs[index + 1]?.concepts.some((concept) => concept === 'v-deny' || concept === 'v-isolate'),
  )

/** The kind of intent that a clause states; undefined where it states none of its own. */
export function kindOf(clause: Clause): DraftKind | undefined {
  const special = specialKind(clause)
  if (special) return special
  if (isDoubleNegative(clause)) return 'route'
  if (isDenial(clause)) return 'isolate'
  if (clause.words.has('n-lenient')) return 'allow'
  const hasEnds = clause.from.length + clause.to.length + clause.between.length > 0
  if (has(clause, 'v-reach', 'v-connect', 'v-carry', 'v-permit', 'n-access', 'a-reachable', 'v-want') || hasEnds)
    return 'route'
  const isRouteLike = has(
    clause,
    'v-pass',
    'v-avoid',
    'v-prefer',
    'v-reserve',
    'v-balance',
    'v-limit',
    'v-protect',
    'v-survive',
    'v-assert',
  )
  if (clause.bare.length > 1 || (clause.bare.length > 0 && (isRouteLike || clause.for.length > 0))) return 'route'
  return undefined
}

function specialKind(clause: Clause): DraftKind | undefined {
  if (hasSetting(clause, 'baseline')) return 'baseline'
  if (hasSetting(clause, 'routes')) return 'protect'
  if (has(clause, 'v-peer') && (hasSetting(clause, 'as', 'interface') || places(clause).length === 0)) return 'peer'
  if (has(clause, 'v-nat') && hasPlace(clause, 'prefix')) return 'nat'
  if (hasSetting(clause, 'area')) return 'geocast'
  if (hasPlace(clause, 'multicast')) return 'multicast'
  if (hasPlace(clause, 'ndn')) return has(clause, 'v-cache') && !isDenial(clause) ? 'cache' : undefined
  if (has(clause, 'v-drain') && !hasSetting(clause, 'rate')) return 'drain'
  if (has(clause, 'v-mirror')) return 'mirror'
  if (has(clause, 'v-mark') && hasSetting(clause, 'dscp', 'class')) return 'mark'
  if (has(clause, 'v-balance') && !hasSetting(clause, 'paths')) return 'balance'
  const hasClass = clause.words.has('n-voice') || hasSetting(clause, 'class', 'dscp') || has(clause, 'v-prioritise')
  if (
    hasClass &&
    !isDenial(clause) &&
    (has(clause, 'v-reserve', 'v-prioritise', 'v-carry', 'v-permit') || hasSetting(clause, 'rate'))
  )
    return 'qos'
  return isLimit(clause) ? 'limit' : undefined
}

function isLimit(clause: Clause): boolean {
  const rates = clause.settings.filter(({ key }) => key === 'rate')
  if (rates.length === 0 || has(clause, 'v-reserve')) return false
  return has(clause, 'v-limit') || (rates.every(({ bound }) => bound === 'max') && !clause.words.has('n-path'))
}
