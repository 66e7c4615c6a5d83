import type { Topology, TopologyLink, TopologyNode } from '@paranet/network'
import { type Bits, bitsOf } from './bits.js'
import { Trie } from './trie.js'

/** Where packets enter and leave: a device and its interface, as verdicts name them. */
export interface EntryPlace {
  readonly node: string
  readonly interface: string
}

/** A place with what lies behind it. */
export interface Place extends EntryPlace {
  readonly kind: 'local' | 'lan' | 'end' | 'external'
  /** Of kind `end`: the host, the link to it, and where it comes in the order in which the host tries its links. */
  readonly end?: string
  readonly link?: string
  readonly turn: number
  /** Prefixes that belong behind it. */
  readonly own: readonly Bits[]
}

/** What the oracle knows of a topology. */
export interface Surroundings {
  readonly topology: Topology
  readonly nodes: ReadonlyMap<string, TopologyNode>
  readonly places: readonly Place[]
  readonly placeAt: ReadonlyMap<string, Place>
  /** Per device and interface: the link there, and its other end. */
  readonly linkAt: ReadonlyMap<
    string,
    { readonly link: TopologyLink; readonly node: string; readonly interface: string }
  >
  /** Prefix → the places behind which it lies. */
  readonly owners: Trie<readonly Place[]>
}

export const nameOf = (place: EntryPlace): string => `${place.node} ${place.interface}`

/** Hosts, and servers that do nothing to packets on their way: they never forward. */
export const isEnd = (node: TopologyNode): boolean =>
  (node.type === 'host' || node.type === 'server') && node.function === undefined

const known = new WeakMap<Topology, Surroundings>()

/** Finds places and owners of a topology. Remembered per topology. */
export function surroundingsOf(topology: Topology): Surroundings {
  let its = known.get(topology)
  if (!its) known.set(topology, (its = look(topology)))
  return its
}

function look(topology: Topology): Surroundings {
  const nodes = new Map(topology.nodes.map((node) => [node.name, node]))
  const linkAt = new Map<string, { link: TopologyLink; node: string; interface: string }>()
  for (const link of topology.links) {
    const [a, b] = link.ends
    linkAt.set(nameOf(a), { link, ...b })
    linkAt.set(nameOf(b), { link, ...a })
  }
  const places = topology.nodes.filter((node) => !isEnd(node)).flatMap((node) => placesOf(topology, nodes, node))
  const owners = new Trie<readonly Place[]>()
  for (const place of places) for (const prefix of place.own) owners.set(prefix, [...(owners.get(prefix) ?? []), place])
  return { topology, nodes, places, placeAt: new Map(places.map((place) => [nameOf(place), place])), linkAt, owners }
}

function placesOf(topology: Topology, nodes: ReadonlyMap<string, TopologyNode>, node: TopologyNode): Place[] {
  const places: Place[] = []
  const interfaces = topology.interfaces.filter((one) => one.node === node.name)
  const own = [...node.addresses, ...interfaces.flatMap((one) => one.addresses.map((text) => text.split('/')[0] ?? ''))]
  if (own.length > 0) places.push({ node: node.name, interface: 'local', kind: 'local', turn: 0, own: own.map(bitsOf) })
  if (node.prefixes.length > 0)
    places.push({ node: node.name, interface: 'lan', kind: 'lan', turn: 0, own: node.prefixes.map(bitsOf) })
  for (const one of interfaces)
    if (one.external) places.push({ node: node.name, interface: one.name, kind: 'external', turn: 0, own: [] })
  for (const link of topology.links)
    for (const [near, far] of [link.ends, [link.ends[1], link.ends[0]]] as const) {
      const end = nodes.get(far.node)
      if (near.node !== node.name || !end || !isEnd(end)) continue
      const itsLinks = topology.links.filter((other) => other.ends.some((side) => side.node === end.name))
      places.push({
        node: node.name,
        interface: near.interface,
        kind: 'end',
        end: end.name,
        link: link.id,
        turn: end.gateway === node.name ? -1 : itsLinks.indexOf(link),
        own: [...end.addresses, ...end.prefixes].map(bitsOf),
      })
    }
  return places
}

/** The places behind which an address lies: those of the longest prefix that somebody owns. None: it lies outside the network. */
export const ownersOf = (its: Surroundings, address: string): readonly Place[] =>
  its.owners.longest(bitsOf(address)) ?? []

/** Whether the address belongs behind the place; behind external places, whatever nobody in the network owns. */
export function isBehind(its: Surroundings, place: Place, address: string): boolean {
  const owners = ownersOf(its, address)
  return place.kind === 'external' ? owners.length === 0 : owners.includes(place)
}

/** What is down, by name. */
export interface Outage {
  readonly links: ReadonlySet<string>
  readonly nodes: ReadonlySet<string>
}

export const allUp: Outage = { links: new Set(), nodes: new Set() }

export const isLinkUp = (link: TopologyLink, outage: Outage): boolean =>
  !outage.links.has(link.id) && link.ends.every((end) => !outage.nodes.has(end.node))

/** Whether a packet from behind the place enters here: a host sends by its first link that is up, and by its first if none is. */
export function isSendingPlace(its: Surroundings, place: Place, outage: Outage): boolean {
  if (place.kind !== 'end') return true
  const order = its.places.filter((other) => other.end === place.end).sort((a, b) => a.turn - b.turn)
  const isUp = ({ link }: Place) => its.topology.links.some((one) => one.id === link && isLinkUp(one, outage))
  return place === (order.find(isUp) ?? order[0])
}
