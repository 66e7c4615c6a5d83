import { quoteName } from '@paranet/language'
import { namesAt } from '../names.js'
import { readEnds, type Ends, type Place } from './read-ends.js'
import type { Doubt, Phrase, Reading } from './reading.js'

/** What a path passes, avoids or prefers: nodes, links, regions, risks, as the language writes them. */
export interface Things {
  readonly values: readonly string[]
  readonly doubts: readonly Doubt[]
  readonly isChoice: boolean
  /** Holds more than nodes and groups. */
  readonly hasOthers: boolean
}

/** All lists of such things that begin at a token. */
export function readThings(reading: Reading, at: number): Phrase<Things>[] {
  const found: Phrase<Things>[] = []
  const extend = (start: number, before: Phrase<Things> | undefined, depth: number, isChoice: boolean) => {
    for (const one of readOne(reading, start)) {
      const whole = before ? joined(before.value, one.value) : one.value
      const value = isChoice ? { ...whole, isChoice } : whole
      const phrase = { end: one.end, cost: one.cost + (before?.cost ?? 0), value }
      found.push(phrase)
      const next = jointAfter(reading, one.end)
      if (next.end > one.end && depth < 32) extend(next.end, phrase, depth + 1, isChoice || next.isOr)
    }
  }
  const either = reading.lattice.match(at, 'either')
  extend(either > at ? either : reading.lattice.skip(at, 'both'), undefined, 0, either > at)
  return found
}

const joined = (a: Things, b: Things): Things => ({
  values: [...a.values, ...b.values],
  doubts: [...a.doubts, ...b.doubts],
  isChoice: a.isChoice || b.isChoice,
  hasOthers: a.hasOthers || b.hasOthers,
})

function jointAfter({ lattice }: Reading, at: number): { end: number; isOr: boolean } {
  const comma = lattice.match(at, 'comma')
  const after = Math.max(at, comma)
  const or = lattice.match(after, 'or')
  return { end: Math.max(comma, lattice.match(after, 'and'), or), isOr: or > after }
}

function readOne(reading: Reading, at: number): Phrase<Things>[] {
  const links = [readLink(reading, at), readRisk(reading, at)].filter((one) => one !== undefined)
  if (links.length > 0) return links.slice(0, 1)
  return readEnds(reading, at)
    .filter(
      ({ value }) =>
        value.except.length === 0 &&
        value.places.length === 1 &&
        value.places.every(({ kind }) => kind === 'named' || kind === 'region' || kind === 'doubtful'),
    )
    .map(({ end, cost, value }) => ({ end, cost, value: thingsOf(value) }))
}

/** Places as things: a region is written `region NAME` here. */
export const thingsOf = (ends: Ends): Things => ({
  values: ends.places.flatMap(({ values, kind }) =>
    kind === 'region' ? values.map((value) => value.replace(/^region\((.*)\)$/, 'region $1')) : values,
  ),
  doubts: ends.places.flatMap(({ doubts }) => doubts),
  isChoice: ends.isChoice,
  hasOthers: ends.places.some(({ kind }) => kind !== 'named' && kind !== 'doubtful'),
})

function readRisk({ lattice, names }: Reading, at: number): Phrase<Things> | undefined {
  const inside = lattice.skip(at, 'n-everywhere', 'n-whatever', 'in')
  const start = lattice.skip(
    inside > at && lattice.match(lattice.skip(inside, 'article'), 'n-risk') > 0 ? inside : at,
    'article',
  )
  const noun = lattice.match(start, 'n-risk')
  const from = noun > start ? noun : start
  const named = namesAt(names, lattice.tokens, from, (index) => lattice.isBoundary(index)).find(
    ({ value }) => value.kind === 'risk',
  )
  if (!named) return undefined
  const end = lattice.skip(named.end, 'n-risk')
  return {
    end,
    cost: 0.1,
    value: { values: [`risk ${quoteName(named.value.name)}`], doubts: [], isChoice: false, hasOthers: true },
  }
}

