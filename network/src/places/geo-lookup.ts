import type {
  DeviceState,
  EntryKey,
  GeoAreaEntry,
  GeoFilterEntry,
  GeoMemberEntry,
  GeoNeighbourEntry,
  GeoNodeEntry,
} from '../device-state/device-state.js'
import { geoAreaKey, geoFilterKey, geoMemberKey, geoNeighbourKey, geoNodeKey } from '../device-state/entry-key.js'
import { compareRules } from '../device-state/lookup.js'
import type { Packet } from '../packet/packet.js'
import { hasPorts } from '../packet/packet.js'
import type { TrafficBox } from '../traffic-class/traffic-class.js'
import { areaText, type GeoArea } from './geo-area.js'
import type { Point } from './plane.js'
import {
  crossingOf,
  firstToTheLeft,
  isNearer,
  isSamePoint,
  orientation,
  planePoint,
  squaredDistance,
  type Segment,
} from './plane.js'

/** Whom a packet is for. */
export type GeoTarget =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'area'; readonly area: GeoArea }

/** What of a packet its class is told by. */
export type GeoHeader = Pick<Packet, 'protocol' | 'srcPort' | 'dstPort' | 'dscp'>

/** A packet on its way, as devices see it: for whom, where that is, and how it gets out of a local minimum. */
export interface GeoPacket {
  readonly to: GeoTarget
  readonly place: Point
  readonly header: GeoHeader
  readonly recovery?: Recovery
}

/** The state of the perimeter mode, as GPSR's packets carry it. `from`: where greedy forwarding ended. `crossed`: the last link on which the way
 *  from there to the place was crossed. `first`: the first link of the face that the packet goes around, by the nodes at its ends. */
export interface Recovery {
  readonly from: Point
  readonly crossed?: Segment
  readonly first: readonly [string, string]
}

interface Neighbour {
  readonly entry: GeoNeighbourEntry
  readonly point: Point
}

/** What a device does with packets to places, ready to be asked. */
export interface PlacedDevice {
  readonly node?: { readonly entry: GeoNodeEntry; readonly point: Point }
  /** By interface. */
  readonly neighbours: readonly Neighbour[]
  readonly members: ReadonlyMap<string, GeoMemberEntry>
  readonly areas: ReadonlyMap<string, GeoAreaEntry>
  /** By interface, in the order in which they are looked at. */
  readonly filters: ReadonlyMap<string, readonly GeoFilterEntry[]>
}

/** The part of a state that speaks of places. Made once for each state. */
export function placedDevice(state: DeviceState): PlacedDevice {
  let known = made.get(state)
  if (!known) made.set(state, (known = makePlaced(state)))
  return known
}

const made = new WeakMap<DeviceState, PlacedDevice>()

function makePlaced(state: DeviceState): PlacedDevice {
  const [entry] = state.geoNodes ?? []
  return {
    ...(entry ? { node: { entry, point: planePoint(entry.place) } } : {}),
    neighbours: (state.geoNeighbours ?? []).map((one) => ({ entry: one, point: planePoint(one.place) })),
    members: new Map((state.geoMembers ?? []).map((one) => [one.node, one])),
    areas: new Map((state.geoAreas ?? []).map((one) => [areaText(one.area), one])),
    filters: filtersOf(state.geoFilters ?? []),
  }
}

function filtersOf(entries: readonly GeoFilterEntry[]): Map<string, GeoFilterEntry[]> {
  const filters = new Map<string, GeoFilterEntry[]>()
  for (const entry of entries) {
    const own = filters.get(entry.interface)
    if (own) own.push(entry)
    else filters.set(entry.interface, [entry])
  }
  const ordered = (entry: GeoFilterEntry) => ({ priority: entry.priority, key: geoFilterKey(entry) })
  for (const list of filters.values()) list.sort((a, b) => compareRules(ordered(a), ordered(b)))
  return filters
}

