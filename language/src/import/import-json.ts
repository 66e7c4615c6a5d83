import { topologyFromJson } from '@paranet/network'
import type { ImportResult } from './import-result.js'
import type { ImportReport } from './shared/import-report.js'

/** Reads a topology as the API gives it. */
export function importJson(document: unknown, report: ImportReport): ImportResult {
  const read = topologyFromJson(document)
  if (read.ok) return report.result(read.value)
  for (const { pointer, message } of read.errors) report.error('malformed-json', message, pointer)
  return report.result()
}
