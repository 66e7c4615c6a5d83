import type { Diagnostic } from '@paranet/language'
import type { Intent, PortRange, TrafficClass } from '@paranet/network'
import { KeptList } from '../plan/kept-list.js'
import type { PassContext } from './pass.js'
import { compareClaims, orderOf, reportAt } from './report.js'

/** Boxes of headers that the class of one intent may come to: terms, and combinations of their port ranges and code points. */
const mostBoxes = 500
/** Pairs of intents between the same ends that may speak of the same packets: each of them is looked at. */
const mostPairs = 20_000

export interface Limited {
  readonly intents: readonly Intent[]
  readonly diagnostics: readonly Diagnostic[]
}

/** As `limitWork`, kept up from one compilation to the next: as long as nothing is too much, only what came is looked at. */
export function limitKept(intents: readonly Intent[], { index, memo }: PassContext): Limited {
  return memo.keepUp(
    index,
    'limits',
    () => new Crowds(),
    (crowds) => (crowds.isTooMuch(intents) ? limitWork(intents) : { intents, diagnostics: [] }),
  )
}

/** How many intents there are between the same ends. */
class Crowds {
  readonly #list = new KeptList<Intent, Counted>()
  readonly #between = new Map<string, Map<string, number>>()
  #crowded = 0
  #large = 0

  isTooMuch(intents: readonly Intent[]): boolean {
    const { gone, come } = this.#list.turnTo(intents, countedOf)
    for (const one of gone) this.#count(one, -1)
    for (const one of come) this.#count(one, 1)
    return this.#crowded + this.#large > 0
  }

  #count({ intent, isLarge }: Counted, more: 1 | -1): void {
    if (isLarge) this.#large += more
    if (!('traffic' in intent && 'from' in intent)) return
    let tos = this.#between.get(intent.from.text)
    if (!tos) this.#between.set(intent.from.text, (tos = new Map()))
    const before = tos.get(intent.to.text) ?? 0
    tos.set(intent.to.text, before + more)
    this.#crowded += Number(isCrowd(before + more)) - Number(isCrowd(before))
  }
}

interface Counted {
  readonly intent: Intent
  readonly isLarge: boolean
}

const countedOf = (intent: Intent): Counted => ({ intent, isLarge: boxesOf(trafficOf(intent)) > mostBoxes })

/** Leaves out what would take minutes: classes of very many pieces, and crowds of intents that overlap between the same ends. Reports each as
 *  `expansion-too-large`. Takes n log n. */
function limitWork(intents: readonly Intent[]): Limited {
  const diagnostics: Diagnostic[] = []
  const refused = new Set<string>()
  for (const intent of intents)
    if (boxesOf(trafficOf(intent)) > mostBoxes) {
      refused.add(intent.id)
      diagnostics.push(tooManyBoxes(intent))
    }
  for (const crowd of crowdsOf(intents)) {
    for (const { id } of crowd) refused.add(id)
    diagnostics.push(tooManyPairs(crowd))
  }
  return { intents: refused.size === 0 ? intents : intents.filter(({ id }) => !refused.has(id)), diagnostics }
}

function tooManyBoxes(intent: Intent): Diagnostic {
  const message = `the class of "${intent.name}" comes to more than ${mostBoxes} pieces`
  return reportAt(intent, 'expansion-too-large', 'error', { message, hint: 'join ports to ranges, as in `8000-8080`' })
}

function tooManyPairs(crowd: readonly Intent[]): Diagnostic {
  const ordered = [...crowd].sort((a, b) => compareClaims(orderOf(a), orderOf(b)))
  const last = ordered.at(-1) as Intent
  const message = `${crowd.length} intents overlap between the same ends: more than ${mostPairs} pairs to compare`
  return reportAt(last, 'expansion-too-large', 'error', { message, hint: 'join them, or say the class of each' })
}

const trafficOf = (intent: Intent): TrafficClass => {
  const its = intent.kind === 'assert' ? intent.asserts : intent
  return 'traffic' in its ? its.traffic : []
}

const boxesOf = (traffic: TrafficClass): number =>
  traffic.reduce(
    (sum, { srcPorts, dstPorts, dscp }) =>
      sum + (srcPorts?.length ?? 1) * (dstPorts?.length ?? 1) * (dscp?.length ?? 1),
    0,
  )

/** So many that there may be too many pairs. */
const isCrowd = (count: number): boolean => count ** 2 > 2 * mostPairs

/** Intents between the same ends of which too many overlap, ends in order. */
function crowdsOf(intents: readonly Intent[]): Intent[][] {
  const byEnds = new Map<string, Intent[]>()
  for (const intent of intents) {
    if (!('traffic' in intent && 'from' in intent)) continue
    const ends = `${intent.from.text}\n${intent.to.text}`
    const known = byEnds.get(ends)
    if (known) known.push(intent)
    else byEnds.set(ends, [intent])
  }
  return [...byEnds.values()].filter((crowd) => isCrowd(crowd.length) && pairsIn(crowd) > mostPairs)
}

/** At most so many pairs share packets: both their source ports and their destination ports have to meet. */
const pairsIn = (crowd: readonly Intent[]): number =>
  Math.min(
    meeting(crowd.map((intent) => spanOf(intent, 'srcPorts'))),
    meeting(crowd.map((intent) => spanOf(intent, 'dstPorts'))),
  )

/** The first and the last port that an intent speaks of. */
function spanOf(intent: Intent, side: 'srcPorts' | 'dstPorts'): PortRange {
  let [first, last] = [65_535, 0]
  for (const term of trafficOf(intent))
    for (const [from, to] of term[side] ?? [[0, 65_535]]) {
      first = Math.min(first, from)
      last = Math.max(last, to)
    }
  return [first, last]
}

/** How many pairs of ranges meet: each meets those that begin before it ends, less those that end before it begins. */
function meeting(ranges: readonly PortRange[]): number {
  const begins = new Float64Array(ranges.map(([first]) => first)).sort()
  const ends = new Float64Array(ranges.map(([, last]) => last)).sort()
  let [pairs, ended] = [0, 0]
  for (const [i, begin] of begins.entries()) {
    while ((ends[ended] as number) < begin) ended++
    pairs += i - ended
  }
  return pairs
}