/** Whether the state says anything of places. */
export const speaksOfPlaces = (state: DeviceState): boolean =>
  (state.geoNodes ?? state.geoNeighbours ?? state.geoMembers ?? state.geoAreas ?? state.geoFilters) !== undefined

/** Whether packets with this header are of the class. */
export function boxHolds({ protocol, srcPort, dstPort, dscp }: TrafficBox, header: GeoHeader): boolean {
  const isPort = (range: readonly [number, number] | undefined, port: number) =>
    range === undefined || (hasPorts(header.protocol) && port >= range[0] && port <= range[1])
  return (
    (protocol === undefined || protocol === header.protocol) &&
    (dscp === undefined || dscp === header.dscp) &&
    isPort(srcPort, header.srcPort) &&
    isPort(dstPort, header.dstPort)
  )
}

/** The filter of an interface that decides about a packet. */
export const geoFilterOf = (
  { filters }: PlacedDevice,
  inInterface: string,
  { to, header }: Pick<GeoPacket, 'to' | 'header'>,
): GeoFilterEntry | undefined =>
  filters.get(inInterface)?.find((entry) => speaksOfTarget(entry, to) && boxHolds(entry.traffic, header))

function speaksOfTarget({ to }: GeoFilterEntry, target: GeoTarget): boolean {
  if (to.kind === 'any') return true
  if (to.kind === 'node') return target.kind === 'node' && target.node === to.node
  return target.kind === 'area' && areaText(target.area) === areaText(to.area)
}

/** What a device does with a packet. */
export type GeoAnswer = { readonly entries: readonly EntryKey[] } & (
  | { readonly kind: 'refused' | 'no-table' | 'local-minimum' | 'unreachable' }
  | { readonly kind: 'deliver'; readonly interface: string }
  | { readonly kind: 'flood'; readonly deliver: readonly string[]; readonly over: readonly string[] }
  | {
      readonly kind: 'forward'
      readonly mode: 'greedy' | 'perimeter'
      readonly interface: string
      readonly recovery?: Recovery
    }
)

/** The one definition of what a device does with a packet to a place: filter of the interface, delivery to a member, flooding of an area, greedy
 *  forwarding to the neighbour that is up and nearest to the place, if that is nearer than the device itself; else around the faces of
 *  the planar neighbours by the right-hand rule, until a device is nearer than where that began.
 *
 *  GPSR: Karp and Kung, MobiCom 2000. It differs where a link of the face crosses the way to the place: the face is changed only if the way
 *  goes on in the other one (as GFG does: Bose, Morin, Stojmenovic, Urrutia, Wireless Networks 7, 2001), which delivers on every plane
 *  graph, while GPSR's rule does so on Gabriel graphs. */
export function lookupGeo(
  device: PlacedDevice,
  name: string,
  packet: GeoPacket,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
): GeoAnswer {
  const filter = geoFilterOf(device, inInterface, packet)
  const entries: EntryKey[] = filter ? [geoFilterKey(filter)] : []
  if (filter?.action === 'deny') return { kind: 'refused', entries }
  if (!device.node) return { kind: 'no-table', entries }
  const { to } = packet
  const member = to.kind === 'node' ? device.members.get(to.node) : undefined
  if (member) return { kind: 'deliver', interface: member.interface, entries: [...entries, geoMemberKey(member)] }
  const area = to.kind === 'area' ? device.areas.get(areaText(to.area)) : undefined
  if (area) return { kind: 'flood', deliver: area.deliver, over: area.flood, entries: [...entries, geoAreaKey(area)] }
  return forward(device, device.node, name, packet, inInterface, isUp, [...entries, geoNodeKey()])
}

