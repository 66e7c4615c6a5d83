import type { PacketSet, PacketSpace, Port, TopologyIndex } from '@paranet/network'
import { prefixRange } from '@paranet/network'

/** A destination that packets can be promised to: the nodes that own the same addresses, or whatever lies outside the network. */
export interface Destination {
  /** Owners by id; empty: outside. */
  readonly owners: readonly number[]
  readonly set: PacketSet
}

/** Whose each destination address is, as packet sets. */
export interface Ownership {
  /** Per port: packets whose destination lies behind it. Of external ports: what nobody in the network owns. */
  readonly behindPort: readonly PacketSet[]
  readonly owned: PacketSet
  readonly outside: PacketSet
  /** Disjoint, together everything: by first owner, the outside last. */
  readonly destinations: readonly Destination[]
}

/** Splits all destination addresses by owner, longer prefixes first: the sets that `ownerOf` decides one by one. */
export function ownershipOf(index: TopologyIndex, space: PacketSpace): Ownership {
  const behindPort = index.ports.map(() => space.empty)
  const byOwners = new Map<string, Destination>()
  let owned = space.empty
  const longestFirst = [...index.owned].sort((a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length)
  for (const { prefix, owners, ports } of longestFirst) {
    const whole = space.fromPrefixes('dst', [prefix])
    const own = space.subtract(whole, owned)
    owned = space.union(owned, whole)
    for (const port of ports) behindPort[port] = space.union(behindPort[port] ?? space.empty, own)
    const key = owners.join()
    const set = space.union(byOwners.get(key)?.set ?? space.empty, own)
    byOwners.set(key, { owners, set })
  }
  const outside = space.complement(owned)
  for (const port of index.ports) if (port.kind === 'external') behindPort[port.id] = outside
  const destinations = [...byOwners.values()].sort((a, b) => compareIds(a.owners, b.owners))
  return { behindPort, owned, outside, destinations: [...destinations, { owners: [], set: outside }] }
}

/** The node at a port: the end behind it, or the device itself. */
export const nodeAtPort = (port: Port): number => port.end ?? port.device

function compareIds(a: readonly number[], b: readonly number[]): number {
  for (const [i, id] of a.entries()) if (id !== b[i]) return id - (b[i] ?? -1)
  return a.length - b.length
}
