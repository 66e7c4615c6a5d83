import type { Place, TopologyLink, TopologyNode } from '@paranet/network'
import { freeInterface, topologyFromJson } from '@paranet/network'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { DiagnosticCode } from '../../diagnostics/diagnostic-codes.js'
import { assignedBandwidth, assignedLatency } from '../assign.js'
import { nodeOfAttributes } from '../attributes.js'
import { cleanName } from '../clean-name.js'
import type { ImportResult } from '../import-result.js'
import { type GraphmlElement, type GraphmlGraph, readGraphml, type XmlPlace } from './read-graphml.js'

/** Keys of the Internet Topology Zoo, and of our own export, that become fields; all others become labels. */
const nodeFields = new Set(['label', 'Latitude', 'Longitude', 'interfaces'])
const linkFields = new Set(['LinkSpeedRaw', 'id', 'latency_us', 'source_interface', 'target_interface'])
const ownLinkFields = new Set([...linkFields, 'key', 'weight', 'risks'])

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
  const made = {
    name: cleanName(name),
    default: read.graph.data.get('default') === 'open' ? 'open' : 'closed',
    antiSpoofing: read.graph.data.get('anti_spoofing') !== 'false',
    nodes,
    interfaces: read.graph.nodes.flatMap((element) => interfacesOf(element, nameOf)),
    links,
    groups: [],
  } as const
  const checked = topologyFromJson(made)
  if (checked.ok) return { topology: checked.value, format: 'graphml', diagnostics }
  const place = { offset: 0, line: 1, column: 1 }
  const errors = checked.errors.map(({ pointer, message }) =>
    problem(file, 'error', 'malformed-xml', `${pointer}: ${message}`, place),
  )
  return { topology: undefined, format: 'graphml', diagnostics: [...diagnostics, ...errors] }
}

/** Interfaces that an export of ours wrote beside their node. */
function interfacesOf({ id, data }: GraphmlElement, nameOf: ReadonlyMap<string, string>): object[] {
  const node = nameOf.get(id ?? '')
  try {
    const listed: unknown = JSON.parse(data.get('interfaces') ?? '[]')
    return node !== undefined && Array.isArray(listed) ? listed.map((one: object) => ({ ...one, node })) : []
  } catch {
    return []
  }
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
  const location = placeOf(data)
  const given = Object.fromEntries([...data].filter(([key]) => !nodeFields.has(key)))
  return nodeOfAttributes({ name, position, ...(location ? { location } : {}), given })
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
    if (count > 1 && !element.data.has('source_interface'))
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
  const latency = Number(data.get('latency_us') ?? Number.NaN)
  const hasLatency = Number.isSafeInteger(latency) && latency >= 0
  const weight = Number(data.get('weight') ?? Number.NaN)
  const isOurs = data.has('source_interface')
  return {
    id: (isOurs ? data.get('key') : undefined) ?? (count === 1 ? `${a}--${b}` : `${a}--${b}.${count}`),
    ends: [
      { node: a, interface: data.get('source_interface') ?? nextInterface(a, b) },
      { node: b, interface: data.get('target_interface') ?? nextInterface(b, a) },
    ],
    bandwidth: hasSpeed ? Math.min(Math.round(speed), Number.MAX_SAFE_INTEGER) : assignedBandwidth,
    latency: hasLatency ? latency : assignedLatency(nodes.get(a)?.location, nodes.get(b)?.location),
    weight: isOurs && Number.isSafeInteger(weight) && weight >= 1 ? weight : 10,
    risks: isOurs ? (data.get('risks')?.split(' ') ?? []) : [],
    labels: labelsOf(data, isOurs ? ownLinkFields : linkFields),
    assigned: [...(hasSpeed ? [] : ['bandwidth']), ...(hasLatency ? [] : ['latency'])],
  }
}

const labelsOf = (data: ReadonlyMap<string, string>, fields: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries([...data].filter(([key]) => !fields.has(key)).sort(([a], [b]) => (a < b ? -1 : 1)))

const baseName = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '') || 'network'

const problem = (
  file: string,
  severity: Diagnostic['severity'],
  code: DiagnosticCode,
  message: string,
  place: XmlPlace,
): Diagnostic => ({ code, severity, message, file, span: { ...place, length: 1 } })
