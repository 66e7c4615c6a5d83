import { writeFileSync } from 'node:fs'
import {
  type ExportFormat,
  exportTopology,
  importTopology,
  type Lost,
  type TopologyFormat,
  type Written,
} from '@paranet/language'
import { fetchNetbox, isWebAddress } from '../fetch-netbox.js'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { note, type Output, printJson } from '../output/console-output.js'
import { readText } from '../read-files.js'

/** A topology of any format as text in the language, on standard output or into a file. `netbox` takes the address of a NetBox too. */
export async function importFile(
  format: TopologyFormat | 'auto',
  file: string,
  options: { readonly out?: string },
  output: Output,
): Promise<number> {
  const text = format === 'netbox' && isWebAddress(file) ? await fetchNetbox(file) : readText(file)
  const { topology, diagnostics, lost, demands = [], ...read } = importTopology(text, { file, format })
  if (diagnostics.length > 0) process.stderr.write(`${diagnosticsText(diagnostics, [{ name: file, text }])}\n`)
  if (!topology || hasErrors(diagnostics)) {
    printJson(output, { ok: false, format: read.format, diagnostics, lost })
    return exitCodes.input
  }
  // As JSON, demands go out beside the text.
  const written = exportTopology(topology, 'pn', output.isJson ? [] : demands)
  const all = [...lost, ...written.lost]
  noteLost(all)
  printJson(output, { ok: true, format: read.format, text: written.text, demands, diagnostics, lost: all })
  if (!output.isJson) write(options.out, written.text)
  return exitCodes.ok
}

/** A topology in a format, from a file, or from the server where none is named. */
export async function exportFile(
  format: ExportFormat,
  file: string | undefined,
  options: { readonly out?: string },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const { text, lost } = file === undefined ? await fromServer(format, server) : fromFile(format, file)
  noteLost(lost)
  printJson(output, { ok: true, format, text, lost })
  if (!output.isJson) write(options.out, text)
  return exitCodes.ok
}

async function fromServer(format: ExportFormat, server: ServerOptions): Promise<Written> {
  return new ApiClient(server).get<Written>(`topology/export?format=${format}`)
}

function fromFile(format: ExportFormat, file: string): Written {
  const text = readText(file)
  const { topology, diagnostics, demands, lost } = importTopology(text, { file })
  if (diagnostics.length > 0) process.stderr.write(`${diagnosticsText(diagnostics, [{ name: file, text }])}\n`)
  if (!topology) throw new CliError(exitCodes.input, `${file} holds no network, or one with errors`)
  const written = exportTopology(topology, format, demands)
  return { text: written.text, lost: [...lost, ...written.lost] }
}

/** Says on standard error what is not carried over. */
function noteLost(lost: readonly Lost[]): void {
  if (lost.length === 0) return
  note(`not carried over (${lost.length}):`)
  for (const { what, where, why } of lost) note(`  ${where}: ${what}; ${why}`)
}

function write(out: string | undefined, text: string): void {
  if (out === undefined) process.stdout.write(text)
  else writeFileSync(out, text)
}
