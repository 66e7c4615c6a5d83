import type { GeoDelivery, GeoHeader, GeoTarget, GeoWalk, PlacedDevice, TopologyIndex } from '@paranet/network'
import { geoPacket, walkGeo } from '@paranet/network'
import { channelFrom } from '../link/channel.js'
import type { FaultEffects } from '../faults/fault-effects.js'
import { EmulatorError } from '../protocol/messages.js'

/** What devices run and which are up, at one instant. */
export interface PlacedSurroundings {
  readonly index: TopologyIndex
  readonly effects: FaultEffects
  readonly deviceAt: (node: string) => PlacedDevice | undefined
}

/** Sends a packet of a node to the place of another one, or of an area. Links that swallow packets while they are up are noticed by nobody. */
export function sendToPlace(
  { index, effects, deviceAt }: PlacedSurroundings,
  source: number,
  to: GeoTarget,
  header: GeoHeader,
): GeoWalk {
  const packet = geoPacket(index, to, header)
  if (!packet) throw new EmulatorError('not-found', 'nobody has said where that is')
  const swallows = (node: number, link: number) => effects.cut.has(channelFrom(index, link, node))
  const walk = walkGeo({ index, scenario: effects.scenario, deviceAt, swallows }, source, packet)
  return { ...walk, deliveries: walk.deliveries.map((one) => delayed(index, effects, one)) }
}

function delayed(index: TopologyIndex, { delay }: FaultEffects, delivery: GeoDelivery): GeoDelivery {
  const more = delivery.links.reduce((sum, link, i) => {
    const [id, node] = [index.linkId.get(link) ?? -1, index.nodeId.get(delivery.nodes[i] ?? '') ?? -1]
    return sum + (delay.get(channelFrom(index, id, node)) ?? 0)
  }, 0)
  return { ...delivery, latency: delivery.latency + more }
}
