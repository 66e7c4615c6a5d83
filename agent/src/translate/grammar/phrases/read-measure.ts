import type { Concept } from '../lexicon/concept.js'
import { writeQuantity } from '../text/units.js'
import { readPlace } from './read-ends.js'
import type { Doubt, Phrase, Reading } from './reading.js'

/** A figure that a sentence sets. `rate` and `duration` are given their key by the kind of intent. */
export interface Setting {
  readonly key:
    | 'latency'
    | 'rate'
    | 'size'
    | 'hops'
    | 'loss'
    | 'percent'
    | 'availability'
    | 'ttl'
    | 'duration'
    | 'restored'
    | 'burst'
    | 'priority'
    | 'dscp'
    | 'class'
    | 'weights'
    | 'policy'
    | 'even'
    | 'double'
    | 'paths'
    | 'survive'
    | 'area'
    | 'as'
    | 'interface'
    | 'baseline'
    | 'routes'
  readonly value: string
  readonly bound?: 'min' | 'max'
  /** Per pair of ends. */
  readonly isEach?: boolean
  readonly doubts?: readonly Doubt[]
}

const leading: readonly Concept[] = [
  'n-latency',
  'n-bandwidth',
  'n-hop',
  'n-loss',
  'n-availability',
  'n-ttl',
  'n-size',
  'n-burst',
  'shift-restored',
  'max',
  'min',
  'exact',
  'with',
  'of',
  'within',
  'for',
  'fill',
  'article',
  'all',
  'one',
]
const trailing: readonly Concept[] = [
  'n-latency',
  'n-bandwidth',
  'n-hop',
  'n-loss',
  'n-availability',
  'n-size',
  'n-ttl',
  'each-pair',
  'max',
  'min',
]
const mostLeading = 9

/** A figure with its unit, and the words around it that say what it measures and bounds: "latency of at most 20 ms", "20 毫秒以内". */
export function readMeasured(reading: Reading, at: number): Phrase<Setting> | undefined {
  const seen = new Set<Concept>()
  let here = at
  for (let count = 0; count < mostLeading; count++) {
    const figure = readFigure(reading, here, seen, at)
    if (figure) return figure
    const next = step(reading, here, leading, seen)
    if (next === here) return undefined
    here = next
  }
  return undefined
}

function step({ lattice }: Reading, at: number, allowed: readonly Concept[], seen: Set<Concept>): number {
  const first = lattice.senses(at).find(({ value }) => allowed.includes(value.concept))
  if (!first) return at
  for (const { end, value } of lattice.senses(at)) if (end === first.end) seen.add(value.concept)
  return first.end
}

function readFigure(
  reading: Reading,
  here: number,
  seen: ReadonlySet<Concept>,
  at: number,
): Phrase<Setting> | undefined {
  const { lattice } = reading
  const quantity = lattice.quantity(here)
  const number = lattice.number(here)
  const hop = number ? lattice.match(number.end, 'n-hop') : -1
  if (number && (hop > number.end || (seen.has('n-hop') && !quantity))) {
    const end = tail(reading, Math.max(hop, number.end), new Set(seen))
    const isLeast = seen.has('min') && !seen.has('max')
    const question = 'a number of hops is bounded from above: how many may there be at most?'
    const most = isBelow(lattice.words(at, here)) ? number.value - 1 : number.value
    const doubts = isLeast || most < 1 ? [{ question, from: at, to: end }] : []
    return { end, cost: 0.1, value: { key: 'hops', value: String(most), doubts } }
  }
  if (!quantity) return undefined
  const after = new Set(seen)
  const end = tail(reading, quantity.end, after)
  const setting = settingOf(quantity.value.measure, writeQuantity(quantity.value.measure, quantity.value.base), after)
  return setting && { end, cost: 0.1 + (here - at) * 0.01, value: setting }
}

/** "fewer than", which leaves out the figure itself. */
const isBelow = (words: string): boolean =>
  /(?:^|[^\p{L}])(?:fewer than|less than|under|below|<|меньше|менее|меньше чем|менее чем)$|(?:少于|小于|低于|不到)$/iu.test(
    words,
  ) && !/(?:not|no|не) (?:fewer|less|under|below|меньше|менее)|不(?:少|小|低)于/iu.test(words)

