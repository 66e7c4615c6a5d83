import type {
  Adjacency,
  DeviceState,
  DropReason,
  MarkEntry,
  PacketMatch,
  PacketSet,
  PacketSpace,
  PolicerEntry,
  PolicyRouteEntry,
  Port,
  QueueEntry,
  RouteAction,
  TopologyIndex,
} from '@paranet/network'
import { compareRules, markKey, policerKey, policyRouteKey, portKey, prefixRange, queueKey } from '@paranet/network'
import { DeviceFilters } from './filter-sets.js'
import { Partition } from './partition.js'

/** An interface as a way out of a device: where it leads, and what its out filter lets pass. */
export interface WayOut {
  readonly interface: string
  readonly adjacency: Adjacency | undefined
  /** The port behind it. Neither a port nor an adjacency: the interface leads nowhere. */
  readonly port: Port | undefined
  readonly permitted: PacketSet
  /** Packets on which equal-priority rules of the out filter disagree. */
  readonly unclear: PacketSet
}

/** What a device does with packets once they are let in. Equal actions of one device are one object per key. */
export type Action =
  | { readonly kind: 'drop'; readonly key: string }
  | { readonly kind: 'deliver'; readonly key: string; readonly out: WayOut }
  | { readonly kind: 'forward'; readonly key: string; readonly groups: readonly (readonly WayOut[])[] }

export interface Behaviour {
  readonly action: Action
  readonly set: PacketSet
}

/** What happens to packets that go on with this DSCP; undefined: with the one that they were sent with. */
export interface MarkedBehaviour extends Behaviour {
  readonly dscp: number | undefined
}

/** An entry and the packets, as they are at the device, for which it is the first to match. */
export interface FirstMatch<Entry> {
  readonly entry: Entry
  readonly set: PacketSet
}

/** A set that arrives at an interface, cut into disjoint parts by what happens to them. */
export interface Split {
  readonly drops: readonly { readonly reason: DropReason; readonly set: PacketSet }[]
  readonly pieces: readonly MarkedBehaviour[]
  /** Whether rules of equal priority disagree on some of the packets. */
  readonly isUnclear: boolean
}

interface PolicySets {
  readonly behaviours: readonly Behaviour[]
  readonly unclear: PacketSet
}

/** One device state as disjoint packet sets by behaviour, made on first use: the same decisions as `lookup`, for all packets at once. */
export class DeviceModel {
  private readonly filters: DeviceFilters
  private readonly policies = new Map<string, PolicySets>()
  private readonly ways = new Map<string, WayOut>()
  private readonly actions = new Map<string, Action>()
  private readonly splits = new Map<string, Map<PacketSet, Split>>()
  private routes: readonly Behaviour[] | undefined
  private readonly space: PacketSpace
  private readonly index: TopologyIndex
  private readonly node: number
  private readonly within: PacketSet
  private readonly policyRoutes: readonly PolicyRouteEntry[]
  private readonly marks: readonly MarkEntry[]
  private readonly firsts = new Map<string, readonly FirstMatch<never>[]>()
  readonly state: DeviceState

  /** `within`: the packets that are asked about; entries that match none of them are left out. */
  constructor(
    space: PacketSpace,
    index: TopologyIndex,
    node: number,
    state: DeviceState,
    within: PacketSet = space.all,
  ) {
    this.space = space
    this.index = index
    this.node = node
    this.state = state
    const isAsked = ({ match }: { readonly match: PacketMatch }) =>
      within === space.all || space.overlaps(space.fromMatch(match), within)
    this.within = within
    this.filters = new DeviceFilters(space, state.filters.filter(isAsked))
    this.policyRoutes = state.policyRoutes.filter(isAsked)
    this.marks = (state.marks ?? []).filter(isAsked)
  }

  /** What happens to packets of the set, given as they were sent, that come in by the interface with this DSCP (undefined: the one that they
   *  were sent with). Remembered by set. */
  split(inInterface: string, set: PacketSet, dscp?: number): Split {
    const place = dscp === undefined ? inInterface : `${inInterface}\u0000${dscp}`
    let known = this.splits.get(place)
    if (!known) this.splits.set(place, (known = new Map()))
    let split = known.get(set)
    if (!split) known.set(set, (split = this.makeSplit(inInterface, set, dscp)))
    return split
  }

  /** For which packets each policer is the first to match, at an interface. */
  policersAt(direction: PolicerEntry['direction'], interfaceName: string): readonly FirstMatch<PolicerEntry>[] {
    const isHere = (entry: PolicerEntry) => entry.direction === direction && isFor(entry.interface, interfaceName)
    return this.firstMatches(`policer ${direction} ${interfaceName}`, this.state.policers, isHere, policerKey)
  }

