import type { Demand, Topology, TopologyLink, TopologyNode } from '@paranet/network'
import type { LossList } from '../import/lost.js'
import { interfacesByNode } from './own-attributes.js'
import { loseDemands } from './written.js'

/** Keys of nodes and edges that are no labels: their names are those of the Internet Topology Zoo where it has them. */
const nodeKeys: ReadonlySet<string> = new Set([
  'label',
  'Latitude',
  'Longitude',
  'type',
  'addresses',
  'prefixes',
  'region',
  'segment',
  'gateway',
  'function',
  'target',
  'driver',
  'produces',
  'contentStore',
  'strategy',
  'availability',
  'assigned',
  'interfaces',
])
const edgeKeys: ReadonlySet<string> = new Set([
  'LinkSpeedRaw',
  'latency_us',
  'weight',
  'risks',
  'key',
  'id',
  'source_interface',
  'target_interface',
  'bandwidth',
  'capacity',
  'dist',
  'loss',
  'availability',
  'headroom',
  'labels',
  'assigned',
])

type Data = Readonly<Record<string, string | undefined>>

/** A topology as GraphML. What has no key of its own there (groups, definitions) is JSON in the data of the graph. */
export function exportGraphml(topology: Topology, demands: readonly Demand[], lost: LossList): string {
  loseDemands(demands, lost)
  const interfaces = interfacesByNode(topology)
  const nodes = topology.nodes.map((node) => dataOfNode(node, interfaces.get(node.name) ?? [], lost))
  const links = topology.links.map((link) => dataOfLink(link, lost))
  const graph = dataOfGraph(topology)
  const keys = new KeyTable()
  const graphLines = keys.dataLines('graph', graph, '    ')
  const ids = new Map(topology.nodes.map(({ name }, i) => [name, `n${i}`]))
  const nodeLines = nodes.flatMap((data, i) => keys.element('node', `id="n${i}"`, data))
  const linkLines = topology.links.flatMap(({ ends: [a, b] }, i) =>
    keys.element('edge', `source="${ids.get(a.node)}" target="${ids.get(b.node)}"`, links[i] ?? {}),
  )
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys.lines,
    '  <graph edgedefault="undirected">',
    ...graphLines,
    ...nodeLines,
    ...linkLines,
    '  </graph>',
    '</graphml>',
  ]
  return `${lines.join('\n')}\n`
}

/** The keys of a file, numbered in the order of their first use. */
class KeyTable {
  readonly #ids = new Map<string, string>()
  readonly lines: string[] = []

  dataLines(owner: string, data: Data, indent: string): string[] {
    return Object.entries(data).flatMap(([key, value]) =>
      value === undefined ? [] : [`${indent}<data key="${this.#id(owner, key)}">${xml(value)}</data>`],
    )
  }

  element(name: 'node' | 'edge', attributes: string, data: Data): string[] {
    return [`    <${name} ${attributes}>`, ...this.dataLines(name, data, '      '), `    </${name}>`]
  }

  #id(owner: string, key: string): string {
    const name = `${owner} ${key}`
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = `d${this.#ids.size}`
    this.#ids.set(name, id)
    this.lines.push(`  <key id="${id}" for="${owner}" attr.name="${xml(key)}" attr.type="string"/>`)
    return id
  }
}

const dataOfGraph = ({
  name,
  default: its,
  antiSpoofing,
  headroom,
  management,
  description,
  groups,
  definitions,
}: Topology): Data => ({
  Network: name,
  default: its,
  anti_spoofing: antiSpoofing ? undefined : 'false',
  paranet_description: description === undefined ? undefined : JSON.stringify(description),
  paranet_headroom: headroom === undefined ? undefined : String(headroom),
  paranet_management: management === undefined ? undefined : JSON.stringify(management),
  paranet_groups: groups.length > 0 ? JSON.stringify(groups) : undefined,
  paranet_definitions: definitions === undefined ? undefined : JSON.stringify(definitions),
})

function dataOfNode(node: TopologyNode, interfaces: Topology['interfaces'], lost: LossList): Data {
  const isOwn = (key: string) => !node.assigned.includes(key)
  return {
    ...labelData(node.labels, nodeKeys, node.name, lost),
    label: node.name,
    Latitude: node.location && String(node.location.lat),
    Longitude: node.location && String(node.location.lon),
    type: node.type,
    addresses: isOwn('address') ? node.addresses.join(' ') : undefined,
    prefixes: isOwn('prefixes') ? node.prefixes.join(' ') : undefined,
    region: node.region,
    segment: node.segment,
    gateway: node.gateway,
    function: node.function,
    target: node.target === 'emulated' ? undefined : node.target,
    driver: node.driver === 'emulated' ? undefined : node.driver,
    produces: node.produces.length > 0 ? node.produces.join(' ') : undefined,
    contentStore: node.contentStore === undefined ? undefined : String(node.contentStore),
    strategy: node.strategy,
    availability: numberText(node.availability),
    assigned: node.assigned.length > 0 ? node.assigned.join(' ') : 'none',
    interfaces: interfaces.length > 0 ? JSON.stringify(interfaces.map(({ node: _, ...rest }) => rest)) : undefined,
  }
}

function dataOfLink(link: TopologyLink, lost: LossList): Data {
  const isOwn = (key: string) => !link.assigned.includes(key)
  const [a, b] = link.ends
  return {
    ...labelData(link.labels, edgeKeys, link.id, lost),
    LinkSpeedRaw: isOwn('bandwidth') ? String(link.bandwidth) : undefined,
    latency_us: isOwn('latency') ? String(link.latency) : undefined,
    weight: link.weight === 10 ? undefined : String(link.weight),
    loss: numberText(link.loss),
    availability: numberText(link.availability),
    headroom: numberText(link.headroom),
    risks: link.risks.length > 0 ? JSON.stringify(link.risks) : undefined,
    key: link.id,
    source_interface: a.interface,
    target_interface: b.interface,
  }
}

const numberText = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value))

/** Labels as data, but those whose names mean something else there. */
function labelData(
  labels: Readonly<Record<string, string>>,
  keys: ReadonlySet<string>,
  where: string,
  lost: LossList,
): Data {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) => {
      const why = keys.has(key) ? 'the name means something else there' : isText(value) ? '' : 'XML cannot write it'
      if (why !== '') lost.add(`the label "${key}"`, where, why)
      return why === '' ? [[key, value]] : []
    }),
  )
}

/** Whether XML gives the text back as it is: no control characters, and no white space at its ends. */
const isText = (text: string): boolean => text !== '' && text.trim() === text && !/[\p{Cc}\uFFFE\uFFFF]/u.test(text)

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const xml = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign).replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
