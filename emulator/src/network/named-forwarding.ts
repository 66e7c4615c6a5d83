import type { ContentName, InterestWalk, NamedDevice, TopologyIndex } from '@paranet/network'
import { walkInterest } from '@paranet/network'
import type { Channel } from '../link/channel.js'
import { channelFrom } from '../link/channel.js'
import { ContentStore } from '../device/content-store.js'
import type { FaultEffects } from '../faults/fault-effects.js'

/** What became of an Interest: its way, and the devices that kept the Data on its way back. */
export interface InterestTrace {
  readonly walk: InterestWalk
  readonly kept: readonly string[]
}

/** How a network forwards names: the content stores of its devices, which only Data that passes fills. */
export class NamedForwarding {
  readonly #stores = new Map<string, ContentStore>()

  /** Sends an Interest of a node. Where it is answered, the Data takes the way back and is kept where devices keep it. */
  ask({ index, effects, deviceAt, now }: NamedSurroundings, consumer: number, name: ContentName): InterestTrace {
    const holds = (node: string) => {
      const device = deviceAt(node)
      return device !== undefined && this.#storeOf(node).holds(device, name, now)
    }
    const context = { index, deviceAt, scenario: effects.scenario, holds }
    const { answered, lost } = walkInterest(context, consumer, name)
    const whole = answered.filter((one) => !isCut(index, effects, one))
    const walk = whole[0] ?? answered.map((one) => lostOn(index, effects, one))[0] ?? lost.at(-1)
    if (!walk) throw new TypeError('an Interest went nowhere')
    const kept = whole.flatMap((one) => this.#bringBack(one, deviceAt, name, now))
    return { walk: { ...walk, latency: walk.latency + delayOf(index, effects, walk) }, kept: [...new Set(kept)].sort() }
  }

  /** Nodes that are down have forgotten what they kept; devices that are gone too. */
  forget(index: TopologyIndex, { scenario }: FaultEffects): void {
    for (const node of this.#stores.keys()) {
      const id = index.nodeId.get(node)
      if (id === undefined || scenario.downNodes.has(id)) this.#stores.delete(node)
    }
  }

  /** How many packets a device keeps. */
  keptAt(node: string): number {
    return this.#stores.get(node)?.size ?? 0
  }

  #bringBack(
    { hops, end }: InterestWalk,
    deviceAt: NamedSurroundings['deviceAt'],
    name: ContentName,
    now: number,
  ): string[] {
    return hops.toReversed().flatMap(({ node }) => {
      const device = deviceAt(node)
      if (!device) return []
      const store = this.#storeOf(node)
      if (end.kind === 'kept' && end.node === node) {
        store.used(device, name)
        return []
      }
      return store.pass(device, name, now) ? [node] : []
    })
  }

  #storeOf(node: string): ContentStore {
    const store = this.#stores.get(node) ?? new ContentStore()
    this.#stores.set(node, store)
    return store
  }
}

/** What devices run and which are up, at one instant. */
export interface NamedSurroundings {
  readonly index: TopologyIndex
  readonly effects: FaultEffects
  readonly deviceAt: (node: string) => NamedDevice | undefined
  /** ms since 1970 */
  readonly now: number
}

/** The directions of links that the Interest takes; the Data takes the other ones. */
const channelsOf = (index: TopologyIndex, { hops }: InterestWalk): Channel[] =>
  hops.flatMap(({ node, link }) => {
    const id = link === undefined ? undefined : index.linkId.get(link)
    return id === undefined ? [] : [channelFrom(index, id, index.nodeId.get(node) ?? -1)]
  })

const isCutAt = ({ cut }: FaultEffects, channel: Channel): boolean =>
  cut.has(channel) || cut.has((channel ^ 1) as Channel)

/** Whether a link of the way swallows the Interest or the Data, and nobody notices. */
const isCut = (index: TopologyIndex, effects: FaultEffects, walk: InterestWalk): boolean =>
  channelsOf(index, walk).some((channel) => isCutAt(effects, channel))

/** The way up to the first link that swallows. */
function lostOn(index: TopologyIndex, effects: FaultEffects, walk: InterestWalk): InterestWalk {
  const at = walk.hops.findIndex((_, i) => isCut(index, effects, { ...walk, hops: walk.hops.slice(0, i + 1) }))
  const hops = walk.hops.slice(0, at + 1)
  return { ...walk, hops, end: { kind: 'lost', node: hops.at(-1)?.node ?? '', reason: 'link-down' } }
}

const delayOf = (index: TopologyIndex, { delay }: FaultEffects, walk: InterestWalk): number =>
  channelsOf(index, walk).reduce((sum, channel) => sum + (delay.get(channel) ?? 0), 0)
