import type { Prefix, PrefixSet, RouteAction, TopologyIndex } from '@paranet/network'
import {
  allAddresses,
  graphOf,
  intersectPrefixes,
  ownedIndexOf,
  policyRouteKey,
  prefixContains,
} from '@paranet/network'
import type { OverlapIndex } from '../classes/overlap-index.js'
import type { HeaderTerm, PacketClass } from '../classes/packet-class.js'
import { headersOverlap, headerTerms, setsOverlap, termContains, trafficOverlaps } from '../classes/packet-class.js'
import type { WayOn } from '../plan/forwarding.js'
import { deliver, membersOf, refuse, startState } from '../plan/forwarding.js'
import type { Piece } from '../plan/pieces.js'
import { isOutsideGroup } from '../plan/places.js'
import type { GuidedPiece } from '../plan/plan-piece.js'
import type { TreeWay } from '../plan/tree-ways.js'
import { isAllOutside } from './edge-filters.js'
import { level } from './nesting.js'
import type { NextHops } from './next-hops.js'
import { isSameList } from '../plan/plan-memo.js'
import type { NeededEntry } from './state-builder.js'
import { needed } from './state-builder.js'

/** Whether pieces that lie so among the others need the same entries. */
export const isSamePlacing = (a: Placing, b: Placing): boolean =>
  a.isWide === b.isWide && a.isAlone === b.isAlone && a.isCaught === b.isCaught && isSameList(a.covered, b.covered)

/** Whether a wider match may take the piece's packets along. */
export function isTaken(piece: Piece, overlaps: OverlapIndex<Piece>, leaving: ReadonlySet<PacketClass>): boolean {
  const { class: own, target, unit, claims } = piece
  if (target.isOutside) return false
  for (const other of overlaps.near(piece))
    if (
      other.unit === unit
        ? other.claims.length < claims.length && headersOverlap(other.class, own)
        : isAround(other.class, own)
    )
      return true
  for (const wide of leaving)
    if (trafficOverlaps(wide.traffic, own.traffic) && setsOverlap(wide.sources, own.sources)) return true
  return false
}

/** A host with several links: the same headers come in by the ports of two units. */
export function isTwofold(piece: Piece, overlaps: OverlapIndex<Piece>): boolean {
  for (const other of overlaps.near(piece))
    if (other.unit !== piece.unit && headersOverlap(other.class, piece.class) && !isAround(other.class, piece.class))
      return true
  return false
}

/** How a piece lies among the others. */
export interface Placing {
  /** It may match every destination. */
  readonly isWide: boolean
  /** No other unit has the same headers. */
  readonly isAlone: boolean
  /** A wider match may take it along. */
  readonly isCaught: boolean
  /** Matches of its own parts that come first. */
  readonly covered: readonly HeaderTerm[]
}

/** Policy routes of a class that goes its own way.
 *
 *  Order: a class that is a part of another comes first. Within a unit that is the one with more claims. Between units only nesting can
 *  make classes overlap (a host inside an attached prefix; the internet around everything): there the longer prefix comes first, of sources
 *  before destinations. So the priority is `4 × intent priority + other claims`, a little more for nested destinations, and a level of its
 *  own for nested sources. Sources outside of the network come last, and destinations outside after those inside, so that matches need not
 *  list what nobody owns. */
export function policyRoutesOf(
  index: TopologyIndex,
  hops: NextHops,
  depthOf: (prefix: Prefix | undefined) => number,
  { piece, forwarding }: GuidedPiece,
  { isWide, isAlone, isCaught, covered }: Placing,
): NeededEntry[] {
  const entries: NeededEntry[] = []
  const terms = matchesOf(piece, isWide).filter((term) => !covered.some((other) => termContains(other, term)))
  const owners = piece.claims.map(({ intent }) => intent)
  const devices = statesByDevice(index, hops, forwarding)
  for (const term of terms) {
    const priority = priorityOf(piece, term, depthOf)
    const { src, dst, box } = term
    const match = { ...(src === undefined ? {} : { src }), ...(dst === undefined ? {} : { dst }), ...box }
    // The same text on every device.
    const shared = policyRouteKey({ priority, match })
    for (const [device, states] of devices) {
      const isShared = isAlone && states.every(({ way }) => sameWay(way, states[0]?.way))
      for (const { inInterface, way } of isShared ? states.slice(0, 1) : states) {
        const from = isShared ? {} : { inInterface }
        if (way.primary === deliver) {
          if (isCaught) entries.push(...deliveriesOf(index, hops, { device, term, from, priority, owners }))
          continue
        }
        const entry = { kind: 'policy-route', priority, match, ...from, action: actionOf(hops, way, dst) } as const
        const key = isShared ? shared : policyRouteKey(entry)
        entries.push({ device: index.nodes[device]?.name ?? '', key, entry, owners })
      }
    }
  }
  return entries
}

