import type { Concept } from '../lexicon/concept.js'
import { anyPlace, readEnds, wordEnd } from '../phrases/read-ends.js'
import { readArea, readMeasured, readPaths, readPlain, readSurvival } from '../phrases/read-measure.js'
import { readDeviceSetting } from '../phrases/read-device-setting.js'
import { readSchedule } from '../phrases/read-schedule.js'
import { readThings, type Things } from '../phrases/read-things.js'
import { readTraffic } from '../phrases/read-traffic.js'
import type { Phrase, Reading } from '../phrases/reading.js'
import { type Chunk, type Meaning, type Role, unreadCost } from './chunk.js'

const smallWords: Readonly<Partial<Record<Concept, number>>> = {
  fill: 0.05,
  neg: 0.1,
  'neg-concord': 0.1,
  nor: 0.3,
  unneeded: 0.05,
  neither: 0.5,
  and: 0.4,
  comma: 0.15,
  but: 0.4,
  'and-then': 0.35,
  article: 0.1,
  only: 0.1,
  mutual: 0.05,
  duplex: 0.05,
  respectively: 0.05,
  pronoun: 0.2,
  'n-lenient': 0.1,
  'n-direction': 0.1,
  'n-traffic': 0.2,
  'n-whatever': 0.3,
  'n-latency': 0.4,
  'n-loss': 0.4,
  'n-availability': 0.6,
  'n-bandwidth': 0.4,
  'n-path': 0.4,
  'n-link': 0.6,
  'n-geo': 0.05,
  'n-voice': 0.1,
  'polite-question': 0.05,
  question: 0.9,
  all: 0.2,
  'first-of-all': 0.1,
  both: 0.2,
  either: 0.5,
  'n-copy': 0.3,
  greeting: 0.2,
  meta: 0.2,
  'n-head': 1.2,
  'n-class': 0.8,
  'n-priority': 0.8,
  max: 1.5,
  min: 1.5,
  'n-port': 1.5,
  'n-server': 1.3,
  'v-be': 0.1,
  'n-failure': 4,
  if: 4,
  'n-hop': 3,
  'n-intent': 0.8,
  even: 0.1,
  'equal-cost': 1,
  'n-size': 1,
  'n-time': 2,
  'n-ttl': 1,
  or: 3,
  'n-region': 2,
  of: 1.2,
  with: 1.2,
}

/** Everything that can begin at a token. */
export function findChunks(reading: Reading, at: number): Chunk[] {
  const chunks: Chunk[] = []
  const add = (end: number, cost: number, meaning: Meaning) => {
    if (end > at) chunks.push({ from: at, end, cost, meaning })
  }
  addPlaces(reading, at, add)
  addPaths(reading, at, add)
  addFigures(reading, at, add)
  addWords(reading, at, add)
  addLabel(reading, at, add)
  addMarks(reading, at, add)
  return chunks
}

type Add = (end: number, cost: number, meaning: Meaning) => void

const roles: readonly (readonly [Concept, Role, number])[] = [
  ['from', 'from', 0.05],
  ['to', 'to', 0.05],
  ['at', 'at', 0.15],
  ['for', 'for', 0.2],
  ['by', 'by', 0.2],
  ['in', 'at', 0.25],
  ['of', 'at', 0.45],
]

function addPlaces(reading: Reading, at: number, add: Add): void {
  const { lattice } = reading
  for (const { end, cost, value } of readEnds(reading, at)) {
    add(end, cost + 0.3, { kind: 'ends', role: 'bare', ends: value, word: '' })
    if (value.places.length > 1 && lattice.tokens[end]?.text === '之' && lattice.tokens[end + 1]?.text === '间')
      add(end + 2, cost + 0.05, { kind: 'ends', role: 'between', ends: value, word: 'between' })
    const double = ratioAfter(reading, end)
    if (double && value.places.length === 1)
      add(double.end, cost + 0.1, { kind: 'weight', place: value, factor: double.factor })
  }
  for (const [concept, role, own] of roles) {
    const end = lattice.match(at, concept)
    if (end <= at) continue
    for (const phrase of readEnds(reading, end))
      add(phrase.end, phrase.cost + own, {
        kind: 'ends',
        role,
        ends: phrase.value,
        word: lattice.words(at, end).toLowerCase(),
      })
  }
  addNone(reading, at, add)
  const between = lattice.match(at, 'between')
  if (between <= at) return
  for (const { end, cost, value } of readEnds(reading, between))
    if (value.places.length > 1)
      add(lattice.skip(end, 'between'), cost, { kind: 'ends', role: 'between', ends: value, word: 'between' })
}

