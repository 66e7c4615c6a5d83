import type { Topology } from '@paranet/network'
import type { Diagnostic } from '../diagnostics/diagnostic.js'

export type TopologyFormat = 'pn' | 'graphml'

export interface ImportResult {
  /** Absent where the text holds no usable network; then a diagnostic says why. */
  readonly topology: Topology | undefined
  readonly format: TopologyFormat
  readonly diagnostics: readonly Diagnostic[]
}
