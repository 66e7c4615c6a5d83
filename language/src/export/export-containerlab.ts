import type { Demand, NodeType, Topology, TopologyInterface, TopologyLink, TopologyNode } from '@paranet/network'
import { stringify } from 'yaml'
import { assignedGroup } from '../import/containerlab/effective-node.js'
import type { LossList } from '../import/lost.js'
import { textsOfOwn } from '../import/shared/own-texts.js'
import { interfacesByNode, ownLink, ownNetwork, ownNode } from './own-attributes.js'
import { loseDemands } from './written.js'

type Fields = Record<string, unknown>

/** What runs where nobody chose a kind. */
const routerKind = { kind: 'linux', image: 'quay.io/frrouting/frr:10.2.1' }
const hostKind = { kind: 'linux', image: 'alpine:3.21' }

const isEnd = (type: NodeType): boolean => type === 'host' || type === 'server'

/** A topology as a topology file of containerlab. Labels `clab-KEY` become the keys that they came from; a node without a kind runs FRR, a
 *  host Alpine. What containerlab has no key for stands in labels `paranet-KEY` of nodes and links. Names that a container or a port of
 *  Linux cannot have are replaced, and the label keeps them. */
export function exportContainerlab(topology: Topology, demands: readonly Demand[], lost: LossList): string {
  loseDemands(demands, lost)
  const lab = new LabNames(topology)
  const interfaces = interfacesByNode(topology)
  const links = topology.links.map((link) => new LinkWriter(link, lab, interfaces).write())
  const native = new Set(links.flatMap((link) => link.native))
  const special = topology.interfaces.flatMap((entry) => outsideLink(entry, lab))
  for (const { entry } of special) native.add(entry)
  const nodes = topology.nodes.map((node): [string, Fields] => [
    lab.node(node.name),
    nodeOf(
      node,
      lab.node(node.name),
      (interfaces.get(node.name) ?? []).filter((entry) => !native.has(entry)),
    ),
  ])
  const needed = new Set(topology.nodes.filter((node) => !hasKind(node)).map(groupOf))
  const groups = { [`${assignedGroup}router`]: routerKind, [`${assignedGroup}host`]: hostKind }
  const { text } = { text: textsOfOwn({ network: ownNetwork(topology) }) }
  const document = {
    name: safe(topology.name),
    topology: {
      defaults: { labels: Object.fromEntries(Object.entries(text).map(([key, value]) => [`paranet-${key}`, value])) },
      ...(needed.size > 0
        ? { groups: Object.fromEntries(Object.entries(groups).filter(([name]) => needed.has(name))) }
        : {}),
      nodes: new Map(nodes),
      ...(links.length + special.length > 0
        ? { links: [...links.map((link) => link.yaml), ...special.map((link) => link.yaml)] }
        : {}),
    },
  }
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
}

const safe = (name: string): string => name.replaceAll(/[^\w.-]+/g, '-').replace(/^[^a-zA-Z0-9]+/, '') || 'lab'

/** Names that a lab may have for nodes and their ports. */
class LabNames {
  readonly #nodes = new Map<string, string>()
  readonly #ports = new Map<string, Map<string, string>>()
  readonly #hasPlainPorts: ReadonlySet<string>

  constructor({ nodes, links, interfaces }: Topology) {
    const taken = new Set<string>()
    for (const { name } of nodes) {
      let wanted = safe(name)
      for (let n = 2; taken.has(wanted); n++) wanted = `${safe(name)}-${n}`
      taken.add(wanted)
      this.#nodes.set(name, wanted)
    }
    this.#hasPlainPorts = new Set(nodes.filter((node) => !hasKind(node)).map(({ name }) => name))
    const ports = [
      ...links.flatMap(({ ends }) => ends),
      ...interfaces.map(({ node, name }) => ({ node, interface: name })),
    ]
    for (const { node, interface: name } of ports) if (this.#isUsable(node, name)) this.#portsOf(node).set(name, name)
    for (const { node, interface: name } of ports) if (!this.#portsOf(node).has(name)) this.#number(node, name)
  }

  node(name: string): string {
    return this.#nodes.get(name) ?? name
  }

  port(node: string, name: string): string {
    return this.#ports.get(node)?.get(name) ?? name
  }

  /** Linux has 15 letters for a port; other kinds have names of their own. */
  #isUsable(node: string, name: string): boolean {
    if (/[\s:]/.test(name)) return false
    return !this.#hasPlainPorts.has(node) || (name.length <= 15 && !name.includes('/'))
  }

  #portsOf(node: string): Map<string, string> {
    const ports = this.#ports.get(node) ?? new Map<string, string>()
    this.#ports.set(node, ports)
    return ports
  }

  #number(node: string, name: string): void {
    const ports = this.#portsOf(node)
    const taken = new Set(ports.values())
    let n = 1
    while (taken.has(`eth${n}`)) n++
    ports.set(name, `eth${n}`)
  }
}

const hasKind = ({ labels }: TopologyNode): boolean => labels['clab-kind'] !== undefined
const groupOf = ({ type }: TopologyNode): string => `${assignedGroup}${isEnd(type) ? 'host' : 'router'}`