/** "neither A nor B", "nobody except A": places that the sentence denies. */
function addNone(reading: Reading, at: number, add: Add): void {
  const { lattice } = reading
  const neither = lattice.match(at, 'neither')
  const led = neither > at ? lattice.match(neither, 'to') : -1
  if (led > neither)
    for (const { end, cost, value } of readEnds(reading, led))
      if (value.places.length > 1)
        add(end, cost + 0.1, { kind: 'ends', role: 'to', ends: { ...value, isChoice: false }, word: '', isNone: true })
  if (neither > at)
    for (const { end, cost, value } of readEnds(reading, neither))
      if (value.places.length > 1)
        add(end, cost + 0.1, {
          kind: 'ends',
          role: 'bare',
          ends: { ...value, isChoice: false },
          word: '',
          isNone: true,
        })
  if (neither > at)
    for (const { end, cost, value } of readTraffic(reading, neither))
      add(end, cost, { kind: 'traffic', items: value, isNone: true })
  addAllBut(reading, at, add)
  const nobody = lattice.match(at, 'n-nobody')
  if (nobody <= at) return
  const inside = Math.max(lattice.match(nobody, 'in'), lattice.match(nobody, 'from'))
  if (inside > nobody)
    for (const { end, cost, value } of readEnds(reading, inside))
      if (value.except.length === 0)
        add(end, cost + 0.1, {
          kind: 'ends',
          role: 'from',
          ends: { ...value, isChoice: false },
          word: 'from',
          isNone: true,
        })
  const except = lattice.matchAny(lattice.skip(nobody, 'comma'), 'except', 'but')
  if (except < 0) return
  for (const { end, cost, value } of readEnds(reading, lattice.skip(except, 'to', 'from', 'by')))
    if (value.except.length === 0)
      add(lattice.skip(end, 'comma'), cost + 0.1, {
        kind: 'ends',
        role: 'bare',
        ends: { places: [anyPlace(at, nobody)], except: value.places, isChoice: false },
        word: '',
        isNone: true,
      })
}

/** "except for A, nobody …", "除 A 以外，谁都不 …": what is left out stands first. */
function addAllBut(reading: Reading, at: number, add: Add): void {
  const { lattice } = reading
  const except = lattice.match(at, 'except')
  if (except <= at) return
  for (const { end, cost, value } of readEnds(reading, except)) {
    const nobody = lattice.match(lattice.skip(end, 'except', 'fill', 'comma'), 'n-nobody')
    if (nobody < 0 || value.except.length > 0) continue
    const ends = { places: [anyPlace(at, nobody)], except: value.places, isChoice: false }
    add(nobody, cost + 0.1, { kind: 'ends', role: 'bare', ends, word: '', isNone: true })
  }
}

/** "… should get twice as much (as web2)". */
function ratioAfter(reading: Reading, at: number): { end: number; factor: number } | undefined {
  const { lattice } = reading
  const start = lattice.skip(at, 'fill', 'v-want', 'v-reach', 'v-carry', 'v-be', 'v-pass', 'v-permit')
  const [double, triple] = [lattice.match(start, 'double'), lattice.match(start, 'triple')]
  const end = Math.max(double, triple)
  if (end < 0) return undefined
  const than = lattice.skip(end, 'n-traffic', 'fill')
  const other = lattice.text.slice(lattice.tokens[end]?.start ?? 0).match(/^(?:as|than|чем)\b/i)
    ? readEnds(reading, than > end ? than : end + 1)[0]
    : undefined
  return { end: other?.end ?? end, factor: triple > double ? 3 : 2 }
}

function addPaths(reading: Reading, at: number, add: Add): void {
  const { lattice } = reading
  for (const { end, value, cost } of viaPhrases(reading, at))
    add(end, cost, { kind: 'via', steps: value, isOver: lattice.match(at, 'over') > at })
  for (const kind of ['avoid', 'prefer'] as const) {
    const start = lattice.match(at, kind)
    if (start > at)
      for (const { end, cost, value } of readThings(reading, lattice.skip(start, 'article')))
        add(end, cost, { kind, things: value })
  }
  for (const { end, cost, value } of readThings(reading, at))
    if (value.hasOthers) add(end, cost + 0.3, { kind: 'things', things: value })
}

