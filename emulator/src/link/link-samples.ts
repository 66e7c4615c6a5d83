import type { TopologyIndex } from '@paranet/network'
import { isLinkUp } from '@paranet/network'
import type { FaultEffects } from '../faults/fault-effects.js'
import type { Telemetry } from '../protocol/messages.js'
import { packetBytes } from '../traffic/counters.js'
import type { Loads } from '../traffic/loads.js'
import type { Channel } from './channel.js'

/** Every link as telemetry shows it, in the order of the topology. `bytes`: since the start, per channel. */
export function linkSamples(
  index: TopologyIndex,
  effects: FaultEffects,
  { carried, lost }: Loads,
  bytes: ReadonlyMap<Channel, number>,
): Telemetry['links'] {
  return index.links.map((link, id) => {
    const both = (of: (channel: Channel) => number): [number, number] => [of(2 * id), of(2 * id + 1)]
    const rate = (channel: Channel) => Math.round(carried.get(channel) ?? 0)
    return {
      id: link.id,
      up: isLinkUp(index, effects.scenario, id),
      bitsPerSecond: both(rate),
      utilisation: both((channel) => rate(channel) / link.bandwidth),
      lossFraction: both((channel) =>
        effects.cut.has(channel) ? 1 : (lost.get(channel) ?? effects.loss.get(channel) ?? 0),
      ),
      latency: link.latency + Math.max(...both((channel) => effects.delay.get(channel) ?? 0)),
      packets: both((channel) => Math.round((bytes.get(channel) ?? 0) / packetBytes)),
      bytes: both((channel) => Math.round(bytes.get(channel) ?? 0)),
    }
  })
}
