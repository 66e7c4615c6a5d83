import { isBareName, quoteName, suggest } from '@paranet/language'
import { type Named, namesAt } from '../names.js'
import type { Doubt, Phrase, Reading } from './reading.js'

/** One place as the language writes it. */
export interface Place {
  /** One or more values of the language: `oslo`, `10.1.0.0/16`, `any`, `region(north)`. */
  readonly values: readonly string[]
  readonly kind: 'named' | 'prefix' | 'ndn' | 'any' | 'internet' | 'region' | 'multicast' | 'doubtful'
  readonly doubts: readonly Doubt[]
  /** Tokens, for doubts that arise later. */
  readonly from: number
  readonly to: number
}

/** A list of places. `choice`: joined by "or", or after "either". */
export interface Ends {
  readonly places: readonly Place[]
  readonly except: readonly Place[]
  readonly isChoice: boolean
}

const longestList = 64

/** All lists of places that begin at a token, longest last. */
export function readEnds(reading: Reading, at: number): readonly Phrase<Ends>[] {
  let found = reading.ends.get(at)
  if (!found) {
    found = findEnds(reading, at)
    reading.ends.set(at, found)
  }
  return found
}

function findEnds(reading: Reading, at: number): Phrase<Ends>[] {
  const { lattice } = reading
  const either = lattice.match(at, 'either')
  const start = Math.max(at, either, lattice.match(at, 'both'))
  const inverted = invertedExcept(reading, at)
  const first = readPlace(reading, start)
  if (!first) return inverted
  const found: Phrase<Ends>[] = []
  const places = [first.value]
  let [here, cost, isChoice] = [first.end, first.cost, either > at]
  for (let count = 1; ; count++) {
    const value = { places: [...places], except: [], isChoice: isChoice && (places.length > 1 || either > at) }
    found.push({ end: here, cost, value })
    found.push(...withExcept(reading, { end: here, cost, value }))
    const joint = readJoint(reading, here)
    const next = joint && count < longestList ? readPlace(reading, joint.end) : undefined
    if (!joint || !next) break
    places.push(next.value)
    isChoice ||= joint.isOr
    cost += next.cost
    here = next.end
  }
  return [...found, ...inverted]
}

function readJoint({ lattice }: Reading, at: number): { end: number; isOr: boolean } | undefined {
  const comma = lattice.match(at, 'comma')
  const after = comma > at ? comma : at
  const or = lattice.match(after, 'or')
  if (or > after) return { end: lattice.skip(or, 'either'), isOr: true }
  const nor = lattice.match(after, 'nor')
  if (nor > after) return { end: lattice.skip(nor, 'to', 'from'), isOr: false }
  const and = lattice.match(after, 'and')
  if (and > after) return { end: lattice.skip(and, 'both'), isOr: false }
  return comma > at ? { end: comma, isOr: false } : undefined
}

function withExcept(reading: Reading, list: Phrase<Ends>): Phrase<Ends>[] {
  const comma = reading.lattice.match(list.end, 'comma')
  const start = comma > list.end ? comma : list.end
  const isAll = list.value.places.every(({ kind }) => kind === 'any')
  const except = Math.max(reading.lattice.match(start, 'except'), isAll ? reading.lattice.match(start, 'but') : -1)
  if (except < 0) return []
  return readEnds(reading, reading.lattice.skip(except, 'to', 'from'))
    .filter(({ value }) => value.except.length === 0)
    .map(({ end, cost, value }) => ({
      end: reading.lattice.skip(end, 'except'),
      cost: list.cost + cost - 0.2,
      value: { ...list.value, except: value.places },
    }))
}

/** Chinese puts what is left out first: 除了 A 以外的 B. */
function invertedExcept(reading: Reading, at: number): Phrase<Ends>[] {
  const { lattice } = reading
  const except = lattice.tokens[at]?.script === 'han' ? lattice.match(at, 'except') : -1
  if (except < 0) return []
  return readEnds(reading, except).flatMap((left) => {
    const tail = lattice.skip(left.end, 'except', 'fill')
    if (tail === left.end || left.value.except.length > 0) return []
    return readEnds(reading, tail)
      .filter(({ value }) => value.except.length === 0)
      .map(({ end, cost, value }) => ({ end, cost: cost + left.cost, value: { ...value, except: left.value.places } }))
  })
}

