import type { Channel } from '../link/channel.js'
import type { Flow } from '../protocol/messages.js'
import { ratesOf } from './way-rates.js'
import type { Way } from './route-flow.js'

export interface RoutedFlow {
  readonly flow: Flow
  readonly ways: readonly Way[]
}

/** What one way carries, bit/s. */
export interface WayLoad {
  readonly flow: Flow
  readonly way: Way
  /** What its sender offers, what leaves it, and what arrives. */
  readonly offered: number
  readonly sent: number
  readonly delivered: number
}

export interface Loads {
  readonly ways: readonly WayLoad[]
  /** bit/s per channel */
  readonly carried: ReadonlyMap<Channel, number>
  /** Part of what arrives at a channel that is lost there, 0–1. */
  readonly lost: ReadonlyMap<Channel, number>
}

export const noLoads: Loads = { ways: [], carried: new Map(), lost: new Map() }

/** Fluid loads of all flows: fair rates over channels, queues and policers (`ratesOf`), then what lossy links take away on the way. What a flow
 *  does not get is lost at the first channel on its way that is full, or whose queue of the flow is; what a policer takes is lost on no link. */
export function loadsOf(
  flows: readonly RoutedFlow[],
  capacityOf: (channel: Channel) => number,
  lossOf: (channel: Channel) => number,
): Loads {
  const offers = flows.flatMap(({ flow, ways }) =>
    ways.map((way) => ({ flow, way, offered: flow.bitsPerSecond * way.share })),
  )
  const rates = ratesOf(offers, capacityOf)
  const parts = offers.map((offer, i) => ({ ...offer, sent: rates[i] ?? 0 }))
  const sums = sentPerChannel(parts)
  const queued = sentPerQueue(parts)
  const isFull = (way: Way, channel: Channel, at: number) => {
    const queue = way.queues[at]
    const inQueue = queue?.max === undefined ? 0 : (queued.get(`${channel} ${queue.class}`) ?? 0) / queue.max
    return Math.max((sums.get(channel) ?? 0) / capacityOf(channel), inQueue) >= 1 - 1e-6
  }
  const carried = new Map<Channel, number>()
  const overflow = new Map<Channel, number>()
  const ways = parts.map((part): WayLoad => {
    let rate = part.sent
    for (const channel of part.way.channels) {
      add(carried, channel, rate)
      rate *= 1 - lossOf(channel)
    }
    const bottleneck =
      part.offered - part.sent > part.offered * 1e-9
        ? part.way.channels.find((channel, at) => isFull(part.way, channel, at))
        : undefined
    if (bottleneck !== undefined) add(overflow, bottleneck, part.offered - part.sent)
    return { ...part, delivered: isArrived(part.way) ? rate : 0 }
  })
  const lost = new Map<Channel, number>()
  for (const [channel, rate] of carried) {
    const over = overflow.get(channel) ?? 0
    lost.set(channel, 1 - (over > 0 ? rate / (rate + over) : 1) * (1 - lossOf(channel)))
  }
  return { ways, carried, lost }
}

/** What members of a group get is delivered to them; what a mirror sends is delivered to nobody. */
const isArrived = ({ end, copy }: Way): boolean => end === 'delivered' || (end === 'received' && copy === 'group')

function sentPerChannel(parts: readonly { readonly way: Way; readonly sent: number }[]): Map<Channel, number> {
  const sums = new Map<Channel, number>()
  for (const { way, sent } of parts) for (const channel of way.channels) add(sums, channel, sent)
  return sums
}

/** bit/s by channel and class. */
function sentPerQueue(parts: readonly { readonly way: Way; readonly sent: number }[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { way, sent } of parts)
    for (const [at, channel] of way.channels.entries()) {
      const name = way.queues[at]?.class
      const key = `${channel} ${name}`
      if (name !== undefined) sums.set(key, (sums.get(key) ?? 0) + sent)
    }
  return sums
}

const add = (sums: Map<Channel, number>, channel: Channel, value: number): void =>
  void sums.set(channel, (sums.get(channel) ?? 0) + value)
