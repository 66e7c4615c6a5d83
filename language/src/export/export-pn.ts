import { format } from '../format/format.js'
import { quoteName } from '../lex/words.js'
import type { Topology, TopologyInterface, TopologyLink, TopologyNode } from '@paranet/network'

/** A topology as text in the language; reading it gives the same topology. */
export function topologyText(topology: Topology): string {
  const { name, description, default: its, antiSpoofing, nodes, interfaces, links, groups, definitions } = topology
  const lines = [
    `network ${quoteName(name)} {`,
    ...(description === undefined ? [] : [`description: ${quoted(description)}`]),
    `default: ${its}`,
    ...(antiSpoofing ? [] : ['anti_spoofing: false']),
    ...nodes.map(nodeText),
    ...interfaces.map(interfaceText),
    ...links.map(linkText),
    '}',
    ...(definitions ?? []).map((one) => `let ${quoteName(one.name)} = ${one.value}`),
    ...groups
      .filter(({ members }) => members.length > 0)
      .map((group) => `group ${quoteName(group.name)} { members: ${names(group.members)} }`),
  ]
  return format(lines.join('\n'), 'topology.pn').text
}

function nodeText(node: TopologyNode): string {
  const { location } = node
  return block(`node ${quoteName(node.name)} : ${node.type}`, {
    address: node.addresses.join(', '),
    prefixes: node.prefixes.join(', '),
    location: location && `(${location.lat}, ${location.lon})`,
    region: node.region && quoteName(node.region),
    gateway: node.gateway && quoteName(node.gateway),
    function: node.function && quoteName(node.function),
    target: node.target === 'emulated' ? undefined : quoteName(node.target),
    driver: node.driver === 'emulated' ? undefined : quoteName(node.driver),
    producer: node.produces.join(', '),
    cache: node.contentStore === undefined ? undefined : `${node.contentStore}B`,
    strategy: node.strategy,
    ...labelsOf(node.labels),
  })
}

function interfaceText(entry: TopologyInterface): string {
  return block(`interface ${quoteName(`${entry.node}.${entry.name}`)}`, {
    address: entry.addresses.join(', '),
    mtu: entry.mtu === 1500 ? undefined : String(entry.mtu),
    segment: entry.segment === 'main' ? undefined : quoteName(entry.segment),
    external: entry.external ? 'true' : undefined,
    peer_as: entry.peerAs === undefined ? undefined : String(entry.peerAs),
    ...labelsOf(entry.labels),
  })
}

function linkText(link: TopologyLink): string {
  const [a, b] = link.ends.map((end) => quoteName(`${end.node}.${end.interface}`))
  const usual = link.ends.map(({ node }) => node).join('--')
  const isUsual = link.id === usual || link.id.startsWith(`${usual}.`)
  const isAssigned = (key: string) => link.assigned.includes(key)
  return block(isUsual ? `link ${a} -- ${b}` : `link ${quoteName(link.id)}`, {
    endpoints: isUsual ? undefined : `[${a}, ${b}]`,
    bandwidth: isAssigned('bandwidth') ? undefined : `${link.bandwidth}bps`,
    latency: isAssigned('latency') ? undefined : `${link.latency}us`,
    weight: link.weight === 10 ? undefined : String(link.weight),
    risk: names(link.risks),
    ...labelsOf(link.labels),
  })
}

const labelsOf = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [quoteName(key), quoted(value)]))

const names = (list: readonly string[]): string => list.map((name) => quoteName(name)).join(', ')

const quoted = (text: string): string => JSON.stringify(text)

/** Entries without a value are left out. */
function block(head: string, entries: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(entries).filter(([, value]) => value !== undefined && value !== '')
  return `${head} {\n${lines.map(([key, value]) => `${key}: ${value}`).join('\n')}\n}`
}
