import type { DropReason, PacketSet, Port } from '@paranet/network'
import type { Action, Chosen, WayOut } from './device-model.js'
import type { NetworkModel, Place, Variants } from './network-model.js'
import type { Outage } from './outage.js'
import type { Rewriting } from './rewriting.js'
import { asSent, rewritten, settled } from './rewriting.js'
import type { Choice } from './translation-rules.js'
import { chosen } from './translation-rules.js'

/** One device on a path, linked to the one before it. */
export interface Step {
  readonly place: Place
  /** Absent while the packets are still on the device, or ended there. */
  readonly out?: WayOut
  /** The header with which packets leave; undefined: as sent. Absent where they end here. */
  readonly rewriting?: Rewriting | undefined
  readonly variants: Variants
  readonly before: Step | undefined
}

export type LeafDropReason = DropReason | 'not-connected' | 'link-down' | 'node-down'

/** Where a copy was made, by a mirror's entry or along the tree of a group. */
export interface Copied {
  readonly by: 'mirror' | 'group'
  readonly node: number
  /** The device on the way where it was made. */
  readonly step: Step
}

/** Packets that go one way and end alike. */
export interface Leaf {
  readonly set: PacketSet
  /** `received`: a copy that somebody is handed, whatever its destination. */
  readonly end: 'delivered' | 'misdelivered' | 'dropped' | 'looped' | 'received'
  /** Of copies: the last place where it was copied. */
  readonly copied?: Copied
  readonly reason?: LeafDropReason
  /** Where they end: the node that got them, or the device that dropped them. */
  readonly node: number
  /** What devices have made of the header by then; undefined: as sent. */
  readonly rewriting: Rewriting | undefined
  /** Last device of the path; absent where nothing came in. */
  readonly step: Step | undefined
  /** Propagation over the links passed, µs. */
  readonly latency: number
  /** The part of the packets' volume that goes this way under even ECMP. */
  readonly fraction: number
}

/** All that can happen to a set of packets that enters at a port. */
export interface Exploration {
  readonly port: Port
  readonly set: PacketSet
  readonly outage: Outage
  readonly leaves: readonly Leaf[]
  /** The ways of all copies, from where the original entered. */
  readonly copies: readonly Leaf[]
  /** Links that were looked at: another state of any other link changes nothing. */
  readonly consulted: ReadonlySet<number>
  /** Devices that some of the packets came to. */
  readonly visited: ReadonlySet<number>
  /** Why the outcome is not certain. */
  readonly unclear?: string
  /** Where the state of each link was asked for; only where that was to be kept. */
  readonly meetings?: Meetings
}

/** Per link: the decisions that asked for its state. */
export type Meetings = ReadonlyMap<number, readonly Decision[]>

/** What a device is about to do with packets, as it can be done again with other links down. */
export interface Decision {
  readonly place: Place
  readonly at: Front
  /** Absent: all that the device does with them. */
  readonly act?: { readonly action: Action; readonly variants: Variants; readonly set: PacketSet }
  /** Of the device, where this is a part of it; else of the one before. */
  readonly parent: Decision | undefined
}

/** Steps that one exploration may take before it gives up as unclear: equal-cost paths can be exponentially many. */
const stepBudget = 400_000

/** Follows the set through the network, depth first, cutting it where packets part. Deterministic; linear in paths. */
export function explore(model: NetworkModel, port: Port, set: PacketSet, outage: Outage): Exploration {
  return new Explorer(model, outage).run(port, set)
}

/** The same, with the decisions that asked for each link. */
export function exploreMeeting(model: NetworkModel, port: Port, set: PacketSet, outage: Outage): Exploration {
  return new Explorer(model, outage, undefined, new Map()).run(port, set)
}

/** Decides again, with other links down: `leaves` are the ways of the packets of these decisions only. Of two decisions on one way the
 *  earlier one has to be given alone. */
export function exploreAgain(
  model: NetworkModel,
  port: Port,
  decisions: readonly Decision[],
  outage: Outage,
): Exploration {
  return new Explorer(model, outage, undefined, new Map()).again(port, decisions)
}

