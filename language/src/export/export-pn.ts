import { format } from '../format/format.js'
import { quoteName } from '../lex/words.js'
import { loseDemands } from './written.js'
import type { LossList } from '../import/lost.js'
import type { Demand, Topology, TopologyInterface, TopologyLink, TopologyNode } from '@paranet/network'
import { mainSegment, parsePrefix } from '@paranet/network'

/** A topology as text in the language; reading it gives the same topology. Empty groups have no place in it. */
export function topologyText(topology: Topology, demands: readonly Demand[], lost: LossList): string {
  loseDemands(demands, lost)
  for (const { name, members } of topology.groups)
    if (members.length === 0) lost.add(`the group "${name}"`, topology.name, 'a group has members')
  const {
    name,
    description,
    default: its,
    antiSpoofing,
    headroom,
    management,
    nodes,
    interfaces,
    links,
    groups,
    definitions,
  } = topology
  loseAssigned(topology, lost)
  const saysMain = mainToSay(topology)
  const lines = [
    `network ${quoteName(name)} {`,
    ...(description === undefined ? [] : [`description: ${quoted(description)}`]),
    `default: ${its}`,
    ...(antiSpoofing ? [] : ['anti_spoofing: false']),
    ...(headroom === undefined ? [] : [`headroom: ${percentText(headroom)}`]),
    ...(management ? [`management: ${management.map(controllerText).join(', ')}`] : []),
    ...nodes.map(nodeText),
    ...interfaces.map((entry) => interfaceText(entry, saysMain(entry))),
    ...linkTexts(links),
    '}',
    ...(definitions ?? []).map((one) => `let ${quoteName(one.name)} = ${one.value}`),
    ...groups
      .filter(({ members }) => members.length > 0)
      .map((group) => `group ${quoteName(group.name)} { members: ${names(group.members)} }`),
  ]
  return format(lines.join('\n'), 'topology.pn').text
}

/** A value that was assigned is written like any other, but for what the language would assign itself. */
function loseAssigned({ name, nodes, links }: Topology, lost: LossList): void {
  const isMarked =
    nodes.some(({ assigned }) => assigned.length > 0) ||
    links.some(
      ({ assigned, bandwidth, latency }) =>
        (assigned.includes('bandwidth') && bandwidth !== usualBandwidth) ||
        (assigned.includes('latency') && latency !== usualLatency),
    )
  if (isMarked) lost.add('which values were assigned', name, 'the text says what they are, not where they come from')
}

function nodeText(node: TopologyNode): string {
  const { location } = node
  return block(`node ${quoteName(node.name)} : ${node.type}`, {
    address: node.addresses.join(', '),
    prefixes: node.prefixes.join(', '),
    location: location && `(${location.lat}, ${location.lon})`,
    region: node.region && quoteName(node.region),
    segment: node.segment && quoteName(node.segment),
    gateway: node.gateway && quoteName(node.gateway),
    function: node.function && quoteName(node.function),
    target: node.target === 'emulated' ? undefined : quoteName(node.target),
    driver: node.driver === 'emulated' ? undefined : quoteName(node.driver),
    producer: node.produces.join(', '),
    cache: node.contentStore === undefined ? undefined : `${node.contentStore}B`,
    strategy: node.strategy,
    availability: percentText(node.availability),
    ...labelsOf(node.labels),
  })
}

/** Interfaces of `main` that would be in another segment if they said nothing: their node or their neighbour names one. */
function mainToSay({ nodes, links }: Topology): (entry: TopologyInterface) => boolean {
  const named = new Set(nodes.flatMap(({ name, segment }) => (segment === undefined ? [] : [name])))
  if (named.size === 0) return () => false
  const beside = new Set(
    links.flatMap(({ ends: [a, b] }) => [
      ...(named.has(b.node) ? [`${a.node}.${a.interface}`] : []),
      ...(named.has(a.node) ? [`${b.node}.${b.interface}`] : []),
    ]),
  )
  return ({ node, name }) => named.has(node) || beside.has(`${node}.${name}`)
}

function interfaceText(entry: TopologyInterface, saysMain: boolean): string {
  return block(`interface ${quoteName(`${entry.node}.${entry.name}`)}`, {
    address: entry.addresses.join(', '),
    mtu: entry.mtu === 1500 ? undefined : String(entry.mtu),
    segment: entry.segment !== mainSegment || saysMain ? quoteName(entry.segment) : undefined,
    prefixes: entry.prefixes?.join(', '),
    external: entry.external ? 'true' : undefined,
    peer_as: entry.peerAs === undefined ? undefined : String(entry.peerAs),
    ...labelsOf(entry.labels),
  })
}

/** What the language assigns to a link that says nothing: bit/s and µs. Other values that were assigned are written out. */
const usualBandwidth = 10_000_000_000
const usualLatency = 1000

/** A link whose name is not the one that the language would give it there says its name. */
function linkTexts(links: readonly TopologyLink[]): string[] {
  const taken = new Set<string>()
  const next = new Map<string, number>()
  return links.map((link) => {
    const base = link.ends.map(({ node }) => node).join('--')
    let usual = base
    for (let n = next.get(base) ?? 2; taken.has(usual); n++) {
      usual = `${base}.${n}`
      next.set(base, n)
    }
    taken.add(link.id)
    return linkText(link, link.id === usual)
  })
}

function linkText(link: TopologyLink, isUsual: boolean): string {
  const [a, b] = link.ends.map((end) => quoteName(`${end.node}.${end.interface}`))
  const isAssigned = (key: string) => link.assigned.includes(key)
  return block(isUsual ? `link ${a} -- ${b}` : `link ${quoteName(link.id)}`, {
    endpoints: isUsual ? undefined : `[${a}, ${b}]`,
    bandwidth: isAssigned('bandwidth') && link.bandwidth === usualBandwidth ? undefined : `${link.bandwidth}bps`,
    latency: isAssigned('latency') && link.latency === usualLatency ? undefined : `${link.latency}us`,
    weight: link.weight === 10 ? undefined : String(link.weight),
    loss: percentText(link.loss),
    availability: percentText(link.availability),
    headroom: percentText(link.headroom),
    risk: names(link.risks),
    ...labelsOf(link.labels),
  })
}

/** Shares as percentages, without the tail that a division leaves. */
const percentText = (share: number | undefined): string | undefined =>
  share === undefined ? undefined : `${Number((share * 100).toPrecision(12))}%`

const labelsOf = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [quoteName(key), quoted(value)]))

const names = (list: readonly string[]): string => list.map((name) => quoteName(name)).join(', ')

const quoted = (text: string): string => JSON.stringify(text)

/** Entries without a value are left out. */
function block(head: string, entries: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(entries).filter(([, value]) => value !== undefined && value !== '')
  return `${head} {\n${lines.map(([key, value]) => `${key}: ${value}`).join('\n')}\n}`
}

/** A prefix stands as it is. */
const controllerText = (place: string): string => (parsePrefix(place) === undefined ? quoteName(place) : place)