  /** For which packets each queue entry is the first to match, on their way from one interface to the other. */
  queuesAt(out: string, inInterface: string): readonly FirstMatch<QueueEntry>[] {
    const isHere = (entry: QueueEntry) => entry.interface === out && isFor(entry.inInterface, inInterface)
    return this.firstMatches(`queue ${out}\u0000${inInterface}`, this.state.queues, isHere, queueKey)
  }

  /** For which packets each policy route is the first to match. */
  policyRoutesAt(inInterface: string): readonly FirstMatch<PolicyRouteEntry>[] {
    const isHere = (entry: PolicyRouteEntry) => isFor(entry.inInterface, inInterface)
    return this.firstMatches(`policy ${inInterface}`, this.state.policyRoutes, isHere, policyRouteKey)
  }

  private marksAt(inInterface: string): readonly FirstMatch<MarkEntry>[] {
    return this.firstMatches(`mark ${inInterface}`, this.marks, (entry) => isFor(entry.interface, inInterface), markKey)
  }

  private firstMatches<Entry extends { readonly priority: number; readonly match: PacketMatch }>(
    list: string,
    entries: readonly Entry[] = [],
    isHere: (entry: Entry) => boolean,
    keyOf: (entry: Entry) => string,
  ): readonly FirstMatch<Entry>[] {
    const known = this.firsts.get(list) as readonly FirstMatch<Entry>[] | undefined
    if (known) return known
    const { space } = this
    const sorted = entries
      .filter(isHere)
      .map((entry) => ({ entry, priority: entry.priority, key: keyOf(entry) }))
      .sort(compareRules)
    let seen = space.empty
    const made = sorted.map(({ entry }) => {
      const matched = space.fromMatch(entry.match)
      const set = space.subtract(matched, seen)
      seen = space.union(seen, matched)
      return { entry, set }
    })
    this.firsts.set(list, made as unknown as readonly FirstMatch<never>[])
    return made
  }

  private makeSplit(inInterface: string, set: PacketSet, dscp: number | undefined): Split {
    const { space } = this
    const drops: { reason: DropReason; set: PacketSet }[] = []
    const pieces: MarkedBehaviour[] = []
    const drop = (reason: DropReason, dropped: PacketSet) => {
      if (!space.isEmpty(dropped)) drops.push({ reason, set: dropped })
    }
    const inFilter = this.filters.of('in', inInterface)
    const forwardFilter = this.filters.of('forward', undefined)
    const policy = this.policySets(inInterface)
    const permittedIn = asSent(space, inFilter.permitted, dscp)
    drop('in-filter', space.subtract(set, permittedIn))
    const entered = space.intersect(set, permittedIn)
    let isUnclear = space.overlaps(set, asSent(space, inFilter.unclear, dscp))
    for (const part of this.marked(inInterface, entered, dscp)) {
      const as = (matched: PacketSet) => asSent(space, matched, part.dscp)
      const permittedOn = as(forwardFilter.permitted)
      drop('forward-filter', space.subtract(part.set, permittedOn))
      const permitted = space.intersect(part.set, permittedOn)
      let rest = permitted
      for (const behaviours of [policy.behaviours, this.routeSets()])
        for (const { action, set: matched } of behaviours) {
          if (space.isEmpty(rest)) break
          const piece = space.intersect(rest, as(matched))
          if (space.isEmpty(piece)) continue
          pieces.push({ action, set: piece, dscp: part.dscp })
          rest = piece === rest ? space.empty : space.subtract(rest, piece)
        }
      drop('no-route', rest)
      isUnclear ||= space.overlaps(part.set, as(forwardFilter.unclear)) || space.overlaps(permitted, as(policy.unclear))
    }
    return { drops, pieces, isUnclear }
  }

  /** Packets that were let in, cut by the DSCP that they go on with. */
  private marked(inInterface: string, entered: PacketSet, dscp: number | undefined) {
    const { space } = this
    if (this.marks.length === 0) return [{ dscp, set: entered }]
    const byDscp = new Map<number | undefined, PacketSet>()
    let rest = entered
    for (const { entry, set } of this.marksAt(inInterface)) {
      const piece = space.intersect(rest, asSent(space, set, dscp))
      if (space.isEmpty(piece)) continue
      byDscp.set(entry.dscp, space.union(byDscp.get(entry.dscp) ?? space.empty, piece))
      rest = space.subtract(rest, piece)
    }
    byDscp.set(dscp, space.union(byDscp.get(dscp) ?? space.empty, rest))
    return [...byDscp].filter(([, set]) => !space.isEmpty(set)).map(([to, set]) => ({ dscp: to, set }))
  }

