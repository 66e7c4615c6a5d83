import type { Prefix } from '../address/ip.js'
import type { Topology, TopologyInterface, TopologyLink, TopologyNode } from '../topology/topology.js'
import { isEndNode } from '../topology/topology-index.js'
import { homeSegment, mainSegment } from './segment-names.js'

/** Segments that a source names, where it does: of interfaces by `node.name`, of links by id. Those of nodes stand in them. */
export interface SaidSegments {
  readonly interfaces: ReadonlyMap<string, string>
  readonly links: ReadonlyMap<string, string>
}

/** The topology with a segment for every interface: what is said of it, of its link, of the link's other end, of its node, of the other end's node, in this order; else `main`. A
 *  host that says none is in that of its links. What is said twice and does not agree stays so, for `checkTopology`. */
export function settleSegments(topology: Topology, said: SaidSegments): Topology {
  const isPlain = said.interfaces.size + said.links.size === 0
  if (isPlain && topology.nodes.every(({ segment }) => segment === undefined)) return withPrefixes(topology)
  const settled = new Settling(topology, said)
  const interfaces = settled.interfaces()
  const ofInterface = new Map(interfaces.map((one) => [`${one.node}.${one.name}`, one.segment]))
  const firstEnds = new Map(topology.links.flatMap(({ ends }) => ends.map((end) => [end.node, end] as const)).reverse())
  const nodes = topology.nodes.map((node) => {
    const end = firstEnds.get(node.name)
    const isSaid = node.segment !== undefined || !isEndNode(node) || !end
    const ofLink = isSaid ? undefined : ofInterface.get(`${end.node}.${end.interface}`)
    return withSegment(node, ofLink ?? homeSegment(node))
  })
  return withPrefixes({ ...topology, nodes, interfaces })
}

/** Prefixes behind interfaces of a node's own segment are the node's. */
function withPrefixes(topology: Topology): Topology {
  const homes = new Map(topology.nodes.map((node) => [node.name, homeSegment(node)]))
  const isMoved = ({ prefixes, segment, node }: TopologyInterface) =>
    prefixes !== undefined && (prefixes.length === 0 || homes.get(node) === segment)
  const moved = new Map<string, Prefix[]>()
  for (const one of topology.interfaces)
    if (isMoved(one)) moved.set(one.node, [...(moved.get(one.node) ?? []), ...(one.prefixes ?? [])])
  if (moved.size === 0) return topology
  const plain = (one: TopologyInterface): TopologyInterface => {
    const { prefixes: _, ...rest } = one
    return isMoved(one) ? rest : one
  }
  return {
    ...topology,
    nodes: topology.nodes.map((node) => {
      const more = moved.get(node.name)
      return more ? { ...node, prefixes: [...new Set([...node.prefixes, ...more])] } : node
    }),
    interfaces: topology.interfaces.map(plain),
  }
}

class Settling {
  readonly #topology: Topology
  readonly #said: SaidSegments
  readonly #homes: ReadonlyMap<string, string | undefined>

  constructor(topology: Topology, said: SaidSegments) {
    this.#topology = topology
    this.#said = said
    this.#homes = new Map(topology.nodes.map(({ name, segment }) => [name, segment]))
  }

  interfaces(): TopologyInterface[] {
    const ofEnds = new Map<string, string>()
    for (const link of this.#topology.links)
      for (const [i, end] of link.ends.entries())
        ofEnds.set(`${end.node}.${end.interface}`, this.#segmentOfEnd(link, i))
    const declared = this.#topology.interfaces.map((one) => {
      const place = `${one.node}.${one.name}`
      const segment = this.#said.interfaces.get(place) ?? ofEnds.get(place) ?? this.#homes.get(one.node) ?? mainSegment
      return segment === one.segment ? one : { ...one, segment }
    })
    const known = new Set(declared.map((one) => `${one.node}.${one.name}`))
    const ends = this.#topology.links.flatMap((link) => link.ends.map((end) => ({ end, link })))
    const missing = ends.flatMap(({ end, link }): TopologyInterface[] => {
      const place = `${end.node}.${end.interface}`
      const segment = ofEnds.get(place) ?? mainSegment
      // Where a node says another, `main` has to be said of the interface.
      const isSaid = segment !== mainSegment || link.ends.some(({ node }) => this.#homes.get(node) !== undefined)
      if (!isSaid || known.has(place)) return []
      return [{ node: end.node, name: end.interface, addresses: [], mtu: 1500, segment, external: false, labels: {} }]
    })
    return [...declared, ...missing]
  }

  #segmentOfEnd({ id, ends }: TopologyLink, at: number): string {
    const [own, other] = at === 0 ? [ends[0], ends[1]] : [ends[1], ends[0]]
    const { interfaces, links } = this.#said
    return (
      interfaces.get(`${own.node}.${own.interface}`) ??
      links.get(id) ??
      interfaces.get(`${other.node}.${other.interface}`) ??
      this.#homes.get(own.node) ??
      this.#homes.get(other.node) ??
      mainSegment
    )
  }
}

function withSegment(node: TopologyNode, segment: string): TopologyNode {
  if (homeSegment(node) === segment && node.segment !== mainSegment) return node
  const { segment: _, ...rest } = node
  return segment === mainSegment ? rest : { ...rest, segment }
}
