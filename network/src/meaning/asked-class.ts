import type { TrafficBox } from '../traffic-class/traffic-class.js'
import type { ClaimDestinations, ClaimSource } from './resolve-ends.js'

/** Packets that are asked about: from any of the sources to any of the destinations. */
export interface AskedClass {
  readonly sources: readonly ClaimSource[]
  readonly destinations: ClaimDestinations
  /** Any of these; absent: all traffic. */
  readonly traffic?: readonly TrafficBox[]
  /** Absent: packets that open, which are those that are promised. */
  readonly established?: boolean
}
