import type { EntryKey, OwnerLedger, PacketSet, Port } from '@paranet/network'
import { emptyDeviceState } from '@paranet/network'
import type { Copied, Leaf, LeafDropReason, Onward } from '../engine/explore.js'
import { passDevice } from '../engine/explore.js'
import type { NetworkModel, Place } from '../engine/network-model.js'
import type { Outage } from '../engine/outage.js'
import type { Rewriting } from '../engine/rewriting.js'
import type {
  ClassBranch,
  ClassEnd,
  ClassEntry,
  ClassNode,
  ClassPart,
  ClassTrace,
  DecidingEntry,
  RewrittenHeader,
  TracedClass,
} from './class-trace.js'
import { DecidingEntries } from './deciding-entries.js'

/** What bounds a trace. */
export interface TraceBounds {
  /** Devices with a part of the class, equal subtrees once. */
  readonly nodes: number
  /** Boxes of one class. */
  readonly boxes: number
}

/** One thing that a device does with some packets. */
interface Outcome {
  readonly set: PacketSet
  readonly share: number
  readonly rewriting: Rewriting | undefined
  readonly step: Leaf['step']
  /** Made here: how. */
  readonly copied: Copied | undefined
  readonly end: Onward | Leaf
}

/** Follows sets from device to device. A subtree in which nothing loops is the same on whatever path packets come to it (a loop through the path would
 *  come back to the subtree's own places), so that it is made once for a place and a set. */
export class ClassTracer {
  readonly #model: NetworkModel
  readonly #outage: Outage
  readonly #ledger: OwnerLedger | undefined
  readonly #bounds: TraceBounds
  readonly #nodes: ClassNode[] = []
  readonly #known = new Map<string, ClassEnd>()
  readonly #equal = new Map<string, number>()
  readonly #deciding = new Map<number, DecidingEntries>()
  readonly #places = new Map<Place, number>()
  readonly #path = new Set<Place>()
  #visits = 0
  #loops = 0
  #reason: string | undefined

  constructor(model: NetworkModel, outage: Outage, ledger: OwnerLedger | undefined, bounds: TraceBounds) {
    this.#model = model
    this.#outage = outage
    this.#ledger = ledger
    this.#bounds = bounds
  }

  trace(starts: readonly { readonly port: Port; readonly set: PacketSet }[]): ClassTrace {
    const entries = starts.map(({ port, set }) => this.#entry(port, set))
    return {
      entries,
      nodes: this.#nodes,
      isWhole: this.#reason === undefined,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    }
  }

  #entry(port: Port, set: PacketSet): ClassEntry {
    const node = this.#nameOf(port.device)
    const dropped = (reason: LeafDropReason): ClassEnd => ({ kind: 'dropped', node, reason })
    const { linkDown, scenario } = this.#outage
    const to =
      port.link !== undefined && linkDown[port.link]
        ? dropped('link-down')
        : scenario.downNodes.has(port.device)
          ? dropped('node-down')
          : this.#visit(this.#model.placeAt(port.device, port.interface), set, undefined)
    const from = port.end === undefined ? {} : { from: this.#nameOf(port.end) }
    return { node, interface: port.interface, ...from, class: this.#described(set), to }
  }

  #visit(place: Place, set: PacketSet, copied: Copied | undefined): ClassEnd {
    const node = this.#nameOf(place.node)
    if (this.#path.has(place)) {
      this.#loops++
      return { kind: 'looped', node }
    }
    const key = `${this.#idOf(place)} ${set} ${copied !== undefined}`
    const known = this.#known.get(key)
    if (known) return known
    if (++this.#visits > this.#bounds.nodes) {
      this.#reason ??= `more than ${this.#bounds.nodes} devices on the ways of different parts`
      return { kind: 'cut', node }
    }
    const loops = this.#loops
    this.#path.add(place)
    const parts = this.#partsAt(place, set, copied)
    this.#path.delete(place)
    const end: ClassEnd = { kind: 'device', id: this.#add(place, set, copied !== undefined, parts) }
    if (loops === this.#loops) this.#known.set(key, end)
    return end
  }

  #add(place: Place, set: PacketSet, isCopy: boolean, parts: readonly ClassPart[]): number {
    const key = `${this.#idOf(place)} ${set} ${isCopy} ${JSON.stringify(parts)}`
    const equal = this.#equal.get(key)
    if (equal !== undefined) return equal
    const id = this.#nodes.length
    const rewritten = headerOf(place.rewriting)
    this.#nodes.push({
      id,
      node: this.#nameOf(place.node),
      inInterface: place.inInterface,
      ...(rewritten ? { rewritten } : {}),
      ...(isCopy ? { isCopy } : {}),
      class: this.#described(set),
      parts,
    })
    this.#equal.set(key, id)
    return id
  }

  #partsAt(place: Place, set: PacketSet, copied: Copied | undefined): ClassPart[] {
    const passage = passDevice(this.#model, place, set, this.#outage, copied)
    this.#reason ??= passage.unclear
    const outcomes = [...passage.onward, ...passage.leaves, ...passage.copies].map(
      (end): Outcome => ({
        set: end.set,
        share: end.fraction,
        rewriting: end.rewriting,
        step: end.step,
        copied: end.copied === copied ? undefined : end.copied,
        end,
      }),
    )
    return this.#cut(set, outcomes).map((part) => this.#partOf(place, part, outcomes, copied))
  }

  /** The set cut into parts that each outcome holds or does not. */
  #cut(set: PacketSet, outcomes: readonly Outcome[]): PacketSet[] {
    const { space } = this.#model
    let parts = [set]
    for (const own of new Set(outcomes.map((outcome) => outcome.set)))
      parts = parts.flatMap((part) =>
        [space.intersect(part, own), space.subtract(part, own)].filter((one) => !space.isEmpty(one)),
      )
    return parts
  }

