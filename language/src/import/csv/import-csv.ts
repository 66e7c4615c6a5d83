import { didYouMean } from '../../diagnostics/suggest.js'
import type { ImportResult } from '../import-result.js'
import { isNodeType } from '../shared/attributes.js'
import { buildTopology } from '../shared/build-topology.js'
import type { DraftDemand, DraftLink, DraftNode } from '../shared/draft.js'
import { placeOf } from '../shared/draft.js'
import { fileStart, ImportReport } from '../shared/import-report.js'
import { ownOfTexts } from '../shared/own-texts.js'
import { type Column, columnOf, quantityOf, tableKind } from './columns.js'
import { type CsvRow, type CsvTable, readCsv } from './read-csv.js'

/** Reads tables of nodes, links and demands, an empty line between them; the first line of each names its columns, in any of the usual
 *  ways. Nodes that only links name are made. Numbers are bit/s, µs and km unless the head of the column or the cell has a unit. */
export function importCsv(text: string, file: string): ImportResult {
  const report = new ImportReport('csv', text, file)
  const tables = readCsv(text, report).map((table) => ({ table, columns: table.header.map(columnOf) }))
  if (tables.length === 0 && !report.hasErrors) report.error('malformed-csv', 'no table in the file', fileStart)
  const nodes: DraftNode[] = []
  const links: DraftLink[] = []
  const demands: DraftDemand[] = []
  for (const { table, columns } of tables) {
    const kind = tableKind(columns)
    if (kind === undefined) reportUnknown(table, report)
    for (const row of kind === undefined ? [] : table.rows) {
      const cells = cellsOf(row, columns, report)
      if (kind === 'nodes') nodes.push(nodeOf(cells, row))
      else if (kind === 'links') links.push(linkOf(cells, row))
      else demands.push(demandOf(cells, row, report))
      if (report.isFull) return report.result()
    }
  }
  return buildTopology({ names: [], given: {}, nodes: withEnds(nodes, links), links, demands }, report)
}

function reportUnknown({ header, span }: CsvTable, report: ImportReport): void {
  const names = header.slice(0, 8).map((name) => `"${name.slice(0, 40)}"`)
  report.error(
    'malformed-csv',
    `the columns ${names.join(', ')} are those of no table of nodes, links or demands`,
    span,
    didYouMean(header[0] ?? '', ['source', 'target', 'name']) ??
      'links have "source" and "target", nodes "name", demands "demand" besides',
  )
}

/** The fields and labels of a row. Numbers are in bit/s, µs and km. */
interface Cells {
  readonly fields: Readonly<Record<string, string | number>>
  readonly labels: Readonly<Record<string, string>>
}

const quantities = new Set(['bandwidth', 'latency_us', 'dist', 'demand', 'weight'])

function cellsOf({ cells, span }: CsvRow, columns: readonly Column[], report: ImportReport): Cells {
  const fields: Record<string, string | number> = {}
  const labels: Record<string, string> = {}
  if (cells.length > columns.length)
    report.warn('malformed-csv', `${cells.length} cells under ${columns.length} columns: the last are left out`, span)
  for (const [i, column] of columns.entries()) {
    const text = cells[i] ?? ''
    if (text === '') continue
    if (column.isLabel) labels[column.field] = text
    else if (!quantities.has(column.field)) fields[column.field] = text
    else {
      const value = quantityOf(text, column)
      if (value === undefined)
        report.error(
          'wrong-unit',
          `"${text.slice(0, 40)}" is no ${words[column.field] ?? 'number'}`,
          span,
          'such as 10Gbps, 5ms, 120km, or a number',
        )
      else fields[column.field] = value
    }
  }
  return { fields, labels }
}

const words: Readonly<Record<string, string>> = {
  bandwidth: 'bandwidth',
  latency_us: 'latency',
  dist: 'distance',
  demand: 'bandwidth',
}

const text = (value: string | number | undefined): string => (value === undefined ? '' : String(value))

function nodeOf({ fields, labels }: Cells, { span: spot }: CsvRow): DraftNode {
  const { name, key, lat, lon, type, ...given } = fields
  const id = text(name) || text(key)
  return {
    id,
    names: [id],
    location: placeOf(lat ?? '', lon ?? ''),
    given: {
      ...given,
      ...(isNodeType(type) ? { type } : {}),
      labels: {
        ...labels,
        ...(type === undefined || isNodeType(type) ? {} : { type: text(type) }),
        ...(name !== undefined && key !== undefined ? { id: text(key) } : {}),
      },
    },
    spot,
  }
}

function linkOf({ fields, labels }: Cells, { span: spot }: CsvRow): DraftLink {
  const { source, destination, source_interface, target_interface, ...given } = fields
  return {
    ends: [
      { id: text(source), interface: text(source_interface), spot },
      { id: text(destination), interface: text(target_interface), spot },
    ],
    given: { ...given, ...(given['risks'] === undefined ? {} : ownOfTexts({ risks: given['risks'] })), labels },
    spot,
  }
}

function demandOf({ fields, labels }: Cells, { span: spot }: CsvRow, report: ImportReport): DraftDemand {
  const { source, destination, demand, ...more } = fields
  const rest = Object.keys({ ...more, ...labels })
  const where = `${text(source)} to ${text(destination)}`
  if (rest.length > 0) report.lose(rest.join(', ').slice(0, 100), where, 'a demand says who, to whom and how much')
  return { from: text(source), to: text(destination), bitsPerSecond: Number(demand ?? 0), spot }
}

/** A table of links alone names its nodes by its ends; where there is a table of nodes, an end that it lacks is an error. */
function withEnds(nodes: readonly DraftNode[], links: readonly DraftLink[]): DraftNode[] {
  if (nodes.length > 0) return [...nodes]
  const ids = new Set(links.flatMap(({ ends }) => ends.map(({ id }) => id)).filter((id) => id !== ''))
  return [...ids].map((id) => ({ id, names: [id], given: {}, spot: fileStart }))
}
