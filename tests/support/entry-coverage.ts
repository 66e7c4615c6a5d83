import type { DeviceState, Entry, Packet, PacketMatch, PacketSet, TopologyIndex } from '@paranet/network'
import {
  PacketSpace,
  canonicalState,
  compareRules,
  entriesOf,
  entryKey,
  filterKey,
  policyRouteKey,
  prefixRange,
} from '@paranet/network'
import type { Entering, Place } from '../oracle/index.js'
import { isBehind, surroundingsOf } from '../oracle/index.js'

/** A packet at a device, by an interface. */
export interface Arrival {
  readonly device: string
  readonly interface: string
  readonly packet: Packet
}

/** For every entry of a device that can ever decide, a packet on which it does (everything up); by entry key. Entries left out decide
 *  nothing: others before them take all their packets. Exact. */
export function arrivalsByEntry(index: TopologyIndex, given: DeviceState): Map<string, Arrival> {
  const state = canonicalState(given)
  const space = new PacketSpace()
  const found = new Map<string, Arrival>()
  for (const inInterface of interfacesOf(index, state.device)) {
    const note = (key: string, set: PacketSet) => {
      if (space.isEmpty(set) || found.has(key)) return
      found.set(key, { device: state.device, interface: inInterface, packet: space.sample(set) })
    }
    let left = throughFilters(space, state, 'in', inInterface, space.all, note)
    left = throughFilters(space, state, 'forward', undefined, left, note)
    for (const { key, match, outs } of routing(state, inInterface)) {
      const decided = space.intersect(left, space.fromMatch(match))
      note(key, decided)
      for (const out of outs) throughFilters(space, state, 'out', out, decided, note)
      left = space.subtract(left, decided)
    }
  }
  return found
}

/** What the filter list permits of the set. */
function throughFilters(
  space: PacketSpace,
  state: DeviceState,
  direction: 'in' | 'forward' | 'out',
  name: string | undefined,
  set: PacketSet,
  note: (key: string, set: PacketSet) => void,
): PacketSet {
  let left = set
  let permitted = space.empty
  const rules = state.filters
    .filter((rule) => rule.direction === direction && rule.interface === name)
    .map((rule) => ({ rule, priority: rule.priority, key: filterKey(rule) }))
    .sort(compareRules)
  for (const { rule, key } of rules) {
    const decided = space.intersect(left, space.fromMatch(rule.match))
    note(key, decided)
    if (rule.action === 'permit') permitted = space.union(permitted, decided)
    left = space.subtract(left, decided)
  }
  return space.union(permitted, left)
}

interface Step {
  readonly key: string
  readonly match: PacketMatch
  /** Interfaces that it hands packets to, everything up. */
  readonly outs: readonly string[]
}

/** Policy routes of the interface in their order, then routes, longest first. */
function routing(state: DeviceState, inInterface: string): Step[] {
  const outsOf = ({ action }: DeviceState['routes'][number] | DeviceState['policyRoutes'][number]): string[] => {
    if (action.kind === 'drop') return []
    return action.kind === 'deliver' ? [action.interface] : (action.groups[0] ?? []).map((hop) => hop.interface)
  }
  const policies = state.policyRoutes
    .filter((entry) => (entry.inInterface ?? inInterface) === inInterface)
    .map((entry) => ({ key: policyRouteKey(entry), priority: entry.priority, match: entry.match, outs: outsOf(entry) }))
    .sort(compareRules)
  const routes = [...state.routes]
    .sort((a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length)
    .map((entry) => ({ key: entryKey({ kind: 'route', ...entry }), match: { dst: entry.prefix }, outs: outsOf(entry) }))
  return [...policies, ...routes]
}

/** Every interface by which packets come to a device. */
export function interfacesOf(index: TopologyIndex, device: string): string[] {
  const node = index.nodeId.get(device) ?? -1
  const links = (index.adjacency[node] ?? []).map((one) => one.interface)
  const ports = index.ports.filter((port) => port.device === node && port.link === undefined)
  return [...links, ...ports.map((port) => port.interface)]
}

/** The keys of all entries of a device. */
export const keysOf = (state: DeviceState): string[] => [...entriesOf(state).keys()]

/** The key of an entry that the oracle used. */
export function keyOfUsed(
  used: DeviceState['routes'][number] | DeviceState['policyRoutes'][number] | DeviceState['filters'][number],
): string {
  if ('prefix' in used) return entryKey({ kind: 'route', ...used } as Entry)
  return entryKey({ kind: 'direction' in used ? 'filter' : 'policy-route', ...used } as Entry)
}

/** For every entry that can decide, a packet that enters the network for it: at its own place where that faces an end, else wherever
 *  its source belongs, else at the first place. */
export function entryPackets(index: TopologyIndex, states: Iterable<DeviceState>): Entering[] {
  const its = surroundingsOf(index.topology)
  return [...states].flatMap((state) =>
    [...arrivalsByEntry(index, state).values()].map(({ device, interface: name, packet }) => {
      const own = its.placeAt.get(`${device} ${name}`) ?? its.places.find((place) => isBehind(its, place, packet.src))
      const { node, interface: by } = own ?? (its.places[0] as Place)
      return { at: { node, interface: by }, packet }
    }),
  )
}