/** "via a", "via a then b", "via a and then b". */
function viaPhrases(reading: Reading, at: number): Phrase<readonly Things[]>[] {
  const { lattice } = reading
  const passing = lattice.match(at, 'v-pass')
  const start = Math.max(lattice.match(at, 'via'), passing)
  if (start <= at) return []
  // A verb of passing takes a chain of waypoints; a single one is its object.
  const least = passing === start ? 2 : 1
  const found: Phrase<readonly Things[]>[] = []
  const extend = (from: number, steps: readonly Things[], cost: number) => {
    for (const one of readThings(reading, lattice.skip(from, 'first-of-all'))) {
      const all = [...steps, one.value]
      if (all.length >= least) found.push({ end: one.end, cost: cost + one.cost, value: all })
      const comma = Math.max(one.end, lattice.match(one.end, 'comma'))
      const then = lattice.match(comma, 'and-then')
      const again = then > comma ? Math.max(then, lattice.matchAny(lattice.skip(then, 'fill'), 'via', 'by')) : -1
      if (again > comma && all.length < 6) extend(again, all, cost + one.cost)
    }
  }
  extend(start, [], 0)
  return found
}

function addFigures(reading: Reading, at: number, add: Add): void {
  for (const phrase of readTraffic(reading, at)) add(phrase.end, phrase.cost, { kind: 'traffic', items: phrase.value })
  const exclusive = reading.lattice.match(at, 'exclusive')
  if (exclusive > at)
    for (const phrase of readTraffic(reading, exclusive))
      add(phrase.end, phrase.cost, { kind: 'traffic', items: phrase.value, isExclusive: true })
  for (const read of [readMeasured, readPlain, readPaths, readSurvival, readArea, readDeviceSetting]) {
    const found = read(reading, at)
    if (found) add(found.end, found.cost, { kind: 'setting', setting: found.value })
  }
  const schedule = readSchedule(reading, at)
  if (schedule) add(schedule.end, schedule.cost, { kind: 'schedule', schedule: schedule.value })
}

const isVerb = (concept: Concept): boolean =>
  concept.startsWith('v-') || concept.startsWith('a-') || concept === 'n-access'

function addWords(reading: Reading, at: number, add: Add): void {
  const { lattice } = reading
  const senses = lattice.senses(at)
  for (const end of new Set(senses.map((sense) => sense.end))) {
    const concepts = senses.filter((sense) => sense.end === end).map(({ value }) => value.concept)
    const verbs = concepts.filter(isVerb)
    // Han words run on: the longest is meant.
    const isCut = end < (senses[0]?.end ?? end) && lattice.tokens[at]?.script === 'han'
    if (verbs.length > 0)
      add(end, isCut ? 0.6 : concepts.includes('mutual') || concepts.includes('v-peer') ? 0.03 : 0.15, {
        kind: 'verb',
        concepts: verbs,
        isMutual: concepts.includes('mutual'),
      })
    for (const concept of concepts) {
      const cost = smallWords[concept]
      if (cost !== undefined) add(end, cost, { kind: 'word', concept })
    }
    // "to reach", "from reaching": the preposition belongs to the verb.
    if (
      (concepts.includes('to') || concepts.includes('from') || concepts.includes('for')) &&
      lattice
        .senses(lattice.skip(end, 'fill'))
        .some(({ value }) => isVerb(value.concept) && value.concept !== 'n-access')
    )
      add(end, 0.06, { kind: 'word', concept: 'fill' })
    if (concepts.includes('for') && lattice.match(lattice.skip(end, 'all'), 'n-traffic') > end)
      add(end, 0.06, { kind: 'word', concept: 'fill' })
    if (concepts.includes('because'))
      add(lattice.tokens.length, 0.5, { kind: 'reason', text: lattice.words(end, lattice.tokens.length) })
  }
}

/** "gold traffic": a word that nothing knows gives the traffic a name. */
function addLabel(reading: Reading, at: number, add: Add): void {
  const { lattice } = reading
  const end = wordEnd(reading, at)
  const noun = end > at ? lattice.match(end, 'n-traffic') : -1
  if (noun > end && !lattice.senses(at).some((sense) => sense.end >= end))
    add(noun, 2, { kind: 'label', text: lattice.words(at, end) })
}

function addMarks(reading: Reading, at: number, add: Add): void {
  const { lattice } = reading
  if (lattice.isMark(at, '()":;*\'-[]`“”«»「」《》…!?.、')) add(at + 1, 0.06, { kind: 'word', concept: 'fill' })
  if (lattice.tokens[at]?.text === "'s") add(at + 1, 0.06, { kind: 'word', concept: 'fill' })
  const end = Math.max(wordEnd(reading, at), at + 1)
  add(end, unreadCost, { kind: 'unread' })
}