/** Whether the outer class holds packets of the inner by a wider prefix: its matches take them along. */
const isAround = (outer: PacketClass, inner: PacketClass): boolean =>
  headersOverlap(outer, inner) &&
  (isWider(outer.destinations, inner.destinations) || isWider(outer.sources, inner.sources))

const isWider = (outer: PrefixSet, inner: PrefixSet): boolean =>
  outer.some((wide) => inner.some((prefix) => prefix !== wide && prefixContains(wide, prefix)))

/** The matches of a piece. */
export const matchesOf = (piece: Piece, isWide: boolean): HeaderTerm[] =>
  headerTerms(isWide ? { ...piece.class, destinations: allAddresses } : piece.class)

/** Whether a piece that leaves the network may match every destination: pieces inside come before it, and there is no plain traffic of the
 *  same sources that it would take along. */
export function leavesWide(index: TopologyIndex, { class: own, target }: Piece, ways: readonly TreeWay[]): boolean {
  const isPlain = ({ claim, part, start }: TreeWay) =>
    !part.target.isOutside &&
    trafficOverlaps(claim.traffic, own.traffic) &&
    claim.sources.some(({ port, prefixes }) => enters(index, start, port) && setsOverlap(prefixes, own.sources))
  const isClosed = index.topology.default === 'closed'
  return target.isOutside && isClosed && isAllOutside(index, own.destinations) && !ways.some(isPlain)
}

/** Where a class ends at a device, a match of every destination must not take it on. */
function deliveriesOf(
  index: TopologyIndex,
  hops: NextHops,
  {
    device,
    term,
    from,
    priority,
    owners,
  }: {
    device: number
    term: HeaderTerm
    from: { readonly inInterface?: string }
    priority: number
    owners: readonly string[]
  },
): NeededEntry[] {
  if (term.dst === undefined) return []
  const all = ownedIndexOf(index)
  return [...all.around(term.dst), ...all.inside(term.dst)].flatMap((owned) => {
    const [dst] = owned.owners.includes(device) && term.dst ? intersectPrefixes([owned.prefix], [term.dst]) : []
    const action = hops.delivery(device, owned)
    if (dst === undefined || !action) return []
    const match = { ...(term.src === undefined ? {} : { src: term.src }), dst, ...term.box }
    const entry = { kind: 'policy-route', priority, match, ...from, action } as const
    return [needed(index.nodes[device]?.name ?? '', entry, owners)]
  })
}

const enters = (index: TopologyIndex, { states }: TreeWay['start'], port: number): boolean =>
  states.includes(startState(graphOf(index), port))

interface DeviceWay {
  readonly inInterface: string
  readonly way: WayOn
}

function statesByDevice(
  index: TopologyIndex,
  hops: NextHops,
  forwarding: GuidedPiece['forwarding'],
): Map<number, DeviceWay[]> {
  const { arcCount, head } = graphOf(index)
  const devices = new Map<number, DeviceWay[]>()
  for (const [state, way] of forwarding) {
    const port = index.ports[state - arcCount]
    const device = port ? port.device : (head[state] as number)
    if (index.isEnd[device]) continue
    const inInterface = port ? port.interface : hops.inInterface(state)
    devices.set(device, [...(devices.get(device) ?? []), { inInterface, way }])
  }
  return devices
}

const sameWay = (a: WayOn, b: WayOn | undefined): boolean =>
  a.primary === b?.primary && a.backup === b.backup && a.others?.join() === b.others?.join()

const actionOf = (hops: NextHops, way: WayOn, dst: Prefix | undefined): RouteAction =>
  way.primary === refuse ? drop : hops.forward(membersOf(way), way.backup, dst)

const drop: RouteAction = { kind: 'drop' }

function priorityOf(
  { claims, group, target }: Piece,
  { src, dst }: HeaderTerm,
  depthOf: (prefix: Prefix | undefined) => number,
): number {
  const highest = Math.max(...claims.map(({ priority }) => priority))
  const sources = isOutsideGroup(group) ? -1 : depthOf(src)
  const destinations = target.isOutside ? -level : depthOf(dst)
  return highest * 4 + claims.length - 1 + destinations + 2 * sources * level
}
