import {
  checkTopology,
  freeInterface,
  type LinkEnd,
  mainSegment,
  parseAddress,
  parsePrefix,
  segmentNames,
  settleSegments,
  type Topology,
  type TopologyLink,
  type TopologyNode,
  type TopologyProblem,
} from '@paranet/network'
import type { SchemaError, TopologyLinkInput, TopologyNodeInput } from '@paranet/schemas'
import { notFound, ProblemError } from '../http/problem.js'

/** A node with this input in the topology. */
export function addNode(topology: Topology, input: TopologyNodeInput): Topology {
  if (topology.nodes.some(({ name }) => name === input.name))
    throw new ProblemError('already-exists', `a node is called ${input.name}`)
  return checked({ ...topology, nodes: [...topology.nodes, nodeOf(input)] }, nodePointer(input))
}

/** The node with new values; it keeps its name. */
export function replaceNode(topology: Topology, name: string, input: TopologyNodeInput): Topology {
  needNode(topology, name)
  if (input.name !== name) throw invalid([{ pointer: '/name', message: 'cannot change: add another node instead' }])
  const nodes = topology.nodes.map((node) => (node.name === name ? nodeOf(input) : node))
  return checked({ ...topology, nodes }, nodePointer(input))
}

/** Without the node. Its links must go first. */
export function removeNode(topology: Topology, name: string): Topology {
  needNode(topology, name)
  const links = topology.links.filter(({ ends }) => ends.some(({ node }) => node === name)).map(({ id }) => id)
  if (links.length > 0) throw new ProblemError('node-has-links', `${name} has links: ${links.join(', ')}`, { links })
  const hosts = topology.nodes.filter(({ gateway }) => gateway === name).map((node) => node.name)
  if (hosts.length > 0)
    throw new ProblemError('node-has-links', `${name} is the gateway of ${hosts.join(', ')}`, { nodes: hosts })
  return {
    ...topology,
    nodes: topology.nodes.filter((node) => node.name !== name),
    interfaces: topology.interfaces.filter(({ node }) => node !== name),
    groups: topology.groups.map((group) => ({ ...group, members: group.members.filter((member) => member !== name) })),
  }
}

/** With a link; what its input leaves out is chosen. Gives its id too. */
export function addLink(
  topology: Topology,
  input: TopologyLinkInput,
): { readonly topology: Topology; readonly id: string } {
  const id = input.id ?? freeLinkId(topology, input)
  if (topology.links.some((link) => link.id === id)) throw new ProblemError('already-exists', `a link is called ${id}`)
  const link = linkOf(topology, input, id)
  return { topology: checked(inSegments({ ...topology, links: [...topology.links, link] }), linkPointer), id }
}

/** The link with new values; it keeps its id. */
export function replaceLink(topology: Topology, id: string, input: TopologyLinkInput): Topology {
  needLink(topology, id)
  if (input.id !== undefined && input.id !== id) throw invalid([{ pointer: '/id', message: 'cannot change' }])
  const others = { ...topology, links: topology.links.filter((link) => link.id !== id) }
  const link = linkOf(others, input, id)
  const links = topology.links.map((one) => (one.id === id ? link : one))
  return checked(inSegments({ ...topology, links }), linkPointer)
}

/** Without the link. */
export function removeLink(topology: Topology, id: string): Topology {
  needLink(topology, id)
  return { ...topology, links: topology.links.filter((link) => link.id !== id) }
}

export function needNode(topology: Topology, name: string): TopologyNode {
  const node = topology.nodes.find((one) => one.name === name)
  if (!node) throw notFound(`node ${name}`)
  return node
}

export function needLink(topology: Topology, id: string): TopologyLink {
  const link = topology.links.find((one) => one.id === id)
  if (!link) throw notFound(`link ${id}`)
  return link
}

