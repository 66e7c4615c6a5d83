import type {
  EntryKey,
  FlowIntent,
  Intent,
  PacketSet,
  PolicyRouteEntry,
  QueueEntry,
  RouteAction,
} from '@paranet/network'
import { canonicalJson, entryKey } from '@paranet/network'
import type { DeviceModel, FirstMatch } from '../engine/device-model.js'
import { bothVariants } from '../engine/network-model.js'
import type { Proof } from '../engine/proof.js'
import type { Verdict } from '../verdict.js'

/** A flow is installed where each of its devices has an entry with exactly its match and action, and no entry before it takes packets of it
 *  another way. What a higher place in the device's own order takes is `lost` to its owner; anything else that comes first violates it.
 *  Filters are left aside: a flow permits nothing. One that is only asserted loses nothing to anybody: whatever comes first violates it. */
export function flowVerdict(
  proof: Proof,
  flow: FlowIntent,
  intents: readonly Intent[],
  { isAsserted = false } = {},
): Verdict {
  const verdict: Verdict = { intent: flow.id, property: 'installed', verdict: 'holds', coverage: 'full' }
  let lost: Verdict['lost']
  for (const device of flow.at) {
    const node = proof.model.index.nodeId.get(device) ?? -1
    for (const model of proof.model.modelsOf(node, bothVariants)) {
      const found = new FlowCheck(proof, flow, isAsserted ? undefined : intents, device, node, model).run()
      if (found.wrong) return { ...verdict, verdict: 'violated', ...found.wrong }
      lost ??= found.lost
    }
  }
  return lost ? { ...verdict, coverage: 'partial', lost } : verdict
}

interface Found {
  readonly wrong?: Pick<Verdict, 'reason' | 'packet' | 'ingress' | 'hops'>
  readonly lost?: NonNullable<Verdict['lost']>
}

class FlowCheck {
  readonly #proof: Proof
  readonly #flow: FlowIntent
  /** Absent: nothing is lost to them. */
  readonly #intents: readonly Intent[] | undefined
  readonly #device: string
  readonly #node: number
  readonly #model: DeviceModel
  readonly #matched: PacketSet

  constructor(
    proof: Proof,
    flow: FlowIntent,
    intents: readonly Intent[] | undefined,
    device: string,
    node: number,
    model: DeviceModel,
  ) {
    this.#proof = proof
    this.#flow = flow
    this.#intents = intents
    this.#device = device
    this.#node = node
    this.#model = model
    const { inInterface: _, ...match } = flow.match
    this.#matched = proof.model.space.fromMatch(match)
  }

  run(): Found {
    const { action } = this.#flow
    let lost: Found['lost']
    for (const inInterface of this.#inInterfaces()) {
      const found = action.kind === 'queue' ? {} : this.#way(inInterface)
      if (found.wrong) return found
      lost ??= found.lost
      if (action.kind === 'drop' || action.queue === undefined) continue
      for (const out of this.#outs()) {
        const queued = this.#queue(action.queue, out, inInterface)
        if (queued.wrong) return queued
        lost ??= queued.lost
      }
    }
    return lost ? { lost } : {}
  }

