import type {
  Claim,
  PacketMatch,
  Prefix,
  PrefixSet,
  TopologyIndex,
  Translation,
  TranslationTarget,
} from '@paranet/network'
import { allAddresses, hostPrefix, prefixRange } from '@paranet/network'
import type { Headers, LetThrough, Permissions } from '../classes/permissions.js'
import { headersOf } from '../classes/permissions.js'
import { simplifyTraffic } from '../classes/packet-class.js'
import { intersectHeaders, isAllOutside, matchesOf } from '../state/edge-filters.js'
import type { NeededEntry, StateBuilder } from '../state/state-builder.js'
import { needed } from '../state/state-builder.js'
import type { NatPlace } from './translation-places.js'

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
export function balanceEntries(
  index: TopologyIndex,
  translation: Translation,
  device: number,
  parts: readonly LetThrough[],
  watches: boolean,
): NeededEntry[] {
  const { action, priority, intent } = translation
  if (action.kind !== 'balance') return []
  const to = action.members.map(({ node, address, weight }): TranslationTarget => {
    const link = watches ? linkTo(index, device, node) : undefined
    return { prefix: hostPrefix(address), weight, ...(link === undefined ? {} : { interface: link }) }
  })
  const family = prefixRange(to[0]?.prefix ?? hostPrefix('0.0.0.0' as never)).family
  const isRight = (prefix: Prefix) => prefixRange(prefix).family === family
  return parts.flatMap(({ headers }) =>
    matchesOf({ ...headers, sources: compact(headers.sources.filter(isRight), family) }).map((match) =>
      needed(
        index.nodes[device]?.name ?? '',
        { kind: 'translation', direction: 'destination', priority: priority * 4, match, to },
        [intent],
      ),
    ),
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
