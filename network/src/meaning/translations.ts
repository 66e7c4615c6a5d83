import type { Prefix } from '../address/ip.js'
import { hostPrefix } from '../address/ip.js'
import { subtractPrefixes } from '../address/prefix-set.js'
import type { BalanceMember, Intent, TranslatingIntent } from '../intent/intent.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import { trafficBoxes } from '../traffic-class/traffic-class.js'
import { meaningByIntent } from './by-intent.js'
import type { Claim } from './claims.js'
import type { ClaimSource } from './resolve-ends.js'
import { destinationsOf, sourcesOf } from './resolve-ends.js'

/** What becomes of the addresses of a class. */
export type TranslationAction =
  | { readonly kind: 'nat'; readonly pool: Prefix }
  | { readonly kind: 'balance'; readonly members: readonly BalanceMember[]; readonly service?: Prefix }

/** What an intent wants the addresses of a class to become: *the* meaning of `nat` and `balance`, which compiler and verifier share.
 *
 *  A packet is who it was when it was sent: classes, permissions and prohibitions speak of the header as sent, and of the destination too that it is
 *  delivered to. An answer whose destination is translated back is who it is then. Among the translations of one kind that a packet belongs
 *  to, the highest `priority` decides. */
export interface Translation {
  /** Intent id. */
  readonly intent: string
  readonly action: TranslationAction
  readonly priority: number
  readonly rank: number
  readonly yields: boolean
  /** The class: packets that open connections belong to it as they would to this permission. */
  readonly class: Claim
  /** Devices by id, as written. Absent: `nat` where the class leaves the network, `balance` where it enters. */
  readonly at?: ReadonlySet<number>
}

/** The translations of all intents, in their order. */
export const translationsOf = meaningByIntent(isTranslating, translationOf)

/** Whether the intent rewrites addresses. */
export function isTranslating(intent: Intent): intent is TranslatingIntent {
  return intent.kind === 'nat' || intent.kind === 'balance'
}

function translationOf(index: TopologyIndex, intent: TranslatingIntent): Translation {
  const { id, priority, rank, yields, at } = intent
  const common = { intent: id, priority, rank, yields }
  const devices = at?.map((name) => index.nodeId.get(name)).filter((node) => node !== undefined)
  return {
    ...common,
    action: actionOf(intent),
    class: {
      ...common,
      kind: 'may',
      side: 'forward',
      asserted: false,
      established: false,
      sources: askingSources(index, intent),
      destinations: destinationsOf(index, intent.to),
      traffic: trafficBoxes(intent.traffic),
      via: [],
      avoid: { nodes: new Set(), links: new Set() },
    },
    ...(devices ? { at: new Set(devices) } : {}),
  }
}

/** Where packets of the class enter. What members send themselves is not spread: answers to it would not pass the device again. */
function askingSources(index: TopologyIndex, intent: TranslatingIntent): readonly ClaimSource[] {
  const sources = sourcesOf(index, intent.from)
  if (intent.kind === 'nat') return sources
  const members = intent.members.map(({ address }) => hostPrefix(address))
  return sources
    .map(({ port, prefixes }) => ({ port, prefixes: subtractPrefixes(prefixes, members) }))
    .filter(({ prefixes }) => prefixes.length > 0)
}

function actionOf(intent: TranslatingIntent): TranslationAction {
  if (intent.kind === 'nat') return { kind: 'nat', pool: intent.pool }
  const { members, address } = intent
  return { kind: 'balance', members, ...(address === undefined ? {} : { service: hostPrefix(address) }) }
}
