import { ChunkTable } from './clause/best-chunks.js'
import type { Chunk } from './clause/chunk.js'
import { buildDraft, constrain, looseNegation, setTraffic } from './frames/build.js'
import { type Clause, collect } from './frames/collect.js'
import { has, kindOf } from './frames/decide.js'
import type { Draft } from './frames/draft.js'
import type { Doubt, Reading } from './phrases/reading.js'

/** What a sentence came to. `refused`: it is no intent, and why. */
export interface SentenceResult {
  readonly drafts: readonly Draft[]
  /** Drafts of sentences before, with what this one adds to them; absent where it adds nothing. */
  readonly changed?: readonly Draft[]
  readonly doubts: readonly Doubt[]
  readonly unread: readonly { readonly from: number; readonly to: number }[]
  readonly refused?: 'question' | 'greeting' | 'instruction' | 'command'
}

interface State {
  readonly cost: number
  readonly drafts: readonly Draft[]
  readonly earlier: readonly Draft[]
  readonly doubts: readonly Doubt[]
  readonly unread: readonly Chunk[]
  readonly clauses: readonly Clause[]
}

const farthest = 8

/** Reads the tokens from `from` to `to` as clauses: the cheapest cut into clauses, each read the cheapest way. `earlier`: the drafts of the
 *  sentences before, which "it" speaks of. */
export function readSentence(reading: Reading, from: number, to: number, earlier: readonly Draft[]): SentenceResult {
  const table = new ChunkTable(reading, to)
  const cuts = findCuts(reading, from, to)
  const states: (State | undefined)[] = [{ cost: 0, drafts: [], earlier, doubts: [], unread: [], clauses: [] }]
  for (let end = 1; end < cuts.length; end++) {
    for (let start = Math.max(0, end - farthest); start < end; start++) {
      const state = states[start]
      const [first, last] = [cuts[start]?.next ?? from, cuts[end]?.at ?? to]
      const way = state && first < last ? table.best(first, last) : undefined
      if (!state || !way || state.cost + way.cost >= (states[end]?.cost ?? Number.POSITIVE_INFINITY)) continue
      const next = step(state, way, first, last, cuts[start]?.isBut === true)
      if (next.cost < (states[end]?.cost ?? Number.POSITIVE_INFINITY)) states[end] = next
    }
  }
  const best = states.at(-1)
  if (!best) return { drafts: [], doubts: [], unread: [{ from, to }] }
  return resultOf(best, earlier)
}

interface Cut {
  /** Where the clause before ends, and the one after begins. */
  readonly at: number
  readonly next: number
  /** The clause begins with "but". */
  readonly isBut?: boolean
}

function findCuts({ lattice }: Reading, from: number, to: number): Cut[] {
  const cuts: Cut[] = [{ at: from, next: from }]
  for (let at = from + 1; at < to; at++) {
    const end = lattice.matchAny(at, 'comma', 'and', 'but')
    const isSign = lattice.isMark(at, ';:')
    if (end <= at && !isSign) {
      if (lattice.match(at, 'nor') > at) cuts.push({ at, next: at })
      continue
    }
    const next = lattice.skip(isSign ? at + 1 : end, 'comma', 'and', 'but')
    if (next < to) cuts.push({ at, next, isBut: lattice.match(next - 1, 'but') === next })
  }
  cuts.push({ at: to, next: to })
  return cuts
}

const cutCost = 1

function step(
  state: State,
  way: { cost: number; chunks: readonly Chunk[] },
  start: number,
  end: number,
  isBut: boolean,
): State {
  const clause = collect(way.chunks, start, end)
  const isFirst = state.clauses.length === 0
  const made = makeDrafts(state, clause)
  if (isBut && isLonePlace(clause) && made.drafts.length > state.drafts.length)
    made.drafts.at(-1)?.doubts.push({ question: looseException, from: start, to: end })
  return {
    cost: state.cost + way.cost + (isFirst ? 0 : cutCost) + made.penalty,
    drafts: made.drafts,
    earlier: made.earlier,
    doubts: [...state.doubts, ...made.doubts],
    unread: [...state.unread, ...clause.unread],
    clauses: [...state.clauses, clause],
  }
}

const looseException = 'is this left out of what was said before, or is it to be reached as well?'

/** "… but C": a place and nothing else. */
const isLonePlace = (clause: Clause): boolean =>
  clause.verbs.length === 0 &&
  !clause.isNegated &&
  clause.bare.length === 1 &&
  clause.from.length + clause.to.length + clause.via.length + clause.settings.length + clause.traffic.length === 0

interface Made {
  readonly drafts: readonly Draft[]
  readonly earlier: readonly Draft[]
  readonly doubts: readonly Doubt[]
  readonly penalty: number
}

