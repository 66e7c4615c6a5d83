import type { Demand, Topology } from '@paranet/network'
import { exportGraphml } from './export-graphml.js'
import { exportNodeLink } from './export-node-link.js'
import { topologyText } from './export-pn.js'

/** Formats that a topology is written in; each is read back by `importTopology`. */
export const exportFormats = ['pn', 'json', 'graphml', 'node-link'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** A topology as text. `pn`, `json` and `node-link` say all of it; `graphml` all but groups and definitions. Demands go into `node-link` alone. */
export function exportTopology(topology: Topology, format: ExportFormat, demands: readonly Demand[] = []): string {
  if (format === 'pn') return topologyText(topology)
  if (format === 'json') return `${JSON.stringify(topology, null, 2)}\n`
  return format === 'graphml' ? exportGraphml(topology) : exportNodeLink(topology, demands)
}
