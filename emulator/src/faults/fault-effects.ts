import type { Scenario, TopologyIndex } from '@paranet/network'
import { type Channel, channelFrom } from '../link/channel.js'
import { type ActiveFault, EmulatorError, type Fault } from '../protocol/messages.js'
import { isActing } from './fault-times.js'

/** What the faults that are set do to links, nodes and devices at one moment. */
export interface FaultEffects {
  readonly scenario: Scenario
  /** µs added, per direction of a link. */
  readonly delay: ReadonlyMap<Channel, number>
  /** 0–1, per direction of a link: what it loses by itself, and what faults take of the rest. */
  readonly loss: ReadonlyMap<Channel, number>
  /** Directions in which nothing passes, while the link is up for both its ends. */
  readonly cut: ReadonlySet<Channel>
  /** Nodes whose management does not answer: down, or dead. */
  readonly unreachable: ReadonlySet<string>
  /** Devices that die once they have staged something. */
  readonly diesAfterStage: ReadonlySet<string>
  readonly refusesStage: ReadonlySet<string>
  readonly refusesCommit: ReadonlySet<string>
  /** ms until a device acts and answers; infinite where it never does. */
  readonly slow: ReadonlyMap<string, number>
  readonly partialCommit: ReadonlyMap<string, PartialCommit>
  /** ms by which a device's clock runs ahead. */
  readonly skew: ReadonlyMap<string, number>
}

/** How a commit goes wrong: after so many entries of the change; and whether the device says so. */
export interface PartialCommit {
  readonly entries: number
  readonly lies: boolean
}

/** The effects at a time (ms since 1970). */
export function effectsOf(index: TopologyIndex, faults: readonly ActiveFault[], at: number): FaultEffects {
  const effects = new EffectSums(index)
  for (const fault of faults) if (isActing(fault, at)) effects.add(fault)
  return effects
}

class EffectSums implements FaultEffects {
  readonly scenario = { downLinks: new Set<number>(), downNodes: new Set<number>() }
  readonly delay = new Map<Channel, number>()
  readonly loss = new Map<Channel, number>()
  readonly cut = new Set<Channel>()
  readonly unreachable = new Set<string>()
  readonly diesAfterStage = new Set<string>()
  readonly refusesStage = new Set<string>()
  readonly refusesCommit = new Set<string>()
  readonly slow = new Map<string, number>()
  readonly partialCommit = new Map<string, PartialCommit>()
  readonly skew = new Map<string, number>()
  readonly #index: TopologyIndex

  constructor(index: TopologyIndex) {
    this.#index = index
    for (const [id, { loss }] of index.links.entries())
      if (loss !== undefined) for (const channel of [2 * id, 2 * id + 1]) this.loss.set(channel, loss)
  }

  add(fault: Fault): void {
    if ('link' in fault) this.#addToLink(fault)
    else this.#addToNode(fault)
  }

  #addToLink(fault: Extract<Fault, { link: string }>): void {
    const link = this.#index.linkId.get(fault.link)
    if (link === undefined) return
    const from = 'from' in fault ? fault.from : undefined
    const channels = from === undefined ? [2 * link, 2 * link + 1] : [this.#channelFrom(link, from)]
    if (fault.kind === 'link-flap') this.scenario.downLinks.add(link)
    else if (fault.kind === 'link-down') {
      if (from === undefined) this.scenario.downLinks.add(link)
      else for (const channel of channels) this.cut.add(channel)
    } else if (fault.kind === 'link-delay') {
      for (const channel of channels) this.delay.set(channel, (this.delay.get(channel) ?? 0) + fault.microseconds)
    } else
      for (const channel of channels)
        this.loss.set(channel, 1 - (1 - (this.loss.get(channel) ?? 0)) * (1 - fault.fraction))
  }

  #addToNode(fault: Extract<Fault, { node: string }>): void {
    const { kind, node } = fault
    if (kind === 'node-down' || kind === 'node-flap') {
      const id = this.#index.nodeId.get(node)
      if (id !== undefined) this.scenario.downNodes.add(id)
    }
    if (kind === 'node-down' || kind === 'node-flap') this.unreachable.add(node)
    else if (kind === 'die-after-stage') (fault.armed ? this.diesAfterStage : this.unreachable).add(node)
    else if (kind === 'refuse-stage') this.refusesStage.add(node)
    else if (kind === 'refuse-commit') this.refusesCommit.add(node)
    else if (kind === 'slow-device')
      this.slow.set(node, Math.max(this.slow.get(node) ?? 0, fault.ms ?? Number.POSITIVE_INFINITY))
    else if (kind === 'partial-commit')
      this.partialCommit.set(node, { entries: fault.entries, lies: fault.lies ?? false })
    else if (kind === 'clock-skew') this.skew.set(node, (this.skew.get(node) ?? 0) + fault.ms)
  }

  #channelFrom(link: number, from: string): Channel {
    return channelFrom(this.#index, link, this.#index.nodeId.get(from) ?? -1)
  }
}

/** Refuses a fault of something that the network does not have; `path` in the error's data says which field is meant. */
export function checkFault(index: TopologyIndex, fault: Fault): void {
  const refuse = (path: string, message: string) => new EmulatorError('not-found', message, { path: `/fault${path}` })
  if ('link' in fault) {
    const link = index.links[index.linkId.get(fault.link) ?? -1]
    if (!link) throw refuse('/link', `no link ${fault.link}`)
    const from = 'from' in fault ? fault.from : undefined
    if (from !== undefined && !link.ends.some(({ node }) => node === from))
      throw refuse('/from', `${from} is no end of ${fault.link}`)
    return
  }
  const id = index.nodeId.get(fault.node)
  if (id === undefined) throw refuse('/node', `no node ${fault.node}`)
  if (fault.kind !== 'node-down' && fault.kind !== 'node-flap' && index.isEnd[id])
    throw refuse('/node', `${fault.node} is a host: it has no state`)
}