/** The defaults are those of the language. */
function nodeOf(input: TopologyNodeInput): TopologyNode {
  const { name, type, location, region, gateway } = input
  const its = input.function ?? (type === 'firewall' || type === 'balancer' ? type : undefined)
  return {
    name,
    type,
    addresses: (input.addresses ?? []).flatMap((address) => parseAddress(address) ?? []),
    prefixes: (input.prefixes ?? []).flatMap((prefix) => parsePrefix(prefix) ?? []),
    ...(location ? { location } : {}),
    ...(region === undefined ? {} : { region }),
    ...(input.segment === undefined || input.segment === mainSegment ? {} : { segment: input.segment }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(its === undefined ? {} : { function: its }),
    ...(input.availability === undefined ? {} : { availability: input.availability }),
    target: input.target ?? 'emulated',
    driver: input.driver ?? 'emulated',
    produces: input.produces ?? [],
    labels: input.labels ?? {},
    assigned: [],
  }
}

function linkOf(topology: Topology, input: TopologyLinkInput, id: string): TopologyLink {
  const missing = input.ends.flatMap(({ node }, place): SchemaError[] =>
    topology.nodes.some(({ name }) => name === node)
      ? []
      : [{ pointer: `/ends/${place}/node`, message: `no node ${node}` }],
  )
  if (missing.length > 0) throw invalid(missing)
  const [a, b] = input.ends
  return {
    id,
    ends: [endOf(topology, a, b.node), endOf(topology, b, a.node)],
    bandwidth: input.bandwidth ?? 10_000_000_000,
    latency: input.latency ?? 1000,
    weight: input.weight ?? 10,
    ...(input.loss === undefined ? {} : { loss: input.loss }),
    ...(input.availability === undefined ? {} : { availability: input.availability }),
    ...(input.headroom === undefined ? {} : { headroom: input.headroom }),
    risks: input.risks ?? [],
    labels: input.labels ?? {},
    assigned: (['bandwidth', 'latency'] as const).filter((key) => input[key] === undefined),
  }
}

function endOf(topology: Topology, end: TopologyLinkInput['ends'][number], neighbour: string): LinkEnd {
  const used = topology.links.flatMap(({ ends }) => ends).filter(({ node }) => node === end.node)
  const declared = topology.interfaces.filter(({ node }) => node === end.node).map(({ name }) => name)
  const taken = new Set([...used.map((one) => one.interface), ...declared])
  return { node: end.node, interface: end.interface ?? freeInterface(neighbour, taken) }
}

function freeLinkId({ links }: Topology, { ends: [a, b] }: TopologyLinkInput): string {
  const taken = new Set(links.map(({ id }) => id))
  const id = `${a.node}--${b.node}`
  if (!taken.has(id)) return id
  let n = 2
  while (taken.has(`${id}.${n}`)) n++
  return `${id}.${n}`
}

/** With the interfaces of new links in the segment of what they join. */
function inSegments(topology: Topology): Topology {
  if (segmentNames(topology).length === 1) return topology
  const interfaces = new Map(topology.interfaces.map((one) => [`${one.node}.${one.name}`, one.segment]))
  return settleSegments(topology, { interfaces, links: new Map() })
}

/** The topology, if it is consistent. */
function checked(topology: Topology, pointerOf: (problem: TopologyProblem) => string): Topology {
  const problems = checkTopology(topology)
  if (problems.length === 0) return topology
  throw invalid(problems.map((problem) => ({ pointer: pointerOf(problem), message: problem.message })))
}

const nodePointer =
  (input: TopologyNodeInput) =>
  ({ code, name, message }: TopologyProblem): string => {
    if (code === 'unknown-node' && name === input.gateway) return '/gateway'
    if (code !== 'duplicate-address') return '/name'
    const place = (input.addresses ?? []).findIndex((address) => message.startsWith(`${parseAddress(address)} `))
    return place < 0 ? '/addresses' : `/addresses/${place}`
  }

const linkPointer = (_problem: TopologyProblem): string => '/ends'

const invalid = (errors: readonly SchemaError[]): ProblemError =>
  new ProblemError('invalid', errors.map(({ message }) => message).join('; '), { errors })
