import type { NextHopGroups, Prefix, TopologyIndex } from '@paranet/network'
import { graphOf, prefixContains, subtractPrefixes } from '@paranet/network'
import type { HeaderTerm } from '../classes/packet-class.js'
import { headerTerms, termContains } from '../classes/packet-class.js'
import type { WayOn } from '../plan/forwarding.js'
import { deliver } from '../plan/forwarding.js'
import type { Piece } from '../plan/pieces.js'
import { isOutsideGroup } from '../plan/places.js'
import type { GuidedPiece } from '../plan/plan-piece.js'
import type { NextHops } from './next-hops.js'
import type { StateBuilder } from './state-builder.js'

/** Above every priority of one level of sources. */
const sourceLevel = 4004

/** Policy routes of the classes that go their own ways.
 *
 *  Order: a class that is a part of another comes first. Within a unit that is the one with more claims. Between units only nesting can
 *  make classes overlap (a host inside an attached prefix; the internet around everything): there the longer prefix comes first, of sources
 *  before destinations. So the priority is `4 × intent priority + other claims`, a little more for nested destinations, and a level of its
 *  own for nested sources. Sources outside of the network come last, since no match can leave out all that is inside. */
export function addPolicyRoutes(
  index: TopologyIndex,
  hops: NextHops,
  pieces: readonly GuidedPiece[],
  builder: StateBuilder,
): void {
  const depthOf = nestingDepths(index)
  const units = new Map<string, Piece[]>()
  for (const { piece } of pieces) units.set(piece.unit, [...(units.get(piece.unit) ?? []), piece])
  for (const { piece, forwarding } of pieces) {
    const inner = (units.get(piece.unit) ?? []).filter((other) => other.claims.length > piece.claims.length)
    const covered = inner.flatMap((other) => headerTerms(other.class))
    const terms = headerTerms(piece.class).filter((term) => !covered.some((other) => termContains(other, term)))
    const owners = piece.claims.map(({ intent }) => intent)
    const devices = statesByDevice(index, hops, forwarding)
    for (const term of terms) {
      const priority = priorityOf(piece, term, depthOf)
      const { src, dst, box } = term
      const match = { ...(src === undefined ? {} : { src }), ...(dst === undefined ? {} : { dst }), ...box }
      for (const [device, states] of devices) {
        const isShared = states.every(({ way }) => sameWay(way, states[0]?.way))
        for (const { inInterface, way } of isShared ? states.slice(0, 1) : states) {
          if (way.primary === deliver) continue
          const groups = groupsOf(hops, way, dst)
          const from = isShared ? {} : { inInterface }
          const entry = { kind: 'policy-route', priority, match, ...from, action: { kind: 'forward', groups } } as const
          builder.add(index.nodes[device]?.name ?? '', entry, owners)
        }
      }
    }
  }
}

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

const sameWay = (a: WayOn, b: WayOn | undefined): boolean => a.primary === b?.primary && a.backup === b.backup

const groupsOf = (hops: NextHops, { primary, backup }: WayOn, dst: Prefix | undefined): NextHopGroups =>
  backup === undefined ? [[hops.over(primary, dst)]] : [[hops.over(primary, dst)], [hops.over(backup, dst)]]

function priorityOf(
  { claims, group, target }: Piece,
  { src, dst }: HeaderTerm,
  depthOf: (prefix: Prefix | undefined) => number,
): number {
  const highest = Math.max(...claims.map(({ priority }) => priority))
  const sources = isOutsideGroup(group) ? -1 : depthOf(src)
  const destinations = target.isOutside ? 0 : depthOf(dst)
  return highest * 4 + claims.length - 1 + destinations + sources * sourceLevel
}

/** How many owned prefixes lie around the one that the addresses belong to; they may be the halves of one prefix, joined. */
function nestingDepths({ owned }: TopologyIndex): (prefix: Prefix | undefined) => number {
  const known = new Map<Prefix, number>()
  return (prefix) => {
    if (prefix === undefined) return 0
    const found = known.get(prefix)
    if (found !== undefined) return found
    const around = owned.filter((one) => prefixContains(one.prefix, prefix)).length
    const inside = owned
      .filter((one) => one.prefix !== prefix && prefixContains(prefix, one.prefix))
      .map((one) => one.prefix)
    const isJoined = inside.length > 1 && subtractPrefixes([prefix], inside).length === 0
    const depth = isJoined ? around : Math.max(0, around - 1)
    known.set(prefix, depth)
    return depth
  }
}
