import { resolveNetwork } from '../resolve/resolve-network.js'
import { importContainerlab } from './containerlab/import-containerlab.js'
import { importCsv } from './csv/import-csv.js'
import { detectJsonFormat, detectTextFormat, type JsonFormat, looksLikeJson } from './detect-format.js'
import { importGraphml } from './graphml/import-graphml.js'
import { importJson } from './import-json.js'
import type { ImportResult, TopologyFormat } from './import-result.js'
import { importNetbox } from './netbox/import-netbox.js'
import { importNodeLink } from './node-link/import-node-link.js'
import { importRfc8345 } from './rfc8345/import-rfc8345.js'
import { fileStart, ImportReport } from './shared/import-report.js'
import { hasMore } from './shared/has-more.js'
import { parseJson } from './shared/parse-json.js'
import { importSndlib } from './sndlib/import-sndlib.js'

/** Letters of a file that is imported, at most. */
export const longestImport = 32 * 1024 * 1024

const jsonReaders: Readonly<Record<JsonFormat, (document: unknown, report: ImportReport) => ImportResult>> = {
  json: importJson,
  'node-link': importNodeLink,
  rfc8345: importRfc8345,
  netbox: importNetbox,
}

const textReaders: Readonly<Record<Exclude<TopologyFormat, JsonFormat>, (text: string, file: string) => ImportResult>> =
  {
    pn: (text, file) => ({ ...resolveNetwork([{ name: file, text }]), format: 'pn', lost: [] }),
    graphml: importGraphml,
    sndlib: importSndlib,
    containerlab: importContainerlab,
    csv: importCsv,
  }

/** Reads a topology from text of at most 32 Mi letters. The format is detected by its content where it is not named. Never throws. */
export function importTopology(
  text: string,
  options: { readonly file?: string; readonly format?: TopologyFormat | 'auto' } = {},
): ImportResult {
  const { file = 'topology', format = 'auto' } = options
  if (text.length > longestImport) return tooLarge(text, format === 'auto' ? 'pn' : format, file)
  if (format === 'auto')
    return looksLikeJson(text) ? importDocument(text, file) : textReaders[detectTextFormat(text)](text, file)
  return isJsonFormat(format) ? importDocument(text, file, format) : textReaders[format](text, file)
}

/** Objects of a JSON document, at most. */
const mostObjects = 1_000_000

function importDocument(text: string, file: string, format?: JsonFormat): ImportResult {
  if (hasMore(text, '{', mostObjects)) {
    const report = new ImportReport(format ?? 'json', text, file)
    const message = `more than ${mostObjects.toLocaleString('en')} objects`
    report.error('expansion-too-large', message, fileStart, 'import the network in parts')
    return report.result()
  }
  const parsed = parseJson(text, file)
  if (!parsed.ok) return { topology: undefined, format: format ?? 'json', diagnostics: [parsed.diagnostic], lost: [] }
  const its = format ?? detectJsonFormat(parsed.value)
  return jsonReaders[its](parsed.value, new ImportReport(its, text, file))
}

const isJsonFormat = (format: TopologyFormat): format is JsonFormat => Object.hasOwn(jsonReaders, format)

function tooLarge(text: string, format: TopologyFormat, file: string): ImportResult {
  const report = new ImportReport(format, text, file)
  const [is, limit] = [text.length, longestImport].map((length) => `${Math.ceil(length / 1024 / 1024)} MiB`)
  report.error('file-too-large', `the file has ${is}; ${limit} is the most`, fileStart, 'import the network in parts')
  return report.result()
}
