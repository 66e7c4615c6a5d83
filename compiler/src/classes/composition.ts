import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { systemOwners } from '@paranet/network'
import { compareClaims } from '../passes/report.js'
import type { ActiveTimes } from './active-times.js'
import { ClaimSpace } from './claim-space.js'
import type { Contradiction } from './conflicts.js'
import { contradictionOf, contradictionText, isError, matterOf } from './conflicts.js'
import { Neighbours } from './neighbours.js'
import { QuickLooks } from './quick-looks.js'
import type { Standing } from './redundancy.js'
import { standingOf, standingTexts } from './redundancy.js'
import { mayShare, regionOf } from './sharing.js'

/** Decision nodes that are kept before sets are made anew. */
const mostNodes = 2_000_000

/** What a set of claims says against and about each other, kept up as claims come and go: what one more touches is found by where it lies, and
 *  nothing else is looked at again. What it knows depends on the claims alone, not on how it came to them. */
export class Composition {
  readonly #index: TopologyIndex
  readonly #times: ActiveTimes | undefined
  readonly #held = new Set<Claim>()
  /** Apart, since few of them have anything to say to each other. */
  readonly #near = {
    ban: new Neighbours<Claim>(),
    forward: new Neighbours<Claim>(),
    reply: new Neighbours<Claim>(),
  }
  readonly #replies = new Map<string, Claim>()
  readonly #pairs = new Map<Claim, Map<Claim, Contradiction>>()
  readonly #standings = new Map<Claim, Standing>()
  readonly #quick: QuickLooks
  #exact: ClaimSpace

  /** Without `times` all intents are active all the time. */
  constructor(index: TopologyIndex, times?: ActiveTimes) {
    this.#index = index
    this.#times = times
    this.#exact = new ClaimSpace(index)
    this.#quick = new QuickLooks(index)
  }

  /** Takes these claims in place of those that it held. Asserted ones and the network's default say nothing here. */
  turnTo(claims: readonly Claim[]): void {
    const next = new Set(claims.filter(({ asserted, intent }) => !asserted && intent !== systemOwners.open))
    const gone = [...this.#held].filter((claim) => !next.has(claim))
    const come = [...next].filter((claim) => !this.#held.has(claim))
    this.change(gone, come)
  }

  /** Takes claims out and others in. */
  change(gone: readonly Claim[], come: readonly Claim[]): void {
    if (this.#exact.space.size > mostNodes) this.#exact = new ClaimSpace(this.#index)
    const isCold = this.#held.size === 0
    const touched = new Set<Claim>()
    for (const claim of gone) this.#forget(claim)
    for (const claim of come) this.#hold(claim)
    if (!isCold)
      for (const claim of [...gone, ...come])
        for (const other of this.#sharing(claim)) if (this.#held.has(other)) this.#touch(other, touched)
    for (const claim of come) this.#touch(claim, touched)
    const done = new Set<Claim>()
    for (const claim of touched) {
      this.#judge(claim, done)
      done.add(claim)
    }
  }

  /** A claim's answers stand and fall with it. */
  #touch(claim: Claim, touched: Set<Claim>): void {
    touched.add(claim)
    if (claim.side !== 'reply') return
    for (const other of this.#forward.get(claim.intent) ?? []) touched.add(other)
  }

  readonly #forward = new Map<string, Set<Claim>>()

  #hold(claim: Claim): void {
    this.#held.add(claim)
    this.#near[sortOf(claim)].add(claim, regionOf(claim))
    if (claim.side === 'reply') this.#replies.set(claim.intent, claim)
    else this.#forward.set(claim.intent, (this.#forward.get(claim.intent) ?? new Set()).add(claim))
  }

  #forget(claim: Claim): void {
    this.#held.delete(claim)
    this.#near[sortOf(claim)].remove(claim, regionOf(claim))
    this.#standings.delete(claim)
    this.#dropPairs(claim)
    if (claim.side === 'reply' && this.#replies.get(claim.intent) === claim) this.#replies.delete(claim.intent)
    const forward = this.#forward.get(claim.intent)
    if (forward?.delete(claim) && forward.size === 0) this.#forward.delete(claim.intent)
  }

  #dropPairs(claim: Claim): void {
    for (const other of this.#pairs.get(claim)?.keys() ?? []) this.#pairs.get(other)?.delete(claim)
    this.#pairs.delete(claim)
  }

  /** Claims of these sorts that may share a packet with it, in no order that means anything. */
  #sharing(claim: Claim, sorts: readonly Sort[] = sortsThatMatter(claim)): Claim[] {
    const region = regionOf(claim)
    const found: Claim[] = []
    for (const sort of sorts)
      for (const other of this.#near[sort].near(region))
        if (other !== claim && mayShare(other, claim)) found.push(other)
    return found
  }

  #judge(claim: Claim, done: ReadonlySet<Claim>): void {
    const others = this.#sharing(claim)
    for (const other of this.#pairs.get(claim)?.keys() ?? [])
      if (!done.has(other)) {
        this.#pairs.get(other)?.delete(claim)
        this.#pairs.get(claim)?.delete(other)
      }
    const context = { index: this.#index, exact: this.#exact, quick: this.#quick, times: this.#times }
    let known: readonly Claim[] | undefined
    const all = () => (known ??= this.#sharing(claim, sorts))
    for (const other of others) {
      if (done.has(other) || !matterOf(claim, other)) continue
      const found = contradictionOf(context, [claim, other], all)
      if (!found) continue
      this.#pairsOf(claim).set(other, found)
      this.#pairsOf(other).set(claim, found)
    }
    const standing = standingOf({ ...context, replyOf: (intent) => this.#replies.get(intent) }, claim, others)
    if (standing) this.#standings.set(claim, standing)
    else this.#standings.delete(claim)
  }

  #pairsOf(claim: Claim): Map<Claim, Contradiction> {
    let pairs = this.#pairs.get(claim)
    if (!pairs) this.#pairs.set(claim, (pairs = new Map()))
    return pairs
  }

  /** One for each pair of intents that contradict each other; errors before warnings, forward before replies. */
  contradictions(): Contradiction[] {
    const best = new Map<string, Contradiction>()
    for (const [claim, pairs] of this.#pairs)
      for (const found of pairs.values()) {
        if (found.earlier !== claim) continue
        const key = `${found.earlier.intent}\u0000${found.later.intent}`
        const known = best.get(key)
        if (!known || compareFound(found, known) < 0) best.set(key, found)
      }
    return [...best.values()]
  }

  /** What there is to say, in the order of the intents that it is said at. */
  diagnostics(intents: ReadonlyMap<string, Intent>): Diagnostic[] {
    const pairs = this.contradictions().sort(
      (a, b) => compareClaims(a.later, b.later) || compareClaims(a.earlier, b.earlier) || compareFound(a, b),
    )
    const standings = [...this.#standings].sort(([a], [b]) => compareClaims(a, b))
    return [
      ...pairs.map((found) => contradictionText(found, intents)),
      ...standings.flatMap(([claim, standing]) => standingTexts(claim, standing, intents)),
    ]
  }
}

type Sort = 'ban' | 'forward' | 'reply'
const sorts: readonly Sort[] = ['ban', 'forward', 'reply']

const sortOf = ({ kind, side }: Claim): Sort => (kind === 'must-not' ? 'ban' : side)

/** Of which sorts a claim can contradict, repeat or lose packets to others: what is forbidden to all; of what may pass, one direction to the other
 *  only by what is forbidden. */
function sortsThatMatter(claim: Claim): readonly Sort[] {
  const sort = sortOf(claim)
  if (sort === 'ban') return sorts
  return sort === 'forward' || claim.via.length > 0 ? ['ban', sort] : ['ban']
}

const weightOf = (found: Contradiction): number =>
  (isError(found) ? 0 : 4) + (found.earlier.side === 'reply' ? 2 : 0) + (found.later.side === 'reply' ? 1 : 0)

const compareFound = (a: Contradiction, b: Contradiction): number => weightOf(a) - weightOf(b)
