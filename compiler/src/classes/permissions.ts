import type { Claim, Intent, Prefix, TopologyIndex } from '@paranet/network'
import { claimsOf, foreignSources, prefixesOverlap, prefixSet, subtractPrefixes } from '@paranet/network'
import { filterDestinations } from './claim-space.js'
import { Neighbours } from './neighbours.js'
import type { PacketClass } from './packet-class.js'
import { simplifyTraffic } from './packet-class.js'
import { KeptList } from '../plan/kept-list.js'
import type { PlanMemo } from '../plan/plan-memo.js'
import { isSameList } from '../plan/plan-memo.js'
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
  #places: ReadonlyMap<Claim, number> = new Map()
  readonly #parts = new WeakMap<Claim, KnownParts>()
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
    if (gone.length + come.length > 0) this.#places = new Map(claims.map((claim, place) => [claim, place]))
  }

  #listsOf({ claim }: LetThrough): Neighbours<LetThrough>[] {
    if (claim.kind === 'must-not' || claim.asserted) return []
    return [...(claim.established === true ? [] : [this.#openings]), ...(claim.side === 'reply' ? [this.#replies] : [])]
  }

  /** What is let through of a class, in the order of the claims. */
  letThrough(its: Claim): readonly LetThrough[] {
    const last = this.#parts.get(its)
    const own = last?.own ?? headersOf(this.#index, its)
    const near = this.#near(this.#openings, own)
    if (last && isSameList(last.near, near)) return last.parts
    const parts = near.flatMap(({ claim, headers }) => {
      const shared = intersectHeaders(own, headers)
      return shared ? [{ claim, headers: shared }] : []
    })
    this.#parts.set(its, { own, near, parts })
    return parts
  }

  /** Answers that may be let back, with some of these headers but for their sources. In the order of the claims. */
  answers(headers: Headers): readonly LetThrough[] {
    return this.#near(this.#replies, headers)
  }

  /** Whether anything of a class may open connections to an address, as far as ports and destinations say. */
  leads(its: Claim, address: Prefix): boolean {
    const ports = new Set(its.sources.map(({ port }) => port))
    const near = this.#openings.near({ places: [0], destinations: [address], traffic: [{}] })
    return [...near].some(
      ({ claim: { destinations, sources } }) =>
        destinations.prefixes.some((prefix) => prefixesOverlap(prefix, address)) &&
        sources.some(({ port }) => ports.has(port)),
    )
  }

  #near(among: Neighbours<LetThrough>, headers: Headers): LetThrough[] {
    const placeOf = ({ claim }: LetThrough) => this.#places.get(claim) ?? -1
    return [...among.near(regionOf(headers))].sort((a, b) => placeOf(a) - placeOf(b))
  }
}

/** What near claims let through of a class. */
interface KnownParts {
  readonly own: Headers
  readonly near: readonly LetThrough[]
  readonly parts: readonly LetThrough[]
}

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
  intents: readonly Intent[],
  use: (permissions: Permissions) => Result,
): Result =>
  memo.keepUp(
    index,
    'permissions',
    () => new Permissions(index),
    (permissions) => {
      permissions.turnTo(claimsOf(index, intents).claims)
      return use(permissions)
    },
  )