function tail(reading: Reading, at: number, seen: Set<Concept>): number {
  const { lattice } = reading
  let here = at
  for (;;) {
    const linked = lattice.match(here, 'of')
    const inner = linked > here ? linked : here
    const isNext = (start: number) =>
      lattice
        .senses(start)
        .some(
          ({ end, value }) =>
            trailing.includes(value.concept) &&
            (start === here || value.concept.startsWith('n-')) &&
            end > start &&
            !isBare(reading, start, end),
        )
    const start = isNext(here) ? here : inner > here && isNext(inner) ? inner : -1
    if (start < 0) return here
    here = step(reading, start, trailing, seen)
  }
}

/** "in", "to", "under" behind a figure begin something else. */
const isBare = ({ lattice }: Reading, from: number, to: number): boolean =>
  /^(?:in|within|under|over|above|below|from|at|на|в|до|за|от|в пределах|под|与|在|inside|не более|не менее|at most|at least|up to|no more than|with)$/.test(
    lattice.words(from, to).toLowerCase(),
  ) ||
  lattice.quantity(to) !== undefined ||
  lattice.number(to) !== undefined

function settingOf(measure: string, value: string, seen: ReadonlySet<Concept>): Setting | undefined {
  const bound =
    seen.has('min') && !seen.has('max')
      ? { bound: 'min' as const }
      : seen.has('max') && !seen.has('min')
        ? { bound: 'max' as const }
        : {}
  switch (measure) {
    case 'bandwidth':
      return { key: 'rate', value, ...bound, ...(seen.has('each-pair') ? { isEach: true } : {}) }
    case 'size':
      return { key: seen.has('n-burst') ? 'burst' : 'size', value }
    case 'percent':
      return { key: seen.has('n-availability') ? 'availability' : seen.has('n-loss') ? 'loss' : 'percent', value }
    case 'duration':
      return durationOf(seen, value)
    default:
      return undefined
  }
}

/** A latency that is only bounded from below is no bound. */
function durationOf(seen: ReadonlySet<Concept>, value: string): Setting {
  const key = durationKey(seen)
  const isLeast = key === 'latency' && seen.has('min') && !seen.has('max')
  return { key: isLeast ? 'duration' : key, value }
}

function durationKey(seen: ReadonlySet<Concept>): Setting['key'] {
  if (seen.has('shift-restored')) return 'restored'
  if (seen.has('n-ttl')) return 'ttl'
  if (seen.has('n-latency')) return 'latency'
  if (seen.has('for') && !seen.has('max')) return 'ttl'
  return seen.has('max') && !seen.has('min') ? 'latency' : 'duration'
}

/** "priority 200", "with AF41", "class ef", "weights 2 and 1", "lru", "evenly". */
export function readPlain(reading: Reading, at: number): Phrase<Setting> | undefined {
  const { lattice } = reading
  const start = lattice.skip(at, 'with')
  for (const from of start > at ? [at, start] : [at]) {
    const found =
      readWeights(reading, from) ?? readPriority(reading, from) ?? readCode(reading, from) ?? readPolicy(reading, from)
    if (found) return found
  }
  const even = lattice.match(at, 'even')
  return even > at ? { end: even, cost: 0.1, value: { key: 'even', value: '' } } : undefined
}

function readPriority({ lattice }: Reading, at: number): Phrase<Setting> | undefined {
  const noun = lattice.match(at, 'n-priority')
  const number = noun > at ? lattice.number(lattice.skip(noun, 'of')) : undefined
  return number && { end: number.end, cost: 0.1, value: { key: 'priority', value: String(number.value) } }
}

/** A DSCP, alone or behind "dscp" or "class". */
function readCode({ lattice }: Reading, at: number): Phrase<Setting> | undefined {
  // "set dscp 46": the noun is in the verb.
  const bare = lattice.matchAny(at - 1, 'n-dscp') === at ? lattice.literal(at, 'number') : undefined
  if (bare) return { end: bare.end, cost: 0.05, value: { key: 'dscp', value: bare.value.text } }
  const noun = lattice.matchAny(at, 'n-class', 'n-dscp')
  const isClass = lattice.match(at, 'n-class') > at
  const start = noun > at ? lattice.skip(noun, 'of', 'with') : at
  const code = lattice.literal(start, 'dscp') ?? (noun > at && !isClass ? lattice.literal(start, 'number') : undefined)
  if (!code) return undefined
  const end = lattice.skip(code.end, 'n-class')
  return { end, cost: 0.1, value: { key: isClass || end > code.end ? 'class' : 'dscp', value: code.value.text } }
}