  private policySets(inInterface: string): PolicySets {
    const { policyRoutes } = this
    const isOwn = policyRoutes.some((entry) => entry.inInterface === inInterface)
    const place = isOwn ? inInterface : ''
    const known = this.policies.get(place)
    if (known) return known
    const applying = policyRoutes.filter(
      (entry) => entry.inInterface === undefined || entry.inInterface === inInterface,
    )
    const sets = this.makePolicySets(applying)
    this.policies.set(place, sets)
    return sets
  }

  private makePolicySets(entries: readonly PolicyRouteEntry[]): PolicySets {
    const { space } = this
    const partition = new Partition(space)
    let unclear = space.empty
    let seen = space.empty
    let above = space.empty
    let priority = Number.NaN
    const sorted = entries
      .map((entry) => ({ entry, priority: entry.priority, key: policyRouteKey(entry) }))
      .sort(compareRules)
    for (const { entry } of sorted) {
      const matched = space.fromMatch(entry.match)
      const action = this.actionOf(entry.action)
      if (entry.priority !== priority) above = seen
      priority = entry.priority
      const shared = space.subtract(space.intersect(matched, seen), above)
      if (!space.isEmpty(shared)) unclear = space.union(unclear, space.subtract(shared, partition.setOf(action)))
      partition.add(action, space.subtract(matched, seen))
      seen = space.union(seen, matched)
    }
    return { behaviours: partition.behaviours(), unclear }
  }

  /** Longest prefix first. Devices with the same prefixes share the work through the space's operation cache. */
  private routeSets(): readonly Behaviour[] {
    if (this.routes) return this.routes
    const { space } = this
    const partition = new Partition(space)
    const byPrefix = new Map(this.state.routes.map((entry) => [entry.prefix, entry]))
    const sorted = [...byPrefix.values()].sort(
      (a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length || (a.prefix < b.prefix ? -1 : 1),
    )
    let seen = space.empty
    for (const { prefix, action } of sorted) {
      const matched = space.fromPrefixes('dst', [prefix])
      if (!space.overlaps(matched, this.within)) continue
      partition.add(this.actionOf(action), space.subtract(matched, seen))
      seen = space.union(seen, matched)
    }
    this.routes = partition.behaviours()
    return this.routes
  }

  private actionOf(action: RouteAction): Action {
    const key = this.keyOf(action)
    let known = this.actions.get(key)
    if (!known) this.actions.set(key, (known = this.makeAction(action, key)))
    return known
  }

  /** Equal keys are equal actions, also between two states of one device: out filters count by what they permit. */
  private keyOf(action: RouteAction): string {
    if (action.kind === 'drop') return 'drop'
    const word = (name: string) => `${name}\u0000${this.wayOut(name).permitted}`
    if (action.kind === 'deliver') return `deliver ${word(action.interface)}`
    return action.groups.map((members) => members.map((hop) => word(hop.interface)).join('\u0001')).join('\u0002')
  }

  private makeAction(action: RouteAction, key: string): Action {
    if (action.kind === 'drop') return { kind: 'drop', key }
    if (action.kind === 'deliver') return { kind: 'deliver', key, out: this.wayOut(action.interface) }
    const groups = action.groups.map((members) => members.map((hop) => this.wayOut(hop.interface)))
    return { kind: 'forward', key, groups }
  }

  private wayOut(interfaceName: string): WayOut {
    const known = this.ways.get(interfaceName)
    if (known) return known
    const way = {
      interface: interfaceName,
      adjacency: this.index.adjacencyByInterface[this.node]?.get(interfaceName),
      port: this.index.portAt.get(portKey(this.index.nodes[this.node]?.name ?? '', interfaceName)),
      ...this.filters.of('out', interfaceName),
    }
    this.ways.set(interfaceName, way)
    return way
  }
}

/** The packets, as they were sent, that lie in the set with the DSCP that they have now. Sets of packets under way are always as they were
 *  sent; what marks have made of them is one number beside the set. */
export const asSent = (space: PacketSpace, matched: PacketSet, dscp: number | undefined): PacketSet =>
  dscp === undefined ? matched : space.withDscp(matched, dscp)

const isFor = (asked: string | undefined, name: string): boolean => asked === undefined || asked === name