/** One place: articles and general nouns around a name, an address, a region, "everyone", "the internet". */
export function readPlace(reading: Reading, at: number): Phrase<Place> | undefined {
  const { lattice } = reading
  const start = lattice.skip(at, 'article')
  const core = readCore(reading, start)
  // A name is itself, whatever else the word can mean: "isolate customers from par-1".
  const isNamed = core?.value.kind === 'named' && core.cost <= 0.3
  const found = isNamed ? core : better(readHeaded(reading, start), core)
  const best = found ?? (start > at ? readCore(reading, at) : undefined) ?? readUnknown(reading, start)
  return best && bracketed(reading, best)
}

/** "the guests (10.1.200.0/24)": what stands in brackets says which. */
function bracketed(reading: Reading, phrase: Phrase<Place>): Phrase<Place> {
  const { lattice } = reading
  const inner = lattice.isMark(phrase.end, '(') ? readCore(reading, phrase.end + 1) : undefined
  if (!inner || !lattice.isMark(inner.end, ')')) return phrase
  if (inner.value.kind === 'doubtful' || inner.value.kind === 'any') return phrase
  return { end: inner.end + 1, cost: inner.cost + 0.1, value: { ...inner.value, from: phrase.value.from } }
}

const better = (a: Phrase<Place> | undefined, b: Phrase<Place> | undefined): Phrase<Place> | undefined =>
  !a || (b && (b.end > a.end || (b.end === a.end && b.cost <= a.cost))) ? b : a

/** "hosts in 10.1.0.0/16", "all users at the branch", "the router oslo". */
function readHeaded(reading: Reading, at: number): Phrase<Place> | undefined {
  const { lattice } = reading
  const heads = lattice.skip(at, 'all', 'n-everywhere', 'n-head')
  if (heads === at) return undefined
  const inside = lattice.skip(lattice.skip(heads, 'fill'), 'in')
  const core = readCore(reading, lattice.skip(inside, 'article'))
  if (!core || core.value.kind === 'any' || (inside === heads && core.value.kind === 'doubtful')) return undefined
  // "traffic from hosts to X": a head without "in" takes only a name that follows at once.
  return { ...core, cost: core.cost + 0.1 }
}

function readCore(reading: Reading, at: number): Phrase<Place> | undefined {
  const { lattice } = reading
  const quantified = lattice.match(at, 'all')
  const start = quantified > at ? lattice.skip(quantified, 'article') : at
  const literal = readLiteralPlace(reading, at)
  if (literal) return withTail(reading, literal)
  const region = readRegion(reading, start)
  if (region) return region
  const isAll = quantified > at || lattice.match(at - 1, 'both') === at
  const named = readNamed(reading, start, isAll)
  const general = readGeneral(reading, at)
  if (named && (!general || named.end >= general.end)) return withTail(reading, named)
  return general
}

const place = (
  kind: Place['kind'],
  values: readonly string[],
  from: number,
  to: number,
  doubts: readonly Doubt[] = [],
): Place => ({
  kind,
  values,
  from,
  to,
  doubts,
})

/** Everything and everyone, said by these tokens. */
export const anyPlace = (from: number, to: number): Place => place('any', ['any'], from, to)

function readLiteralPlace({ lattice }: Reading, at: number): Phrase<Place> | undefined {
  const found = lattice.literal(at, 'prefix', 'address', 'ndn', 'bad-address')
  if (!found) return undefined
  const { kind, text } = found.value
  if (kind === 'bad-address') {
    const doubt = { question: `"${text}" is no address: what did you mean?`, from: at, to: found.end }
    return { end: found.end, cost: 0, value: place('doubtful', [], at, found.end, [doubt]) }
  }
  if (kind === 'ndn') return { end: found.end, cost: 0, value: place('ndn', [text], at, found.end) }
  const isMulticast = kind === 'address' && /^(?:22[4-9]|23\d)\.|^ff/i.test(text)
  return { end: found.end, cost: 0, value: place(isMulticast ? 'multicast' : 'prefix', [text], at, found.end) }
}

