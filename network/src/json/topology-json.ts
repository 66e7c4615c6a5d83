import type { SchemaError, Topology as WireTopology, TopologyNode as WireNode, Validated } from '@paranet/schemas'
import { validator } from '@paranet/schemas'
import type { TopologyProblem } from '../topology/check-topology.js'
import { checkTopology } from '../topology/check-topology.js'
import type { Topology, TopologyInterface, TopologyNode } from '../topology/topology.js'
import { parseName } from '../names/content-name.js'
import { readAddress, readInterfaceAddress, readPrefix } from './canonical-addresses.js'

const validate = validator('topology')

/** Reads a topology: its shape, then its consistency (`checkTopology`). Addresses become canonical. */
export function topologyFromJson(value: unknown): Validated<Topology> {
  const read = validate(value)
  if (!read.ok) return read
  const topology = canonicalTopology(read.value)
  const problems = checkTopology(topology)
  if (problems.length === 0) return { ok: true, value: topology }
  const places = placesOf(topology)
  return { ok: false, errors: problems.map((problem) => errorOf(problem, places)) }
}

/** The topology as it is sent: the same value, to be read only. */
export const topologyToJson = (topology: Topology): WireTopology => topology as unknown as WireTopology

const canonicalTopology = (wire: WireTopology): Topology => ({
  ...wire,
  nodes: wire.nodes.map(canonicalNode),
  interfaces: wire.interfaces.map(canonicalInterface),
})

const canonicalInterface = ({ prefixes, ...entry }: WireTopology['interfaces'][number]): TopologyInterface => ({
  ...entry,
  addresses: entry.addresses.map(readInterfaceAddress),
  ...(prefixes === undefined ? {} : { prefixes: prefixes.map(readPrefix) }),
})

/** A node whose shape was read already, with canonical addresses. */
export const canonicalNode = (node: WireNode): TopologyNode => ({
  ...node,
  addresses: node.addresses.map(readAddress),
  prefixes: node.prefixes.map(readPrefix),
  produces: node.produces.map((name) => parseName(name) ?? name),
})

/** Places of nodes, interfaces and links in their lists, by name: the last, where a name repeats. */
function placesOf({
  nodes,
  interfaces,
  links,
}: Topology): Readonly<Record<'node' | 'interface' | 'link', Map<string, number>>> {
  return {
    node: new Map(nodes.map((node, i) => [node.name, i])),
    interface: new Map(interfaces.map((entry, i) => [`${entry.node}.${entry.name}`, i])),
    link: new Map(links.map((link, i) => [link.id, i])),
  }
}

function errorOf(
  { subject: { kind, name }, message }: TopologyProblem,
  places: ReturnType<typeof placesOf>,
): SchemaError {
  return { pointer: `/${kind}s/${places[kind].get(name) ?? -1}`, message }
}