function nodeOf(node: TopologyNode, name: string, interfaces: readonly TopologyInterface[]): Fields {
  const { name: its, ...own } = ownNode(node)
  const listed = interfaces.map(({ node: _, ...rest }) => rest)
  const texts = textsOfOwn({
    ...(its === name ? {} : { name: its }),
    ...own,
    ...(listed.length > 0 ? { interfaces: listed } : {}),
  })
  const { keys, labels } = splitLabels(node.labels)
  return {
    ...(hasKind(node) ? {} : { group: groupOf(node) }),
    ...keys,
    labels: { ...labels, ...prefixed(texts) },
  }
}

const prefixed = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [`paranet-${key}`, value]))

/** Labels `clab-KEY` as the keys that they came from, and the other labels. */
function splitLabels(labels: Readonly<Record<string, string>>): { keys: Fields; labels: Record<string, string> } {
  const entries = Object.entries(labels)
  const isKey = (key: string) => key.startsWith('clab-')
  return {
    keys: Object.fromEntries(
      entries.filter(([key]) => isKey(key)).map(([key, value]) => [key.slice('clab-'.length), valueOf(value)]),
    ),
    labels: Object.fromEntries(entries.filter(([key]) => !isKey(key))),
  }
}

/** What a label was in YAML: maps, lists, numbers and truth values as such. */
function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text !== '' && String(Number(text)) === text) return Number(text)
  if (!/^[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const plainLabels: ReadonlySet<string> = new Set(['mac'])

/** Whether containerlab's own keys of an end say all of an interface. */
function isNative(
  { addresses, segment, external, peerAs, labels, mtu }: TopologyInterface,
  mtuOfLink: number,
): boolean {
  const families = addresses.map((address) => (address.includes(':') ? 6 : 4))
  const isOrdered = ['', '4', '6', '46'].includes(families.join(''))
  const says = addresses.length > 0 || Object.keys(labels).length > 0 || mtu !== 1500
  const isPlain = segment === 'main' && !external && peerAs === undefined && mtu === mtuOfLink
  return isOrdered && isPlain && says && Object.keys(labels).every((key) => plainLabels.has(key))
}

class LinkWriter {
  readonly #link: TopologyLink
  readonly #lab: LabNames
  readonly #entries: readonly (TopologyInterface | undefined)[]

  constructor(link: TopologyLink, lab: LabNames, interfaces: ReadonlyMap<string, Topology['interfaces']>) {
    this.#link = link
    this.#lab = lab
    this.#entries = link.ends.map((end) => interfaces.get(end.node)?.find(({ name }) => name === end.interface))
  }

  write(): { readonly yaml: Fields; readonly native: readonly TopologyInterface[] } {
    const wanted = this.#mtu()
    // The file has one number for both ends: it is written where both are said there in full.
    const mtu = this.#entries.every((entry) => entry && isNative(entry, wanted)) ? wanted : 1500
    const native = this.#entries.map((entry) => (entry && isNative(entry, mtu) ? entry : undefined))
    const isLong = native.some((entry) => entry !== undefined && (entry.addresses.length > 0 || entry.labels['mac']))
    const { keys, labels } = splitLabels(this.#link.labels)
    const texts = prefixed(textsOfOwn({ ...ownLink(this.#link), ...this.#portNames() }))
    const ends = this.#link.ends.map((end, i) => this.#end(end, native[i], isLong))
    return {
      yaml: {
        ...(isLong ? { type: 'veth' } : {}),
        endpoints: ends,
        ...(mtu === 1500 ? {} : { mtu }),
        ...keys,
        labels: { ...labels, ...texts },
      },
      native: native.filter((entry) => entry !== undefined),
    }
  }

  /** That of both ends, where they agree. */
  #mtu(): number {
    const [a, b] = this.#entries.map((entry) => entry?.mtu ?? 1500)
    return a !== undefined && a === b ? a : 1500
  }

  #portNames(): Fields {
    const [a, b] = this.#link.ends.map(({ node, interface: name }) =>
      this.#lab.port(node, name) === name ? undefined : name,
    )
    return { source_interface: a, target_interface: b }
  }

  #end(end: TopologyLink['ends'][0], entry: TopologyInterface | undefined, isLong: boolean): unknown {
    const [node, name] = [this.#lab.node(end.node), this.#lab.port(end.node, end.interface)]
    if (!isLong) return `${node}:${name}`
    const [v4, v6] = [false, true].map((isV6) => entry?.addresses.find((one) => one.includes(':') === isV6))
    const mac = entry?.labels['mac']
    return {
      node,
      interface: name,
      ...(mac === undefined ? {} : { mac }),
      ...(v4 === undefined ? {} : { ipv4: v4 }),
      ...(v6 === undefined ? {} : { ipv6: v6 }),
    }
  }
}

/** A link out of the lab, as the interface that it left remembers it. */
function outsideLink(entry: TopologyInterface, lab: LabNames): { yaml: Fields; entry: TopologyInterface }[] {
  const { 'clab-link': text, ...others } = entry.labels
  const kept = text === undefined ? undefined : valueOf(text)
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return []
  const fields = kept as Fields
  const isWhole = Object.keys(others).length === 0 && entry.addresses.length === 0 && entry.segment === 'main'
  if (lab.port(entry.node, entry.name) !== entry.name) return []
  if (!isWhole || entry.peerAs !== undefined || entry.external !== (fields['type'] === 'macvlan')) return []
  const endpoint = { node: lab.node(entry.node), interface: lab.port(entry.node, entry.name) }
  return [{ yaml: { ...fields, endpoint, ...(entry.mtu === 1500 ? {} : { mtu: entry.mtu }) }, entry }]
}