/** "the northern region", "region north", "north" where a region has that name and "region" stands beside it. */
function readRegion({ lattice, names }: Reading, at: number): Phrase<Place> | undefined {
  const noun = lattice.match(at, 'n-region')
  const start = noun > at ? lattice.skip(noun, 'of') : at
  const named = namesAt(names, lattice.tokens, start, (index) => lattice.isBoundary(index)).find(
    ({ value }) => value.kind === 'region',
  )
  const compass = lattice.valued(start, 'compass')
  const name =
    named?.value.name ??
    (compass && [...names.regions].find((region) => region.toLowerCase().replaceAll(/[-_ ]/g, '') === compass.value))
  const end = named?.end ?? compass?.end
  if (end === undefined) return undefined
  const after = lattice.match(end, 'n-region')
  if (noun < 0 && after < 0) return undefined
  const last = after > end ? after : end
  if (name !== undefined)
    return { end: last, cost: 0, value: place('region', [`region(${quoteName(name)})`], at, last) }
  const known = [...names.regions].sort()
  const question =
    known.length > 0
      ? `which region is "${lattice.words(at, last)}"? there are: ${known.join(', ')}`
      : `no node of this network has a region: which nodes are "${lattice.words(at, last)}"?`
  return { end: last, cost: 1, value: place('doubtful', [], at, last, [{ question, from: at, to: last }]) }
}

function readNamed(reading: Reading, at: number, isAll: boolean): Phrase<Place> | undefined {
  const { lattice, names } = reading
  const found = namesAt(names, lattice.tokens, at, (index) => lattice.isBoundary(index)).filter(
    ({ value }) => value.kind !== 'link' && value.kind !== 'risk' && value.kind !== 'interface',
  )
  const best = found[0]
  if (!best) return undefined
  const rivals = found.filter(
    ({ end, value }) =>
      end === best.end &&
      value.kind === best.value.kind &&
      value.isExact === best.value.isExact &&
      value.name !== best.value.name &&
      value.kind !== 'role',
  )
  if (rivals.length > 0) {
    const written = lattice.words(at, best.end)
    const exact = [best, ...rivals].find(({ value }) => value.name === written)
    if (!exact) return doubtful(reading, at, best.end, [best.value.name, ...rivals.map(({ value }) => value.name)])
    return phraseOf(reading, exact.value, at, exact.end, isAll)
  }
  return phraseOf(reading, best.value, at, best.end, isAll)
}

function phraseOf(reading: Reading, named: Named, at: number, end: number, isAll: boolean): Phrase<Place> | undefined {
  const values = (list: readonly string[]) => list.map((name) => (isBareName(name) ? name : quoteName(name)))
  switch (named.kind) {
    case 'region':
      return { end, cost: 0.4, value: place('region', [`region(${quoteName(named.name)})`], at, end) }
    case 'role':
      return roleOf(reading, named, at, end, isAll)
    case 'several':
      return { end, cost: 0.2, value: place('named', values(named.members), at, end) }
    default:
      return { end, cost: named.isExact ? 0.1 : 0.2, value: place('named', values([named.name]), at, end) }
  }
}

/** A common noun: what fits it if that is clear from number and quantity, else a question. */
function roleOf(
  reading: Reading,
  { members, name, isPlural }: Named,
  at: number,
  end: number,
  isAll: boolean,
): Phrase<Place> {
  const { groups } = reading.names.index
  const [only, ...others] = members
  if (only === undefined) return doubtful(reading, at, end, [])
  const inside = others.length === 0 ? groups.get(only) : undefined
  const isSingular = isPlural !== true && !isAll && reading.lattice.tokens[at]?.script === 'latin'
  if (inside && inside.length > 1 && isSingular && !name.endsWith('s')) return doubtful(reading, at, end, inside)
  if (others.length === 0 || isAll || isPlural === true)
    return { end, cost: 0.3, value: place('named', members.map(quoteName), at, end) }
  return doubtful(reading, at, end, members)
}

