import { resolveNetwork } from '../resolve/resolve-network.js'
import { importGraphml } from './graphml/import-graphml.js'
import { importJson } from './import-json.js'
import type { ImportResult, TopologyFormat } from './import-result.js'
import { importNodeLink, isNodeLink } from './node-link/import-node-link.js'

const readers: Readonly<Record<TopologyFormat, (text: string, file: string) => ImportResult>> = {
  pn: (text, file) => ({ ...resolveNetwork([{ name: file, text }]), format: 'pn' }),
  graphml: importGraphml,
  'node-link': importNodeLink,
  json: importJson,
}

/** Reads a topology from text. The format is detected where it is not named: XML is GraphML, JSON is node-link or our own, the rest is the
 *  language. */
export function importTopology(
  text: string,
  options: { readonly file?: string; readonly format?: TopologyFormat | 'auto' } = {},
): ImportResult {
  const file = options.file ?? 'topology'
  const format = options.format === undefined || options.format === 'auto' ? detectFormat(text) : options.format
  return readers[format](text, file)
}

function detectFormat(text: string): TopologyFormat {
  if (/^\uFEFF?\s*</.test(text)) return 'graphml'
  if (!/^\uFEFF?\s*[{[]/.test(text)) return 'pn'
  try {
    return isNodeLink(JSON.parse(text.replace(/^\uFEFF/, ''))) ? 'node-link' : 'json'
  } catch {
    return 'json'
  }
}
