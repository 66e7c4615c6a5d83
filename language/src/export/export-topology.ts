import type { Demand, Topology } from '@paranet/network'
import { LossList } from '../import/lost.js'
import { exportContainerlab } from './export-containerlab.js'
import { exportCsv } from './export-csv.js'
import { exportGraphml } from './export-graphml.js'
import { exportNetbox } from './export-netbox.js'
import { exportNodeLink } from './export-node-link.js'
import { topologyText } from './export-pn.js'
import { exportRfc8345 } from './export-rfc8345.js'
import { loseDemands, type Writer, type Written } from './written.js'

/** Formats that a topology is written in; each is read back by `importTopology`. */
export const exportFormats = ['pn', 'json', 'graphml', 'node-link', 'rfc8345', 'containerlab', 'netbox', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]

const writers: Readonly<Record<ExportFormat, Writer>> = {
  pn: topologyText,
  json: (topology, demands, lost) => {
    loseDemands(demands, lost)
    return `${JSON.stringify(topology, null, 2)}\n`
  },
  graphml: exportGraphml,
  'node-link': exportNodeLink,
  rfc8345: exportRfc8345,
  containerlab: exportContainerlab,
  netbox: exportNetbox,
  csv: exportCsv,
}

/** A topology as text in a format, and what of it and its demands the format has no place for. */
export function exportTopology(topology: Topology, format: ExportFormat, demands: readonly Demand[] = []): Written {
  const lost = new LossList()
  const text = writers[format](topology, demands, lost)
  return { text, lost: lost.entries }
}
