import type { ImportResult } from '../import-result.js'
import { buildTopology } from '../shared/build-topology.js'
import type { Draft, DraftInterface, DraftLink, DraftNode } from '../shared/draft.js'
import { fieldsOf, placeOf, textOf } from '../shared/draft.js'
import { ownOfTexts } from '../shared/own-texts.js'
import { fileStart, ImportReport } from '../shared/import-report.js'
import { childrenOf, readXml, type XmlElement } from '../shared/read-xml.js'

/** Keys of the Internet Topology Zoo, and of our own export, that become fields; all others become labels. */
const nodeFields = new Set(['label', 'Latitude', 'Longitude', 'interfaces'])

/** Reads the first graph of a GraphML file (http://graphml.graphdrawing.org, Brandes et al. 2001); the Internet Topology Zoo's keys are known by
 *  name. Every node becomes a router named by its label; what the file does not say is assigned by the rule in `assign.ts` and listed in
 *  `assigned`. Edges to unknown nodes are warnings. Nested graphs, ports and hyperedges are listed as lost. */
export function importGraphml(text: string, file: string): ImportResult {
  const report = new ImportReport('graphml', text, file)
  const read = readXml(text)
  if (!read.ok) {
    report.error(read.code, read.message, read.span)
    return report.result()
  }
  const graphs = childrenOf(read.root, 'graph')
  const [graph] = graphs
  if (!graph) {
    report.error('malformed-xml', 'no <graph> in the file', fileStart)
    return report.result()
  }
  if (graphs.length > 1) report.lose(`${graphs.length - 1} more graphs`, 'the file', 'one network is read from a file')
  return buildTopology(draftOf(read.root, graph, report), report)
}

type Data = ReadonlyMap<string, string>

function draftOf(root: XmlElement, graph: XmlElement, report: ImportReport): Draft {
  const keyNames = new Map(
    childrenOf(root, 'key').map(({ attributes: { id = '', 'attr.name': name } }) => [id, name ?? id]),
  )
  const dataOf = (element: XmlElement): Data =>
    new Map(
      childrenOf(element, 'data').flatMap(({ attributes: { key = '' }, text }) =>
        text === '' ? [] : [[keyNames.get(key) ?? key, text] as const],
      ),
    )
  listLost(root, graph, report)
  const data = dataOf(graph)
  const others = [...data.keys()].filter((key) => !graphFields.has(key) && !key.startsWith('paranet_'))
  if (others.length > 0) report.lose(others.join(', ').slice(0, 300), 'the graph', 'a network has no labels')
  const nodes = childrenOf(graph, 'node').map((element) => ({ element, data: dataOf(element) }))
  return {
    names: [data.get('Network') ?? '', data.get('label') ?? ''],
    given: {
      default: data.get('default') === 'open' ? 'open' : 'closed',
      antiSpoofing: data.get('anti_spoofing') !== 'false',
      ...Object.fromEntries(
        ['description', 'headroom', 'management', 'groups', 'definitions'].flatMap((key) => ownData(key, data, report)),
      ),
    },
    nodes: nodes.map(({ element, data }, i) => nodeOf(element, data, i)),
    interfaces: nodes.flatMap(({ element, data }, i) => interfacesOf(element, data, i, report)),
    links: linksOf(graph, dataOf),
    unknownEnd: 'warning',
  }
}

/** What our own export wrote of the network as JSON. */
function ownData(key: string, data: Data, report: ImportReport): [string, unknown][] {
  const text = data.get(`paranet_${key}`)
  if (text === undefined) return []
  try {
    return [[key, JSON.parse(text)]]
  } catch {
    report.lose(key, 'the graph', 'its text is no JSON')
    return []
  }
}

/** What the data of a graph may say of the network. */
const graphFields: ReadonlySet<string> = new Set(['Network', 'label', 'default', 'anti_spoofing'])

function listLost(root: XmlElement, graph: XmlElement, report: ImportReport): void {
  for (const element of [root, graph, ...graph.children])
    for (const { text, span } of childrenOf(element, 'desc'))
      if (text !== '') report.lose('a description', `line ${span.line}`, 'it stands beside the attributes')
  for (const element of graph.children) {
    const ports = ['sourceport', 'targetport'].filter((key) => element.attributes[key] !== undefined)
    if (ports.length > 0) report.lose(ports.join(', '), `line ${element.span.line}`, 'ports of GraphML are not read')
    if (element.name === 'hyperedge') report.lose('a hyperedge', `line ${element.span.line}`, 'a link joins two nodes')
    for (const { name } of element.children)
      if (name === 'graph' || name === 'port')
        report.lose(name === 'graph' ? 'a nested graph' : 'a port', element.attributes['id'] ?? '', 'nodes are flat')
  }
}

const idOf = (element: XmlElement, position: number): string => element.attributes['id'] ?? `${position}`

function nodeOf(element: XmlElement, data: Data, position: number): DraftNode {
  const given = Object.fromEntries([...data].filter(([key]) => !nodeFields.has(key)))
  return {
    id: idOf(element, position),
    names: [data.get('label') ?? ''],
    location: placeOf(data.get('Latitude') ?? '', data.get('Longitude') ?? ''),
    given,
    spot: element.span,
  }
}

/** Interfaces that an export of ours wrote beside their node. */
function interfacesOf(element: XmlElement, data: Data, position: number, report: ImportReport): DraftInterface[] {
  try {
    const listed: unknown = JSON.parse(data.get('interfaces') ?? '[]')
    return (Array.isArray(listed) ? listed : []).map((one: unknown) => {
      const given = fieldsOf(one)
      return { node: idOf(element, position), name: textOf(given['name']), given, spot: element.span }
    })
  } catch {
    report.lose('interfaces', data.get('label') ?? idOf(element, position), 'their text is no JSON')
    return []
  }
}

/** In a directed graph the way back is the same link. */
function linksOf(graph: XmlElement, dataOf: (element: XmlElement) => Data): DraftLink[] {
  const isDirected = graph.attributes['edgedefault'] === 'directed'
  const directed = new Map<string, number>()
  return childrenOf(graph, 'edge').flatMap((element) => {
    const { source = '', target = '' } = element.attributes
    const back = `${target}\n${source}`
    if (isDirected && (directed.get(back) ?? 0) > 0) {
      directed.set(back, (directed.get(back) ?? 0) - 1)
      return []
    }
    const ahead = `${source}\n${target}`
    if (isDirected) directed.set(ahead, (directed.get(ahead) ?? 0) + 1)
    return [linkOf(element, source, target, dataOf(element))]
  })
}

/** Attributes of edges that mean something in files of ours only. */
const ownLinkKeys = new Set(
  'key weight risks bandwidth capacity dist labels assigned loss availability headroom'.split(' '),
)

function linkOf({ span }: XmlElement, source: string, target: string, data: Data): DraftLink {
  const isOurs = data.has('source_interface')
  const { LinkSpeedRaw: speed, source_interface, target_interface, id: _, ...rest } = Object.fromEntries(data)
  // Others use these names for things of their own: as labels they are kept under a name that is not ours.
  const foreign = Object.entries(rest).map(([key, value]) => [ownLinkKeys.has(key) ? `graphml-${key}` : key, value])
  return {
    ends: [
      { id: source, interface: source_interface },
      { id: target, interface: target_interface },
    ],
    given: {
      ...(isOurs ? { ...rest, ...ownOfTexts({ risks: rest['risks'] ?? [] }) } : Object.fromEntries(foreign)),
      ...(speed === undefined ? {} : { bandwidth: speed }),
    },
    spot: span,
  }
}
