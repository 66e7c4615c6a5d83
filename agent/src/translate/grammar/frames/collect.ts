import type { Chunk } from '../clause/chunk.js'
import type { Concept } from '../lexicon/concept.js'
import type { Ends } from '../phrases/read-ends.js'
import type { Setting } from '../phrases/read-measure.js'
import type { Schedule } from '../phrases/read-schedule.js'
import { type Things, thingsOf } from '../phrases/read-things.js'
import type { TrafficItem } from '../phrases/read-traffic.js'

export interface VerbUse {
  readonly concepts: readonly Concept[]
  readonly isNegated: boolean
  readonly at: number
}

export interface PlacedEnds {
  readonly ends: Ends
  readonly at: number
  readonly word: string
}

/** The parts of one clause by their role, in the order of the words. */
export interface Clause {
  readonly start: number
  readonly end: number
  readonly verbs: readonly VerbUse[]
  readonly words: ReadonlySet<Concept>
  readonly bare: readonly PlacedEnds[]
  readonly from: readonly PlacedEnds[]
  readonly to: readonly PlacedEnds[]
  readonly between: readonly PlacedEnds[]
  readonly at: readonly PlacedEnds[]
  readonly for: readonly PlacedEnds[]
  readonly by: readonly PlacedEnds[]
  readonly via: readonly (readonly Things[])[]
  readonly avoid: readonly Things[]
  readonly prefer: readonly Things[]
  readonly traffic: readonly (readonly TrafficItem[])[]
  readonly settings: readonly Setting[]
  readonly schedules: readonly Schedule[]
  readonly weights: readonly { readonly place: Ends; readonly factor: number }[]
  readonly reason?: string
  /** What the traffic is called: "gold traffic". */
  readonly labels: readonly string[]
  /** A negation that no verb took. */
  readonly isNegated: boolean
  readonly isMutual: boolean
  /** "only" stands before a place. */
  readonly isOnly: boolean
  /** "nothing but", "everything except": what holds for this traffic does not hold for the rest. */
  readonly isExclusive: boolean
  readonly unread: readonly Chunk[]
}

/** Sorts the chunks of a clause by what they say. A negation belongs to the next verb or way. */
export function collect(chunks: readonly Chunk[], start: number, end: number): Clause {
  const clause = {
    start,
    end,
    verbs: [] as VerbUse[],
    words: new Set<Concept>(),
    bare: [] as PlacedEnds[],
    from: [] as PlacedEnds[],
    to: [] as PlacedEnds[],
    between: [] as PlacedEnds[],
    at: [] as PlacedEnds[],
    for: [] as PlacedEnds[],
    by: [] as PlacedEnds[],
    via: [] as (readonly Things[])[],
    avoid: [] as Things[],
    prefer: [] as Things[],
    traffic: [] as (readonly TrafficItem[])[],
    settings: [] as Setting[],
    schedules: [] as Schedule[],
    weights: [] as { place: Ends; factor: number }[],
    reason: undefined as string | undefined,
    isNegated: false,
    isMutual: false,
    isOnly: false,
    isExclusive: false,
    unread: [] as Chunk[],
    labels: [] as string[],
  }
  let isNegated = false
  // Where negations agree, a second one changes nothing.
  let isConcord = false
  let wasOnly = false
  const denyNone = () => {
    const last = clause.verbs.at(-1)
    if (last) clause.verbs[clause.verbs.length - 1] = { ...last, isNegated: true }
    else isNegated = isConcord = true
  }
  for (const chunk of chunks) {
    const { meaning } = chunk
    switch (meaning.kind) {
      case 'verb':
        clause.verbs.push({ concepts: meaning.concepts, isNegated, at: chunk.from })
        clause.isMutual ||= meaning.isMutual
        isNegated = false
        break
      case 'word':
        if (meaning.concept === 'neg') isNegated = isConcord || !isNegated
        else if (meaning.concept === 'neg-concord') isNegated = isConcord = true
        else if (meaning.concept === 'nor' || meaning.concept === 'neither') isNegated = true
        else clause.words.add(meaning.concept)
        if (chunk.cost >= 1.2) clause.unread.push(chunk)
        clause.isMutual ||= meaning.concept === 'mutual' || meaning.concept === 'duplex'
        break
      case 'ends':
        clause[meaning.role].push({ ends: meaning.ends, at: chunk.from, word: meaning.word })
        if (meaning.isNone) denyNone()
        clause.isOnly ||= wasOnly
        break
      case 'via':
        // "only through A" is a way that every packet takes.
        if (wasOnly) clause.words.delete('only')
        // "prefer A over B": what is not preferred is no waypoint.
        if (meaning.isOver && clause.verbs.at(-1)?.concepts.includes('v-prefer')) break
        if (isNegated || takesNegation(clause.verbs)) for (const step of meaning.steps) clause.avoid.push(step)
        else clause.via.push(meaning.steps)
        isNegated = false
        break
      case 'avoid':
        clause.avoid.push(meaning.things)
        break
      case 'prefer':
        clause.prefer.push(meaning.things)
        break
      case 'things':
        pathThings(clause, meaning.things)
        break
      case 'traffic':
        clause.traffic.push(meaning.items)
        if (meaning.isNone) denyNone()
        clause.isExclusive ||= meaning.isExclusive === true
        break
      case 'setting':
        clause.settings.push(meaning.setting)
        break
      case 'schedule':
        clause.schedules.push(meaning.schedule)
        break
      case 'weight':
        clause.weights.push(meaning)
        break
      case 'reason':
        clause.reason = meaning.text
        break
      case 'label':
        clause.labels.push(meaning.text)
        clause.words.add('n-traffic')
        break
      case 'unread':
        clause.unread.push(chunk)
    }
    wasOnly = meaning.kind === 'word' && meaning.concept === 'only'
  }
  passObjects(clause)
  const { reason, ...rest } = clause
  return { ...rest, isNegated, ...(reason === undefined ? {} : { reason }) }
}

