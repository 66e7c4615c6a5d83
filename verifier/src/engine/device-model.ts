import type {
  Adjacency,
  CopyEntry,
  DeviceState,
  DropReason,
  GroupRouteEntry,
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
import {
  compareRules,
  groupMatch,
  markKey,
  policerKey,
  policyRouteKey,
  portKey,
  prefixRange,
  queueKey,
} from '@paranet/network'
import { DeviceFilters } from './filter-sets.js'
import { Partition } from './partition.js'
import type { Rewriting } from './rewriting.js'
import { asSent, rewritten, settled } from './rewriting.js'
import type { Choice, TranslationRule } from './translation-rules.js'
import { chosen, translationRules } from './translation-rules.js'

/** An interface as a way out of a device: where it leads, and what its out filter lets pass. */
export interface WayOut {
  readonly interface: string
  readonly adjacency: Adjacency | undefined
  /** The port behind it. Neither a port nor an adjacency: the interface leads nowhere. */
  readonly port: Port | undefined
  readonly permitted: PacketSet
  /** Packets on which equal-priority rules of the out filter disagree. */
  readonly unclear: PacketSet
  /** What becomes of sources before the out filter. */
  readonly sources: readonly TranslationRule[]
}

/** What a device does with packets once they are let in. Equal actions of one device are one object per key. */
export type Action =
  | { readonly kind: 'drop'; readonly key: string }
  | { readonly kind: 'deliver'; readonly key: string; readonly out: WayOut }
  | { readonly kind: 'forward'; readonly key: string; readonly groups: readonly (readonly WayOut[])[] }
  /** Out of all of these at once. */
  | { readonly kind: 'replicate'; readonly key: string; readonly outs: readonly WayOut[] }

export interface Behaviour {
  readonly action: Action
  readonly set: PacketSet
}

/** The address that a device chose for packets, and among which. */
export interface Chosen {
  readonly choice: Choice
  readonly among: readonly Choice[]
}

/** What happens to packets that go on with this header; undefined: with the one that they were sent with. */
export interface RewrittenBehaviour extends Behaviour {
  readonly rewriting: Rewriting | undefined
  readonly chosen?: Chosen
  /** The part of the packets to which the rest applies where a choice is told apart: 1 where nothing is. */
  readonly share: number
}

/** An entry and the packets, as they are at the device, for which it is the first to match. */
export interface FirstMatch<Entry> {
  readonly entry: Entry
  readonly set: PacketSet
}

/** Packets of which a copy leaves beside them, with their header by then. */
export interface CopiedSet {
  readonly out: WayOut
  readonly set: PacketSet
  readonly rewriting: Rewriting | undefined
}

/** A set that arrives at an interface, cut into disjoint parts by what happens to them. */
export interface Split {
  /** One per interface and header; not disjoint. */
  readonly copies: readonly CopiedSet[]
  readonly drops: readonly { readonly reason: DropReason; readonly set: PacketSet }[]
  readonly pieces: readonly RewrittenBehaviour[]
  /** Packets that are dropped where none of the choices is up. */
  readonly choosing: readonly { readonly set: PacketSet; readonly among: readonly Choice[] }[]
  /** Whether rules of equal priority disagree on some of the packets. */
  readonly isUnclear: boolean
  /** Whether choices of addresses are too many to tell apart. */
  readonly isTooMuch: boolean
}

/** Packets that go on with one header. */
interface Part {
  readonly set: PacketSet
  readonly rewriting: Rewriting | undefined
  readonly chosen?: Chosen
  readonly share: number
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
  private readonly translations = new Map<string, readonly TranslationRule[]>()
  private readonly copies: readonly CopyEntry[]
  /** Longest source first. */
  private readonly groupRoutes: readonly GroupRouteEntry[]
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
    this.copies = (state.copies ?? []).filter(isAsked)
    this.groupRoutes = (state.groupRoutes ?? [])
      .filter((entry) => isAsked({ match: groupMatch(entry) }))
      .sort((a, b) => prefixRange(b.source).length - prefixRange(a.source).length)
  }

  /** What happens to packets of the set, given as they were sent, that come in by the interface with this header (undefined: the one that they
   *  were sent with). Remembered by set. */
  split(inInterface: string, set: PacketSet, rewriting?: Rewriting): Split {
    const place = rewriting === undefined ? inInterface : `${inInterface}\u0000${rewriting.key}`
    let known = this.splits.get(place)
    if (!known) this.splits.set(place, (known = new Map()))
    let split = known.get(set)
    if (!split) known.set(set, (split = this.makeSplit(inInterface, set, rewriting)))
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

  private makeSplit(inInterface: string, set: PacketSet, rewriting: Rewriting | undefined): Split {
    const { space } = this
    const made = { drops: [], pieces: [], choosing: [], copies: [], isUnclear: false, isTooMuch: false } as Making
    const inFilter = this.filters.of('in', inInterface)
    const marks = this.marksAt(inInterface).map((mark) => mark.set)
    const rules = this.translationsAt(inInterface)
    const arriving = this.apart(made, { set, rewriting, share: 1 }, [
      inFilter.permitted,
      inFilter.unclear,
      ...marks,
      ...rules.map(({ matched }) => matched),
    ])
    for (const part of arriving) {
      const permittedIn = asSent(space, inFilter.permitted, part.rewriting)
      this.drop(made, 'in-filter', space.subtract(set, permittedIn))
      made.isUnclear ||= space.overlaps(set, asSent(space, inFilter.unclear, part.rewriting))
      for (const marked of this.marked(inInterface, { ...part, set: space.intersect(set, permittedIn) }))
        for (const onward of this.translated(made, rules, marked)) this.route(made, inInterface, onward)
    }
    return made
  }

  /** After the destination is settled: the forward filter, policy routes, routes. */
  private route(made: Making, inInterface: string, whole: Part): void {
    const { space } = this
    const forwardFilter = this.filters.of('forward', undefined)
    const policy = this.policySets(inInterface)
    const behaviours = [...policy.behaviours, ...this.routeSets()]
    const consulted = () => [
      forwardFilter.permitted,
      forwardFilter.unclear,
      policy.unclear,
      ...behaviours.map((one) => one.set),
      ...this.copies.map(({ match }) => space.fromMatch(match)),
      ...this.groupRoutes.map((entry) => space.fromMatch(groupMatch(entry))),
    ]
    const parts = (whole.rewriting?.src ?? whole.rewriting?.dst) ? this.apart(made, whole, consulted()) : [whole]
    for (const part of parts) {
      const as = (matched: PacketSet) => asSent(space, matched, part.rewriting)
      const permittedOn = as(forwardFilter.permitted)
      this.drop(made, 'forward-filter', space.subtract(part.set, permittedOn))
      const permitted = space.intersect(part.set, permittedOn)
      made.copies.push(...this.copiedOf(inInterface, permitted, part.rewriting))
      let rest = permitted
      for (const entry of this.groupRoutes) {
        const piece = space.intersect(rest, as(space.fromMatch(groupMatch(entry))))
        if (space.isEmpty(piece)) continue
        if (entry.inInterface === inInterface)
          made.pieces.push({ ...part, action: this.replicationOf(entry), set: piece })
        else this.drop(made, 'reverse-path', piece)
        rest = space.subtract(rest, piece)
      }
      for (const { action, set: matched } of behaviours) {
        if (space.isEmpty(rest)) break
        const piece = space.intersect(rest, as(matched))
        if (space.isEmpty(piece)) continue
        made.pieces.push({ ...part, action, set: piece })
        rest = piece === rest ? space.empty : space.subtract(rest, piece)
      }
      this.drop(made, 'no-route', rest)
      made.isUnclear ||=
        space.overlaps(part.set, as(forwardFilter.unclear)) || space.overlaps(permitted, as(policy.unclear))
    }
  }

  private drop(made: Making, reason: DropReason, set: PacketSet): void {
    if (!this.space.isEmpty(set)) made.drops.push({ reason, set })
  }

  /** The part cut by what the device may have chosen, until each lies in the sets or not. */
  private apart(made: Making, part: Part, matched: readonly PacketSet[]): readonly Part[] {
    const rewritings = settled(this.space, part.rewriting, part.set, matched)
    if (!rewritings) made.isTooMuch = true
    return (rewritings ?? []).map((rewriting) => ({
      ...part,
      rewriting,
      share: part.share / (rewritings?.length ?? 1),
    }))
  }

  /** Cut by what becomes of the destination. */
  private translated(made: Making, rules: readonly TranslationRule[], part: Part): readonly Part[] {
    if (rules.length === 0) return [part]
    const { space } = this
    const parts: Part[] = []
    let rest = part.set
    for (const { matched, choices, isAnswer } of rules) {
      const piece = space.intersect(rest, asSent(space, matched, part.rewriting))
      if (space.isEmpty(piece)) continue
      rest = space.subtract(rest, piece)
      if (choices.some(({ link }) => link !== undefined)) made.choosing.push({ set: piece, among: choices })
      for (const choice of choices) {
        const rewriting = choice.prefix
          ? rewritten(part.rewriting, chosen('destination', choice, isAnswer))
          : part.rewriting
        parts.push({ ...part, set: piece, rewriting, chosen: { choice, among: choices } })
      }
    }
    return space.isEmpty(rest) ? parts : [...parts, { ...part, set: rest }]
  }

  /** Copies that are sent of packets that pass the filters, by interface. */
  private copiedOf(inInterface: string, passing: PacketSet, rewriting: Rewriting | undefined): CopiedSet[] {
    const { space } = this
    const byInterface = new Map<string, PacketSet>()
    for (const entry of this.copies) {
      if (!isFor(entry.interface, inInterface)) continue
      const set = space.intersect(passing, asSent(space, space.fromMatch(entry.match), rewriting))
      if (!space.isEmpty(set)) byInterface.set(entry.to, space.union(byInterface.get(entry.to) ?? space.empty, set))
    }
    return [...byInterface].map(([to, set]) => ({ out: this.wayOut(to), set, rewriting }))
  }

  private replicationOf({ out }: GroupRouteEntry): Action {
    const outs = out.map((name) => this.wayOut(name))
    const key = `replicate ${outs.map((way) => `${way.interface}\u0000${way.permitted}`).join('\u0001')}`
    let known = this.actions.get(key)
    if (!known) this.actions.set(key, (known = { kind: 'replicate', key, outs }))
    return known
  }

  private translationsAt(inInterface: string): readonly TranslationRule[] {
    let known = this.translations.get(inInterface)
    if (!known) {
      known = translationRules(this.space, this.index, this.node, this.state, 'destination', inInterface)
      this.translations.set(inInterface, known)
    }
    return known
  }

  /** Packets that were let in, cut by the DSCP that they go on with. */
  private marked(inInterface: string, part: Part): readonly Part[] {
    const { space } = this
    if (this.marks.length === 0) return [part]
    const { rewriting } = part
    const byDscp = new Map<number | undefined, PacketSet>()
    let rest = part.set
    for (const { entry, set } of this.marksAt(inInterface)) {
      const piece = space.intersect(rest, asSent(space, set, rewriting))
      if (space.isEmpty(piece)) continue
      byDscp.set(entry.dscp, space.union(byDscp.get(entry.dscp) ?? space.empty, piece))
      rest = space.subtract(rest, piece)
    }
    const before = rewriting?.dscp
    byDscp.set(before, space.union(byDscp.get(before) ?? space.empty, rest))
    return [...byDscp]
      .filter(([, set]) => !space.isEmpty(set))
      .map(([dscp, set]) => ({
        ...part,
        set,
        rewriting: dscp === undefined ? rewriting : rewritten(rewriting, { dscp }),
      }))
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
    const word = (name: string) => {
      const { permitted, sources } = this.wayOut(name)
      return `${name}\u0000${permitted}${sources.length === 0 ? '' : JSON.stringify(sources)}`
    }
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
      sources: translationRules(this.space, this.index, this.node, this.state, 'source', interfaceName),
    }
    this.ways.set(interfaceName, way)
    return way
  }
}

/** A split under way. */
interface Making extends Split {
  readonly drops: { reason: DropReason; set: PacketSet }[]
  readonly pieces: RewrittenBehaviour[]
  readonly choosing: { set: PacketSet; among: readonly Choice[] }[]
  readonly copies: CopiedSet[]
  isUnclear: boolean
  isTooMuch: boolean
}

const isFor = (asked: string | undefined, name: string): boolean => asked === undefined || asked === name
