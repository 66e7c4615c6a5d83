import type { Demand, Place, Topology, TopologyLink, TopologyNode } from '@paranet/network'
import { freeInterface, topologyFromJson } from '@paranet/network'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { DiagnosticCode } from '../../diagnostics/diagnostic-codes.js'
import { assignedBandwidth, assignedLatency } from '../assign.js'
import { nodeOfAttributes, ownLabels, textsOf } from '../attributes.js'
import { cleanName } from '../clean-name.js'
import type { ImportResult } from '../import-result.js'
import { parseJson } from '../parse-json.js'

type Fields = Readonly<Record<string, unknown>>

/** µs for a km of fibre. */
const microsecondsPerKm = 5

/** Reads node-link JSON, as NetworkX and SNDlib's node-link files write it: `nodes` with an `id`, `edges` or `links` with `source` and
 *  `target`. Known attributes: of nodes `name` or `label`, `pos` (longitude, latitude) and those of our own export; of edges `bandwidth` or
 *  `capacity` (bit/s), `latency_us`, `dist` (km), `weight`, `risks`. Demands lie in `graph.demands`, nested by source and target id or as a
 *  list, in Mbit/s unless `graph.demand_unit` says otherwise (`bps`, `kbps`, `Mbps`, `Gbps`). What is not said is assigned. */
export function importNodeLink(text: string, file: string): ImportResult {
  const parsed = parseJson(text, file)
  if (!parsed.ok) return { topology: undefined, format: 'node-link', diagnostics: [parsed.diagnostic] }
  return new NodeLinkReader(file).read(parsed.value)
}

/** Whether a JSON document looks like node-link. */
export const isNodeLink = (value: unknown): boolean =>
  isFields(value) && Array.isArray(value['nodes']) && (Array.isArray(value['edges']) || hasSources(value['links']))

const hasSources = (links: unknown): boolean =>
  Array.isArray(links) && links.every((link) => isFields(link) && 'source' in link && 'target' in link)

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

class NodeLinkReader {
  readonly #file: string
  readonly #diagnostics: Diagnostic[] = []
  readonly #nameOf = new Map<string, string>()
  readonly #interfaces = new Map<string, Set<string>>()

  constructor(file: string) {
    this.#file = file
  }

