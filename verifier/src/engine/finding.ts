import type { PacketSet, Port } from '@paranet/network'
import type { Leaf } from './explore.js'
import type { Outage } from './outage.js'

/** Packets that go wrong, the way they go, and why that is wrong. */
export interface Finding {
  readonly port: Port
  readonly outage: Outage
  readonly leaf: Leaf
  /** The packets of the leaf that the finding is about; never empty. */
  readonly set: PacketSet
  readonly reason: string
}

/** What a check says: nothing found is `holds`, unless something was not certain. */
export interface Outcome {
  readonly finding?: Finding
  readonly unclear?: string
}
