import type { Mirror, PacketSet, Port } from '@paranet/network'
import { foreignSources, mirrorsAt } from '@paranet/network'
import type { Exploration, Leaf } from './explore.js'
import type { NetworkModel } from './network-model.js'
import { headersOf } from './promises.js'

/** The packets of a mirror's class that enter at the port. */
export function mirrorClassAt(model: NetworkModel, mirror: Mirror, port: Port): PacketSet {
  const { space, index } = model
  const source = mirror.class.sources.find((one) => one.port === port.id)
  if (!source) return space.empty
  const own = space.intersect(headersOf(model, mirror.class), space.fromPrefixes('src', source.prefixes))
  return space.subtract(own, space.fromPrefixes('src', foreignSources(index, port)))
}

/** Mirrors that ask the device where the copy was made to give such copies to the host that has it. */
export const mirrorsAskingFor = (
  mirrors: readonly Mirror[],
  { port }: Exploration,
  { copied, node }: Leaf,
): Mirror[] =>
  copied?.by === 'mirror'
    ? mirrors.filter((mirror) => mirror.collector === node && mirrorsAt(mirror, copied.node, port.device))
    : []

/** Copies of the exploration that somebody gets, without those that the mirrors named are let make: they count as delivered. */
export function* copiesReceived(
  model: NetworkModel,
  mirrors: readonly Mirror[],
  exploration: Exploration,
): Generator<{ readonly leaf: Leaf; readonly set: PacketSet }> {
  const { space } = model
  for (const leaf of exploration.copies) {
    if (leaf.end !== 'received') continue
    const exempt = mirrorsAskingFor(mirrors, exploration, leaf).map((mirror) =>
      mirrorClassAt(model, mirror, exploration.port),
    )
    const set = space.subtract(leaf.set, space.unionAll(exempt))
    if (!space.isEmpty(set)) yield { leaf, set }
  }
}
