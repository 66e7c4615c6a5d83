import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kindsTaking } from '@paranet/compiler'
import type { Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'

/** The network where none is named. */
export const geantFile = join(
  fileURLToPath(new URL('../../', import.meta.url)),
  'examples',
  'geant',
  'Geant2012.graphml',
)

/** The same network with the targets given to its devices by turns that take whatever the mixture of intents needs of a device on the way. */
export function withAllTargets(topology: Topology): Topology {
  const kinds = kindsTaking(['route', 'policy-route', 'filter', 'mark', 'policer'])
  const { isEnd } = indexTopology(topology)
  let devices = 0
  const turn = () => kinds[devices++ % kinds.length] ?? 'emulated'
  return { ...topology, nodes: topology.nodes.map((node, id) => (isEnd[id] ? node : { ...node, target: turn() })) }
}