/** What one device makes of packets: those that end there, and those that come to another device. */
export interface Passage {
  readonly leaves: readonly Leaf[]
  readonly copies: readonly Leaf[]
  readonly onward: readonly Onward[]
  readonly unclear?: string
}

/** Packets on their way to another device: `step` is the one that sends them. */
export interface Onward extends Pick<Leaf, 'set' | 'rewriting' | 'step' | 'fraction' | 'copied'> {
  readonly place: Place
}

/** What the device at the place makes of the set, by the same rules as `explore`, and no further. `copied`: they are copies already, made there. */
export function passDevice(
  model: NetworkModel,
  place: Place,
  set: PacketSet,
  outage: Outage,
  copied?: Copied,
): Passage {
  return new Explorer(model, outage, []).pass(place, set, copied)
}

class Explorer {
  private readonly leaves: Leaf[] = []
  private readonly copies: Leaf[] = []
  private readonly consulted = new Set<number>()
  private readonly visited = new Set<number>()
  /** Per node on the path: the states that the path so far leaves open. */
  private readonly chosen = new Map<number, Variants>()
  private unclear: string | undefined
  private steps = 0
  private readonly model: NetworkModel
  private readonly outage: Outage
  /** Where it is given, packets are not followed to the next device, but put here. */
  private readonly onward: Onward[] | undefined
  /** Where it is given, decisions are put here by the links that they asked for. */
  private readonly meetings: Map<number, Decision[]> | undefined
  private deciding: Decision | undefined

  constructor(model: NetworkModel, outage: Outage, onward?: Onward[], meetings?: Map<number, Decision[]>) {
    this.model = model
    this.outage = outage
    this.onward = onward
    this.meetings = meetings
  }

  pass(place: Place, set: PacketSet, copied: Copied | undefined): Passage {
    const { rewriting } = place
    this.visit(place, { set, rewriting, step: undefined, latency: 0, fraction: 1, ...(copied ? { copied } : {}) })
    const { leaves, copies, onward = [], unclear } = this
    return { leaves, copies, onward, ...(unclear === undefined ? {} : { unclear }) }
  }

  run(port: Port, set: PacketSet): Exploration {
    const { outage, consulted } = this
    if (port.link !== undefined) consulted.add(port.link)
    const latency = port.link === undefined ? 0 : this.latencyOf(port.link)
    const at = { set, rewriting: undefined, step: undefined, latency, fraction: 1 }
    if (port.link !== undefined && outage.linkDown[port.link]) this.end(at, port.device, 'dropped', 'link-down')
    else if (outage.scenario.downNodes.has(port.device)) this.end(at, port.device, 'dropped', 'node-down')
    else this.visit(this.model.placeAt(port.device, port.interface), at)
    return this.explored(port, set)
  }

  again(port: Port, decisions: readonly Decision[]): Exploration {
    for (const decision of decisions) this.decideAgain(decision)
    return this.explored(port, this.model.space.unionAll(decisions.map(({ at, act }) => act?.set ?? at.set)))
  }

  private explored(port: Port, set: PacketSet): Exploration {
    const { outage, leaves, copies, consulted, visited, unclear, meetings } = this
    this.model.note(visited)
    return {
      port,
      set,
      outage,
      leaves,
      copies,
      consulted,
      visited,
      ...(unclear === undefined ? {} : { unclear }),
      ...(meetings ? { meetings } : {}),
    }
  }

  /** The way up to the decision is as it was: its devices count as passed. */
  private decideAgain({ place, at, act, parent }: Decision): void {
    const passed: Step[] = []
    for (let step = at.step; step; step = step.before) passed.push(step)
    for (const { place: before, variants } of passed.reverse()) {
      before.isOnPath = true
      if (this.model.isMixed) this.chosen.set(before.node, variants)
    }
    this.deciding = parent
    if (act) {
      place.isOnPath = true
      if (this.model.isMixed) this.chosen.set(place.node, act.variants)
      this.act(act.action, place, act.variants, at, act.set)
      place.isOnPath = false
    } else this.visit(place, at)
    for (const { place: before } of passed) before.isOnPath = false
    this.chosen.clear()
  }

