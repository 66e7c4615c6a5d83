import type { Prefix } from '../address/ip.js'
import { linksDownIndex } from '../topology/links-down.js'
import type { Scenario } from '../topology/scenario.js'
import type { Topology, TopologyInterface, TopologyNode } from '../topology/topology.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import { indexTopology, isEndNode } from '../topology/topology-index.js'
import { homeSegment, linkSegments, mainSegment, segmentNames } from './segment-names.js'

/** One segment of a network. */
export interface Segment {
  readonly name: string
  readonly index: TopologyIndex
}

/** A network of several segments as networks of their own, that of `main` first: nothing passes from one to another. A device is in each segment that it has
 *  interfaces or addresses in, and in `main` whatever it has; a host is in one. Ids are not those of the whole. Undefined where all is `main`. The same
 *  objects for the same index. */
export function segmentsOf(index: TopologyIndex): readonly Segment[] | undefined {
  const known = parts.get(index)
  if (known) return known === 'one' ? undefined : known
  const made = makeParts(index)
  parts.set(index, made ?? 'one')
  return made
}

const parts = new WeakMap<TopologyIndex, readonly Segment[] | 'one'>()

function makeParts(index: TopologyIndex): readonly Segment[] | undefined {
  if (index.up) {
    const down = [...(index.down ?? [])].map((link) => index.links[link]?.id ?? '')
    return segmentsOf(index.up)?.map((part) => ({ ...part, index: withoutLinks(part.index, down) }))
  }
  const names = segmentNames(index.topology)
  if (names.length === 1) return undefined
  return names.map((name) => ({ name, index: indexTopology(partOf(index.topology, name)) }))
}

const withoutLinks = (index: TopologyIndex, links: readonly string[]): TopologyIndex =>
  linksDownIndex(
    index,
    links.map((link) => index.linkId.get(link)).filter((link) => link !== undefined),
  )

/** A segment as a network of its own, all of it in `main`. */
export function partOf(topology: Topology, segment: string): Topology {
  const { nodes, interfaces, links, groups, management } = topology
  const segmentOf = linkSegments(topology)
  const ownLinks = links.filter((link) => segmentOf(link) === segment)
  const own = interfaces.filter((one) => one.segment === segment)
  const names = namesIn(topology, segment)
  const managing = management?.filter((place) => names.has(place) || !nodes.some(({ name }) => name === place))
  const { management: _, ...rest } = topology
  return {
    ...rest,
    ...(managing && managing.length > 0 ? { management: managing } : {}),
    nodes: nodesIn(
      nodes.filter(({ name }) => names.has(name)),
      own,
      segment,
    ),
    interfaces: own.map(({ prefixes: _prefixes, ...one }) => ({ ...one, segment: mainSegment })),
    links: ownLinks,
    groups: groups.map(({ name, members }) => ({ name, members: members.filter((member) => names.has(member)) })),
  }
}

/** Nodes of the segment, and all devices where it is `main`. */
function namesIn(topology: Topology, segment: string): ReadonlySet<string> {
  const segmentOf = linkSegments(topology)
  const own = topology.interfaces.filter((one) => one.segment === segment)
  const ends = topology.links.flatMap((link) => (segmentOf(link) === segment ? link.ends : []))
  const present = new Set([...own, ...ends].map(({ node }) => node))
  const isThere = (node: TopologyNode) =>
    homeSegment(node) === segment || (!isEndNode(node) && (segment === mainSegment || present.has(node.name)))
  return new Set(topology.nodes.filter(isThere).map(({ name }) => name))
}

/** The nodes with what they have in the segment, whose interfaces are given. */
function nodesIn(
  nodes: readonly TopologyNode[],
  interfaces: readonly TopologyInterface[],
  segment: string,
): TopologyNode[] {
  const attached = new Map<string, Prefix[]>()
  for (const { node, prefixes } of interfaces)
    if (prefixes) attached.set(node, [...(attached.get(node) ?? []), ...prefixes])
  return nodes.map((node) => {
    const { segment: _, ...rest } = node
    if (homeSegment(node) === segment) return rest
    return { ...rest, addresses: [], prefixes: [...new Set(attached.get(node.name))], produces: [] }
  })
}

/** What of a network is down, in a segment of it. */
export function scenarioInSegment(whole: TopologyIndex, scenario: Scenario, { index }: Segment): Scenario {
  const ids = (down: ReadonlySet<number>, nameOf: (id: number) => string, own: ReadonlyMap<string, number>) =>
    new Set([...down].map((id) => own.get(nameOf(id))).filter((id) => id !== undefined))
  return {
    downLinks: ids(scenario.downLinks, (id) => whole.links[id]?.id ?? '', index.linkId),
    downNodes: ids(scenario.downNodes, (id) => whole.nodes[id]?.name ?? '', index.nodeId),
  }
}

/** The segments with the ids of nodes and links of the whole: in each, all nodes are there, and no more of links, ports and owners than lie in it. For
 *  walks; what counts failures or searches paths takes `segmentsOf`. */
export function segmentViews(index: TopologyIndex): readonly Segment[] | undefined {
  const known = views.get(index)
  if (known) return known === 'one' ? undefined : known
  const names = segmentNames(index.topology)
  const made = names.length === 1 ? undefined : names.map((name) => ({ name, index: viewOf(index.topology, name) }))
  views.set(index, made ?? 'one')
  return made
}

const views = new WeakMap<TopologyIndex, readonly Segment[] | 'one'>()

function viewOf(topology: Topology, segment: string): TopologyIndex {
  const segmentOf = linkSegments(topology)
  const interfaces = topology.interfaces.filter((one) => one.segment === segment)
  const nodes = nodesIn(topology.nodes, interfaces, segment)
  const index = indexTopology({ ...topology, nodes, interfaces }, (link) => segmentOf(link) === segment)
  const names = namesIn(topology, segment)
  return { ...index, devices: index.devices.filter((name) => names.has(name)) }
}
