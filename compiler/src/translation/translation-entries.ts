import type {
  Claim,
  PacketMatch,
  Prefix,
  PrefixSet,
  TopologyIndex,
  Translation,
  TranslationTarget,
} from '@paranet/network'
import {
  allAddresses,
  foreignSources,
  hostPrefix,
  prefixesOverlap,
  prefixRange,
  prefixSet,
  subtractPrefixes,
} from '@paranet/network'
import { filterDestinations } from '../classes/claim-space.js'
import { Neighbours } from '../classes/neighbours.js'
import { simplifyTraffic } from '../classes/packet-class.js'
import { KeptList } from '../plan/kept-list.js'
import { isSameList } from '../plan/plan-memo.js'
import { intersectHeaders, isAllOutside, matchesOf } from '../state/edge-filters.js'
import type { StateBuilder } from '../state/state-builder.js'
import type { NatPlace } from './translation-places.js'

/** Headers that some claim lets through. */
type Headers = Parameters<typeof matchesOf>[0]

/** The parts of a class that claims let through, as headers, and of the answers to them. */
export interface LetThrough {
  readonly claim: Claim
  readonly headers: Headers
}

/** Claims that let packets through, by their headers: what meets a class is found without a look at all of them. */
export class Permissions {
  readonly #index: TopologyIndex
  readonly #claims = new KeptList<Claim, LetThrough>()
  #places: ReadonlyMap<Claim, number> = new Map()
  readonly #parts = new WeakMap<Translation, KnownParts>()
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

  /** What is let through of a class: only that is translated, so that answers come back to nobody else. In the order of the claims. */
  letThrough(translation: Translation): readonly LetThrough[] {
    const last = this.#parts.get(translation)
    const own = last?.own ?? headersOf(this.#index, translation.class)
    const near = this.#near(this.#openings, own)
    if (last && isSameList(last.near, near)) return last.parts
    const parts = near.flatMap(({ claim, headers }) => {
      const shared = intersectHeaders(own, headers)
      return shared ? [{ claim, headers: shared }] : []
    })
    this.#parts.set(translation, { own, near, parts })
    return parts
  }

  /** Answers that may be let back, with some of these headers but for their sources. In the order of the claims. */
  answers(headers: Headers): readonly LetThrough[] {
    return this.#near(this.#replies, headers)
  }

  /** Whether anything of a class may open connections to an address, as far as ports and destinations say. */
  leads({ class: its }: Translation, address: Prefix): boolean {
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

/** What near claims let through of a translation's class. */
interface KnownParts {
  readonly own: Headers
  readonly near: readonly LetThrough[]
  readonly parts: readonly LetThrough[]
}

/** Wherever it is on its way. */
const regionOf = ({ destinations, traffic }: Headers) => ({ places: [0], destinations, traffic })

/** A claim's packets wherever they are on their way. */
function headersOf(index: TopologyIndex, claim: Claim): Headers {
  const sources = prefixSet(
    claim.sources.flatMap(({ port: id, prefixes }) => {
      const port = index.ports[id]
      return port ? subtractPrefixes(prefixes, foreignSources(index, port)) : []
    }),
  )
  return { sources, destinations: filterDestinations(index, claim), traffic: simplifyTraffic(claim.traffic) }
}

/** The translation of sources at one place, and the answers that come in there. */
export function addNat(
  index: TopologyIndex,
  translation: Translation,
  place: NatPlace,
  parts: readonly LetThrough[],
  permissions: Permissions,
  builder: StateBuilder,
): void {
  const device = index.nodes[place.device]?.name ?? ''
  const owners = [translation.intent]
  const to = [{ prefix: place.pool, weight: 1 }]
  const common = { kind: 'translation', direction: 'source', interface: place.interface, to } as const
  const family = prefixRange(place.pool).family
  for (const { headers } of parts)
    for (const match of matchesOf(narrowed(index, headers, family)))
      builder.add(device, { ...common, priority: translation.priority * 4, match }, owners)
  for (const { claim, match } of answersAt(index, translation, place, permissions))
    builder.add(
      device,
      {
        kind: 'filter',
        direction: 'in',
        interface: place.interface,
        priority: claim.priority * 4,
        match,
        action: 'permit',
      },
      [claim.intent, translation.intent],
    )
}

/** Sources of one family; what leaves the network needs no list of what nobody owns. */
function narrowed(index: TopologyIndex, headers: Headers, family: 4 | 6): Headers {
  const destinations = isAllOutside(index, headers.destinations) ? allAddresses : headers.destinations
  const isRight = (prefix: Prefix) => prefixRange(prefix).family === family
  return { ...headers, sources: headers.sources.filter(isRight), destinations }
}

/** The answers to what is translated, as they come in: to the pool, where a permission lets the answers to its own class back. */
function answersAt(index: TopologyIndex, { class: its }: Translation, place: NatPlace, permissions: Permissions) {
  const port = index.ports.find((one) => one.device === place.device && one.interface === place.interface)
  const own = headersOf(index, its)
  const answered: Headers = {
    sources: own.destinations,
    destinations: own.sources,
    traffic: simplifyTraffic(its.traffic.map(turned)),
  }
  return permissions.answers(answered).flatMap(({ claim, headers: all }): { claim: Claim; match: PacketMatch }[] => {
    const coming = claim.sources.find((source) => source.port === port?.id)
    if (!coming) return []
    const headers = { ...all, sources: coming.prefixes }
    const shared = intersectHeaders(answered, headers)
    if (!shared) return []
    const sources = isAllOutside(index, shared.sources) ? allAddresses : shared.sources
    return matchesOf({ ...shared, sources, destinations: [place.pool] }, true).map((match) => ({ claim, match }))
  })
}

const turned = ({ srcPort, dstPort, ...rest }: Claim['traffic'][number]): Claim['traffic'][number] => ({
  ...rest,
  ...(dstPort ? { srcPort: dstPort } : {}),
  ...(srcPort ? { dstPort: srcPort } : {}),
})

/** The translation of destinations at one device. `watches`: whether it can leave out members whose link is down. */
export function addBalance(
  index: TopologyIndex,
  translation: Translation,
  device: number,
  parts: readonly LetThrough[],
  watches: boolean,
  builder: StateBuilder,
): void {
  const { action, priority, intent } = translation
  if (action.kind !== 'balance') return
  const to = action.members.map(({ node, address, weight }): TranslationTarget => {
    const link = watches ? linkTo(index, device, node) : undefined
    return { prefix: hostPrefix(address), weight, ...(link === undefined ? {} : { interface: link }) }
  })
  const family = prefixRange(to[0]?.prefix ?? hostPrefix('0.0.0.0' as never)).family
  const isRight = (prefix: Prefix) => prefixRange(prefix).family === family
  for (const { headers } of parts)
    for (const match of matchesOf({ ...headers, sources: compact(headers.sources.filter(isRight), family) }))
      builder.add(
        index.nodes[device]?.name ?? '',
        { kind: 'translation', direction: 'destination', priority: priority * 4, match, to },
        [intent],
      )
}

/** All addresses of a family need no match of their own. */
const compact = (sources: PrefixSet, family: 4 | 6): PrefixSet =>
  sources.length === 1 && sources[0] === (family === 4 ? '0.0.0.0/0' : '::/0') ? allAddresses : sources

/** The interface by which a host hangs at the device. */
export function linkTo(index: TopologyIndex, device: number, member: string): string | undefined {
  const node = index.nodeId.get(member)
  return index.adjacency[device]?.find(({ neighbour }) => neighbour === node && index.isEnd[neighbour])?.interface
}
