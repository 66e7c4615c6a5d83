import type { Claim, Prefix, TopologyIndex } from '@paranet/network'
import { foreignSources, prefixesOverlap, prefixSet, subtractPrefixes } from '@paranet/network'
import { filterDestinations } from './claim-space.js'
import { Neighbours } from './neighbours.js'
import type { PacketClass } from './packet-class.js'
import { setsOverlap, simplifyTraffic, trafficOverlaps } from './packet-class.js'
import { KeptList } from '../plan/kept-list.js'
import type { PlanMemo } from '../plan/plan-memo.js'
import { intersectHeaders } from '../state/edge-filters.js'

/** Headers that some claim lets through. */
export type Headers = Pick<PacketClass, 'sources' | 'destinations' | 'traffic'>

/** Part of a class that a claim lets through, as headers. */
export interface LetThrough {
  readonly claim: Claim
  readonly headers: Headers
}

/** Claims that let packets through, by their headers: what meets a class is found without a look at all of them. */
export class Permissions {
  readonly #index: TopologyIndex
  readonly #claims = new KeptList<Claim, LetThrough>()
  #all: readonly Claim[] = []
  #places: ReadonlyMap<Claim, number> | undefined
  readonly #known = new WeakMap<Claim, Known>()
  /** Counts the changes. */
  #turn = 0
  /** What came and went last; undefined where that is too much to look at. */
  #changed: readonly LetThrough[] | undefined
  readonly #openings = new Neighbours<LetThrough>()
  readonly #replies = new Neighbours<LetThrough>()

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  /** From here on these claims and no others. */
  turnTo(claims: readonly Claim[]): void {
    const { gone, come } = this.#claims.turnTo(claims, (claim) => ({ claim, headers: headersOf(this.#index, claim) }))
    for (const one of gone) for (const among of this.#listsOf(one)) among.remove(one, regionOf(one.headers))
    for (const one of come) for (const among of this.#listsOf(one)) among.add(one, regionOf(one.headers))
    if (gone.length + come.length === 0) return
    this.#turn++
    this.#changed = gone.length + come.length > mostChanged ? undefined : [...gone, ...come]
    this.#all = claims
    this.#places = undefined
  }

  #listsOf({ claim }: LetThrough): Neighbours<LetThrough>[] {
    if (claim.kind === 'must-not' || claim.asserted) return []
    return [...(claim.established === true ? [] : [this.#openings]), ...(claim.side === 'reply' ? [this.#replies] : [])]
  }

  /** What is let through of a class, in the order of the claims. */
  letThrough(its: Claim): readonly LetThrough[] {
    const known = this.#knownOf(its)
    known.parts ??= this.#near(this.#openings, known.own).flatMap(({ claim, headers }) => {
      const shared = intersectHeaders(known.own, headers)
      return shared ? [{ claim, headers: shared }] : []
    })
    return known.parts
  }

  /** What is known of a class, less what the claims that came and went since may have changed. */
  #knownOf(its: Claim): Known {
    let known = this.#known.get(its)
    if (!known) {
      known = { own: headersOf(this.#index, its), turn: this.#turn, parts: undefined, led: new Map() }
      this.#known.set(its, known)
    }
    if (known.turn === this.#turn) return known
    const changed = known.turn === this.#turn - 1 ? this.#changed : undefined
    const { own } = known
    if (!changed || changed.some(({ headers }) => shareHeaders(own, headers))) known.parts = undefined
    if (!changed) known.led.clear()
    for (const address of known.led.keys())
      if (changed?.some((one) => isLedBy(its, address, one))) known.led.delete(address)
    known.turn = this.#turn
    return known
  }

  /** Answers that may be let back, with some of these headers but for their sources. In the order of the claims. */
  answers(headers: Headers): readonly LetThrough[] {
    return this.#near(this.#replies, headers)
  }

  /** Whether anything of a class may open connections to an address, as far as ports and destinations say. */
  leads(its: Claim, address: Prefix): boolean {
    const { led } = this.#knownOf(its)
    let isLed = led.get(address)
    if (isLed !== undefined) return isLed
    isLed = false
    for (const one of this.#openings.near({ places: [0], destinations: [address], traffic: [{}] }))
      if ((isLed = isLedBy(its, address, one))) break
    led.set(address, isLed)
    return isLed
  }

  #near(among: Neighbours<LetThrough>, headers: Headers): LetThrough[] {
    const near = [...among.near(regionOf(headers))]
    if (near.length < 2) return near
    const places = (this.#places ??= new Map(this.#all.map((claim, place) => [claim, place])))
    const placeOf = ({ claim }: LetThrough) => places.get(claim) ?? -1
    return near.sort((a, b) => placeOf(a) - placeOf(b))
  }
}

/** What is known of a class, as of a turn. */
interface Known {
  readonly own: Headers
  turn: number
  parts: readonly LetThrough[] | undefined
  /** Whether anything of it may open connections to an address. */
  readonly led: Map<Prefix, boolean>
}

/** More claims that come and go at once are not looked at one by one. */
const mostChanged = 64

const shareHeaders = (a: Headers, b: Headers): boolean =>
  trafficOverlaps(a.traffic, b.traffic) &&
  setsOverlap(a.destinations, b.destinations) &&
  setsOverlap(a.sources, b.sources)

const isLedBy = (its: Claim, address: Prefix, { claim, headers }: LetThrough): boolean =>
  headers.destinations.some((prefix) => prefixesOverlap(prefix, address)) &&
  claim.sources.some(({ port }) => its.sources.some((own) => own.port === port))

/** Wherever it is on its way. */
const regionOf = ({ destinations, traffic }: Headers) => ({ places: [0], destinations, traffic })

/** A claim's packets wherever they are on their way. */
export function headersOf(index: TopologyIndex, claim: Claim): Headers {
  const sources = prefixSet(
    claim.sources.flatMap(({ port: id, prefixes }) => {
      const port = index.ports[id]
      return port ? subtractPrefixes(prefixes, foreignSources(index, port)) : []
    }),
  )
  return { sources, destinations: filterDestinations(index, claim), traffic: simplifyTraffic(claim.traffic) }
}

/** Uses the permissions of all claims, which are kept up from one compilation to the next. */
export const withPermissions = <Result>(
  index: TopologyIndex,
  memo: PlanMemo,
  claims: readonly Claim[],
  use: (permissions: Permissions) => Result,
): Result =>
  memo.keepUp(
    index,
    'permissions',
    () => new Permissions(index),
    (permissions) => {
      permissions.turnTo(claims)
      return use(permissions)
    },
  )
