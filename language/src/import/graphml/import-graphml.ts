import type { Place, Topology, TopologyLink, TopologyNode } from '@paranet/network'
import { freeInterface } from '@paranet/network'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { DiagnosticCode } from '../../diagnostics/diagnostic-codes.js'
import { assignedAddresses, assignedBandwidth, assignedLatency } from '../assign.js'
import type { ImportResult } from '../import-result.js'
import { type GraphmlElement, type GraphmlGraph, readGraphml, type XmlPlace } from './read-graphml.js'

/** Keys of the Internet Topology Zoo that become fields; all others become labels. */
const nodeFields = new Set(['label', 'Latitude', 'Longitude'])
const linkFields = new Set(['LinkSpeedRaw', 'id'])

/** Reads a GraphML file (the Internet Topology Zoo's keys are known by name). Every node becomes a router named by its label; what the file
 *  does not say is assigned by the rule in `assign.ts` and listed in `assigned`. Nameless and repeated nodes, self loops, repeated edges
 *  and edges to unknown nodes are warnings; the topology is usable all the same. */
export function importGraphml(text: string, file: string): ImportResult {
  const read = readGraphml(text)
  if (!read.ok)
    return {
      topology: undefined,
      format: 'graphml',
      diagnostics: [problem(file, 'error', 'malformed-xml', read.message, read.place)],
    }
  const diagnostics: Diagnostic[] = []
  const warn = (code: DiagnosticCode, message: string, place: XmlPlace) =>
    diagnostics.push(problem(file, 'warning', code, message, place))
  const { nodes, nameOf } = readNodes(read.graph, warn)
  const links = readLinks(read.graph, nameOf, new Map(nodes.map((node) => [node.name, node])), warn)
  const name = read.graph.data.get('Network') ?? read.graph.data.get('label') ?? baseName(file)
  const topology: Topology = {
    name: cleanName(name),
    default: 'closed',
    antiSpoofing: true,
    nodes,
    interfaces: [],
    links,
    groups: [],
  }
  return { topology, format: 'graphml', diagnostics }
}

type Warn = (code: DiagnosticCode, message: string, place: XmlPlace) => void

function readNodes(graph: GraphmlGraph, warn: Warn): { nodes: TopologyNode[]; nameOf: Map<string, string> } {
  const nodes: TopologyNode[] = []
  const nameOf = new Map<string, string>()
  const taken = new Set<string>()
  for (const element of graph.nodes) {
    if (element.id !== undefined && nameOf.has(element.id)) {
      warn('duplicate-name', `a second node with the id "${element.id}" is left out`, element.place)
      continue
    }
    const name = freeName(element, nodes.length, taken, warn)
    taken.add(name)
    if (element.id !== undefined) nameOf.set(element.id, name)
    nodes.push(nodeOf(element, name, nodes.length))
  }
  return { nodes, nameOf }
}

function freeName(element: GraphmlElement, position: number, taken: ReadonlySet<string>, warn: Warn): string {
  const label = cleanName(element.data.get('label') ?? '')
  const wanted = label === '' ? cleanName(`node-${element.id ?? position}`) : label
  if (label === '') warn('unnamed-node', `a node without a label is called "${wanted}"`, element.place)
  if (!taken.has(wanted)) return wanted
  let n = 2
  while (taken.has(`${wanted}-${n}`)) n++
  warn('duplicate-name', `a second node labelled "${wanted}" is called "${wanted}-${n}"`, element.place)
  return `${wanted}-${n}`
}

function nodeOf({ data }: GraphmlElement, name: string, position: number): TopologyNode {
  const addresses = assignedAddresses(position)
  const location = placeOf(data)
  return {
    name,
    type: 'router',
    addresses: addresses ? [addresses.address] : [],
    prefixes: addresses ? [addresses.prefix] : [],
    ...(location ? { location } : {}),
    target: 'emulated',
    driver: 'emulated',
    produces: [],
    labels: labelsOf(data, nodeFields),
    assigned: addresses ? ['address', 'prefixes'] : [],
  }
}

function placeOf(data: ReadonlyMap<string, string>): Place | undefined {
  const lat = Number(data.get('Latitude') ?? Number.NaN)
  const lon = Number(data.get('Longitude') ?? Number.NaN)
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined
}

function readLinks(
  graph: GraphmlGraph,
  nameOf: ReadonlyMap<string, string>,
  nodes: ReadonlyMap<string, TopologyNode>,
  warn: Warn,
): TopologyLink[] {
  const links: TopologyLink[] = []
  const between = new Map<string, number>()
  const taken = new Map<string, Set<string>>()
  const nextInterface = (node: string, neighbour: string) => {
    const its = taken.get(node) ?? new Set()
    taken.set(node, its)
    const name = freeInterface(neighbour, its)
    its.add(name)
    return name
  }
  const directed = new Set<string>()
  for (const element of graph.edges) {
    const a = nameOf.get(element.source ?? '')
    const b = nameOf.get(element.target ?? '')
    if (a === undefined || b === undefined) {
      const missing = a === undefined ? element.source : element.target
      warn('unknown-node', `an edge to the unknown node "${missing ?? ''}" is left out`, element.place)
      continue
    }
    if (a === b) {
      warn('self-loop', `an edge from "${a}" to itself is left out`, element.place)
      continue
    }
    // In a directed graph the way back is the same link.
    if (graph.isDirected && directed.delete(`${b}\n${a}`)) continue
    if (graph.isDirected) directed.add(`${a}\n${b}`)
    const pair = a < b ? `${a}\n${b}` : `${b}\n${a}`
    const count = (between.get(pair) ?? 0) + 1
    between.set(pair, count)
    if (count > 1)
      warn(
        'duplicate-link',
        `a link between "${a}" and "${b}" is there already; this one is kept as a parallel link`,
        element.place,
      )
    links.push(linkOf(element, [a, b], count, nodes, nextInterface))
  }
  return links
}

function linkOf(
  { data }: GraphmlElement,
  [a, b]: readonly [string, string],
  count: number,
  nodes: ReadonlyMap<string, TopologyNode>,
  nextInterface: (node: string, neighbour: string) => string,
): TopologyLink {
  const speed = Number(data.get('LinkSpeedRaw') ?? Number.NaN)
  const hasSpeed = Number.isFinite(speed) && speed >= 1
  return {
    id: count === 1 ? `${a}--${b}` : `${a}--${b}.${count}`,
    ends: [
      { node: a, interface: nextInterface(a, b) },
      { node: b, interface: nextInterface(b, a) },
    ],
    bandwidth: hasSpeed ? Math.min(Math.round(speed), Number.MAX_SAFE_INTEGER) : assignedBandwidth,
    latency: assignedLatency(nodes.get(a)?.location, nodes.get(b)?.location),
    weight: 10,
    risks: [],
    labels: labelsOf(data, linkFields),
    assigned: hasSpeed ? ['latency'] : ['bandwidth', 'latency'],
  }
}

const labelsOf = (data: ReadonlyMap<string, string>, fields: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries([...data].filter(([key]) => !fields.has(key)).sort(([a], [b]) => (a < b ? -1 : 1)))

/** A name that fits on a line: control characters and runs of white space become one space; `--` would read as a link. */
const cleanName = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll('"', "'")
    .trim()
    .slice(0, 128)

const baseName = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '') || 'network'

const problem = (
  file: string,
  severity: Diagnostic['severity'],
  code: DiagnosticCode,
  message: string,
  place: XmlPlace,
): Diagnostic => ({ code, severity, message, file, span: { ...place, length: 1 } })
