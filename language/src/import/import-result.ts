import type { Demand, Topology } from '@paranet/network'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Lost } from './lost.js'

/** Formats that are read. */
export const importFormats = [
  'pn',
  'json',
  'graphml',
  'node-link',
  'rfc8345',
  'containerlab',
  'netbox',
  'sndlib',
  'csv',
] as const
export type TopologyFormat = (typeof importFormats)[number]

export interface ImportResult {
  /** Absent where the text holds no usable network; then a diagnostic says why. */
  readonly topology: Topology | undefined
  readonly format: TopologyFormat
  /** Traffic that the file asks for, where the format has a place for it. */
  readonly demands?: readonly Demand[]
  readonly diagnostics: readonly Diagnostic[]
  /** What the file says and a topology has no place for. */
  readonly lost: readonly Lost[]
}
