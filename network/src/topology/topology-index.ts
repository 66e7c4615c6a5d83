import type { IpAddress, Prefix } from '../address/ip.js'
import { comparePrefixes, formatPrefix, hostOf, hostPrefix, prefixRange } from '../address/ip.js'
import { localInterface, stubInterface } from '../device-state/device-state.js'
import type { Topology, TopologyInterface, TopologyLink, TopologyNode } from './topology.js'

/** One direction of a link as a node sees it. Ids are dense: positions in `topology.nodes` and `topology.links`. */
export interface Adjacency {
  readonly link: number
  readonly neighbour: number
  readonly interface: string
  readonly neighbourInterface: string
}

/** `stub`: the device's attached prefixes. `local`: the device itself. `end`: a host behind a link. `external`: out of the network. */
export type PortKind = 'stub' | 'local' | 'end' | 'external'

/** A place where packets enter and leave the devices: an interface of a device that faces an end. */
export interface Port {
  readonly id: number
  readonly kind: PortKind
  /** The device that the packet enters. */
  readonly device: number
  readonly interface: string
  /** Of kind `end`: the host, the link to it, and its place in the order in which the host tries its links (0: gateway). */
  readonly end?: number
  readonly link?: number
  readonly preference: number
  /** Prefixes that belong behind this port, sorted. Empty for external ports: whatever the network does not own. */
  readonly sources: readonly Prefix[]
}

/** A prefix and the nodes that own its addresses, less what longer owned prefixes take away. Several owners: anycast. */
export interface OwnedPrefix {
  readonly prefix: Prefix
  /** Node ids, ascending. */
  readonly owners: readonly number[]
  /** Ports behind which it lies. */
  readonly ports: readonly number[]
}

/** A topology with dense ids and everything that is derived from it alone. Immutable. */
export interface TopologyIndex {
  readonly topology: Topology
  readonly nodes: readonly TopologyNode[]
  readonly links: readonly TopologyLink[]
  readonly nodeId: ReadonlyMap<string, number>
  readonly linkId: ReadonlyMap<string, number>
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** Per node, in link order. */
  readonly adjacency: readonly (readonly Adjacency[])[]
  /** Per node: interface name → adjacency. */
  readonly adjacencyByInterface: readonly ReadonlyMap<string, Adjacency>[]
  /** Per node: whether it is an end (a host, or a server without a function): it never forwards and holds no device state. */
  readonly isEnd: readonly boolean[]
  readonly ports: readonly Port[]
  /** device name + '\u0000' + interface → port */
  readonly portAt: ReadonlyMap<string, Port>
  /** Per node: the ports that the end `node` stands for: of a device `local` and `lan`, of a host those that lead to it, in order of
   *  preference. */
  readonly portsOfNode: readonly (readonly Port[])[]
  /** Sorted by prefix, shorter before longer. */
  readonly owned: readonly OwnedPrefix[]
  /** Per node: the prefixes that the ends `from: node` and `to: node` stand for, sorted. */
  readonly prefixesOfNode: readonly (readonly Prefix[])[]
  /** Names of all devices, sorted. */
  readonly devices: readonly string[]
  /** Devices in maintenance: paths pass through none of them. */
  readonly drained?: ReadonlySet<number>
  /** Links that are down although they are in the topology: no path passes them. */
  readonly down?: ReadonlySet<number>
  /** Of an index with links down: that with all of them up. */
  readonly up?: TopologyIndex
}

export const portKey = (device: string, interfaceName: string): string => `${device}\u0000${interfaceName}`

/** Whether the node is an end: packets start and finish there, and none pass through. */
export const isEndNode = (node: TopologyNode): boolean =>
  (node.type === 'host' || node.type === 'server') && node.function === undefined

/** Whether the device forwards by match-action tables: it has the target `p4`, or is of that type and stood for by the emulator. */
export const forwardsByTables = ({ target, type }: TopologyNode): boolean =>
  target === 'p4' || (type === 'p4' && target === 'emulated')

/** Functions whose devices keep a table of connections. */
export const tracksConnections = (node: TopologyNode): boolean =>
  node.function === 'firewall' || node.function === 'nat' || node.function === 'balancer'

/** Derives ids, ports and ownership. The topology must be consistent (links and interfaces name nodes that exist). `isOpen`: links that join their ends;
 *  default: all. Linear but for sorting. */
export function indexTopology(topology: Topology, isOpen: (link: TopologyLink) => boolean = () => true): TopologyIndex {
  const { nodes, links } = topology
  const nodeId = new Map(nodes.map((node, id) => [node.name, id]))
  const linkId = new Map(links.map((link, id) => [link.id, id]))
  const adjacency: Adjacency[][] = nodes.map(() => [])
  for (const [id, link] of links.entries()) {
    if (!isOpen(link)) continue
    const [a, b] = link.ends
    const x = required(nodeId, a.node)
    const y = required(nodeId, b.node)
    adjacency[x]?.push({ link: id, neighbour: y, interface: a.interface, neighbourInterface: b.interface })
    adjacency[y]?.push({ link: id, neighbour: x, interface: b.interface, neighbourInterface: a.interface })
  }
  const isEnd = nodes.map(isEndNode)
  const ports = findPorts(topology, nodeId, adjacency, isEnd)
  const portsOfNode = nodes.map((_, id) =>
    ports.filter((port) =>
      isEnd[id] ? port.end === id : port.device === id && (port.kind === 'local' || port.kind === 'stub'),
    ),
  )
  for (const own of portsOfNode) own.sort((a, b) => a.preference - b.preference || a.id - b.id)
  return {
    topology,
    nodes,
    links,
    nodeId,
    linkId,
    groups: new Map(topology.groups.map((group) => [group.name, group.members])),
    adjacency,
    adjacencyByInterface: adjacency.map((list) => new Map(list.map((entry) => [entry.interface, entry]))),
    isEnd,
    ports,
    portAt: new Map(ports.map((port) => [portKey(nodes[port.device]?.name ?? '', port.interface), port])),
    portsOfNode,
    owned: findOwned(ports),
    prefixesOfNode: nodes.map(prefixesOf),
    devices: nodes
      .filter((_, id) => !isEnd[id])
      .map((node) => node.name)
      .sort(),
  }
}

