import type { Topology, TopologyLink, TopologyNode } from '@paranet/network'

/** Keys of nodes and edges: their names are those of the Internet Topology Zoo where it has them. */
const nodeKeys = [
  'label',
  'Latitude',
  'Longitude',
  'type',
  'addresses',
  'prefixes',
  'region',
  'gateway',
  'function',
  'target',
  'driver',
  'produces',
  'assigned',
  'interfaces',
] as const
const edgeKeys = [
  'LinkSpeedRaw',
  'latency_us',
  'weight',
  'risks',
  'key',
  'source_interface',
  'target_interface',
] as const

/** A topology as GraphML. Groups and definitions have no place in it. */
export function exportGraphml(topology: Topology): string {
  const labels = new Set(topology.nodes.flatMap((node) => Object.keys(node.labels)))
  const linkLabels = new Set(topology.links.flatMap((link) => Object.keys(link.labels)))
  const keys = [
    ...['Network', 'default', 'anti_spoofing'].map((key) => keyText('graph', key)),
    ...[...nodeKeys, ...labels].map((key) => keyText('node', key)),
    ...[...edgeKeys, ...linkLabels].map((key) => keyText('edge', key)),
  ]
  const ids = new Map(topology.nodes.map(({ name }, i) => [name, `n${i}`]))
  const graph = {
    Network: topology.name,
    default: topology.default,
    anti_spoofing: topology.antiSpoofing ? undefined : 'false',
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys,
    '  <graph edgedefault="undirected">',
    ...dataOf('graph', graph, '    '),
    ...topology.nodes.flatMap((node) => element('node', `id="${ids.get(node.name)}"`, dataOfNode(topology, node))),
    ...topology.links.flatMap((link) => {
      const [a, b] = link.ends.map(({ node }) => ids.get(node))
      return element('edge', `source="${a}" target="${b}"`, dataOfLink(link))
    }),
    '  </graph>',
    '</graphml>',
  ]
  return `${lines.join('\n')}\n`
}

type Data = Readonly<Record<string, string | undefined>>

function dataOfNode(topology: Topology, node: TopologyNode): Data {
  const interfaces = topology.interfaces.filter((one) => one.node === node.name).map(({ node: _, ...rest }) => rest)
  const isOwn = (key: string) => !node.assigned.includes(key)
  return {
    ...node.labels,
    label: node.name,
    Latitude: node.location && String(node.location.lat),
    Longitude: node.location && String(node.location.lon),
    type: node.type,
    addresses: isOwn('address') ? node.addresses.join(' ') : undefined,
    prefixes: isOwn('prefixes') ? node.prefixes.join(' ') : undefined,
    region: node.region,
    gateway: node.gateway,
    function: node.function,
    target: node.target === 'emulated' ? undefined : node.target,
    driver: node.driver === 'emulated' ? undefined : node.driver,
    produces: node.produces.length > 0 ? node.produces.join(' ') : undefined,
    assigned: node.assigned.length > 0 ? node.assigned.join(' ') : 'none',
    interfaces: interfaces.length > 0 ? JSON.stringify(interfaces) : undefined,
  }
}

function dataOfLink(link: TopologyLink): Data {
  const isOwn = (key: string) => !link.assigned.includes(key)
  const [a, b] = link.ends
  return {
    ...link.labels,
    LinkSpeedRaw: isOwn('bandwidth') ? String(link.bandwidth) : undefined,
    latency_us: isOwn('latency') ? String(link.latency) : undefined,
    weight: link.weight === 10 ? undefined : String(link.weight),
    risks: link.risks.length > 0 ? link.risks.join(' ') : undefined,
    key: link.id,
    source_interface: a.interface,
    target_interface: b.interface,
  }
}

const keyText = (owner: string, key: string): string =>
  `  <key id="${xml(`${owner} ${key}`).replaceAll(' ', '_')}" for="${owner}" attr.name="${xml(key)}" attr.type="string"/>`

function dataOf(owner: string, data: Data, indent: string): string[] {
  return Object.entries(data).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [`${indent}<data key="${xml(`${owner} ${key}`).replaceAll(' ', '_')}">${xml(value)}</data>`],
  )
}

const element = (name: 'node' | 'edge', attributes: string, data: Data): string[] => [
  `    <${name} ${attributes}>`,
  ...dataOf(name, data, '      '),
  `    </${name}>`,
]

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const xml = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign)