  #partOf(place: Place, part: PacketSet, outcomes: readonly Outcome[], copied: Copied | undefined): ClassPart {
    const its = outcomes.filter((outcome) => this.#model.space.overlaps(outcome.set, part))
    const branches = merged(
      its.filter((outcome) => !outcome.copied).map((one) => this.#branch(place, part, one, copied)),
    )
    const copies = merged(
      its.filter((outcome) => outcome.copied).map((one) => this.#branch(place, part, { ...one, share: 1 }, one.copied)),
    )
    const keys = this.#decidingAt(place.node).arriving(part, place.inInterface, place.rewriting)
    return {
      class: this.#described(part),
      entries: this.#owned(place.node, keys),
      branches,
      ...(copies.length === 0 ? {} : { copies }),
    }
  }

  #branch(place: Place, part: PacketSet, outcome: Outcome, copied: Copied | undefined): ClassBranch {
    const { end, rewriting, share, step } = outcome
    const out = step?.out
    const link = out?.adjacency && this.#model.index.links[out.adjacency.link]?.id
    const rewritten = rewriting?.key === place.rewriting?.key ? undefined : headerOf(rewriting)
    return {
      share,
      ...(out ? { outInterface: out.interface } : {}),
      ...(link === undefined ? {} : { link }),
      entries: out ? this.#owned(place.node, this.#leavingKeys(place, part, outcome, out.interface)) : [],
      ...(rewritten ? { rewritten } : {}),
      to: 'place' in end ? this.#visit(end.place, part, copied) : this.#endOf(end),
    }
  }

  #leavingKeys(place: Place, part: PacketSet, { rewriting, copied }: Outcome, out: string): EntryKey[] {
    const deciding = this.#decidingAt(place.node)
    return copied?.by === 'mirror'
      ? deciding.copying(part, place.inInterface, out, rewriting)
      : deciding.leaving(part, place.inInterface, out, place.rewriting, rewriting)
  }

  #endOf({ end, node, reason }: Leaf): ClassEnd {
    const name = this.#nameOf(node)
    if (end === 'looped') this.#loops++
    return end === 'dropped' ? { kind: end, node: name, reason: reason ?? 'no-route' } : { kind: end, node: name }
  }

  #decidingAt(node: number): DecidingEntries {
    let known = this.#deciding.get(node)
    if (!known) {
      const { index, space } = this.#model
      const isUp = (name: string) => {
        const adjacency = index.adjacencyByInterface[node]?.get(name)
        return !adjacency || !this.#outage.linkDown[adjacency.link]
      }
      known = new DecidingEntries(space, this.#model.stateOf(node, 1) ?? emptyDeviceState(this.#nameOf(node)), isUp)
      this.#deciding.set(node, known)
    }
    return known
  }

  #owned(node: number, keys: readonly EntryKey[]): DecidingEntry[] {
    const owners = this.#ledger?.get(this.#nameOf(node))
    return keys.map((key) => ({ key, owners: owners?.get(key) ?? [] }))
  }

  #described(set: PacketSet): TracedClass {
    const { space } = this.#model
    return { example: space.sample(set), ...space.boxes(set, this.#bounds.boxes) }
  }

  #idOf(place: Place): number {
    let id = this.#places.get(place)
    if (id === undefined) this.#places.set(place, (id = this.#places.size))
    return id
  }

  #nameOf(node: number): string {
    return this.#model.index.nodes[node]?.name ?? ''
  }
}

/** Branches that go one way count as one. */
function merged(branches: readonly ClassBranch[]): ClassBranch[] {
  const byWay = new Map<string, ClassBranch>()
  for (const { share, ...way } of branches) {
    const key = JSON.stringify(way)
    byWay.set(key, { share: (byWay.get(key)?.share ?? 0) + share, ...way })
  }
  return [...byWay.values()]
}

function headerOf(rewriting: Rewriting | undefined): RewrittenHeader | undefined {
  if (!rewriting) return undefined
  const { dscp, src, dst } = rewriting
  return {
    ...(dscp === undefined ? {} : { dscp }),
    ...(src === undefined ? {} : { src }),
    ...(dst === undefined ? {} : { dst }),
  }
}
