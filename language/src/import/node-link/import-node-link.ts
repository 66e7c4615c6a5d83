import type { ImportResult } from '../import-result.js'
import { buildTopology } from '../shared/build-topology.js'
import type { DraftDemand, DraftEnd, DraftLink, DraftNode, Fields } from '../shared/draft.js'
import { fieldsOf, isFields, itemsOf, placeOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { escaped } from '../shared/json-places.js'

const graphFields = new Set([
  'description',
  'default',
  'antiSpoofing',
  'headroom',
  'management',
  'groups',
  'definitions',
  'interfaces',
])

/** What a file of NetworkX has. */
const fileFields: ReadonlySet<string> = new Set(['directed', 'multigraph', 'graph', 'nodes', 'edges', 'links'])

/** Reads node-link JSON, as NetworkX and SNDlib's node-link files write it: `nodes` with an `id`, `edges` or `links` with `source` and
 *  `target`. Known attributes: of nodes `name` or `label`, `pos` (longitude, latitude) and those of our own export; of edges `bandwidth` or
 *  `capacity` (bit/s), `latency_us`, `dist` (km), `weight`, `risks`. Demands lie in `graph.demands`, nested by source and target id or as a
 *  list, in Mbit/s unless `graph.demand_unit` says otherwise (`bps`, `kbps`, `Mbps`, `Gbps`). What is not said is assigned. */
export function importNodeLink(document: unknown, report: ImportReport): ImportResult {
  const fields = fieldsOf(document)
  const edges = fields['edges'] ?? fields['links']
  if (!Array.isArray(fields['nodes']) || !Array.isArray(edges)) {
    report.error('malformed-json', 'node-link JSON is an object with "nodes" and "edges"', '')
    return report.result()
  }
  const graph = fieldsOf(fields['graph'])
  const { name, demands: _, demand_unit: __, ...given } = graph
  const edgesKey = fields['edges'] === undefined ? 'links' : 'edges'
  for (const key of Object.keys(fields))
    if (!fileFields.has(key)) report.lose(`"${key.slice(0, 100)}"`, 'the file', 'it is no part of a graph')
  for (const key of Object.keys(given))
    if (!graphFields.has(key)) report.lose(`"${key.slice(0, 100)}"`, '/graph', 'a network has no labels')
  return buildTopology(
    {
      names: [textOf(name)],
      given,
      nodes: itemsOf(fields['nodes']).flatMap((node, i) => nodeOf(node, `/nodes/${i}`, report)),
      links: edges.flatMap((edge: unknown, i) => linkOf(edge, `/${edgesKey}/${i}`, report)),
      demands: demandsOf(graph, report),
    },
    report,
  )
}

/** Whether a JSON document looks like node-link. */
export const isNodeLink = (value: unknown): boolean =>
  isFields(value) && Array.isArray(value['nodes']) && (Array.isArray(value['edges']) || hasSources(value['links']))

const hasSources = (links: unknown): boolean =>
  Array.isArray(links) && links.every((link) => isFields(link) && 'source' in link && 'target' in link)

function nodeOf(node: unknown, pointer: string, report: ImportReport): DraftNode[] {
  const id = isFields(node) ? node['id'] : undefined
  if (!isFields(node) || (typeof id !== 'string' && typeof id !== 'number')) {
    report.error('malformed-json', 'a node has an "id", a text or a number', pointer)
    return []
  }
  const { id: _, name, label, pos, ...rest } = node
  loseParts(rest, new Set(['addresses', 'prefixes', 'produces', 'labels', 'assigned']), pointer, report)
  const [lon, lat] = Array.isArray(pos)
    ? (pos as unknown[])
    : [rest['lon'] ?? rest['longitude'] ?? '', rest['lat'] ?? rest['latitude'] ?? '']
  return [
    {
      id: String(id),
      names: [name, label, id].map(textOf),
      location: typeof lat === 'number' && typeof lon === 'number' ? placeOf(lat, lon) : undefined,
      given: rest,
      spot: pointer,
    },
  ]
}

function linkOf(edge: unknown, pointer: string, report: ImportReport): DraftLink[] {
  if (!isFields(edge)) {
    report.error('malformed-json', 'an edge is an object with "source" and "target"', pointer)
    return []
  }
  const { source, target, source_interface, target_interface, ...given } = edge
  loseParts(given, new Set(['risks', 'labels', 'assigned']), pointer, report)
  const endOf = (end: unknown, key: string, its: unknown): DraftEnd => ({
    id: String(isFields(end) ? end['id'] : end),
    interface: typeof its === 'string' && its !== '' ? its : undefined,
    spot: `${pointer}/${key}`,
  })
  return [
    {
      ends: [endOf(source, 'source', source_interface), endOf(target, 'target', target_interface)],
      given,
      spot: pointer,
    },
  ]
}

/** Attributes that are objects or lists and none of ours. */
function loseParts(given: Fields, known: ReadonlySet<string>, pointer: string, report: ImportReport): void {
  for (const [key, value] of Object.entries(given))
    if (typeof value === 'object' && value !== null && !known.has(key))
      report.lose(`the attribute "${key.slice(0, 100)}"`, pointer, 'a label is a text')
}

const unitFactors: Readonly<Record<string, number>> = { bps: 1, kbps: 1e3, Mbps: 1e6, Gbps: 1e9, Tbps: 1e12 }

function demandsOf({ demands, demand_unit: unit = 'Mbps' }: Fields, report: ImportReport): DraftDemand[] {
  if (demands === undefined) return []
  const factor = typeof unit === 'string' ? unitFactors[unit] : undefined
  if (factor === undefined) {
    const hint = `one of ${Object.keys(unitFactors).join(', ')}`
    report.error('wrong-unit', `"${String(unit).slice(0, 40)}" is no unit`, '/graph/demand_unit', hint)
    return []
  }
  return [...flatDemands(demands)].flatMap(({ pointer, from, to, value, more }) => {
    if (more.length > 0) report.lose(more.join(', ').slice(0, 100), pointer, 'a demand says who, to whom and how much')
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0)
      return [{ from: String(from), to: String(to), bitsPerSecond: value * factor, spot: pointer }]
    report.warn('malformed-json', 'a demand is a number that is not negative: left out', pointer)
    return []
  })
}

function* flatDemands(demands: unknown) {
  if (Array.isArray(demands))
    for (const [i, one] of demands.entries()) {
      const { source, target, value, demand = value, ...more } = fieldsOf(one)
      yield { pointer: `/graph/demands/${i}`, from: source, to: target, value: demand, more: Object.keys(more) }
    }
  else if (isFields(demands))
    for (const [from, row] of Object.entries(demands))
      for (const [to, value] of Object.entries(fieldsOf(row)))
        yield { pointer: `/graph/demands/${escaped(from)}/${escaped(to)}`, from, to, value, more: [] }
}