function doubtful(reading: Reading, at: number, end: number, options: readonly string[]): Phrase<Place> {
  return {
    end,
    cost: 1,
    value: place('doubtful', [], at, end, [{ question: whichOf(reading, at, end, options), from: at, to: end }]),
  }
}

const mostOffered = 6

/** "which "web server" do you mean: web1 or web2?" — with near names where nothing fits. */
function whichOf({ lattice, names }: Reading, at: number, end: number, options: readonly string[]): string {
  const words = lattice.words(at, end)
  const list = (items: readonly string[]) =>
    items.slice(0, mostOffered).join(', ') + (items.length > mostOffered ? ', …' : '')
  if (options.length > 0) return `which "${words}" do you mean: ${list(options)}?`
  const near = suggest(
    words.toLowerCase().replaceAll(' ', '-'),
    names.all.map((name) => name),
  )
  const network = names.index.topology.name
  if (near !== undefined) return `no "${words}" in network ${network}: did you mean "${near}"?`
  return `no "${words}" in network ${network}: what is it? there are ${list([...names.all].sort())}`
}

/** "everyone", "everywhere", "the internet". */
function readGeneral({ lattice }: Reading, at: number): Phrase<Place> | undefined {
  const internet = lattice.match(at, 'n-internet')
  const everywhere = lattice.match(at, 'n-everywhere')
  if (internet > at && internet >= everywhere)
    return { end: internet, cost: 0.1, value: place('internet', ['internet'], at, internet) }
  if (everywhere < 0) return undefined
  const end = lattice.skip(everywhere, 'n-head')
  return { end, cost: 0.3, value: place('any', ['any'], at, end) }
}

/** General nouns behind a name say nothing more: "the branch office", "oslo's hosts". */
function withTail({ lattice }: Reading, { end, cost, value }: Phrase<Place>): Phrase<Place> {
  let here = end
  for (;;) {
    const possessive = lattice.isMark(here, "'") || lattice.tokens[here]?.text === "'s" ? here + 1 : here
    const joint = lattice.isMark(possessive, '-') && lattice.tokens[possessive]?.isGlued ? possessive + 1 : possessive
    const linking = lattice.tokens[joint]?.text === '的' ? joint + 1 : joint
    const head = lattice.match(linking, 'n-head')
    // Han words run on: the longest word wins.
    if (head < 0 || (lattice.tokens[linking]?.script === 'han' && (lattice.senses(linking)[0]?.end ?? head) > head)) {
      here = possessive
      break
    }
    here = head
  }
  // A possessive alone is kept: it leads to what is owned.
  return { end: here, cost: cost + (here > end ? 0.05 : 0), value: { ...value, to: here } }
}

/** A word that nothing knows stands where a place is expected: it becomes a question. */
function readUnknown(reading: Reading, at: number): Phrase<Place> | undefined {
  const { lattice } = reading
  const isHan = lattice.tokens[at]?.script === 'han'
  let end = wordEnd(reading, at)
  if (end === at || lattice.senses(at).some(({ end: its }) => its >= end)) return undefined
  for (let count = 1; isHan && count < 12; count++) {
    const next = lattice.tokens[end]
    if (!next || next.script !== 'han' || lattice.senses(end).length > 0) break
    end++
  }
  return { end, cost: 6, value: doubtful(reading, at, end, []).value }
}

/** The end of the run of letters, digits and joints that begins at a token. */
export function wordEnd({ lattice }: Reading, at: number): number {
  const first = lattice.tokens[at]
  if (!first || (first.script === 'mark' && first.text !== '_')) return at
  if (first.script === 'han') return at + 1
  let end = at + 1
  for (;;) {
    const next = lattice.tokens[end]
    if (!next?.isGlued || next.script === 'han') return end
    const after = lattice.tokens[end + 1]
    if (next.script !== 'mark' || next.text === '_') end++
    else if (/^[-.@#]$/.test(next.text) && after?.isGlued && after.script !== 'mark' && after.script !== 'han') end += 2
    else return end
  }
}