function readPolicy({ lattice }: Reading, at: number): Phrase<Setting> | undefined {
  const word = lattice.valued(at, 'policy-word')
  return word && { end: word.end, cost: 0.1, value: { key: 'policy', value: word.value } }
}

function readWeights(reading: Reading, at: number): Phrase<Setting> | undefined {
  const { lattice } = reading
  const noun = lattice.match(at, 'n-weight')
  if (noun < 0) return undefined
  const start = lattice.skip(noun, 'of', 'with')
  const ratio = lattice.literal(start, 'ratio')
  if (ratio)
    return { end: ratio.end, cost: 0.1, value: { key: 'weights', value: ratio.value.text.split(/[:/]/).join(', ') } }
  const weights: number[] = []
  let here = start
  for (let number = lattice.number(here); number; number = lattice.number(here)) {
    weights.push(number.value)
    const joint = Math.max(
      lattice.match(number.end, 'comma'),
      lattice.match(number.end, 'and'),
      lattice.match(number.end, 'to'),
      lattice.isMark(number.end, ':') ? number.end + 1 : -1,
    )
    here = joint > number.end && lattice.number(joint) ? joint : number.end
    if (here === number.end) break
  }
  return weights.length > 1 ? { end: here, cost: 0.1, value: { key: 'weights', value: weights.join(', ') } } : undefined
}

/** "two link-disjoint paths", "3 equal-cost paths", "over 3 paths", "2 paths that share no node". */
export function readPaths(reading: Reading, at: number): Phrase<Setting> | undefined {
  const { lattice } = reading
  const number = lattice.number(lattice.skip(at, 'over', 'with', 'on', 'via', 'article'))
  if (!number) return undefined
  let [here, disjoint, isEqual] = [number.end, '', false]
  for (;;) {
    const kind = lattice.valued(here, 'disjoint')
    const equal = lattice.match(here, 'equal-cost')
    const filler = lattice.matchAny(here, 'fill', 'both', 'mutual', 'comma')
    if (kind) [here, disjoint] = [kind.end, kind.value]
    else if (equal > here) [here, isEqual] = [equal, true]
    else if (filler > here && lattice.match(here, 'n-path') < 0) here = filler
    else break
  }
  const noun = lattice.match(here, 'n-path')
  if (noun < 0) return undefined
  const behind = lattice.valued(lattice.skip(noun, 'fill', 'comma'), 'disjoint')
  const words = behind?.value ?? disjoint
  const end = behind?.end ?? noun
  const question = {
    question: `should the ${number.value} paths be disjoint in links, nodes or risks?`,
    from: at,
    to: end,
  }
  if (words === '?')
    return { end, cost: 0.2, value: { key: 'paths', value: `${number.value} disjoint links`, doubts: [question] } }
  if (words !== '') return { end, cost: 0.1, value: { key: 'paths', value: `${number.value} disjoint ${words}` } }
  return {
    end,
    cost: isEqual ? 0.1 : 0.2,
    value: { key: 'paths', value: `${number.value} equal`, ...(isEqual ? {} : { bound: 'min' as const }) },
  }
}

/** "surviving one link failure", "even if any router fails", "能承受一条链路故障", "с защитой от отказа одного канала". */
export function readSurvival(reading: Reading, at: number): Phrase<Setting> | undefined {
  const { lattice } = reading
  const verb = lattice.match(lattice.skip(at, 'with'), 'v-survive')
  const condition = lattice.match(at, 'if')
  const start = verb > at ? verb : condition > at ? condition : -1
  const bare = start < 0 && lattice.tokens[at]?.script === 'han' ? at : start
  if (bare < 0) return undefined
  const lead = lattice.skip(bare, 'if', 'article', 'fill', 'max', 'n-failure', 'of', 'in', 'from', 'by')
  const count = countAt(reading, lead)
  const noun = readElement(reading, lattice.skip(count.end, 'n-failure', 'of', 'from', 'article', 'fill'))
  if (!noun) return undefined
  const failed = lattice.skip(noun.end, 'fill', 'n-failure')
  const hasFailure =
    lattice.matchAny(lead - 1, 'n-failure') > 0 ||
    failed > noun.end ||
    lattice.skip(bare, 'n-failure', 'article', 'fill', 'of', 'if') > bare
  if (verb < 0 && lattice.skip(noun.end, 'n-failure', 'fill') === noun.end && !failureBefore(reading, bare, lead))
    return undefined
  if (!hasFailure && verb < 0) return undefined
  const end = endOfFailure(reading, noun.end)
  const many = count.value === undefined && noun.isPlural
  const doubts = many
    ? [{ question: `how many ${noun.element} failures at once should be survived?`, from: at, to: end }]
    : []
  const number = count.value ?? 1
  const element = noun.element + (number > 1 ? 's' : '')
  return {
    end,
    cost: 0.1,
    value: {
      key: 'survive',
      value: `${number} ${noun.isCore ? 'core ' : ''}${element}`,
      ...(doubts.length > 0 ? { doubts } : {}),
    },
  }
}