/** A clause begins an intent, adds to the one before, or says another like it with other ends. */
function makeDrafts(state: State, clause: Clause): Made {
  const kind = kindOf(clause)
  const last = state.drafts.at(-1)
  const places = [clause.bare, clause.from, clause.to, clause.between, clause.for, clause.by, clause.at].reduce(
    (sum, list) => sum + list.length,
    0,
  )
  const isAddition =
    places === 0 && (kind === undefined || kind === 'route' || (kind === 'limit' && !has(clause, 'v-limit')))
  if (isAddition) return addTo(state, clause)
  const isContinued = kind === undefined || lacksVerb(clause)
  if (kind === undefined && !last) return { ...state, doubts: [], penalty: 6 + (places > 0 ? 4 : 0) }
  const draft = buildDraft(
    kind === 'route' && isContinued && last ? last.kind : (kind ?? last?.kind ?? 'route'),
    clause,
  )
  if (last && !draft.isMutual) inherit(draft, last, clause)
  else if (clause.words.has('pronoun')) {
    const before = state.earlier.at(-1)
    if (before) inherit(draft, before, clause)
  }
  const conflicts = conflictsOf(clause, draft)
  if (conflicts > 0)
    draft.doubts.push({
      question: 'who should talk to whom? the places in this sentence do not fit together',
      from: clause.start,
      to: clause.end,
    })
  const missing =
    last === undefined && (draft.from === undefined || draft.to === undefined) && draft.kind === 'route' ? 1 : 0
  return {
    drafts: [...state.drafts, draft],
    earlier: state.earlier,
    doubts: [],
    penalty:
      conflicts * 8 +
      missing +
      vague(clause, draft) +
      danglingNegation(clause) +
      Math.max(0, clause.via.length - 1) * 1.2,
  }
}

/** A negation behind a verb that affirms belongs to a clause of its own: "may use ssh but not telnet". */
const danglingNegation = (clause: Clause): number =>
  clause.isNegated && clause.traffic.length > 1 && clause.verbs.some(({ isNegated }) => !isNegated) ? 2.5 : 0

const lacksVerb = (clause: Clause): boolean =>
  clause.verbs.every(({ concepts }) => concepts.every((concept) => concept === 'v-be'))

/** Ends that a later clause leaves out are those of the one before. */
function inherit(draft: Draft, last: Draft, clause: Clause): void {
  const [lone] = clause.bare
  // "nor can C": the subject stands behind.
  const isSubject = clause.words.has('nor') || clause.words.has('neither')
  if (
    lone &&
    !isSubject &&
    clause.bare.length === 1 &&
    clause.from.length + clause.to.length === 0 &&
    lacksVerb(clause) &&
    draft.from &&
    !draft.to &&
    last.from
  ) {
    draft.to = draft.from
    draft.from = last.from
  }
  if (!draft.from && last.from) draft.from = last.from
  if (!draft.to && last.to) draft.to = last.to
  if (!draft.entries.has('traffic') && lacksVerb(clause) && last.entries.has('traffic'))
    draft.entries.set('traffic', last.entries.get('traffic') ?? '')
}

/** Bounds, ways and time without a name of their own belong to what was said before. */
function addTo(state: State, clause: Clause): Made {
  const says =
    clause.via.length +
    clause.avoid.length +
    clause.prefer.length +
    clause.settings.length +
    clause.schedules.length +
    clause.traffic.length
  const isOwn = state.drafts.length > 0
  const before = isOwn ? state.drafts : state.earlier
  const target = before.at(-1)
  const isEmpty =
    says === 0 &&
    clause.reason === undefined &&
    !clause.words.has('n-geo') &&
    !clause.isMutual &&
    !clause.words.has('n-direction')
  if (isEmpty) return { ...state, doubts: vagueDoubts(clause), penalty: isOwn ? 0.5 : 1 }
  if (!target) {
    const question = 'which traffic is meant? nothing before it says who talks to whom'
    return { ...state, doubts: [{ question, from: clause.start, to: clause.end }], penalty: 2 }
  }
  const next = {
    ...target,
    entries: new Map(target.entries),
    doubts: [...target.doubts],
    supposed: [...target.supposed],
  }
  if (clause.traffic.length > 0 && isOwn && target.entries.has('traffic'))
    next.doubts.push({ question: 'is this more traffic of the same intent?', from: clause.start, to: clause.end })
  if (clause.isNegated || clause.verbs.some(({ isNegated }) => isNegated))
    next.doubts.push({ question: looseNegation, from: clause.start, to: clause.end })
  setTraffic(next, clause.traffic)
  constrain(next, clause)
  if (clause.isMutual) next.isMutual = true
  const changed = [...before.slice(0, -1), next]
  return isOwn
    ? { drafts: changed, earlier: state.earlier, doubts: vagueDoubts(clause), penalty: 0 }
    : { drafts: [], earlier: changed, doubts: vagueDoubts(clause), penalty: 0.2 }
}

