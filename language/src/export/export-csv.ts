import type { Demand, Topology, TopologyLink, TopologyNode } from '@paranet/network'
import type { LossList } from '../import/lost.js'

type Row = Readonly<Record<string, string | number | undefined>>

/** A topology as three tables with an empty line between them: nodes, links and demands. Labels are columns `label.NAME`. Interfaces, groups,
 *  definitions and what the network itself says have no table. */
export function exportCsv(topology: Topology, demands: readonly Demand[], lost: LossList): string {
  listLost(topology, demands, lost)
  const tables = [
    table(topology.nodes.map(nodeRow), ['name', 'type']),
    table(topology.links.map(linkRow), ['source', 'target']),
    table(
      demands.map(({ from, to, bitsPerSecond }) => ({ source: from, target: to, demand_bps: bitsPerSecond })),
      ['source', 'target', 'demand_bps'],
    ),
  ]
  return `${tables.filter((text) => text !== '').join('\n\n')}\n`
}

function listLost(topology: Topology, demands: readonly Demand[], lost: LossList): void {
  const why = 'there is no table of them'
  for (const { node, name } of topology.interfaces) lost.add('what is said of an interface', `${node}.${name}`, why)
  for (const { name } of topology.groups) lost.add('a group', name, why)
  for (const { name } of topology.definitions ?? []) lost.add('a definition', name, why)
  const { name, description, default: its, antiSpoofing, headroom, management } = topology
  lost.add('the name of the network', name, 'the file has none; the name of the file is read')
  if (description !== undefined) lost.add('the description', name, why)
  if (its !== 'closed') lost.add('that it is open', name, why)
  if (!antiSpoofing) lost.add('that it does not check sources', name, why)
  if (headroom !== undefined) lost.add('its headroom', name, why)
  if (management) lost.add('who manages it', name, why)
  for (const demand of demands)
    if (demand.class) lost.add('the class of a demand', `${demand.from} to ${demand.to}`, 'it has no column')
  for (const { labels, name: where } of [
    ...topology.nodes,
    ...topology.links.map((link) => ({ ...link, name: link.id })),
  ])
    for (const [key, value] of Object.entries(labels))
      if (value.trim() !== value || value === '')
        lost.add(`the label "${key}"`, where, 'a cell has no space at its ends')
}

const listed = (items: readonly string[]): string | undefined => (items.length > 0 ? items.join(' ') : undefined)

const nodeRow = (node: TopologyNode): Row => ({
  name: node.name,
  type: node.type,
  addresses: node.assigned.includes('address') ? undefined : listed(node.addresses),
  prefixes: node.assigned.includes('prefixes') ? undefined : listed(node.prefixes),
  lat: node.location?.lat,
  lon: node.location?.lon,
  region: node.region,
  segment: node.segment,
  gateway: node.gateway,
  function: node.function,
  config_target: node.target === 'emulated' ? undefined : node.target,
  driver: node.driver === 'emulated' ? undefined : node.driver,
  produces: listed(node.produces),
  contentStore: node.contentStore,
  strategy: node.strategy,
  availability: node.availability,
  assigned: listed(node.assigned) ?? 'none',
  ...labelCells(node.labels),
})

function linkRow(link: TopologyLink): Row {
  const [a, b] = link.ends
  const isOwn = (key: string) => !link.assigned.includes(key)
  return {
    source: a.node,
    target: b.node,
    source_interface: a.interface,
    target_interface: b.interface,
    key: link.id,
    bandwidth_bps: isOwn('bandwidth') ? link.bandwidth : undefined,
    latency_us: isOwn('latency') ? link.latency : undefined,
    weight: link.weight === 10 ? undefined : link.weight,
    loss: link.loss,
    availability: link.availability,
    headroom: link.headroom,
    risks: link.risks.length > 0 ? JSON.stringify(link.risks) : undefined,
    ...labelCells(link.labels),
  }
}

const labelCells = (labels: Readonly<Record<string, string>>): Row =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [`label.${key}`, value]))

/** Rows under the columns that any of them has. */
function table(rows: readonly Row[], first: readonly string[]): string {
  if (rows.length === 0) return ''
  const columns = new Set(first)
  for (const row of rows) for (const [key, value] of Object.entries(row)) if (value !== undefined) columns.add(key)
  const names = [...columns]
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
    .map((cells) => cells.map((cell) => quoted(String(cell))).join(','))
    .join('\n')
}

const quoted = (cell: string): string =>
  /[",\n\r#]/.test(cell) || cell.trim() !== cell ? `"${cell.replaceAll('"', '""')}"` : cell