/** "the link between A and B", "link A-B", "the A–B line", "A 和 B 之间的链路", "канал A-B", "the bergen link". */
function readLink(reading: Reading, at: number): Phrase<Things> | undefined {
  const { lattice } = reading
  const start = lattice.skip(at, 'article')
  const noun = lattice.match(start, 'n-link')
  if (noun > start) {
    const named = readLinkName(reading, noun)
    if (named) return named
    const lead = lattice.skip(noun, 'between', 'from', 'via')
    const pair = readPair(reading, start, lead)
    // "the connection between A and B" is a link only where there is one.
    const isWords = pair?.value.values.length === 0 && lattice.match(start, 'n-access') === noun
    return isWords ? undefined : pair
  }
  const named = readLinkName(reading, start)
  if (named) return { ...named, end: lattice.skip(named.end, 'n-link') }
  const pair = readPair(reading, start, lattice.skip(start, 'between'))
  const after = pair ? lattice.skip(pair.end, 'between', 'fill') : -1
  const tail = pair ? lattice.match(after, 'n-link') : -1
  if (pair && tail > after) return { ...pair, end: tail }
  return readSingleLink(reading, start)
}

function readLinkName({ lattice, names }: Reading, at: number): Phrase<Things> | undefined {
  const found = namesAt(names, lattice.tokens, at, (index) => lattice.isBoundary(index)).find(
    ({ end, value }) => value.kind === 'link' && lattice.words(at, end).includes('-'),
  )
  if (!found) return undefined
  return { end: found.end, cost: 0, value: linkThings(found.value.name) }
}

const linkThings = (id: string): Things => ({ values: [linkValue(id)], doubts: [], isChoice: false, hasOthers: true })

/** A link's reference: its two ends, or its name where it has one of its own. */
function linkValue(id: string): string {
  const [a, b, ...rest] = id.split('--')
  return a && b && rest.length === 0 ? `link ${quoteName(a)}--${quoteName(b)}` : `link ${quoteName(id)}`
}

/** Two names joined by "and", "to", "-" or nothing but a comma. */
function readPair(reading: Reading, from: number, at: number): Phrase<Things> | undefined {
  const { lattice } = reading
  const [a] = namedAt(reading, at)
  if (!a) return undefined
  const dash = lattice.isMark(a.end, '-/') ? a.end + (lattice.isMark(a.end + 1, '-') ? 2 : 1) : -1
  const joint = Math.max(dash, lattice.match(a.end, 'and'), lattice.match(a.end, 'to'))
  const b = joint > a.end ? namedAt(reading, joint)[0] : undefined
  if (!b || joint < 0) return undefined
  const tail = lattice.match(b.end, 'between')
  const end = tail > b.end && lattice.tokens[b.end]?.script === 'han' ? tail : b.end
  return { end, cost: 0.1, value: linkBetween(reading, a.value, b.value, from, end) }
}

const namedAt = (reading: Reading, at: number): Phrase<Place>[] =>
  readEnds(reading, at)
    .filter(({ value }) => value.places.length === 1 && value.except.length === 0)
    .map(({ end, cost, value }) => ({ end, cost, value: value.places[0] as Place }))

function linkBetween({ names }: Reading, a: Place, b: Place, from: number, to: number): Things {
  const doubts = [...a.doubts, ...b.doubts]
  const [x, y] = [a.values[0], b.values[0]]
  const bare = (value: string | undefined) => value?.replaceAll('"', '')
  const found = names.index.links.filter(
    ({ ends: [p, q] }) => (p.node === bare(x) && q.node === bare(y)) || (p.node === bare(y) && q.node === bare(x)),
  )
  const [link] = found
  if (link) return { ...linkThings(`${link.ends[0].node}--${link.ends[1].node}`), doubts }
  const none = doubts.length > 0 ? [] : [{ question: `no link joins ${x} and ${y}: which link do you mean?`, from, to }]
  return { values: [], doubts: [...doubts, ...none], isChoice: false, hasOthers: true }
}

/** "the bergen link": clear where that node has one link alone. */
function readSingleLink(reading: Reading, at: number): Phrase<Things> | undefined {
  const { lattice, names } = reading
  const [one] = namedAt(reading, at)
  const noun = one ? lattice.match(one.end, 'n-link') : -1
  if (!one || noun < 0 || one.value.kind !== 'named') return undefined
  const node = one.value.values[0]
  const links = names.index.links.filter(({ ends: [a, b] }) => a.node === node || b.node === node)
  const [only, ...others] = links
  if (only && others.length === 0)
    return { end: noun, cost: 0.2, value: linkThings(`${only.ends[0].node}--${only.ends[1].node}`) }
  const question = `which link of ${node} do you mean: ${links
    .slice(0, 6)
    .map(({ id }) => id)
    .join(', ')}?`
  return {
    end: noun,
    cost: 1,
    value: { values: [], doubts: [{ question, from: at, to: noun }], isChoice: false, hasOthers: true },
  }
}
