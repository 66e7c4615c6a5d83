import type { EntryKey, Packet, PacketBoxes, Prefix } from '@paranet/network'
import type { LeafDropReason } from '../engine/explore.js'

/** All that can happen to a class of packets. Trees are kept as a table of nodes, so that equal subtrees are there once: whoever points to a node
 *  stands after it. */
export interface ClassTrace {
  /** Where packets of the class enter, by port. */
  readonly entries: readonly ClassEntry[]
  readonly nodes: readonly ClassNode[]
  /** Whether this is all; else `reason` says what is missing. */
  readonly isWhole: boolean
  readonly reason?: string
}

/** Packets as they were sent, and one of them. `boxes` are disjoint; not `isWhole`: there are more. */
export interface TracedClass extends PacketBoxes {
  readonly example: Packet
}

/** Where a part of the class enters. */
export interface ClassEntry {
  readonly node: string
  readonly interface: string
  /** The host that sends it; absent: whatever lies behind the interface. */
  readonly from?: string
  readonly class: TracedClass
  readonly to: ClassEnd
}

/** Packets at a device. */
export interface ClassNode {
  readonly id: number
  readonly node: string
  readonly inInterface: string
  /** What devices before have made of the header; absent: as sent. */
  readonly rewritten?: RewrittenHeader
  /** They are copies. */
  readonly isCopy?: true
  readonly class: TracedClass
  /** Disjoint, together the class. */
  readonly parts: readonly ClassPart[]
}

/** Packets with which the device does the same. */
export interface ClassPart {
  readonly class: TracedClass
  /** What decides on some packet of it before it leaves, in the order of the lookup. */
  readonly entries: readonly DecidingEntry[]
  /** The shares of all branches sum to 1; of none where copies go on in their place. */
  readonly branches: readonly ClassBranch[]
  /** Copies that go on beside them; absent: none. */
  readonly copies?: readonly ClassBranch[]
}

/** One way on. */
export interface ClassBranch {
  /** The share of flows that goes this way under even choice. */
  readonly share: number
  readonly outInterface?: string
  readonly link?: string
  /** What decides where it leaves. */
  readonly entries: readonly DecidingEntry[]
  /** With which header they go on, where this device rewrote it. */
  readonly rewritten?: RewrittenHeader
  readonly to: ClassEnd
}

/** A prefix: one of its addresses, whichever the device chose. */
export interface RewrittenHeader {
  readonly dscp?: number
  readonly src?: Prefix
  readonly dst?: Prefix
}

export interface DecidingEntry {
  readonly key: EntryKey
  readonly owners: readonly string[]
}

/** Where a branch leads. `device`: to the node of the table. `received`: a copy that somebody is handed. `cut`: not followed, since there was too much
 *  already. */
export type ClassEnd =
  | { readonly kind: 'device'; readonly id: number }
  | { readonly kind: 'dropped'; readonly node: string; readonly reason: LeafDropReason }
  | { readonly kind: 'delivered' | 'misdelivered' | 'received' | 'looped' | 'cut'; readonly node: string }
