import type { ContentName, EntryKey, GeoHeader, GeoTarget, Packet, PacketBox } from '@paranet/network'

/** What a verdict is about. Per intent: `delivered` (every packet of the class from every source, at every destination), `replies`,
 *  `waypoints`, `avoids`, `latency`, `hops`, `loss`, `available`, `paths`, `symmetric`, `bandwidth`, `survives`, `isolated`, `marked`, `limited`, `queued`, `mirrored` (the class, and no
 *  other, where it should be), `translated` (the class, and no other, leaves with a source of the pool),
 *  `balanced` (it goes to the members, by weight), `installed` (flow, baseline, peer),
 *  `drained` (no packet passes through a device), `cached` (the content stores keep what is asked). For the whole network (intent `system`): `only-what-is-asked`,
 *  `no-loop`, `no-black-hole`, and, only where it does not hold, `no-dead-interface`. */
export type Property =
  | 'delivered'
  | 'replies'
  | 'waypoints'
  | 'avoids'
  | 'latency'
  | 'hops'
  | 'loss'
  | 'available'
  | 'symmetric'
  | 'paths'
  | 'bandwidth'
  | 'survives'
  | 'isolated'
  | 'marked'
  | 'limited'
  | 'queued'
  | 'translated'
  | 'balanced'
  | 'mirrored'
  | 'installed'
  | 'drained'
  | 'cached'
  | 'only-what-is-asked'
  | 'no-loop'
  | 'no-black-hole'
  | 'no-dead-interface'

/** A packet that is sent by place. */
export type PlacePacket = GeoHeader & { readonly to: GeoTarget }

/** One device on the way of a counterexample packet, with the entries that decided and the intents that own them. */
export interface VerdictHop {
  readonly node: string
  readonly inInterface: string
  readonly outInterface?: string
  readonly entries: readonly EntryKey[]
  readonly owners: readonly string[]
}

/** Packets, as a list of boxes and in words. */
export interface DescribedPackets {
  /** The first of the boxes, and how many more. */
  readonly words: string
  /** Disjoint; together the packets, with `more`. */
  readonly boxes: readonly PacketBox[]
  /** Boxes that are not listed, counted up to a bound. */
  readonly more?: number
}

/** Packets that are delivered though no intent asks for it. */
export interface OrphanClass extends DescribedPackets {
  /** Where they enter. */
  readonly ingress: readonly { readonly node: string; readonly interface: string }[]
  /** The node that gets them. */
  readonly to: string
}

export interface Verdict {
  readonly intent: string
  readonly property: Property
  readonly verdict: 'holds' | 'violated' | 'unknown'
  /** `partial`: a higher priority took a part of the class (`lost`). */
  readonly coverage: 'full' | 'partial'
  readonly lost?: {
    readonly to: string
    readonly packet?: Packet
    readonly interest?: ContentName
    readonly placed?: PlacePacket
  }
  /** Why it is violated or unknown, in words. */
  readonly reason?: string
  /** Survival only: what lies on the devices delivers (`protected`), what the controller's repair puts there (`restored`), or the routes that protocols
   *  come to after the failure (`converged`). */
  readonly grade?: 'protected' | 'restored' | 'converged'
  /** The failure in which it is violated: link ids and node names that are down. */
  readonly scenario?: { readonly down: readonly string[] }
  readonly packet?: Packet
  /** The name that is asked for, of counterexamples about names. */
  readonly interest?: ContentName
  /** The packet of counterexamples about places. */
  readonly placed?: PlacePacket
  /** Where the packet enters. */
  readonly ingress?: { readonly node: string; readonly interface: string }
  readonly hops?: readonly VerdictHop[]
  /** Failure scenarios that were checked. */
  readonly scenarios?: number
  /** Of `only-what-is-asked`: all packets that nobody asks for, the first classes of them. */
  readonly orphans?: readonly OrphanClass[]
  /** Classes that are not listed. */
  readonly moreOrphans?: number
}