function forward(
  device: PlacedDevice,
  { entry, point: here }: NonNullable<PlacedDevice['node']>,
  name: string,
  packet: GeoPacket,
  inInterface: string,
  isUp: (interfaceName: string) => boolean,
  entries: readonly EntryKey[],
): GeoAnswer {
  const { place } = packet
  const up = device.neighbours.filter((one) => isUp(one.entry.interface))
  const own = squaredDistance(here, place)
  const isRecovering = packet.recovery && own >= squaredDistance(packet.recovery.from, place)
  const recovery = isRecovering ? packet.recovery : undefined
  const nearest = recovery ? undefined : nearestOf(up, place, own)
  if (nearest)
    return {
      kind: 'forward',
      mode: 'greedy',
      interface: nearest.entry.interface,
      entries: [...entries, geoNeighbourKey(nearest.entry)],
    }
  if (entry.fallback === 'none') return { kind: 'local-minimum', entries }
  const before = device.neighbours.find((one) => one.entry.interface === inInterface)
  const next = around(name, here, planarOf(up), place, recovery, before)
  if (!next) return { kind: 'unreachable', entries }
  return {
    kind: 'forward',
    mode: 'perimeter',
    interface: next.to.entry.interface,
    recovery: next.recovery,
    entries: [...entries, geoNeighbourKey(next.to.entry)],
  }
}

/** Of neighbours that are nearer than `own`, the nearest; of several the first by name and interface. */
function nearestOf(up: readonly Neighbour[], place: Point, own: number): Neighbour | undefined {
  let [best, least]: [Neighbour | undefined, number] = [undefined, own]
  for (const one of up) {
    const far = squaredDistance(one.point, place)
    if (far < least || (best && far === least && isBefore(one, best))) [best, least] = [one, far]
  }
  return best
}

const isBefore = ({ entry: a }: Neighbour, { entry: b }: Neighbour): boolean =>
  a.node === b.node ? a.interface < b.interface : a.node < b.node

/** Planar neighbours, one interface of each. */
function planarOf(up: readonly Neighbour[]): Neighbour[] {
  const byNode = new Map<string, Neighbour>()
  for (const one of up) {
    const known = byNode.get(one.entry.node)
    if (one.entry.planar && (!known || isBefore(one, known))) byNode.set(one.entry.node, one)
  }
  return [...byNode.values()]
}

/** The next link around the face, which lies on the right of the way that the packet takes. Undefined where the face has been gone around, and
 *  nothing of it is nearer to the place. */
function around(
  name: string,
  here: Point,
  planar: readonly Neighbour[],
  place: Point,
  recovery: Recovery | undefined,
  before: Neighbour | undefined,
): { readonly to: Neighbour; readonly recovery: Recovery } | undefined {
  const points = planar.map(({ point }) => point)
  const leftOf = (start: Point, isAfter: boolean) => planar[firstToTheLeft(here, start, points, isAfter)]
  let next = recovery && before ? leftOf(before.point, true) : leftOf(place, false)
  if (!next) return undefined
  if (!recovery) recovery = { from: here, first: [name, next.entry.node] }
  else if (recovery.first[0] === name && recovery.first[1] === next.entry.node) {
    if (!crossesNearer(recovery, here, next.point, place)) return undefined
  }
  for (let turns = 0; turns <= planar.length && crossesNearer(recovery, here, next.point, place); turns++) {
    const crossed: Segment = [here, next.point]
    const isOther = orientation(here, next.point, place) > 0
    if (isOther) next = leftOf(next.point, true) ?? next
    recovery = { from: recovery.from, crossed, first: [name, next.entry.node] }
    if (!isOther) break
  }
  return { to: next, recovery }
}

/** Whether the link crosses the way to the place nearer to it than the last one that did. */
function crossesNearer({ from, crossed }: Recovery, here: Point, next: Point, place: Point): boolean {
  if (isSamePoint(from, place)) return false
  const crossing = crossingOf(from, place, [here, next])
  if (!crossing) return false
  const last = crossed && crossingOf(from, place, crossed)
  return !last || isNearer(crossing, last)
}