function failureBefore({ lattice }: Reading, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (lattice.match(at, 'n-failure') > at) return true
  return false
}

function endOfFailure({ lattice }: Reading, at: number): number {
  let here = at
  for (
    let next = lattice.match(lattice.skip(here, 'fill'), 'n-failure');
    next > here;
    next = lattice.match(lattice.skip(here, 'fill'), 'n-failure')
  )
    here = next
  return here
}

function countAt({ lattice }: Reading, at: number): { end: number; value?: number } {
  const start = lattice.skip(at, 'max', 'article')
  const any = lattice.skip(start, 'all')
  const number = lattice.number(any) ?? lattice.number(start) ?? lattice.number(at)
  if (number && lattice.number(lattice.match(any, 'one'))?.value !== undefined)
    return { end: number.end, value: number.value }
  if (number) return { end: number.end, value: number.value }
  const one = lattice.skip(at, 'one', 'all')
  return one > at ? { end: one, value: 1 } : { end: at }
}

function readElement(
  { lattice }: Reading,
  at: number,
): { end: number; element: string; isPlural: boolean; isCore: boolean } | undefined {
  const core = lattice.match(at, 'n-core')
  const start = lattice.skip(core > at ? core : at, 'one')
  const joint = lattice.isMark(start, '-') ? start + 1 : start
  const risk = lattice.match(joint, 'n-risk')
  const link = lattice.match(joint, 'n-link')
  const node = lattice.match(joint, 'n-router')
  const end = Math.max(risk, link, node)
  if (end < 0) return undefined
  const element = end === link ? 'link' : end === node ? 'node' : 'risk'
  return { end, element, isPlural: /[a-z]s$/.test(lattice.words(joint, end).toLowerCase()), isCore: core > at }
}

/** "within 50 km of stavanger": a circle around a node that has a place. */
export function readArea(reading: Reading, at: number): Phrase<Setting> | undefined {
  const { lattice, names } = reading
  const lead = lattice.skip(at, 'n-everywhere', 'n-head', 'article', 'fill', 'of', 'n-region')
  const radius = lattice.quantity(
    lattice.skip(lead, 'within', 'with', 'of', 'article', 'max', 'at', 'n-region', 'fill'),
  )
  const before = radius ? undefined : readPlace(reading, lattice.skip(lead, 'within', 'from', 'at'))
  const late = before ? lattice.quantity(lattice.skip(before.end, 'fill', 'of', 'between', 'n-head')) : undefined
  const distance = radius ?? late
  if (distance?.value.measure !== 'distance') return undefined
  const around = radius ? readPlace(reading, lattice.skip(radius.end, 'of', 'from', 'fill', 'max', 'at', 'to')) : before
  if (!around) return undefined
  const end = lattice.skip(radius ? around.end : distance.end, 'max', 'n-region', 'fill', 'n-everywhere')
  const [name = ''] = around.value.values
  const node = names.index.nodes[names.index.nodeId.get(name.replaceAll('"', '')) ?? -1]
  const doubts =
    around.value.doubts.length > 0
      ? around.value.doubts
      : node?.location
        ? []
        : [{ question: `where is ${name}? it has no place in this network`, from: at, to: end }]
  const value = `circle(${node?.location?.lat}, ${node?.location?.lon}, ${writeQuantity('distance', distance.value.base)})`
  return {
    end: lattice.match(end, 'n-everywhere') > end ? lattice.match(end, 'n-everywhere') : end,
    cost: 0.1,
    value: { key: 'area', value, doubts },
  }
}