  read(document: unknown): ImportResult {
    const fields = isFields(document) ? document : {}
    const edges = fields['edges'] ?? fields['links']
    if (!Array.isArray(fields['nodes']) || !Array.isArray(edges)) {
      this.#report('error', 'malformed-json', '', 'node-link JSON is an object with "nodes" and "edges"')
      return { topology: undefined, format: 'node-link', diagnostics: this.#diagnostics }
    }
    const graph = isFields(fields['graph']) ? fields['graph'] : {}
    const nodes = fields['nodes'].flatMap((node, i) => this.#node(node, i))
    const links = this.#links(edges, new Map(nodes.map((node) => [node.name, node])))
    const topology = this.#checked(graph, nodes, links)
    const demands = topology ? this.#demands(graph) : []
    return {
      topology,
      format: 'node-link',
      diagnostics: this.#diagnostics,
      ...(demands.length > 0 ? { demands } : {}),
    }
  }

  #node(node: unknown, position: number): TopologyNode[] {
    const pointer = `/nodes/${position}`
    const id = isFields(node) ? node['id'] : undefined
    if (!isFields(node) || (typeof id !== 'string' && typeof id !== 'number')) {
      this.#report('error', 'malformed-json', pointer, 'a node has an "id", a text or a number')
      return []
    }
    if (this.#nameOf.has(String(id))) {
      this.#report('warning', 'duplicate-name', `${pointer}/id`, `a second node with the id "${id}" is left out`)
      return []
    }
    const { id: _, name: given, label, pos, ...rest } = node
    const wanted = [given, label, id].map((one) => cleanName(textOf(one))).find((one) => one !== '') ?? 'node'
    const name = this.#freeName(wanted, pointer)
    this.#nameOf.set(String(id), name)
    const location = placeOf(pos, rest)
    return [nodeOfAttributes({ name, position, ...(location ? { location } : {}), given: rest })]
  }

  #freeName(wanted: string, pointer: string): string {
    const taken = new Set(this.#nameOf.values())
    if (!taken.has(wanted)) return wanted
    let n = 2
    while (taken.has(`${wanted}-${n}`)) n++
    this.#report('warning', 'duplicate-name', pointer, `a second node called "${wanted}" is called "${wanted}-${n}"`)
    return `${wanted}-${n}`
  }

  #links(edges: readonly unknown[], nodes: ReadonlyMap<string, TopologyNode>): TopologyLink[] {
    const between = new Map<string, number>()
    return edges.flatMap((edge, i) => {
      const pointer = `/edges/${i}`
      if (!isFields(edge)) {
        this.#report('error', 'malformed-json', pointer, 'an edge is an object with "source" and "target"')
        return []
      }
      const [a, b] = ['source', 'target'].map((end) => this.#endOf(edge[end], nodes, `${pointer}/${end}`))
      if (!a || !b) return []
      if (a === b) {
        this.#report('warning', 'self-loop', pointer, `an edge from "${a.name}" to itself is left out`)
        return []
      }
      const pair = [a.name, b.name].sort().join('\n')
      const count = (between.get(pair) ?? 0) + 1
      between.set(pair, count)
      return [this.#link(edge, a, b, count)]
    })
  }

  #endOf(end: unknown, nodes: ReadonlyMap<string, TopologyNode>, pointer: string): TopologyNode | undefined {
    const id = isFields(end) ? end['id'] : end
    const node = nodes.get(this.#nameOf.get(String(id)) ?? String(id))
    if (!node) this.#report('error', 'unknown-node', pointer, `no node with the id "${String(id).slice(0, 100)}"`)
    return node
  }

  #link(edge: Fields, a: TopologyNode, b: TopologyNode, count: number): TopologyLink {
    const { source: _, target: __, key, source_interface, target_interface, labels, assigned, ...rest } = edge
    const bandwidth = numberOf(rest['bandwidth'] ?? rest['capacity'], 1)
    const latency = numberOf(rest['latency_us'], 0) ?? latencyOf(rest['dist'])
    const usual = count === 1 ? `${a.name}--${b.name}` : `${a.name}--${b.name}.${count}`
    const known = ['bandwidth', 'capacity', 'latency_us', 'dist', 'weight', 'risks']
    const isAssigned = (field: string) => Array.isArray(assigned) && assigned.includes(field)
    return {
      id: typeof key === 'string' && key !== '' ? key : usual,
      ends: [
        { node: a.name, interface: this.#interfaceOf(a.name, b.name, source_interface) },
        { node: b.name, interface: this.#interfaceOf(b.name, a.name, target_interface) },
      ],
      bandwidth: bandwidth ?? assignedBandwidth,
      latency: latency ?? assignedLatency(a.location, b.location),
      weight: numberOf(rest['weight'], 1) ?? 10,
      risks: Array.isArray(rest['risks']) ? rest['risks'].filter((risk) => typeof risk === 'string') : [],
      labels: { ...textsOf(rest, (field) => !known.includes(field)), ...ownLabels(labels) },
      assigned: [
        ...(bandwidth === undefined || isAssigned('bandwidth') ? ['bandwidth'] : []),
        ...(latency === undefined || isAssigned('latency') ? ['latency'] : []),
      ],
    }
  }

  #interfaceOf(node: string, neighbour: string, given: unknown): string {
    const taken = this.#interfaces.get(node) ?? new Set()
    this.#interfaces.set(node, taken)
    const name = typeof given === 'string' && given !== '' ? given : freeInterface(neighbour, taken)
    taken.add(name)
    return name
  }

  /** The topology, if all that the document says of it fits together. */
  #checked(graph: Fields, nodes: readonly TopologyNode[], links: readonly TopologyLink[]): Topology | undefined {
    if (this.#diagnostics.some(({ severity }) => severity === 'error')) return undefined
    const { default: its, antiSpoofing, interfaces, groups, definitions, description } = graph
    const read = topologyFromJson({
      name: cleanName(textOf(graph['name'])) || baseName(this.#file),
      ...(typeof description === 'string' ? { description } : {}),
      default: its ?? 'closed',
      antiSpoofing: antiSpoofing ?? true,
      nodes,
      interfaces: interfaces ?? [],
      links,
      groups: groups ?? [],
      ...(definitions === undefined ? {} : { definitions }),
    })
    if (read.ok) return read.value
    for (const { pointer, message } of read.errors) this.#report('error', 'malformed-json', pointer, message)
    return undefined
  }

  #demands(graph: Fields): Demand[] {
    const { demands, demand_unit: unit = 'Mbps' } = graph
    if (demands === undefined) return []
    const factor = typeof unit === 'string' ? unitFactors[unit] : undefined
    if (factor === undefined) {
      const hint = `one of ${Object.keys(unitFactors).join(', ')}`
      this.#report('error', 'wrong-unit', '/graph/demand_unit', `"${String(unit).slice(0, 40)}" is no unit`, hint)
      return []
    }
    return [...flatDemands(demands)].flatMap(({ pointer, from, to, value }) => {
      const ends = [from, to].map((id) => this.#nameOf.get(String(id)))
      const [a, b] = ends
      const amount = typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
      if (a === undefined || b === undefined || amount === undefined) {
        const message =
          amount === undefined ? 'a demand is a number that is not negative' : 'a demand between unknown nodes'
        this.#report('warning', 'malformed-json', pointer, `${message}: left out`)
        return []
      }
      return a === b || amount === 0 ? [] : [{ from: a, to: b, bitsPerSecond: Math.round(amount * factor) }]
    })
  }

  #report(
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    pointer: string,
    message: string,
    hint?: string,
  ): void {
    this.#diagnostics.push({
      code,
      severity,
      message: pointer === '' ? message : `${pointer}: ${message}`,
      file: this.#file,
      span: { offset: 0, line: 1, column: 1, length: 1 },
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

const unitFactors: Readonly<Record<string, number>> = { bps: 1, kbps: 1e3, Mbps: 1e6, Gbps: 1e9, Tbps: 1e12 }

function* flatDemands(demands: unknown) {
  if (Array.isArray(demands))
    for (const [i, one] of demands.entries()) {
      const { source, target, value, demand = value } = isFields(one) ? one : ({} as Fields)
      yield { pointer: `/graph/demands/${i}`, from: source, to: target, value: demand }
    }
  else if (isFields(demands))
    for (const [from, row] of Object.entries(demands))
      for (const [to, value] of isFields(row) ? Object.entries(row) : [])
        yield { pointer: `/graph/demands/${from}/${to}`, from, to, value }
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** A finite number of at least `least`, rounded. */
const numberOf = (value: unknown, least: number): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= least
    ? Math.min(Math.round(value), Number.MAX_SAFE_INTEGER)
    : undefined

function latencyOf(distance: unknown): number | undefined {
  return typeof distance === 'number' && distance >= 0 && distance < 1e6
    ? Math.max(1, Math.round(distance * microsecondsPerKm))
    : undefined
}

function placeOf(pos: unknown, rest: Fields): Place | undefined {
  const [lon, lat] = Array.isArray(pos) ? pos : [rest['lon'] ?? rest['longitude'], rest['lat'] ?? rest['latitude']]
  const isPlace = typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return isPlace ? { lat, lon } : undefined
}

const baseName = (file: string): string => cleanName(file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '')) || 'network'
