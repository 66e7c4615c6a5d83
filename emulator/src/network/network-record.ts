import type { Topology, TopologyIndex } from '@paranet/network'
import type { ActiveFault, Fault, Flow } from '../protocol/messages.js'

/** What a network must not forget beside its devices. */
export interface NetworkRecord {
  readonly id: string
  readonly topology: Topology
  readonly faults: readonly ActiveFault[]
  readonly flows: readonly Flow[]
  /** The last number given to a fault; never given again. */
  readonly lastFault: number
}

/** No name of a device gives this file name: theirs hold no dots. */
export const recordFile = 'network.record.json'

export const deviceSuffix = '.json'

/** Whether what the fault breaks is there. */
export function isPresent(index: TopologyIndex, fault: Fault): boolean {
  if ('node' in fault) return index.nodeId.has(fault.node)
  const link = index.links[index.linkId.get(fault.link) ?? -1]
  const from = 'from' in fault ? fault.from : undefined
  return link !== undefined && (from === undefined || link.ends.some(({ node }) => node === from))
}

/** Records of earlier versions do not say when a fault was set: now, then. */
export const withTimes = (record: NetworkRecord, now: number): NetworkRecord => ({
  ...record,
  faults: record.faults.map((fault) => ({ ...fault, setAt: fault.setAt ?? now })),
})
