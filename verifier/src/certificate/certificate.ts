import type { Packet } from '@paranet/network'
import type { Property } from '../verdict.js'

/** First and last value, both inclusive. */
export type ValueRange = readonly [first: number, last: number]

/** A product of header ranges. Addresses: a prefix, or `first-last`. Absent fields hold every value; where ports are given, protocols are
 *  those that have ports. */
export interface Cube {
  readonly src: string
  readonly dst: string
  readonly protocol?: ValueRange
  readonly srcPort?: ValueRange
  readonly dstPort?: ValueRange
  readonly dscp?: ValueRange
  readonly established?: boolean
}

/** A way on from a device, and the out filter's entry that decides there. */
export interface NextStep {
  readonly out: string
  readonly entry?: string
}

/** What a device does to packets that come in by an interface. */
export interface CertificateStep {
  readonly node: string
  readonly in: string
  /** The DSCP that devices before have set; absent: as sent. */
  readonly dscp?: number
  /** Keys of the filters, marks and routes that decide, in order. */
  readonly entries: readonly string[]
  /** Where they may go on; none: they end here. */
  readonly next: readonly NextStep[]
}

/** Why nothing is promised (or forbidden) of packets of the claim: they go back where they came from, to nobody, have a source that belongs elsewhere, a
 *  higher priority decides on them, or an owner of their destination is what failed. */
export type Excuse = 'behind' | 'unowned' | 'foreign' | 'overruled' | 'gone'

/** Packets that all devices treat alike: the places that they come to, as positions in `steps`, each with a rank that is lower at every next place (of
 *  isolations: 0, where loops do no harm). */
export interface CertifiedClass {
  readonly cube: Cube
  readonly excuse?: Excuse
  readonly places?: readonly (readonly [step: number, rank: number])[]
  /** Of survivals: what becomes of them where one thing more fails that they rely on. */
  readonly after?: readonly CertifiedFailure[]
}

/** The same packets in parts, while link ids and node names (sorted) are down. */
export interface CertifiedFailure {
  readonly down: readonly string[]
  readonly classes: readonly CertifiedClass[]
}

/** The classes of packets that enter at a port. */
export interface CertifiedPort {
  readonly node: string
  readonly interface: string
  /** Of survivals; default: forward. */
  readonly side?: 'reply'
  /** Of survivals: what has to be down for packets to enter there. */
  readonly down?: readonly string[]
  readonly classes: readonly CertifiedClass[]
}

/** Why a verdict `holds`. */
export interface HoldingProof {
  readonly intent: string
  readonly property: Property
  readonly also: readonly Property[]
  readonly ports: readonly CertifiedPort[]
}

/** Why a verdict is `violated`: one packet on its way. */
export interface ViolationProof {
  readonly intent: string
  readonly property: Property
  readonly packet: Packet
  readonly ingress: { readonly node: string; readonly interface: string }
  readonly hops: readonly (Omit<CertificateStep, 'next' | 'dscp'> & { readonly out?: string })[]
  /** Link ids and node names. */
  readonly down: readonly string[]
}

/** A verdict without a proof, and why. */
export interface MissingProof {
  readonly intent: string
  readonly property: Property
  readonly reason: string
}

/** What is needed to check verdicts about a state without the engine that found them. Plain data. */
export interface Certificate {
  readonly steps: readonly CertificateStep[]
  readonly holding: readonly HoldingProof[]
  readonly violated: readonly ViolationProof[]
  /** Empty: every verdict that certificates speak of has its proof. */
  readonly missing: readonly MissingProof[]
}