  private visit(place: Place, at: Front): void {
    if (this.model.space.isEmpty(at.set)) return
    if (place.isOnPath) return this.end(at, place.node, 'looped')
    if (++this.steps > stepBudget) {
      this.unclear ??= 'too many equal-cost paths to look at'
      return
    }
    this.visited.add(place.node)
    const { deciding } = this
    if (this.meetings) this.deciding = { place, at, parent: deciding }
    this.decide(place, at)
    this.deciding = deciding
  }

  private decide(place: Place, at: Front): void {
    const allowed = this.chosen.get(place.node)
    const split = this.model.split(place, at.set, allowed ?? this.model.variantsOf(place.node))
    if (split.isTooMuch)
      this.unclear ??= `${this.nameOf(place.node)} treats too many of the addresses apart that packets may have got`
    if (split.isUnclear) this.unclear ??= `rules of equal priority on ${this.nameOf(place.node)} disagree`
    place.isOnPath = true
    for (const { reason, set, variants } of split.drops)
      this.end(follow(at, set, { place, variants, before: at.step }), place.node, 'dropped', reason)
    for (const { out, set, rewriting, variants } of split.copies) {
      if (this.model.isMixed) this.chosen.set(place.node, variants)
      this.copy({ ...at, rewriting }, set, out, { place, out, rewriting, variants, before: at.step })
    }
    for (const { set, among, variants } of split.choosing)
      if (this.liveChoices(among).length === 0)
        this.end(follow(at, set, { place, variants, before: at.step }), place.node, 'dropped', 'no-live-next-hop')
    for (const { action, set, rewriting, chosen: made, share, variants } of split.pieces) {
      const part = made ? this.partOf(made) : 1
      if (part === 0) continue
      if (this.model.isMixed) this.chosen.set(place.node, variants)
      this.act(action, place, variants, { ...at, rewriting, fraction: at.fraction * share * part }, set)
    }
    place.isOnPath = false
    if (!this.model.isMixed) return
    if (allowed === undefined) this.chosen.delete(place.node)
    else this.chosen.set(place.node, allowed)
  }

  private act(action: Action, place: Place, variants: Variants, at: Front, set: PacketSet): void {
    const here = follow(at, set, { place, variants, before: at.step })
    if (action.kind === 'drop') return this.end(here, place.node, 'dropped', 'drop-route')
    if (action.kind === 'deliver') {
      for (const passed of this.filterOut(here, action.out, place, variants))
        this.handOver(passed, action.out, place.node)
      return
    }
    if (action.kind === 'replicate') return this.replicate(action.outs, here, place, variants)
    const { deciding } = this
    if (this.meetings) this.deciding = { place, at, act: { action, variants, set }, parent: deciding }
    this.forward(action.groups, here, place, variants)
    this.deciding = deciding
  }

  private forward(groups: readonly (readonly WayOut[])[], here: Front, place: Place, variants: Variants): void {
    const members = this.liveMembers(groups)
    if (members.length === 0) return this.end(here, place.node, 'dropped', 'no-live-next-hop')
    const share = { ...here, fraction: here.fraction / members.length }
    for (const out of members)
      for (const passed of this.filterOut(share, out, place, variants)) this.send(passed, out, place.node)
  }

  private consult(link: number): void {
    this.consulted.add(link)
    if (!this.meetings || !this.deciding) return
    const known = this.meetings.get(link)
    if (!known) this.meetings.set(link, [this.deciding])
    else if (known.at(-1) !== this.deciding) known.push(this.deciding)
  }

  /** The choices whose link is up; all links are consulted. */
  private liveChoices(among: readonly Choice[]): readonly Choice[] {
    for (const { link } of among) if (link !== undefined) this.consult(link)
    return among.filter(({ link }) => link === undefined || !this.outage.linkDown[link])
  }

  /** The part of the flows for which a device makes this choice: none where it is down. */
  private partOf({ choice, among }: Chosen): number {
    const live = this.liveChoices(among)
    if (!live.includes(choice)) return 0
    return choice.weight / live.reduce((sum, { weight }) => sum + weight, 0)
  }

