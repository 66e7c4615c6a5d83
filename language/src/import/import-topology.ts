import { resolveNetwork } from '../resolve/resolve-network.js'
import { importGraphml } from './graphml/import-graphml.js'
import type { ImportResult, TopologyFormat } from './import-result.js'

/** Reads a topology from text. The format is detected where it is not named: XML is GraphML, the rest is the language. */
export function importTopology(
  text: string,
  options: { readonly file?: string; readonly format?: TopologyFormat | 'auto' } = {},
): ImportResult {
  const file = options.file ?? 'topology'
  const format = options.format === undefined || options.format === 'auto' ? detectFormat(text) : options.format
  if (format === 'graphml') return importGraphml(text, file)
  return { ...resolveNetwork([{ name: file, text }]), format }
}

const detectFormat = (text: string): TopologyFormat => (/^\uFEFF?\s*</.test(text) ? 'graphml' : 'pn')
