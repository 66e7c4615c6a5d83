import type { IpFamily, PacketMatch, TranslationEntry, TranslationTarget } from '@paranet/network'
import { familiesBetween, hasPorts } from '@paranet/network'

/** What a rule of a chain does to the packets that it matches: the first match ends the chain. */
export type RuleOutcome =
  | { readonly kind: 'permit' }
  | { readonly kind: 'deny' }
  /** Sets the packet mark, by which the kernel picks a routing table. */
  | { readonly kind: 'mark'; readonly mark: number }
  /** Rewrites the DSCP. */
  | { readonly kind: 'dscp'; readonly dscp: number }
  /** Goes to the chain of a token bucket, which drops what is above its rate. */
  | { readonly kind: 'police'; readonly chain: string }
  /** Rewrites an address of what opens a connection. */
  | {
      readonly kind: 'translate'
      readonly direction: TranslationEntry['direction']
      readonly to: readonly TranslationTarget[]
    }
  /** Leaves the bit that asks for a copy. */
  | { readonly kind: 'copy' }
  /** Sets the packet priority, by which the interface picks the queue. */
  | { readonly kind: 'queue'; readonly id: string }

/** One rule of a chain, as a line or as an element of a map. `iif`, `oif`: Linux interface names. */
export interface ChainRule {
  readonly iif?: string
  readonly oif?: string
  readonly match: PacketMatch
  readonly outcome: RuleOutcome
  /** The priority among the rules of its chain. Absent where somebody added the rule by hand. */
  readonly priority?: number
  /** Of a line that asks or rewrites a DSCP of one family and asks no address. */
  readonly family?: IpFamily
  /** Who needs it; a comment and no more. */
  readonly owners?: string
}

/** Families of the packets that a match can hold. Empty: it matches nothing. */
export function matchFamilies(match: PacketMatch): readonly IpFamily[] {
  const { src, dst, protocol, srcPort, dstPort } = match
  if ((srcPort || dstPort) && protocol !== undefined && !hasPorts(protocol)) return []
  return familiesBetween(src, dst)
}

/** The protocols that have ports, as nftables names a set of them. */
export const portProtocols = [6, 17, 33, 132, 136]