  /** A copy is put on the link, past what filters say of the interface. */
  private copy(at: Front, set: PacketSet, out: WayOut, step: Step): void {
    if (!this.isLive(out)) return
    const copied: Copied = { by: 'mirror', node: step.place.node, step }
    this.send({ ...follow(at, set, step), copied }, out, step.place.node)
  }

  private replicate(outs: readonly WayOut[], here: Front, place: Place, variants: Variants): void {
    const live = outs.filter((out) => this.isLive(out))
    const { step } = here
    if (!step) return
    const copied: Copied = { by: 'group', node: place.node, step }
    if (live.length === 0) return this.end({ ...here, copied }, place.node, 'dropped', 'no-live-next-hop')
    for (const out of live)
      for (const passed of this.filterOut({ ...here, copied }, out, place, variants)) this.send(passed, out, place.node)
  }

  private isLive({ adjacency }: WayOut): boolean {
    if (!adjacency) return true
    this.consult(adjacency.link)
    return !this.outage.linkDown[adjacency.link]
  }

  /** The first group with a member that is up; every link up to there is consulted. */
  private liveMembers(groups: readonly (readonly WayOut[])[]): readonly WayOut[] {
    for (const members of groups) {
      for (const { adjacency } of members) if (adjacency) this.consult(adjacency.link)
      const live = members.filter(({ adjacency }) => !adjacency || !this.outage.linkDown[adjacency.link])
      if (live.length > 0) return live
    }
    return []
  }

  /** Rewrites sources and ends what the out filter denies; the rest has the way out on its path. */
  private filterOut(whole: Front, out: WayOut, place: Place, variants: Variants): Front[] {
    const { space } = this.model
    return this.translated(whole, out, place, variants).map((here) => {
      const step = { place, out, rewriting: here.rewriting, variants, before: here.step?.before }
      const permitted = asSent(space, out.permitted, here.rewriting)
      if (space.overlaps(here.set, asSent(space, out.unclear, here.rewriting)))
        this.unclear ??= `rules of equal priority on ${this.nameOf(place.node)} disagree`
      const denied = space.subtract(here.set, permitted)
      if (!space.isEmpty(denied)) this.end(follow(here, denied, step), place.node, 'dropped', 'out-filter')
      return follow(here, space.intersect(here.set, permitted), step)
    })
  }

  /** Cut by what becomes of the source where packets leave. */
  private translated(whole: Front, out: WayOut, place: Place, variants: Variants): Front[] {
    if (out.sources.length === 0) return this.apart(whole, [out.permitted, out.unclear])
    const { space } = this.model
    const rules = out.sources.map(({ matched }) => matched)
    return this.apart(whole, rules).flatMap((here) => {
      const parts: Front[] = []
      let rest = here.set
      for (const { matched, choices, isAnswer } of out.sources) {
        const set = space.intersect(rest, asSent(space, matched, here.rewriting))
        if (space.isEmpty(set)) continue
        rest = space.subtract(rest, set)
        if (this.liveChoices(choices).length === 0)
          this.end(
            follow(here, set, { place, variants, before: here.step?.before }),
            place.node,
            'dropped',
            'no-live-next-hop',
          )
        for (const choice of choices) {
          const part = this.partOf({ choice, among: choices })
          if (part === 0) continue
          const rewriting = choice.prefix
            ? rewritten(here.rewriting, chosen('source', choice, isAnswer))
            : here.rewriting
          parts.push({ ...here, set, rewriting, fraction: here.fraction * part })
        }
      }
      if (!space.isEmpty(rest)) parts.push({ ...here, set: rest })
      return parts.flatMap((part) => this.apart(part, [out.permitted, out.unclear]))
    })
  }

  /** Cut by what devices may have chosen, until each lies in the sets or not. */
  private apart(at: Front, matched: readonly PacketSet[]): Front[] {
    const rewritings = settled(this.model.space, at.rewriting, at.set, matched)
    if (!rewritings) this.unclear ??= 'devices choose among too many addresses to tell them apart'
    return (rewritings ?? []).map((rewriting) => ({
      ...at,
      rewriting,
      fraction: at.fraction / (rewritings?.length ?? 1),
    }))
  }

