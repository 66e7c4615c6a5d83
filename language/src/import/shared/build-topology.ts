import type { Demand, Topology, TopologyInterface, TopologyLink, TopologyNode } from '@paranet/network'
import {
  emptyTopology,
  freeInterface,
  isEndNode,
  mainSegment,
  parseInterfaceAddress,
  parsePrefix,
  settleSegments,
  topologyFromJson,
} from '@paranet/network'
import type { DiagnosticCode } from '../../diagnostics/diagnostic-codes.js'
import type { ImportResult } from '../import-result.js'
import { nodeOfAttributes, ownLabels, textList } from './attributes.js'
import { cleanName } from './clean-name.js'
import type { Draft, DraftDemand, DraftEnd, DraftInterface, DraftLink, DraftNode } from './draft.js'
import { type Fields, numberOf, textOf } from './draft.js'
import { fileStart, type ImportReport } from './import-report.js'
import { linkAttributes } from './link-attributes.js'

/** What one network may have; far above the largest that is known, far below what hurts. */
export const networkLimits = { nodes: 100_000, links: 200_000, demands: 1_000_000 } as const

/** The topology that a draft means. Nameless and repeated nodes, self loops and links that repeat are warnings; addresses that two nodes
 *  have, and labels that are cut, are listed as lost. Linear in the draft. */
export function buildTopology(draft: Draft, report: ImportReport): ImportResult {
  if (isTooLarge(draft, report) || report.hasErrors) return report.result()
  return new TopologyBuilder(report).build(draft)
}

function isTooLarge({ nodes, links, demands = [] }: Draft, report: ImportReport): boolean {
  const counts = { nodes: nodes.length, links: links.length, demands: demands.length }
  for (const kind of ['nodes', 'links', 'demands'] as const)
    if (counts[kind] > networkLimits[kind]) {
      const [is, limit] = [counts[kind], networkLimits[kind]].map((count) => count.toLocaleString('en'))
      report.error(
        'expansion-too-large',
        `${is} ${kind}; a network has ${limit} at most`,
        fileStart,
        'import it in parts',
      )
      return true
    }
  return false
}

class TopologyBuilder {
  readonly #report: ImportReport
  readonly #nodes = new Map<string, TopologyNode>()
  readonly #names = new Set<string>()
  readonly #counters = new Map<string, number>()
  readonly #interfaces = new Map<string, Set<string>>()
  readonly #between = new Map<string, number>()
  readonly #linkIds = new Set<string>()
  readonly #addresses = new Map<string, string>()
  /** Whether the file says prefixes at all: then none are made up beside them. */
  #hasPrefixes = false

  /** What is said of segments, by `node.interface`. */
  readonly #segments = new Map<string, string>()

  constructor(report: ImportReport) {
    this.#report = report
  }

