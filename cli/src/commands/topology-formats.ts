import { writeFileSync } from 'node:fs'
import { type ExportFormat, exportTopology, importTopology, type TopologyFormat } from '@paranet/language'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { type Output, printJson } from '../output/console-output.js'
import { readText } from '../read-files.js'

/** A topology of any format as text in the language, on standard output or into a file. */
export async function importFile(
  format: TopologyFormat | 'auto',
  file: string,
  options: { readonly out?: string },
  output: Output,
): Promise<number> {
  const text = readText(file)
  const { topology, diagnostics, demands = [], ...read } = importTopology(text, { file, format })
  if (diagnostics.length > 0) process.stderr.write(`${diagnosticsText(diagnostics, [{ name: file, text }])}\n`)
  if (!topology || hasErrors(diagnostics)) {
    printJson(output, { ok: false, diagnostics })
    return exitCodes.input
  }
  const written = exportTopology(topology, 'pn')
  printJson(output, { ok: true, format: read.format, text: written, demands, diagnostics })
  if (!output.isJson) write(options.out, written)
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
  const text = file === undefined ? await fromServer(format, server) : fromFile(format, file)
  printJson(output, { ok: true, format, text })
  if (!output.isJson) write(options.out, text)
  return exitCodes.ok
}

async function fromServer(format: ExportFormat, server: ServerOptions): Promise<string> {
  const { text } = await new ApiClient(server).get<{ text: string }>(`topology/export?format=${format}`)
  return text
}

function fromFile(format: ExportFormat, file: string): string {
  const text = readText(file)
  const { topology, diagnostics, demands } = importTopology(text, { file })
  if (topology) return exportTopology(topology, format, demands)
  process.stderr.write(`${diagnosticsText(diagnostics, [{ name: file, text }])}\n`)
  throw new CliError(exitCodes.input, `${file} holds no network, or one with errors`)
}

function write(out: string | undefined, text: string): void {
  if (out === undefined) process.stdout.write(text)
  else writeFileSync(out, text)
}