/** A link or risk without a preposition belongs to the verb before it: "avoid the link a-b", "never cross the link a-b". */
function pathThings(
  clause: { verbs: VerbUse[]; avoid: Things[]; prefer: Things[]; via: (readonly Things[])[] },
  things: Things,
): void {
  const last = clause.verbs.at(-1)
  if (!last) return void clause.via.push([things])
  if (last.concepts.includes('v-prefer')) clause.prefer.push(things)
  else if (last.concepts.includes('v-avoid') !== last.isNegated) clause.avoid.push(things)
  else clause.via.push([things])
  // The negation is used up by the way.
  clause.verbs[clause.verbs.length - 1] = {
    ...last,
    isNegated: false,
    concepts: last.isNegated ? last.concepts.filter((concept) => concept !== 'v-reach') : last.concepts,
  }
}

/** "must not go … through X": the negation of going is about the way, and is used up by it. */
function takesNegation(verbs: VerbUse[]): boolean {
  const last = verbs.at(-1)
  if (!last?.isNegated || !(last.concepts.includes('v-pass') || last.concepts.includes('v-carry'))) return false
  verbs[verbs.length - 1] = {
    ...last,
    isNegated: false,
    concepts: last.concepts.filter((concept) => concept !== 'v-reach'),
  }
  return true
}

/** Names behind a verb of passing, avoiding or preferring are ways and not ends: "has to pass fw1", "never cross bergen". */
function passObjects(clause: {
  verbs: VerbUse[]
  bare: PlacedEnds[]
  from: readonly PlacedEnds[]
  to: readonly PlacedEnds[]
  between: readonly PlacedEnds[]
  words: ReadonlySet<Concept>
  traffic: readonly unknown[]
  via: (readonly Things[])[]
  avoid: Things[]
  prefer: Things[]
}): void {
  for (const [index, verb] of clause.verbs.entries()) {
    const isWay =
      verb.concepts.includes('v-pass') || verb.concepts.includes('v-avoid') || verb.concepts.includes('v-prefer')
    const hasEnds =
      clause.from.length + clause.to.length + clause.between.length > 0 ||
      clause.words.has('pronoun') ||
      clause.words.has('n-traffic')
    const isBoth = verb.concepts.includes('v-reach') || verb.concepts.includes('v-deny')
    const isDrain = clause.verbs.some(({ concepts }) => concepts.includes('v-drain'))
    if (!isWay || isDrain || (isBoth && !hasEnds)) continue
    const until = clause.verbs[index + 1]?.at ?? Number.POSITIVE_INFINITY
    const object = clause.bare.find(({ at }) => at > verb.at && at < until)
    if (!object) continue
    clause.bare.splice(clause.bare.indexOf(object), 1)
    const things = thingsOf(object.ends)
    if (verb.concepts.includes('v-prefer')) clause.prefer.push(things)
    else if (verb.concepts.includes('v-avoid') !== verb.isNegated) clause.avoid.push(things)
    else clause.via.push([things])
    clause.verbs[index] = {
      ...verb,
      isNegated: false,
      concepts: verb.concepts.filter((concept) => concept !== 'v-reach' && concept !== 'v-deny'),
    }
  }
}
