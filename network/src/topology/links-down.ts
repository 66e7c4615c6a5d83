import type { TopologyIndex } from './topology-index.js'
import { indexTopology } from './topology-index.js'

const known = new WeakMap<TopologyIndex, { readonly key: string; readonly index: TopologyIndex }>()

/** The index of a network some of whose links are down. Links between devices are closed where they lie: every id stays, interfaces, addresses and
 *  names of links too, and no path passes them (`down`, `up`). A link to a host takes its port along: then it is the index of the topology without the links. The same object
 *  for the same links as last time; the index itself where there are none. */
export function linksDownIndex(index: TopologyIndex, links: Iterable<number>): TopologyIndex {
  const down = [...new Set(links)].filter((link) => index.links[link] !== undefined).sort((a, b) => a - b)
  if (down.length === 0) return index
  const key = down.join()
  const last = known.get(index)
  if (last?.key === key) return last.index
  const made = down.some((link) => leadsToEnd(index, link)) ? withoutLinks(index, down) : withLinksClosed(index, down)
  known.set(index, { key, index: made })
  return made
}

const leadsToEnd = ({ links, nodeId, isEnd }: TopologyIndex, link: number): boolean =>
  links[link]?.ends.some(({ node }) => isEnd[nodeId.get(node) ?? -1]) ?? false

function withoutLinks({ topology, drained }: TopologyIndex, down: readonly number[]): TopologyIndex {
  const gone = new Set(down)
  const index = indexTopology({ ...topology, links: topology.links.filter((_, id) => !gone.has(id)) })
  return drained ? { ...index, drained } : index
}

function withLinksClosed(up: TopologyIndex, links: readonly number[]): TopologyIndex {
  const down = new Set(links)
  const ends = new Set(
    links.flatMap((link) => (up.links[link]?.ends ?? []).map(({ node }) => up.nodeId.get(node) ?? -1)),
  )
  const adjacency = [...up.adjacency]
  const adjacencyByInterface = [...up.adjacencyByInterface]
  for (const node of ends) {
    const left = (up.adjacency[node] ?? []).filter(({ link }) => !down.has(link))
    adjacency[node] = left
    adjacencyByInterface[node] = new Map(left.map((entry) => [entry.interface, entry]))
  }
  return { ...up, adjacency, adjacencyByInterface, up, down }
}