  private send(at: Front, out: WayOut, node: number): void {
    const { adjacency } = out
    if (!adjacency) return this.handOver(at, out, node)
    const onward = { ...at, latency: at.latency + this.latencyOf(adjacency.link) }
    if (this.model.index.isEnd[adjacency.neighbour]) return this.handOver(onward, out, adjacency.neighbour)
    const place = this.model.placeAt(adjacency.neighbour, adjacency.neighbourInterface, at.rewriting)
    if (!this.onward) this.visit(place, onward)
    else if (!this.model.space.isEmpty(at.set)) this.onward.push({ ...onward, place })
  }

  /** Delivered where the port leads to an owner of the destination; else in wrong hands. */
  private handOver(at: Front, out: WayOut, node: number): void {
    const { space, ownership } = this.model
    if (space.isEmpty(at.set)) return
    if (!out.port) {
      this.unclear ??= `interface ${out.interface} of ${this.nameOf(node)} leads nowhere`
      return this.end(at, node, 'dropped', 'not-connected')
    }
    const behind = ownership.behindPort[out.port.id] ?? space.empty
    if (at.copied) return this.end(at, node, 'received')
    for (const part of this.apart(at, [behind])) {
      const right = asSent(space, behind, part.rewriting)
      this.end({ ...part, set: space.intersect(part.set, right) }, node, 'delivered')
      this.end({ ...part, set: space.subtract(part.set, right) }, node, 'misdelivered')
    }
  }

  private end(at: Front, node: number, end: Leaf['end'], reason?: LeafDropReason): void {
    if (this.model.space.isEmpty(at.set)) return
    const list = at.copied ? this.copies : this.leaves
    list.push({ ...at, node, end, ...(reason === undefined ? {} : { reason }) })
  }

  private latencyOf(link: number): number {
    return this.model.index.links[link]?.latency ?? 0
  }

  private nameOf(node: number): string {
    return this.model.index.nodes[node]?.name ?? ''
  }
}

/** A set under way. */
export interface Front {
  /** As they were sent. */
  readonly set: PacketSet
  /** What devices have made of them. */
  readonly rewriting: Rewriting | undefined
  readonly step: Step | undefined
  readonly latency: number
  readonly fraction: number
  readonly copied?: Copied
}

const follow = (at: Front, set: PacketSet, step: Step): Front => ({
  set,
  rewriting: at.rewriting,
  step,
  latency: at.latency,
  fraction: at.fraction,
  ...(at.copied ? { copied: at.copied } : {}),
})

/** The devices and links of a leaf's path, in order. */
export function pathOf(leaf: Leaf): Step[] {
  const steps: Step[] = []
  for (let step = leaf.step; step; step = step.before) steps.push(step)
  return steps.reverse()
}

/** Links that a leaf's packets pass, each with the step that sends over it (absent: the host that sends them into the network). */
export function passedLinks(
  model: NetworkModel,
  port: Port,
  leaf: Leaf,
): { readonly step: Step | undefined; readonly directed: number }[] {
  const directed = directedLinksOf(model, port, leaf)
  const senders = pathOf(leaf).filter(({ out }) => out?.adjacency)
  const steps = directed.length > senders.length ? [undefined, ...senders] : senders
  return directed.map((link, i) => ({ step: steps[i], directed: link }))
}

/** Links that a leaf's packets pass, with the direction: `link × 2`, plus 1 from the link's second end to its first. */
export function directedLinksOf(model: NetworkModel, port: Port, leaf: Leaf): number[] {
  const directed = (link: number, from: number) =>
    link * 2 + (model.index.nodeId.get(model.index.links[link]?.ends[0].node ?? '') === from ? 0 : 1)
  const found: number[] = []
  if (!leaf.step) return found
  if (port.link !== undefined && port.end !== undefined) found.push(directed(port.link, port.end))
  for (const { place, out } of pathOf(leaf)) if (out?.adjacency) found.push(directed(out.adjacency.link, place.node))
  return found
}
