import type { Claim, OwnedPrefix, PacketMatch, Port, Prefix, TopologyIndex } from '@paranet/network'
import type { Excuse } from '../certificate/certificate.js'
import { ByField } from './by-field.js'
import { Mixed } from './decide-box.js'
import type { Box } from './header-box.js'
import { boxesOf, fieldAt, relate } from './header-box.js'
import { downIn, isUp } from './outage.js'

/** All excuses. */
export const excuses: readonly Excuse[] = ['behind', 'unowned', 'foreign', 'overruled']

/** What claims are read against. */
export interface Meanings {
  readonly index: TopologyIndex
  readonly claims: readonly Claim[]
}

const byIntent = new WeakMap<readonly Claim[], Map<string, Claim[]>>()

/** The claims of an intent, in their order. */
export function claimsOfIntent(claims: readonly Claim[], intent: string): readonly Claim[] {
  let found = byIntent.get(claims)
  if (!found) {
    byIntent.set(claims, (found = new Map<string, Claim[]>()))
    for (const claim of claims) found.set(claim.intent, [...(found.get(claim.intent) ?? []), claim])
  }
  return found.get(intent) ?? []
}

const matches = new WeakMap<Claim, Map<number, readonly PacketMatch[]>>()

/** The packets of a claim at a port, as matches, before anything is excused. */
export function matchesAt(claim: Claim, port: number): readonly PacketMatch[] {
  let atPorts = matches.get(claim)
  if (!atPorts) matches.set(claim, (atPorts = new Map<number, readonly PacketMatch[]>()))
  let found = atPorts.get(port)
  if (!found) atPorts.set(port, (found = makeMatches(claim, port)))
  return found
}

function makeMatches({ kind, established, sources, destinations, traffic }: Claim, port: number): PacketMatch[] {
  const isNew = kind === 'must' && established === undefined ? { established: false } : {}
  const marked = established === undefined ? isNew : { established }
  const own = sources.filter((source) => source.port === port).flatMap(({ prefixes }) => prefixes)
  return own.flatMap((src) =>
    destinations.prefixes.flatMap((dst) => traffic.map((term) => ({ ...term, ...marked, src, dst }))),
  )
}

/** Whether packets of a promise enter at the port while link ids and nodes are down: a host sends by the first of its links that is up, and tries the first
 *  where none is. */
export function isSending(index: TopologyIndex, { id, end }: Port, down: readonly string[]): boolean {
  if (end === undefined) return true
  const outage = downIn(index, down)
  const ports = index.portsOfNode[end] ?? []
  return (ports.find(({ link }) => link !== undefined && isUp(outage, link)) ?? ports[0])?.id === id
}

interface Owners {
  readonly matches: readonly PacketMatch[]
  readonly lengths: readonly number[]
  readonly byField: ByField
}

const owners = new WeakMap<TopologyIndex, Record<'src' | 'dst', Owners>>()

function ownersOf(index: TopologyIndex): Record<'src' | 'dst', Owners> {
  let both = owners.get(index)
  if (!both) {
    const sideOf = (side: 'src' | 'dst'): Owners => {
      const matches = index.owned.map(({ prefix }): PacketMatch => ({ [side]: prefix }))
      const lengths = index.owned.map(({ prefix }) => Number(prefix.split('/')[1]))
      return { matches, lengths, byField: new ByField(matches.map(boxesOf), [fieldAt[side]]) }
    }
    owners.set(index, (both = { src: sideOf('src'), dst: sideOf('dst') }))
  }
  return both
}

/** The longest owned prefix that holds one side of a box; undefined where nobody owns any of it. */
export function ownerOfBox(index: TopologyIndex, box: Box, side: 'src' | 'dst'): OwnedPrefix | undefined {
  const { matches, lengths, byField } = ownersOf(index)[side]
  let found = -1
  for (const place of byField.placesOf(box)) {
    const match = matches[place] as PacketMatch
    if (relate(box, boxesOf(match)) === 'partly') throw new Mixed(match, `who owns ${match[side]}`)
    if (found < 0 || (lengths[place] ?? 0) > (lengths[found] ?? 0)) found = place
  }
  return index.owned[found]
}

/** Whether the claim says nothing of the packets of a box that enter at a port, for the reason given: `must` does not promise them, `must-not` does not
 *  forbid them. */
export function isExcused({ index, claims }: Meanings, claim: Claim, port: Port, box: Box, excuse: Excuse): boolean {
  if (excuse === 'overruled') return !claim.asserted && isOverruled(index, claims, claim, port, box)
  if (claim.kind === 'must-not') return false
  if (excuse === 'foreign') return isForeign(index, port, box)
  if (excuse === 'gone') return false
  const owner = ownerOfBox(index, box, 'dst')
  if (excuse === 'unowned') return !owner && !claim.destinations.toInternet
  return port.kind === 'external' ? owner === undefined : (owner?.ports.includes(port.id) ?? false)
}

function isOverruled(index: TopologyIndex, claims: readonly Claim[], claim: Claim, port: Port, box: Box): boolean {
  const isProhibition = claim.kind === 'must-not'
  return claims.some((other) => {
    if (other.asserted || other.priority <= claim.priority || (other.kind === 'must-not') === isProhibition)
      return false
    if (!isMeant(matchesOf(other, port.id), box)) return false
    if (!isProhibition) return true
    return (
      !isForeign(index, port, box) && (other.destinations.toInternet || ownerOfBox(index, box, 'dst') !== undefined)
    )
  })
}

/** All packets of a claim, answers too: a `must` overrules with both. */
function matchesOf(claim: Claim, port: number): readonly PacketMatch[] {
  return claim.kind === 'must' && claim.established === undefined ? bothOf(claim, port) : matchesAt(claim, port)
}

const widened = new WeakMap<PacketMatch, PacketMatch>()

const bothOf = (claim: Claim, port: number): readonly PacketMatch[] =>
  matchesAt(claim, port).map((match) => {
    let wide = widened.get(match)
    if (!wide) {
      const { established: _, ...rest } = match
      widened.set(match, (wide = rest))
    }
    return wide
  })

/** Whether one of the matches holds the box; where they hold parts of it only, it is to be cut. */
function isMeant(some: readonly PacketMatch[], box: Box): boolean {
  let mixed: PacketMatch | undefined
  for (const match of some) {
    const relation = relate(box, boxesOf(match))
    if (relation === 'within') return true
    if (relation === 'partly') mixed = match
  }
  if (mixed) throw new Mixed(mixed, 'a higher priority')
  return false
}

/** Whether the source belongs elsewhere: owned inside what lies behind the port, but not by it; at ways out of the network, owned at all. */
function isForeign(index: TopologyIndex, port: Port, box: Box): boolean {
  const owner = ownerOfBox(index, box, 'src')
  if (!owner) return false
  if (port.kind === 'external') return true
  return !owner.ports.includes(port.id) && port.sources.some((own) => isInside(owner.prefix, own))
}

const isInside = (inner: Prefix, outer: Prefix): boolean => {
  const [small] = boxesOf({ dst: inner })
  return small !== undefined && relate(small, boxesOf({ dst: outer })) === 'within'
}
