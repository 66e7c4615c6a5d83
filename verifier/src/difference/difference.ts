import type { Packet } from '@paranet/network'
import type { DescribedPackets, VerdictHop } from '../verdict.js'

/** What became of packets. `gained`: they are delivered, or by every way, and were not before; `lost`: the reverse; `moved`: delivered as
 *  before, by other ways or to others; `rewritten`: by the same ways with another header; `misdelivered`: what changes is only who gets
 *  them wrongly; `copied`: only who gets copies of them by mirrors. The first that fits. */
export type TrafficChange = 'lost' | 'gained' | 'moved' | 'rewritten' | 'misdelivered' | 'copied'

/** All of them, in the order in which they are shown. */
export const trafficChanges: readonly TrafficChange[] = [
  'lost',
  'gained',
  'moved',
  'rewritten',
  'misdelivered',
  'copied',
]

/** One way of a packet, from the device that it enters to the node where it ends. */
export interface TrafficWay {
  readonly nodes: readonly string[]
  readonly end: 'delivered' | 'misdelivered' | 'dropped' | 'looped' | 'received'
  /** How it ends, in words. */
  readonly words: string
}

/** What happens to the example packet in one of the states. */
export interface TrafficSide {
  /** In order; with equal-cost next hops there are several. */
  readonly ways: readonly TrafficWay[]
  /** Ways that are not listed. */
  readonly more?: number
  /** Along the first of the ways, or the first that the other state does not have. */
  readonly hops: readonly VerdictHop[]
}

/** Packets that enter at the same places and go the same ways before and the same ways after, and these differ. */
export interface TrafficClass extends DescribedPackets {
  readonly change: TrafficChange
  /** Where these packets enter. */
  readonly ingress: readonly { readonly node: string; readonly interface: string }[]
  /** It enters at the first place. */
  readonly packet: Packet
  readonly before: TrafficSide
  readonly after: TrafficSide
  /** Who owns the entries that change and that the example meets, sorted. */
  readonly owners: readonly string[]
}

/** What two states of a network deliver otherwise: every packet that is in no class is delivered by the same ways in both, or in neither. */
export type Difference = { readonly [change in TrafficChange]: readonly TrafficClass[] } & {
  /** Classes that there are; lists may be shorter. */
  readonly totals: { readonly [change in TrafficChange]: number }
  /** False: there may be more classes than were counted. */
  readonly isWhole: boolean
  /** Why it is not whole. */
  readonly reason?: string
}
