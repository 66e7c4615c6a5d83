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
export const isPresent = (index: TopologyIndex, fault: Fault): boolean =>
  ('link' in fault ? index.linkId.has(fault.link) : true) && ('node' in fault ? index.nodeId.has(fault.node) : true)
