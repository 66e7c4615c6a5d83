import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { systemOwners } from '@paranet/network'
import { compareClaims } from '../passes/report.js'
import type { ActiveTimes } from './active-times.js'
import type { Placed, Sort } from './claim-index.js'
import { ClaimIndex, sorts } from './claim-index.js'
import { ClaimSpace } from './claim-space.js'
import type { Contradiction } from './conflicts.js'
import { contradictionOf, contradictionText, isError, matterOf, takesFrom } from './conflicts.js'
import { QuickLooks } from './quick-looks.js'
import type { Standing, StandingContext } from './redundancy.js'
import { bearsOn, standingOf, standingTexts } from './redundancy.js'

/** Decision nodes that are kept before sets are made anew. */
const mostNodes = 2_000_000

/** What a set of claims says against and about each other, kept up as claims come and go: what one more touches is found by where it lies, and of
 *  that only what it bears on is looked at again. What it knows depends on the claims alone, not on how it came to them. */
export class Composition {
  readonly #index: TopologyIndex
  readonly #times: ActiveTimes | undefined
  readonly #held = new Map<Claim, Placed>()
  #near = new ClaimIndex()
  /** By intent. */
  readonly #claims = new Map<string, Placed[]>()
  readonly #pairs = new Map<Placed, Map<Placed, Contradiction>>()
  readonly #standings = new Map<Claim, Standing>()
  readonly #quick: QuickLooks
  #exact: ClaimSpace
  #changes = 0

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
    const gone = [...this.#held.keys()].filter((claim) => !next.has(claim))
    const come = [...next].filter((claim) => !this.#held.has(claim))
    this.change(gone, come)
  }

  /** Takes claims out and others in. */
  change(gone: readonly Claim[], come: readonly Claim[]): void {
    if (this.#exact.space.size > mostNodes) this.#exact = new ClaimSpace(this.#index)
    if (this.#near.isWorn) this.#startAgain()
    this.#changes++
    const old = gone.flatMap((claim) => this.#forget(claim) ?? [])
    const isCold = this.#held.size === 0
    const fresh = come.map((claim) => this.#hold(claim))
    const standing = new Set<Placed>()
    if (!isCold) {
      for (const one of old) this.#lookAround(one, standing, true)
      for (const one of fresh) this.#lookAround(one, standing, false)
    }
    for (const one of fresh) this.#judge(one)
    for (const one of standing) if (!this.#isFresh(one)) this.#stand(one, this.#near.near(one, sortsThatMatter(one)))
  }

  #isFresh({ since }: Placed): boolean {
    return since === this.#changes
  }

  /** Numbers what is held anew. */
  #startAgain(): void {
    const held = [...this.#held.keys()]
    const [pairs, standings] = [[...this.#pairs], [...this.#standings]]
    for (const claim of held) this.#forget(claim)
    this.#near = new ClaimIndex()
    for (const claim of held) this.#hold(claim)
    const again = ({ claim }: Placed) => this.#held.get(claim) as Placed
    for (const [one, others] of pairs)
      for (const [other, found] of others) this.#pairsOf(again(one)).set(again(other), found)
    for (const [claim, standing] of standings) this.#standings.set(claim, standing)
  }

  #hold(claim: Claim): Placed {
    const one = this.#near.place(claim, this.#changes)
    this.#held.set(claim, one)
    this.#near.add(one)
    const its = this.#claims.get(claim.intent)
    if (its) its.push(one)
    else this.#claims.set(claim.intent, [one])
    return one
  }

  #forget(claim: Claim): Placed | undefined {
    const one = this.#held.get(claim)
    if (!one) return undefined
    this.#held.delete(claim)
    this.#near.remove(one)
    this.#standings.delete(claim)
    for (const other of this.#pairs.get(one)?.keys() ?? []) this.#pairs.get(other)?.delete(one)
    this.#pairs.delete(one)
    const rest = this.#claims.get(claim.intent)?.filter((other) => other !== one) ?? []
    if (rest.length > 0) this.#claims.set(claim.intent, rest)
    else this.#claims.delete(claim.intent)
    return one
  }

  /** Looks again at the pairs that a claim which came or went takes packets from, and collects those whose standing it bears on. */
  #lookAround(one: Placed, standing: Set<Placed>, isGone: boolean): void {
    const near = this.#near.near(one, sorts)
    for (const other of near) if (bearsOn(one, other)) standing.add(other)
    if (one.claim.side === 'reply') this.#followReply(one, standing)
    const below = near.filter((other) => other.claim.priority < one.claim.priority && !this.#isFresh(other))
    const look = (a: Placed, b: Placed) => {
      const isOpen = isGone ? this.#near.mayShare(a, b) : this.#pairs.get(a)?.has(b)
      if (isOpen) this.#decide(a, b)
    }
    const bans = below.filter(({ sort }) => sort === 'ban')
    for (const ban of bans) for (const other of below) if (matterOf(ban, other)) look(ban, other)
    const ways = below.filter(({ via, claim }) => via !== '' && takesFrom(one.claim, 'two-ways', claim))
    for (const [i, way] of ways.entries())
      for (const other of ways.slice(i + 1)) if (matterOf(way, other)) look(way, other)
  }

  /** Whether an intent repeats another hangs on the answers of both. */
  #followReply({ claim }: Placed, standing: Set<Placed>): void {
    for (const one of this.#claims.get(claim.intent) ?? []) {
      if (one.claim.side !== 'forward') continue
      standing.add(one)
      for (const other of this.#near.near(one, [one.sort])) if (bearsOn(one, other)) standing.add(other)
    }
  }

  #judge(one: Placed): void {
    const others = this.#near.near(one, sortsThatMatter(one))
    let all: readonly Placed[] | undefined
    for (const other of others)
      if (other.judged < this.#changes && matterOf(one, other))
        this.#decide(one, other, (all ??= this.#near.near(one, sorts).filter(isAbove(one))))
    this.#stand(one, others)
    one.judged = this.#changes
  }

  /** Finds whether two claims contradict each other; `above`: what may share a packet with the first, of higher priority. */
  #decide(one: Placed, other: Placed, above: readonly Placed[] = this.#near.near(one, sorts)): void {
    const takers = () =>
      above.filter((each) => isAbove(one)(each) && isAbove(other)(each) && this.#near.mayShare(each, other))
    const found = contradictionOf(this.#context, [one, other], takers)
    if (found) {
      this.#pairsOf(one).set(other, found)
      this.#pairsOf(other).set(one, found)
    } else {
      this.#pairs.get(one)?.delete(other)
      this.#pairs.get(other)?.delete(one)
    }
  }

  #stand(one: Placed, others: readonly Placed[]): void {
    const standing = standingOf(this.#context, one, others)
    if (standing) this.#standings.set(one.claim, standing)
    else this.#standings.delete(one.claim)
  }

  get #context(): StandingContext {
    const replyOf = (intent: string) => this.#claims.get(intent)?.find(({ claim }) => claim.side === 'reply')?.claim
    return { index: this.#index, exact: this.#exact, quick: this.#quick, times: this.#times, replyOf }
  }

  #pairsOf(one: Placed): Map<Placed, Contradiction> {
    let pairs = this.#pairs.get(one)
    if (!pairs) this.#pairs.set(one, (pairs = new Map()))
    return pairs
  }

  /** One for each pair of intents that contradict each other; errors before warnings, forward before replies. */
  contradictions(): Contradiction[] {
    const best = new Map<string, Contradiction>()
    for (const [{ claim }, pairs] of this.#pairs)
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

const isAbove =
  ({ claim }: Placed) =>
  (other: Placed): boolean =>
    other.claim.priority > claim.priority

/** Of which sorts a claim can contradict, repeat or lose packets to others: what is forbidden to all; of what may pass, one direction to the other
 *  only by what is forbidden. */
function sortsThatMatter({ sort, via }: Placed): readonly Sort[] {
  if (sort === 'ban') return sorts
  return sort === 'forward' || via !== '' ? besideBans[sort] : onlyBans
}

const onlyBans: readonly Sort[] = ['ban']
const besideBans = { forward: ['ban', 'forward'], reply: ['ban', 'reply'] } as const

const weightOf = (found: Contradiction): number =>
  (isError(found) ? 0 : 4) + (found.earlier.side === 'reply' ? 2 : 0) + (found.later.side === 'reply' ? 1 : 0)

const compareFound = (a: Contradiction, b: Contradiction): number => weightOf(a) - weightOf(b)
