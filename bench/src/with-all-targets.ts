import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kindsTaking } from '@paranet/compiler'
import type { ContentName, Topology, TopologyIndex, TopologyNode } from '@paranet/network'
import { indexTopology } from '@paranet/network'

/** The network where none is named. */
export const geantFile = join(
  fileURLToPath(new URL('../../', import.meta.url)),
  'examples',
  'geant',
  'Geant2012.graphml',
)

/** The part of the devices that lie together and can do everything, and the part of these that balance. */
const [versatile, balancing] = [5, 3]

/** The same network with the targets given to its devices that take whatever the mixture of intents needs of a device on the way. A fifth, around
 *  the device with the most links, is `emulated`: these also have names, forward by places where it is known where they are, and some of them
 *  balance. All others have the other targets by turns. */
export function withAllTargets(topology: Topology): Topology {
  const kinds = kindsTaking(['route', 'policy-route', 'filter', 'mark', 'policer']).filter(
    (kind) => kind !== 'emulated',
  )
  const index = indexTopology(topology)
  const middle = middleOf(index)
  let devices = 0
  const turn = () => kinds[devices++ % kinds.length] ?? 'emulated'
  const nodes = topology.nodes.map((node, id): TopologyNode => {
    if (index.isEnd[id]) return node
    const place = middle.indexOf(id)
    if (place < 0) return { ...node, target: turn() }
    const able = { ...node, target: 'emulated', produces: [`/bench/${place}` as ContentName] }
    return place % balancing === 0 ? { ...able, function: 'balancer' } : able
  })
  return { ...topology, nodes }
}

/** Devices around the one with the most links, nearest first. */
function middleOf(index: TopologyIndex): number[] {
  const devices = [...index.nodes.keys()].filter((id) => !index.isEnd[id])
  const linksOf = (id: number) => index.adjacency[id]?.length ?? 0
  const [first] = devices.toSorted((a, b) => linksOf(b) - linksOf(a) || a - b)
  const found = new Set(first === undefined ? [] : [first])
  const wanted = Math.ceil(devices.length / versatile)
  for (const id of found)
    for (const { neighbour } of index.adjacency[id] ?? [])
      if (found.size < wanted && !index.isEnd[neighbour]) found.add(neighbour)
  return [...found]
}
