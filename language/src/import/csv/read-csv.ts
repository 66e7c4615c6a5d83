import { parse } from 'csv-parse/sync'
import type { Span } from '../../diagnostics/span.js'
import { hasMore } from '../shared/has-more.js'
import { fileStart, type ImportReport, lineSpans } from '../shared/import-report.js'
import { columnOf, tableKind } from './columns.js'

/** A row with the place of the line that it ends on. */
export interface CsvRow {
  readonly cells: readonly string[]
  readonly span: Span
}

export interface CsvTable {
  readonly header: readonly string[]
  readonly span: Span
  readonly rows: readonly CsvRow[]
}

const mostRows = 500_000

/** Whether a text begins with a line of column names that a table of nodes, links or demands has. */
export function isCsv(head: string): boolean {
  const line = head.split(/\r?\n/).find((one) => one.trim() !== '' && !one.startsWith('#')) ?? ''
  const delimiter = delimiterOf(line)
  if (!line.includes(delimiter) || /[{}]/.test(line)) return false
  return tableKind(line.split(delimiter).map((cell) => columnOf(cell.replaceAll('"', '')))) !== undefined
}

/** The sign between columns: the most frequent of comma, semicolon, tab and bar in the first line. */
function delimiterOf(line: string): string {
  const count = (sign: string) => line.split(sign).length
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

/** Cuts a text (RFC 4180, any of four delimiters, `#` comments) into tables: an empty line ends one, and the next line names columns. More than
 *  500,000 rows are refused before any is read. */
export function readCsv(text: string, report: ImportReport): CsvTable[] {
  if (hasMore(text, '\n', mostRows)) {
    report.error('expansion-too-large', `more than ${mostRows.toLocaleString('en')} rows`, fileStart, 'import in parts')
    return []
  }
  const first =
    text
      .slice(0, 65_536)
      .split(/\r?\n/)
      .find((line) => line.trim() !== '' && !line.startsWith('#')) ?? ''
  try {
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(first),
      comment: '#',
      comment_no_infix: true,
      relax_column_count: true,
      trim: true,
      info: true,
      max_record_size: 1_000_000,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return tablesOf(records, lineSpans(text))
  } catch (error) {
    const { message, lines } = error as { message?: string; lines?: number }
    report.error('malformed-csv', String(message).split('\n')[0] ?? 'no table', lineSpans(text)(lines ?? 1))
    return []
  }
}

function tablesOf(
  records: readonly { record: string[]; info: { lines: number } }[],
  spanOf: (line: number) => Span,
): CsvTable[] {
  const tables: { header: readonly string[]; span: Span; rows: CsvRow[] }[] = []
  let isOpen = false
  for (const { record, info } of records) {
    if (record.every((cell) => cell === '')) isOpen = false
    else if (isOpen) tables.at(-1)?.rows.push({ cells: record, span: spanOf(info.lines) })
    else {
      tables.push({ header: record, span: spanOf(info.lines), rows: [] })
      isOpen = true
    }
  }
  return tables
}