  build(draft: Draft): ImportResult {
    for (const node of draft.nodes) this.#claimAddresses(node)
    this.#hasPrefixes = [...draft.nodes, ...(draft.interfaces ?? [])].some(
      ({ given }) => (textList(given['prefixes']) ?? []).length > 0,
    )
    const nodes = draft.nodes.flatMap((node) => this.#node(node))
    const usable = nodes.map((node) => this.#withGateway(node))
    const links = draft.links.flatMap((link) => this.#link(link, draft.unknownEnd ?? 'error'))
    const interfaces = this.#interfaceEntries(draft.interfaces ?? [])
    const topology = this.#checked(draft, usable, interfaces, links)
    return this.#report.result(topology, topology ? (draft.demands ?? []).flatMap((one) => this.#demand(one)) : [])
  }

  #claimAddresses({ id, given }: DraftNode): void {
    for (const address of textList(given['addresses']) ?? [])
      if (!this.#addresses.has(placeOf(given, address))) this.#addresses.set(placeOf(given, address), id)
  }

  #node(draft: DraftNode): TopologyNode[] {
    if (this.#nodes.has(draft.id)) {
      this.#report.warn('duplicate-name', `a second node with the id "${shown(draft.id)}" is left out`, draft.spot)
      return []
    }
    const name = this.#freeName(draft)
    const read = nodeOfAttributes({
      name,
      position: this.#nodes.size,
      given: draft.given,
      ...(draft.location ? { location: draft.location } : {}),
      isTaken: (address) => this.#addresses.has(placeOf(draft.given, address)),
      withPrefixes: !this.#hasPrefixes,
      onLoss: (what, why) => this.#report.lose(what, name, why),
    })
    const node = { ...read, addresses: read.addresses.filter((address) => this.#owns(draft, name, address)) }
    this.#nodes.set(draft.id, node)
    return [node]
  }

  #owns({ id, given, spot }: DraftNode, name: string, address: string): boolean {
    const place = placeOf(given, address)
    const owner = this.#addresses.get(place)
    if (owner === undefined) this.#addresses.set(place, id)
    if (owner === undefined || owner === id) return true
    this.#report.warn('duplicate-address', `${address} of "${name}" belongs to another node already`, spot)
    this.#report.lose(`the address ${address}`, name, 'another node has it already')
    return false
  }

  #freeName({ id, names, spot }: DraftNode): string {
    const given = names.map(cleanName).find((one) => one !== '')
    const wanted = given ?? (cleanName(`node-${id}`) || 'node')
    if (given === undefined) this.#report.warn('unnamed-node', `a node without a name is called "${wanted}"`, spot)
    const name = this.#free('node', wanted, '-', this.#names)
    this.#names.add(name)
    if (name !== wanted)
      this.#report.warn('duplicate-name', `a second node called "${wanted}" is called "${name}"`, spot)
    return name
  }

  /** The name, or the name with the first number from 2 that is free. Linear over all calls. */
  #free(scope: string, wanted: string, joint: string, taken: ReadonlySet<string>): string {
    if (!taken.has(wanted)) return wanted
    const key = `${scope}\n${wanted}`
    let n = this.#counters.get(key) ?? 2
    while (taken.has(`${wanted}${joint}${n}`)) n++
    this.#counters.set(key, n + 1)
    return `${wanted}${joint}${n}`
  }

  #withGateway(node: TopologyNode): TopologyNode {
    if (node.gateway === undefined || this.#names.has(node.gateway)) return node
    const { gateway, ...rest } = node
    this.#report.lose(`the gateway "${shown(gateway)}"`, node.name, 'no node has this name')
    return rest
  }

  #link({ ends, given, spot }: DraftLink, unknownEnd: 'error' | 'warning'): TopologyLink[] {
    const [a, b] = ends.map((end) => this.#endOf(end, spot, unknownEnd)) as [
      TopologyNode | undefined,
      TopologyNode | undefined,
    ]
    if (!a || !b) return []
    if (a === b) {
      this.#report.warn('self-loop', `a link from "${a.name}" to itself is left out`, spot)
      this.#report.lose('a link from a node to itself', a.name, 'a link joins two nodes')
      return []
    }
    const pair = a.name < b.name ? `${a.name}\n${b.name}` : `${b.name}\n${a.name}`
    const count = (this.#between.get(pair) ?? 0) + 1
    this.#between.set(pair, count)
    if (count > 1 && ends.every((end) => end.interface === undefined))
      this.#report.warn(
        'duplicate-link',
        `a link between "${a.name}" and "${b.name}" is there already; this one is kept as a parallel link`,
        spot,
      )
    const usual = count === 1 ? `${a.name}--${b.name}` : `${a.name}--${b.name}.${count}`
    const key = given['key']
    const id = this.#free('link', typeof key === 'string' && key !== '' ? cleanKey(key) : usual, '.', this.#linkIds)
    this.#linkIds.add(id)
    const onCut = (label: string) =>
      this.#report.lose(`the end of the label "${label}"`, id, 'a label has 1,000 letters at most')
    const onUnread = (key: string) =>
      this.#report.lose(`the ${key} "${shown(textOf(given[key]))}"`, id, 'it is no number that a link can have')
    return [
      {
        id,
        ends: [
          { node: a.name, interface: this.#interfaceOf(a.name, b.name, ends[0], spot) },
          { node: b.name, interface: this.#interfaceOf(b.name, a.name, ends[1], spot) },
        ],
        ...linkAttributes(given, [a.location, b.location], onCut, onUnread),
      },
    ]
  }

  #endOf(
    { id, spot }: DraftEnd,
    linkSpot: DraftLink['spot'],
    unknownEnd: 'error' | 'warning',
  ): TopologyNode | undefined {
    const node = this.#nodes.get(id)
    if (node) return node
    const message = `no node with the id "${shown(id)}"`
    if (unknownEnd === 'error') this.#report.error('unknown-node', message, spot ?? linkSpot)
    else {
      this.#report.warn('unknown-node', `${message}; its link is left out`, spot ?? linkSpot)
      this.#report.lose('a link', shown(id), 'no node has this id')
    }
    return undefined
  }