  #way(inInterface: string): Found {
    const isOwn = (entry: PolicyRouteEntry) => this.#isExact(entry) && this.#does(entry.action)
    const doing = this.#flow.action.kind === 'drop' ? 'drops' : 'sends'
    const rules = this.#model.policyRoutesAt(inInterface)
    return this.#judge('policy-route', rules, isOwn, ({ action }) => this.#does(action), inInterface, doing)
  }

  #queue(name: string, out: string, inInterface: string): Found {
    const isOwn = (entry: QueueEntry) => this.#isExact(entry) && entry.class === name
    const isAlike = (entry: QueueEntry) => entry.class === name
    return this.#judge('queue', this.#model.queuesAt(out, inInterface), isOwn, isAlike, inInterface, 'queues')
  }

  /** `rules`: in the order of the device. Those of them that do the same may come first. */
  #judge<Rule extends PolicyRouteEntry | QueueEntry>(
    kind: 'policy-route' | 'queue',
    rules: readonly FirstMatch<Rule>[],
    isOwn: (entry: Rule) => boolean,
    isAlike: (entry: Rule) => boolean,
    inInterface: string,
    doing: string,
  ): Found {
    const { space } = this.#proof.model
    const own = rules.find(({ entry }) => isOwn(entry))?.entry
    if (!own) {
      const what = `${this.#device} has no entry that ${doing} exactly these packets so`
      return { wrong: this.#shown(this.#matched, inInterface, what, []) }
    }
    let lost: Found['lost']
    for (const { entry, set } of rules) {
      const taken = space.intersect(this.#matched, set)
      if (isAlike(entry) || space.isEmpty(taken)) continue
      const key = entryKey({ kind, ...entry } as Parameters<typeof entryKey>[0])
      const owners = this.#proof.ledger?.get(this.#device)?.get(key) ?? []
      if (entry.priority > own.priority && this.#isRival(owners))
        lost ??= { to: owners[0] ?? key, packet: space.sample(taken) }
      else return { wrong: this.#shown(taken, inInterface, `${this.#device} has "${key}" before it`, [key]) }
    }
    return lost ? { lost } : {}
  }

  /** Whether an intent of higher priority owns the entry. Without a ledger nobody knows, and its place on the device has to do. */
  #isRival(owners: readonly string[]): boolean {
    if (!this.#intents) return false
    return !this.#proof.ledger || owners.some((owner) => this.#priorityOf(owner) > this.#flow.priority)
  }

  #priorityOf(id: string): number {
    const intent = this.#intents?.find((one) => one.id === id)
    if (!intent) return -1
    return intent.kind === 'assert' ? intent.asserts.priority : intent.priority
  }

  #isExact({ match, inInterface }: PolicyRouteEntry | QueueEntry): boolean {
    const { inInterface: asked, ...wanted } = this.#flow.match
    return inInterface === asked && canonicalJson(match) === canonicalJson(wanted)
  }

  #does(action: RouteAction): boolean {
    const { action: asked } = this.#flow
    if (asked.kind === 'drop' || action.kind === 'drop') return asked.kind === action.kind
    if (action.kind === 'deliver') return asked.kind === 'output' && asked.interface === action.interface
    const [members = [], ...backups] = action.groups
    return (
      backups.length === 0 &&
      [...members]
        .map((hop) => hop.interface)
        .sort()
        .join() === this.#outs().join()
    )
  }

  /** Interfaces that the action leaves by; of a queue alone, all that lead to links and out of the network. */
  #outs(): string[] {
    const { action } = this.#flow
    const { index } = this.#proof.model
    if (action.kind === 'output') return [action.interface]
    const adjacent = index.adjacency[this.#node] ?? []
    if (action.kind === 'via') {
      const neighbour = index.nodeId.get(action.node)
      return adjacent
        .filter((one) => one.neighbour === neighbour)
        .map((one) => one.interface)
        .sort()
    }
    const exits = index.ports.filter((port) => port.device === this.#node && port.kind === 'external')
    return [...adjacent.map((one) => one.interface), ...exits.map((port) => port.interface)].sort()
  }

  /** The interface asked for, or all by which packets can come in. */
  #inInterfaces(): string[] {
    const { inInterface } = this.#flow.match
    if (inInterface !== undefined) return [inInterface]
    const { index } = this.#proof.model
    const own = index.ports.filter((port) => port.device === this.#node).map((port) => port.interface)
    return [...new Set([...own, ...(index.adjacency[this.#node] ?? []).map((one) => one.interface)])].sort()
  }

  #shown(
    set: PacketSet,
    inInterface: string,
    reason: string,
    entries: readonly EntryKey[],
  ): NonNullable<Found['wrong']> {
    const owners = entries.flatMap((key) => this.#proof.ledger?.get(this.#device)?.get(key) ?? [])
    return {
      reason,
      packet: this.#proof.model.space.sample(set),
      ingress: { node: this.#device, interface: inInterface },
      hops: [{ node: this.#device, inInterface, entries, owners }],
    }
  }
}
