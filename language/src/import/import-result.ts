import type { Demand, Topology } from '@paranet/network'
import type { Diagnostic } from '../diagnostics/diagnostic.js'

/** Formats that are read. */
export const importFormats = ['pn', 'json', 'graphml', 'node-link'] as const
export type TopologyFormat = (typeof importFormats)[number]

export interface ImportResult {
  /** Absent where the text holds no usable network; then a diagnostic says why. */
  readonly topology: Topology | undefined
  readonly format: TopologyFormat
  /** Traffic that the file asks for, where the format has a place for it. */
  readonly demands?: readonly Demand[]
  readonly diagnostics: readonly Diagnostic[]
}
