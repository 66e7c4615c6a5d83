import type { Flow } from '../protocol/messages.js'
import { maxMinRates } from './max-min.js'
import type { Channel, Way } from './route-flow.js'

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

/** Fluid loads of all flows: max-min fair rates over the channels, then what lossy links take away on the way. */
export function loadsOf(
  flows: readonly RoutedFlow[],
  capacityOf: (channel: Channel) => number,
  lossOf: (channel: Channel) => number,
): Loads {
  const parts = flows.flatMap(({ flow, ways }) =>
    ways.map((way) => ({ flow, way, offered: flow.bitsPerSecond * way.share })),
  )
  const rates = maxMinRates(
    parts.map(({ offered, way }) => ({ demand: offered, channels: way.channels })),
    capacityOf,
  )
  const carried = new Map<Channel, number>()
  const wanted = new Map<Channel, number>()
  const ways = parts.map(({ flow, way, offered }, i): WayLoad => {
    const sent = rates[i] ?? 0
    let rate = sent
    for (const channel of way.channels) {
      add(carried, channel, rate)
      add(wanted, channel, offered)
      rate *= 1 - lossOf(channel)
    }
    return { flow, way, offered, sent, delivered: way.end === 'delivered' ? rate : 0 }
  })
  const lost = new Map<Channel, number>()
  for (const [channel, want] of wanted) {
    const capacity = capacityOf(channel)
    const overflow = want > capacity ? 1 - capacity / want : 0
    lost.set(channel, 1 - (1 - overflow) * (1 - lossOf(channel)))
  }
  return { ways, carried, lost }
}

const add = (sums: Map<Channel, number>, channel: Channel, value: number): void =>
  void sums.set(channel, (sums.get(channel) ?? 0) + value)
