import type { ImportResult } from '../import-result.js'
import { buildTopology } from '../shared/build-topology.js'
import type { Draft, DraftInterface, DraftNode, Fields, Spot } from '../shared/draft.js'
import { fieldsOf, isFields, itemsOf, textOf } from '../shared/draft.js'
import { ImportReport } from '../shared/import-report.js'
import { ownOfTexts, splitByPrefix } from '../shared/own-texts.js'
import { assignedGroup, effectiveNode } from './effective-node.js'
import { labelText } from './label-text.js'
import { meaningOf } from './kinds.js'
import { linksOfLab } from './lab-links.js'
import { readYaml, type YamlFile } from './read-yaml.js'

/** Reads a topology file of containerlab (https://containerlab.dev/manual/topo-def-file). Nodes take what `defaults`, their kind and their
 *  group say; the kind says the node's type. Every key of a node (`kind`, `image`, `startup-config`, …) is kept as a label `clab-KEY` and
 *  written back by the export. Links are read in the short and the extended form. */
export function importContainerlab(text: string, file: string): ImportResult {
  const report = new ImportReport('containerlab', text, file)
  const yaml = readYaml(text, report)
  if (!yaml) return report.result()
  const { topology } = fieldsOf(yaml.value)
  if (!isFields(topology) || !isFields(topology['nodes'])) {
    const hint = 'a lab has "topology:" with "nodes:" and "links:" below it'
    report.error('malformed-yaml', 'no nodes under "topology"', yaml.spanOf(['topology']), hint)
    return report.result()
  }
  return buildTopology(draftOf(fieldsOf(yaml.value), topology, yaml, report), report)
}

function draftOf(root: Fields, topology: Fields, yaml: YamlFile, report: ImportReport): Draft {
  for (const key of Object.keys(root))
    if (key !== 'name' && key !== 'topology')
      report.lose(`"${key.slice(0, 100)}"`, 'the lab', 'it speaks of the lab and not of the network')
  for (const key of Object.keys(topology))
    if (!sections.has(key)) report.lose(`"${key.slice(0, 100)}"`, 'topology', 'it is no part of a network')
  loseUnused(topology, report)
  const network = fieldsOf(
    ownOfTexts(splitByPrefix(fieldsOf(topology['defaults'])['labels'], 'paranet-').own)['network'],
  )
  const { name, ...given } = network
  const listed = nodesInOrder(fieldsOf(topology['nodes']), yaml)
  const nodes = listed.map(([id, node]) => readNode(id, node, topology, yaml.spanOf(['topology', 'nodes', id])))
  const { links, interfaces } = linksOfLab(itemsOf(topology['links']), new Set(listed.map(([id]) => id)), yaml, report)
  return {
    names: [textOf(name), textOf(root['name'])],
    given,
    nodes: nodes.map(({ node }) => node),
    interfaces: [...nodes.flatMap((one) => one.interfaces), ...interfaces],
    links,
  }
}

/** Kinds and groups that no node is of. */
function loseUnused(topology: Fields, report: ImportReport): void {
  const all = Object.values(fieldsOf(topology['nodes'])).map((node) => effectiveNode(fieldsOf(node), topology))
  for (const [section, key] of [
    ['kinds', 'kind'],
    ['groups', 'group'],
  ] as const) {
    const used = new Set(all.map((node) => textOf(node[key])))
    for (const name of Object.keys(fieldsOf(topology[section])))
      if (!used.has(name) && !name.startsWith(assignedGroup))
        report.lose(`"${name.slice(0, 100)}"`, section, `no node is of this ${key}`)
  }
}

/** The nodes in the order of the file. */
function nodesInOrder(nodes: Fields, yaml: YamlFile): [string, unknown][] {
  const ids = new Set([...yaml.keysOf(['topology', 'nodes']), ...Object.keys(nodes)])
  return [...ids].filter((id) => Object.hasOwn(nodes, id)).map((id) => [id, nodes[id]])
}

const sections: ReadonlySet<string> = new Set(['defaults', 'kinds', 'groups', 'nodes', 'links'])

function readNode(
  id: string,
  given: unknown,
  topology: Fields,
  spot: Spot,
): { readonly node: DraftNode; readonly interfaces: DraftInterface[] } {
  const node = effectiveNode(fieldsOf(given), topology)
  const { own: texts, others: labels } = splitByPrefix(node['labels'], 'paranet-')
  const own = ownOfTexts(texts)
  const { labels: _, ...keys } = node
  const { name, location, interfaces, network: __, ...attributes } = own
  const kept = Object.entries(keys).map(([key, value]) => [`clab-${key}`, labelText(value)])
  const { lat, lon } = fieldsOf(location)
  return {
    node: {
      id,
      names: [textOf(name), id],
      ...(typeof lat === 'number' && typeof lon === 'number' ? { location: { lat, lon } } : {}),
      given: {
        ...(own['type'] === undefined ? meaningOf(textOf(keys['kind']), textOf(keys['image'])) : {}),
        ...attributes,
        labels: { ...textLabels(labels), ...Object.fromEntries(kept) },
      },
      spot,
    },
    interfaces: itemsOf(interfaces).map((one) => {
      const fields = fieldsOf(one)
      return { node: id, name: textOf(fields['name']), given: fields, spot }
    }),
  }
}

const textLabels = (labels: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, labelText(value)]))
