import { parsePrefix } from '../address/ip.js'
import { homeSegment, linkSegments, segmentNames } from '../segments/segment-names.js'
import type { Topology } from './topology.js'
import { isEndNode } from './topology-index.js'

/** Something that makes a topology inconsistent; `subject` says whose entry is wrong. */
export interface TopologyProblem {
  readonly code:
    | 'duplicate-name'
    | 'duplicate-address'
    | 'unknown-node'
    | 'unknown-interface'
    | 'self-loop'
    | 'reserved-name'
    | 'interface-in-use'
    | 'segment-mismatch'
  readonly subject: { readonly kind: 'node' | 'interface' | 'link'; readonly name: string }
  readonly message: string
  /** The name in question, where it could be a slip for another. */
  readonly name?: string
}

/** Names that interfaces of a device may not have: the model uses them. */
const reserved = new Set(['lan', 'local'])

/** Everything that `indexTopology` relies on: unique names and addresses, links between two nodes that exist, an interface per link end. */
export function checkTopology(topology: Topology): TopologyProblem[] {
  return [
    ...checkNodes(topology),
    ...checkManagement(topology),
    ...checkInterfaces(topology),
    ...checkLinks(topology),
    ...checkSegments(topology),
  ]
}

/** Both ends of a link are in one segment, and a host is in that of its links. */
function checkSegments(topology: Topology): TopologyProblem[] {
  const { nodes, interfaces, links } = topology
  if (segmentNames(topology).length === 1) return []
  const problems: TopologyProblem[] = []
  const segments = new Map(interfaces.map((one) => [`${one.node}.${one.name}`, one.segment]))
  const segmentOf = linkSegments(topology)
  const ends = new Map(nodes.filter(isEndNode).map((node) => [node.name, homeSegment(node)]))
  for (const link of links) {
    const [a, b] = link.ends.map((end) => segments.get(`${end.node}.${end.interface}`))
    const its = segmentOf(link)
    if (a !== undefined && b !== undefined && a !== b)
      problems.push({
        code: 'segment-mismatch',
        subject: { kind: 'link', name: link.id },
        message: `the link "${link.id}" joins the segments "${a}" and "${b}": both its interfaces are in one`,
      })
    for (const { node } of link.ends) {
      const home = ends.get(node)
      if (home === undefined || home === its) continue
      problems.push({
        code: 'segment-mismatch',
        subject: { kind: 'node', name: node },
        message: `"${node}" is in the segment "${home}", and its link "${link.id}" in "${its}": a host is in one segment`,
      })
    }
  }
  return problems
}

function checkNodes({ nodes }: Topology): TopologyProblem[] {
  const problems: TopologyProblem[] = []
  const names = new Set<string>()
  const owners = new Map<string, string>()
  for (const node of nodes) {
    const subject = { kind: 'node', name: node.name } as const
    if (names.has(node.name))
      problems.push({ code: 'duplicate-name', subject, message: `a second node is called "${node.name}"` })
    names.add(node.name)
    for (const address of node.addresses) {
      const place = `${homeSegment(node)} ${address}`
      const owner = owners.get(place)
      if (owner !== undefined && owner !== node.name)
        problems.push({
          code: 'duplicate-address',
          subject,
          message: `${address} of "${node.name}" belongs to "${owner}" already`,
        })
      owners.set(place, node.name)
    }
  }
  for (const node of nodes)
    if (node.gateway !== undefined && !names.has(node.gateway))
      problems.push({
        code: 'unknown-node',
        subject: { kind: 'node', name: node.name },
        message: `no node "${node.gateway}", which "${node.name}" has as its gateway`,
        name: node.gateway,
      })
  return problems
}

function checkManagement({ nodes, management = [] }: Topology): TopologyProblem[] {
  const names = new Set(nodes.map((node) => node.name))
  const unknown = management.filter(
    (place) => !names.has(place) && place !== 'internet' && parsePrefix(place) === undefined,
  )
  return unknown.map((name) => ({
    code: 'unknown-node',
    subject: { kind: 'node', name },
    message: `no node "${name}", which manages the devices`,
    name,
  }))
}

function checkInterfaces({ nodes, interfaces }: Topology): TopologyProblem[] {
  const problems: TopologyProblem[] = []
  const names = new Set(nodes.map((node) => node.name))
  const seen = new Set<string>()
  for (const entry of interfaces) {
    const name = `${entry.node}.${entry.name}`
    const subject = { kind: 'interface', name } as const
    if (!names.has(entry.node))
      problems.push({
        code: 'unknown-node',
        subject,
        message: `no node "${entry.node}" for the interface "${entry.name}"`,
        name: entry.node,
      })
    if (seen.has(name))
      problems.push({ code: 'duplicate-name', subject, message: `a second interface is called "${name}"` })
    if (reserved.has(entry.name))
      problems.push({
        code: 'reserved-name',
        subject,
        message: `"${entry.name}" is the name of an interface that every device has`,
      })
    seen.add(name)
  }
  return problems
}

function checkLinks({ nodes, links }: Topology): TopologyProblem[] {
  const problems: TopologyProblem[] = []
  const names = new Set(nodes.map((node) => node.name))
  const ids = new Set<string>()
  const used = new Map<string, string>()
  for (const link of links) {
    const subject = { kind: 'link', name: link.id } as const
    const [a, b] = link.ends
    if (ids.has(link.id))
      problems.push({ code: 'duplicate-name', subject, message: `a second link is called "${link.id}"` })
    ids.add(link.id)
    if (a.node === b.node)
      problems.push({ code: 'self-loop', subject, message: `the link "${link.id}" joins "${a.node}" with itself` })
    for (const end of link.ends) {
      if (!names.has(end.node))
        problems.push({
          code: 'unknown-node',
          subject,
          message: `no node "${end.node}" for the link "${link.id}"`,
          name: end.node,
        })
      if (reserved.has(end.interface))
        problems.push({
          code: 'reserved-name',
          subject,
          message: `"${end.interface}" is the name of an interface that every device has`,
        })
      const name = `${end.node}.${end.interface}`
      const other = used.get(name)
      if (other !== undefined)
        problems.push({
          code: 'interface-in-use',
          subject,
          message: `the interface "${name}" of "${link.id}" is used by "${other}" already`,
        })
      used.set(name, link.id)
    }
  }
  return problems
}

/** `to-r2`, and `to-r2.2` for the second link to r2: the interface that a link gets at a node where the text names none. */
export function freeInterface(neighbour: string, taken: ReadonlySet<string>): string {
  const name = `to-${neighbour}`
  if (!taken.has(name)) return name
  let n = 2
  while (taken.has(`${name}.${n}`)) n++
  return `${name}.${n}`
}
