import type { TopologyFormat } from './import-result.js'
import { isContainerlab } from './containerlab/is-containerlab.js'
import { isCsv } from './csv/read-csv.js'
import { isNetbox } from './netbox/netbox-lists.js'
import { isNodeLink } from './node-link/import-node-link.js'
import { isRfc8345 } from './rfc8345/import-rfc8345.js'

/** Formats that are JSON documents. */
export type JsonFormat = 'json' | 'node-link' | 'rfc8345' | 'netbox'

/** The format of a text that is no JSON document, by its beginning: XML of SNDlib or GraphML, a containerlab file, tables, else the
 *  language. */
export function detectTextFormat(text: string): Exclude<TopologyFormat, JsonFormat> {
  const head = text.slice(0, 4096).replace(/^\uFEFF/, '')
  if (/^\s*</.test(head)) return /<(?:\w+:)?network[\s>]|sndlib/i.test(head) ? 'sndlib' : 'graphml'
  if (isContainerlab(text)) return 'containerlab'
  return isCsv(head) ? 'csv' : 'pn'
}

/** Whether a text begins as a JSON document does. */
export const looksLikeJson = (text: string): boolean => /^\uFEFF?\s*[{[]/.test(text)

/** The format of a JSON document, by its keys. */
export function detectJsonFormat(document: unknown): JsonFormat {
  if (isRfc8345(document)) return 'rfc8345'
  if (isNodeLink(document)) return 'node-link'
  return isNetbox(document) ? 'netbox' : 'json'
}
