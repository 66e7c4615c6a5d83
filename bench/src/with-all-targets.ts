import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { targetKinds } from '@paranet/compiler'
import type { Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'

/** The network where none is named. */
export const geantFile = join(
  fileURLToPath(new URL('../../', import.meta.url)),
  'examples',
  'geant',
  'Geant2012.graphml',
)

/** The same network with the targets that there are given to its devices by turns. */
export function withAllTargets(topology: Topology): Topology {
  const { isEnd } = indexTopology(topology)
  let devices = 0
  const turn = () => targetKinds[devices++ % targetKinds.length] ?? 'emulated'
  return { ...topology, nodes: topology.nodes.map((node, id) => (isEnd[id] ? node : { ...node, target: turn() })) }
}
