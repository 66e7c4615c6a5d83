import type { ImportResult } from '../import-result.js'
import { buildTopology } from '../shared/build-topology.js'
import type { DraftDemand, DraftLink, DraftNode } from '../shared/draft.js'
import { placeOf } from '../shared/draft.js'
import { fileStart, ImportReport } from '../shared/import-report.js'
import { childOf, childrenOf, readXml, type XmlElement } from '../shared/read-xml.js'

/** Reads a network of SNDlib (http://sndlib.zib.de, Orlowski et al. 2010) in its XML. Coordinates are places where the file says that they
 *  are geographical. A link's bandwidth is that of its installed module, else of its largest module that could be; capacities and demands
 *  are in the unit of `<meta><unit>`, Mbit/s where that is none of bit/s. Costs are labels. */
export function importSndlib(text: string, file: string): ImportResult {
  const report = new ImportReport('sndlib', text, file)
  const read = readXml(text)
  if (!read.ok) {
    report.error(read.code, read.message, read.span)
    return report.result()
  }
  const structure = childOf(read.root, 'networkStructure')
  if (!structure) {
    report.error('malformed-xml', 'no <networkStructure> in the file', fileStart, 'a <network> of SNDlib has one')
    return report.result()
  }
  const meta = childOf(read.root, 'meta')
  loseMeta(meta, report)
  const nodes = childOf(structure, 'nodes')
  const isGeographical = nodes?.attributes['coordinatesType'] !== 'pixel'
  const unit = unitOf(childOf(meta, 'unit')?.text)
  return buildTopology(
    {
      names: [],
      given: {},
      nodes: childrenOf(nodes, 'node').map((node) => nodeOf(node, isGeographical, report)),
      links: childrenOf(childOf(structure, 'links'), 'link').map((link) => linkOf(link, unit, report)),
      demands: childrenOf(childOf(read.root, 'demands'), 'demand').flatMap((one) => demandOf(one, unit, report)),
    },
    report,
  )
}

/** bit/s of one unit of the file. */
function unitOf(text = ''): number {
  const [, scale = ''] = /^\s*([KMGT]?)(?:bit|bps|b\b)/i.exec(text) ?? []
  return { '': 1e6, K: 1e3, M: 1e6, G: 1e9, T: 1e12 }[scale.toUpperCase()] ?? 1e6
}

function loseMeta(meta: XmlElement | undefined, report: ImportReport): void {
  for (const { name, text } of meta?.children ?? [])
    if (name !== 'unit') report.lose(name, text.slice(0, 100), 'a network has no labels')
}

function nodeOf(node: XmlElement, isGeographical: boolean, report: ImportReport): DraftNode {
  const id = node.attributes['id'] ?? ''
  for (const { name } of node.children)
    if (name !== 'coordinates') report.lose(`<${name}>`, id, 'a node has no place for it')
  const coordinates = childOf(node, 'coordinates')
  const [x = '', y = ''] = ['x', 'y'].map((axis) => childOf(coordinates, axis)?.text ?? '')
  const location = isGeographical ? placeOf(y, x) : undefined
  const labels = location || x === '' ? {} : { x, y }
  return { id, names: [id], location, given: { labels }, spot: node.span }
}

function linkOf(link: XmlElement, unit: number, report: ImportReport): DraftLink {
  const id = link.attributes['id'] ?? ''
  const [a, b] = ends(link)
  const installed = Number(childOf(childOf(link, 'preInstalledModule'), 'capacity')?.text ?? Number.NaN)
  const installedCost = childOf(childOf(link, 'preInstalledModule'), 'cost')?.text ?? ''
  const modules = childrenOf(childOf(link, 'additionalModules'), 'addModule').map((module) => ({
    capacity: Number(childOf(module, 'capacity')?.text ?? Number.NaN),
    cost: childOf(module, 'cost')?.text ?? '',
  }))
  const largest = modules.reduce((most, { capacity }) => (capacity > most ? capacity : most), 0)
  const capacity = installed > 0 ? installed : largest
  const costs = Object.fromEntries(
    ['setupCost', 'routingCost'].flatMap((cost) => {
      const text = childOf(link, cost)?.text ?? ''
      return text === '' ? [] : [[cost, text]]
    }),
  )
  for (const { name } of link.children)
    if (!linkElements.has(name)) report.lose(`<${name}>`, id, 'a link has no place for it')
  return {
    ends: [
      { id: a, spot: link.span },
      { id: b, spot: link.span },
    ],
    given: {
      ...(capacity > 0 ? { bandwidth: capacity * unit } : {}),
      labels: {
        'link-id': id,
        ...costs,
        ...(installed > 0 ? { installed: String(installed) } : {}),
        ...(installedCost === '' ? {} : { installedCost }),
        ...(modules.length > 0
          ? { modules: modules.map(({ capacity, cost }) => `${capacity} for ${cost}`).join(', ') }
          : {}),
      },
    },
    spot: link.span,
  }
}

const linkElements: ReadonlySet<string> = new Set([
  'source',
  'target',
  'preInstalledModule',
  'additionalModules',
  'setupCost',
  'routingCost',
])

const ends = (element: XmlElement): readonly [string, string] => [
  childOf(element, 'source')?.text ?? '',
  childOf(element, 'target')?.text ?? '',
]

function demandOf(demand: XmlElement, unit: number, report: ImportReport): DraftDemand[] {
  const [from, to] = ends(demand)
  const id = demand.attributes['id'] ?? `${from} to ${to}`
  const value = Number(childOf(demand, 'demandValue')?.text ?? Number.NaN)
  if (!(value >= 0) || !Number.isFinite(value)) {
    report.warn('malformed-xml', `the demand "${id}" has no value that is a number: left out`, demand.span)
    return []
  }
  const units = Number(childOf(demand, 'routingUnit')?.text ?? 1)
  for (const name of ['maxPathLength', 'admissiblePaths'])
    if (childOf(demand, name) && childOf(demand, name)?.text !== 'UNLIMITED')
      report.lose(`<${name}>`, id, 'a demand says how much, not which way')
  return [{ from, to, bitsPerSecond: value * (units > 0 ? units : 1) * unit, spot: demand.span }]
}