/** Loopbacks as host prefixes, then attached prefixes; of a host, its addresses and prefixes. */
const prefixesOf = (node: TopologyNode): readonly Prefix[] =>
  uniquePrefixes([...node.addresses.map(hostPrefix), ...node.prefixes])

const uniquePrefixes = (prefixes: readonly Prefix[]): Prefix[] => [...new Set(prefixes)].sort(comparePrefixes)

function findPorts(
  topology: Topology,
  nodeId: ReadonlyMap<string, number>,
  adjacency: readonly (readonly Adjacency[])[],
  isEnd: readonly boolean[],
): Port[] {
  const ports: Port[] = []
  const add = (port: Omit<Port, 'id'>) => ports.push({ id: ports.length, ...port })
  const external = externalInterfaces(topology.interfaces, nodeId)
  for (const [id, node] of topology.nodes.entries()) {
    if (isEnd[id]) continue
    const own = [...node.addresses.map(hostPrefix), ...linkAddresses(topology.interfaces, node.name).map(hostPrefix)]
    if (own.length > 0)
      add({ kind: 'local', device: id, interface: localInterface, preference: 0, sources: uniquePrefixes(own) })
    if (node.prefixes.length > 0)
      add({ kind: 'stub', device: id, interface: stubInterface, preference: 0, sources: uniquePrefixes(node.prefixes) })
    for (const name of external.get(id) ?? [])
      add({ kind: 'external', device: id, interface: name, preference: 0, sources: [] })
    for (const entry of adjacency[id] ?? []) {
      const end = topology.nodes[entry.neighbour]
      if (!end || !isEnd[entry.neighbour]) continue
      add({
        kind: 'end',
        device: id,
        interface: entry.interface,
        end: entry.neighbour,
        link: entry.link,
        preference:
          end.gateway === node.name
            ? 0
            : 1 + (adjacency[entry.neighbour] ?? []).findIndex((x) => x.link === entry.link),
        sources: prefixesOf(end),
      })
    }
  }
  return ports
}

function externalInterfaces(
  interfaces: readonly TopologyInterface[],
  nodeId: ReadonlyMap<string, number>,
): Map<number, string[]> {
  const external = new Map<number, string[]>()
  for (const entry of interfaces) {
    if (!entry.external) continue
    const node = required(nodeId, entry.node)
    external.set(node, [...(external.get(node) ?? []), entry.name])
  }
  return external
}

const linkAddresses = (interfaces: readonly TopologyInterface[], node: string): IpAddress[] =>
  interfaces.filter((entry) => entry.node === node).flatMap((entry) => entry.addresses.map(hostOf))

function findOwned(ports: readonly Port[]): OwnedPrefix[] {
  const byPrefix = new Map<Prefix, { owners: Set<number>; ports: number[] }>()
  for (const port of ports)
    for (const prefix of port.sources) {
      const entry = byPrefix.get(prefix) ?? { owners: new Set(), ports: [] }
      entry.owners.add(port.end ?? port.device)
      entry.ports.push(port.id)
      byPrefix.set(prefix, entry)
    }
  return [...byPrefix]
    .map(([prefix, { owners, ports: at }]) => ({ prefix, owners: [...owners].sort((a, b) => a - b), ports: at }))
    .sort((a, b) => comparePrefixes(a.prefix, b.prefix))
}

/** The owned prefix that an address belongs to: the longest that holds it. `address` as a host prefix. Logarithmic in the prefixes. */
export function ownerOf(index: Pick<TopologyIndex, 'owned'>, address: IpAddress): OwnedPrefix | undefined {
  const { family, first } = prefixRange(hostPrefix(address))
  for (const length of ownedLengths(index.owned).get(family) ?? []) {
    const found = ownedByPrefix(index.owned).get(formatPrefix(family, first, length))
    if (found) return found
  }
  return undefined
}

const lengthsCache = new WeakMap<readonly OwnedPrefix[], Map<4 | 6, number[]>>()
function ownedLengths(owned: readonly OwnedPrefix[]): Map<4 | 6, number[]> {
  let lengths = lengthsCache.get(owned)
  if (!lengths) {
    lengths = new Map()
    for (const { prefix } of owned) {
      const { family, length } = prefixRange(prefix)
      const list = lengths.get(family) ?? []
      if (!list.includes(length)) list.push(length)
      lengths.set(family, list)
    }
    for (const list of lengths.values()) list.sort((a, b) => b - a)
    lengthsCache.set(owned, lengths)
  }
  return lengths
}

const prefixCache = new WeakMap<readonly OwnedPrefix[], Map<Prefix, OwnedPrefix>>()
function ownedByPrefix(owned: readonly OwnedPrefix[]): Map<Prefix, OwnedPrefix> {
  let map = prefixCache.get(owned)
  if (!map) {
    map = new Map(owned.map((entry) => [entry.prefix, entry]))
    prefixCache.set(owned, map)
  }
  return map
}

function required(ids: ReadonlyMap<string, number>, name: string): number {
  const id = ids.get(name)
  if (id === undefined) throw new TypeError(`no node ${name} in the topology`)
  return id
}
