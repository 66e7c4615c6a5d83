import type {
  EntryKey,
  InterfaceAddress,
  IpAddress,
  IpFamily,
  TopologyIndex,
  TopologyLink,
  TopologyNode,
} from '@paranet/network'
import {
  contentHash,
  formatAddress,
  hostOf,
  isEndNode,
  parseAddressNumber,
  parseInterfaceAddress,
} from '@paranet/network'
import type { Ospf } from '../frr/ospf.js'
import { ospfOf } from '../frr/ospf.js'

/** An interface as a configuration needs it, beyond what device state says. */
export interface ContextInterface {
  readonly name: string
  /** Addresses of its own, those that ParaNet assigns to unnumbered links included. */
  readonly addresses: readonly InterfaceAddress[]
  /** bit/s, where the network says it. */
  readonly bandwidth?: number
  /** Where packets of a family go that leave by it, where the next hop says no address of that family. Absent: the destination is on the link. */
  readonly gateway: { readonly [F in IpFamily]?: IpAddress }
  /** The device at the other end of its link. */
  readonly neighbour?: { readonly device: string; readonly target: string }
}

/** What a configuration says of a device and its links that its state does not. */
export interface DeviceContext {
  readonly interfaces: readonly ContextInterface[]
  /** Addresses of the device itself. */
  readonly addresses: readonly IpAddress[]
  /** What it tells OSPF neighbours, where it has any. */
  readonly ospf?: Ospf | undefined
  /** Who needs each entry; for comments only. */
  readonly owners?: ReadonlyMap<EntryKey, readonly string[]>
}

export const emptyContext: DeviceContext = { interfaces: [], addresses: [] }

/** The context of one device of a topology. A link between two devices of which an end has no IPv4 address first gets a pair of link-local
 *  addresses; all have IPv6 link-local addresses that next hops name. */
export function contextOf(index: TopologyIndex, node: TopologyNode, owners?: DeviceContext['owners']): DeviceContext {
  let known = contexts.get(index)
  if (!known) contexts.set(index, (known = new Map()))
  let context = known.get(node)
  if (!context) known.set(node, (context = makeContext(index, node)))
  return owners ? { ...context, owners } : context
}

const contexts = new WeakMap<TopologyIndex, Map<TopologyNode, DeviceContext>>()

function makeContext(index: TopologyIndex, node: TopologyNode): DeviceContext {
  const pairs = linkPairs(index)
  const declared = index.topology.interfaces.filter((one) => one.node === node.name)
  const interfaces = new Map<string, ContextInterface>()
  for (const { name, addresses, external } of declared)
    interfaces.set(name, { name, addresses, gateway: external ? oppositeOf(addresses) : {} })
  const adjacent = index.adjacency[index.nodeId.get(node.name) ?? -1] ?? []
  for (const place of new Set(adjacent.map(({ link }) => link))) {
    const link = index.links[place] as TopologyLink
    for (const [side, end] of link.ends.entries()) {
      if (end.node !== node.name) continue
      const addresses = interfaces.get(end.interface)?.addresses ?? []
      const far = link.ends[1 - side]
      const other = far && index.nodes[index.nodeId.get(far.node) ?? -1]
      const isCore = other !== undefined && !isEndNode(other)
      interfaces.set(end.interface, {
        ...withLinkLocals(end.interface, addresses, isCore ? pairs.get(link.id) : undefined, side),
        bandwidth: link.bandwidth,
        ...(isCore ? { neighbour: { device: other.name, target: other.target } } : {}),
      })
    }
  }
  return {
    interfaces: [...interfaces.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    addresses: node.addresses,
    ospf: ospfOf(index, node),
  }
}

function withLinkLocals(
  name: string,
  addresses: readonly InterfaceAddress[],
  pair: number | null | undefined,
  side: number,
): ContextInterface {
  if (pair === undefined) return { name, addresses, gateway: {} }
  const v6 = (end: number) => `fe80::${end + 1}`
  const v4 = (end: number) => `169.254.${pair === null ? 0 : pair >> 7}.${((pair ?? 0) & 127) * 2 + end}`
  const assigned = [...(pair === null ? [] : [`${v4(side)}/31`]), `${v6(side)}/64`].map(
    (text) => parseInterfaceAddress(text) as InterfaceAddress,
  )
  return {
    name,
    addresses: [...addresses, ...assigned],
    gateway: { ...(pair === null ? {} : { 4: v4(1 - side) as IpAddress }), 6: v6(1 - side) as IpAddress },
  }
}

/** The other address of an external /30 or /31 (/126, /127): nobody else can be there. */
function oppositeOf(addresses: readonly InterfaceAddress[]): ContextInterface['gateway'] {
  const gateway: { [F in IpFamily]?: IpAddress } = {}
  for (const address of addresses) {
    const own = parseAddressNumber(hostOf(address))
    const free = Number(address.slice(address.lastIndexOf('/') + 1)) - (own?.family === 4 ? 30 : 126)
    if (!own || free < 0 || free > 1 || gateway[own.family] !== undefined) continue
    gateway[own.family] = formatAddress({ family: own.family, value: own.value ^ (free === 0 ? 3n : 1n) })
  }
  return gateway
}

const cache = new WeakMap<TopologyIndex, Map<string, number | null>>()

/** Per link: which of the /31 of 169.254.0.0/16 it has, null where it needs none. By a hash of the link's id, so that other links hardly ever
 *  move it; no two links of a device have the same. The first and last 256 addresses and 169.254.169.254 stay free (RFC 3927). */
function linkPairs(index: TopologyIndex): Map<string, number | null> {
  const known = cache.get(index)
  if (known) return known
  const first = new Map(index.topology.interfaces.map((one) => [`${one.node}\u0000${one.name}`, one.addresses[0]]))
  const isNumbered = (link: TopologyLink) =>
    link.ends.every((end) => first.get(`${end.node}\u0000${end.interface}`)?.includes('.') ?? false)
  const pairs = new Map<string, number | null>()
  const taken = new Map<string, Set<number>>(index.nodes.map(({ name }) => [name, new Set()]))
  for (const link of [...index.links].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (isNumbered(link)) {
      pairs.set(link.id, null)
      continue
    }
    const ends = link.ends.map(({ node }) => taken.get(node))
    let pair = Number.parseInt(contentHash(link.id).slice(0, 8), 16) % 0x8000
    while (pair < 128 || pair >= 0x7f80 || pair === metadataPair || ends.some((one) => one?.has(pair)))
      pair = (pair + 1) % 0x8000
    for (const one of ends) one?.add(pair)
    pairs.set(link.id, pair)
  }
  cache.set(index, pairs)
  return pairs
}

const metadataPair = 169 * 128 + 127