  #interfaceOf(node: string, neighbour: string, end: DraftEnd, spot: DraftLink['spot']): string {
    const taken = this.#takenAt(node)
    const wanted = cleanName(end.interface ?? '')
    const name = wanted === '' ? this.#freeOwn(node, neighbour, taken) : this.#freeInterface(node, wanted, taken)
    if (wanted !== '' && name !== wanted)
      this.#report.warn(
        'interface-in-use',
        `the interface "${wanted}" of "${node}" ${taken.has(wanted) ? 'ends another link already' : 'has a reserved name'}; this one is called "${name}"`,
        end.spot ?? spot,
      )
    taken.add(name)
    return name
  }

  /** `to-r2`, `to-r2.2`, …; searched with a counter, so that a million parallel links cost a million steps. */
  #freeOwn(node: string, neighbour: string, taken: ReadonlySet<string>): string {
    const usual = `to-${neighbour}`
    return taken.has(usual) ? this.#free(`interface ${node}`, usual, '.', taken) : freeInterface(neighbour, taken)
  }

  #freeInterface(node: string, wanted: string, taken: ReadonlySet<string>): string {
    const isReserved = wanted === 'lan' || wanted === 'local'
    return this.#free(`interface ${node}`, isReserved ? `${wanted}-1` : wanted, '.', taken)
  }

  #takenAt(node: string): Set<string> {
    const taken = this.#interfaces.get(node) ?? new Set<string>()
    this.#interfaces.set(node, taken)
    return taken
  }

  #interfaceEntries(drafts: readonly DraftInterface[]): TopologyInterface[] {
    const seen = new Set<string>()
    return drafts.flatMap((draft) => {
      const node = this.#nodes.get(draft.node)
      const name = cleanName(draft.name)
      const key = `${draft.node}\n${name}`
      if (!node || name === '' || seen.has(key) || name === 'lan' || name === 'local') {
        this.#report.lose(
          `the interface "${shown(draft.name)}"`,
          node?.name ?? shown(draft.node),
          node ? 'its name is taken, reserved or empty' : 'no node has this id',
        )
        return []
      }
      seen.add(key)
      return [this.#interfaceEntry(draft, node.name, name)]
    })
  }

  #interfaceEntry({ given }: DraftInterface, node: string, name: string): TopologyInterface {
    const where = `${node}.${name}`
    const addresses = (textList(given['addresses']) ?? []).flatMap((text) => {
      const address = parseInterfaceAddress(text)
      if (address === undefined)
        this.#report.lose(`the address "${shown(text)}"`, where, 'it is no address with a length')
      return address === undefined ? [] : [address]
    })
    const peerAs = numberOf(given['peerAs'], 0)
    const onCut = (label: string) =>
      this.#report.lose(`the end of the label "${label}"`, where, 'a label has 1,000 letters at most')
    const said = cleanName(textOf(given['segment']))
    if (said !== '') this.#segments.set(where, said)
    const prefixes = (textList(given['prefixes']) ?? []).flatMap((text) => parsePrefix(text) ?? [])
    return {
      node,
      name,
      addresses,
      mtu: numberOf(given['mtu'], 1) ?? 1500,
      segment: said || mainSegment,
      ...(prefixes.length > 0 ? { prefixes } : {}),
      external: given['external'] === true,
      ...(peerAs === undefined ? {} : { peerAs }),
      labels: ownLabels(given['labels'], onCut),
    }
  }

  #checked(
    { names, given }: Draft,
    nodes: readonly TopologyNode[],
    found: readonly TopologyInterface[],
    links: readonly TopologyLink[],
  ): Topology | undefined {
    if (this.#report.hasErrors) return undefined
    const {
      description,
      definitions,
      headroom,
      management,
      groups = [],
      antiSpoofing = true,
      interfaces = found,
    } = given
    const isOwn = given['interfaces'] !== undefined
    const parts = isOwn ? { nodes, interfaces, links } : this.#inSegments({ nodes, interfaces: found, links })
    const read = topologyFromJson({
      name: names.map(cleanName).find((name) => name !== '') ?? baseName(this.#report.file),
      ...(typeof description === 'string' ? { description } : {}),
      default: given['default'] ?? 'closed',
      antiSpoofing,
      ...(headroom === undefined ? {} : { headroom }),
      ...(management === undefined ? {} : { management }),
      ...parts,
      groups,
      ...(definitions === undefined ? {} : { definitions }),
    })
    if (read.ok) return read.value
    for (const { pointer, message } of read.errors)
      this.#report.error(malformed(this.#report), pointer === '' ? message : `${pointer}: ${message}`, fileStart)
    return undefined
  }

  /** With a segment for everything. Where the ends of a link, or the links of a host, are said to be in several, the first counts. */
  #inSegments(parts: TopologyParts): TopologyParts {
    const homes = new Map(parts.nodes.filter(isEndNode).map((node) => [node.name, node.segment]))
    for (const { id, ends } of parts.links) {
      const places = ends.map((end) => `${end.node}.${end.interface}`)
      const said = [...ends.map(({ node }) => homes.get(node)), ...places.map((place) => this.#segments.get(place))]
      const [first, ...others] = new Set(said.filter((segment) => segment !== undefined))
      if (first === undefined) continue
      for (const place of places) this.#segments.set(place, first)
      for (const { node } of ends) if (homes.has(node)) homes.set(node, homes.get(node) ?? first)
      for (const other of others)
        this.#report.lose(`the segment "${shown(other)}"`, id, `the link is in "${first}" too`)
    }
    const settled = settleSegments({ ...emptyTopology(''), ...parts }, { interfaces: this.#segments, links: new Map() })
    return { nodes: settled.nodes, interfaces: settled.interfaces, links: settled.links }
  }

  #demand({ from, to, bitsPerSecond, spot }: DraftDemand): Demand[] {
    const [a, b] = [this.#nodes.get(from), this.#nodes.get(to)]
    if (!a || !b) {
      this.#report.warn('unknown-node', 'a demand between unknown nodes: left out', spot)
      this.#report.lose('a demand', `${shown(from)} to ${shown(to)}`, 'one of its ends is not there')
      return []
    }
    return a === b || bitsPerSecond <= 0 ? [] : [{ from: a.name, to: b.name, bitsPerSecond: Math.round(bitsPerSecond) }]
  }
}

type TopologyParts = Pick<Topology, 'nodes' | 'interfaces' | 'links'>

/** The code for a file that is not of the shape that its format has. */
export function malformed({ format }: ImportReport): DiagnosticCode {
  if (format === 'graphml' || format === 'sndlib') return 'malformed-xml'
  if (format === 'containerlab') return 'malformed-yaml'
  return format === 'csv' ? 'malformed-csv' : 'malformed-json'
}

/** An address in its segment. */
const placeOf = (given: Fields, address: string): string => `${textOf(given['segment'])} ${address}`

const cleanKey = (key: string): string => key.slice(0, 200)
const shown = (text: string): string => text.slice(0, 100)
const baseName = (file: string): string => cleanName(file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '')) || 'network'