/** Places and figures that found no part in the intent: none of them may be lost. */
function conflictsOf(clause: Clause, draft: Draft): number {
  const counts = new Map<string, number>()
  for (const { key } of clause.settings) counts.set(key, (counts.get(key) ?? 0) + 1)
  const repeated = [...counts].filter(([key, count]) => count > 1 && !(key === 'rate' && draft.kind === 'qos')).length
  const used = usedPlaces(clause, draft)
  const written = [clause.bare, clause.from, clause.to, clause.between, clause.for, clause.by, clause.at].flat()
  const lost = written.filter(({ ends }) => !ends.places.every((place) => used.has(place.from))).length
  return repeated + lost
}

function usedPlaces(clause: Clause, draft: Draft): Set<number> {
  const used = new Set<number>()
  for (const ends of [draft.from, draft.to]) for (const place of ends?.places ?? []) used.add(place.from)
  const values = new Set([...draft.entries.values()].flatMap((text) => text.split(/, | then |one of /)))
  for (const { ends } of [clause.bare, clause.from, clause.to, clause.between, clause.for, clause.by, clause.at].flat())
    for (const place of ends.places) {
      const isKey =
        place.values.length > 0 &&
        place.values.every((value) => values.has(value)) &&
        !['route', 'isolate', 'allow'].includes(draft.kind)
      const isEverywhere = draft.kind === 'baseline' && place.kind === 'any'
      const isProducer = draft.entries.get('~producer') === place.values.join(', ')
      if (
        isKey ||
        isProducer ||
        isEverywhere ||
        (place.kind === 'doubtful' && draft.doubts.some((one) => place.doubts.includes(one)))
      )
        used.add(place.from)
    }
  return used
}

function vague(clause: Clause, draft: Draft): number {
  draft.doubts.push(...vagueDoubts(clause))
  if (clause.words.has('n-voice') && draft.kind !== 'qos')
    draft.doubts.push({
      question: 'what should happen to the voice traffic: which class or bandwidth?',
      from: clause.start,
      to: clause.end,
    })
  const keys = new Set(clause.settings.map(({ key }) => key))
  if (clause.words.has('n-latency') && !keys.has('latency') && !keys.has('duration'))
    draft.doubts.push({ question: 'how large may the latency be?', from: clause.start, to: clause.end })
  if (clause.words.has('n-loss') && !keys.has('loss') && !keys.has('percent'))
    draft.doubts.push({ question: 'how much loss may there be?', from: clause.start, to: clause.end })
  if (
    clause.words.has('n-availability') &&
    !keys.has('percent') &&
    !keys.has('availability') &&
    !has(clause, 'a-reachable')
  )
    draft.doubts.push({ question: 'how available should it be, in percent?', from: clause.start, to: clause.end })
  if (clause.words.has('n-bandwidth') && !keys.has('rate'))
    draft.doubts.push({ question: 'how much bandwidth?', from: clause.start, to: clause.end })
  return 0
}

/** Verbs that ask for something without saying what. */
function vagueDoubts(clause: Clause): Doubt[] {
  const doubts: Doubt[] = []
  const add = (question: string) => doubts.push({ question, from: clause.start, to: clause.end })
  if (clause.verbs.some(({ concepts }) => concepts.every((concept) => concept === 'v-vague')))
    add('what exactly should hold: which ends, and which latency, bandwidth or protection?')
  if (
    clause.verbs.some(({ concepts }) => concepts.length === 1 && concepts[0] === 'v-survive') &&
    !clause.settings.some(({ key }) => key === 'survive')
  )
    add('which failures should be survived: how many links, nodes or risks?')
  return doubts
}

function resultOf(state: State, earlier: readonly Draft[]): SentenceResult {
  const { clauses, drafts } = state
  const isOther = clauses.some(
    (clause) =>
      clause.verbs.some(({ concepts }) => concepts.length === 1 && concepts[0] === 'v-other') &&
      !has(clause, 'v-drain'),
  )
  const isMeta = clauses.some((clause) => clause.words.has('meta'))
  const isGreeting = drafts.length === 0 && clauses.some((clause) => clause.words.has('greeting'))
  const refused = isMeta
    ? 'instruction'
    : isOther
      ? 'command'
      : isGreeting && state.unread.length === 0
        ? 'greeting'
        : undefined
  const unread = state.unread.map((chunk) => ({ from: chunk.from, to: chunk.end }))
  const isEmpty =
    drafts.length === 0 &&
    state.earlier === earlier &&
    state.doubts.length === 0 &&
    refused === undefined &&
    unread.length === 0
  const [first, last] = [clauses[0]?.start ?? 0, clauses.at(-1)?.end ?? 0]
  return {
    drafts,
    ...(state.earlier === earlier ? {} : { changed: state.earlier }),
    doubts: state.doubts,
    unread: isEmpty ? [{ from: first, to: last }] : unread,
    ...(refused === undefined ? {} : { refused }),
  }
}
