import type { Intent } from '@paranet/network'

/** Order of admission by intent id, from 0. */
export type Ranks = ReadonlyMap<string, number>

/** The intents with their places in the order of admission: those that were admitted keep theirs, also under a new name; others come after, by
 *  file and place. */
export function admitted(intents: readonly Intent[], ranks: Ranks = new Map()): Intent[] {
  return intents.map((intent, place) => withRank(intent, rankIn(ranks, intent) ?? ranks.size + place))
}

const rankIn = (ranks: Ranks, { id, renamedFrom }: Intent): number | undefined =>
  ranks.get(id) ?? (renamedFrom === undefined ? undefined : ranks.get(renamedFrom))

/** What of an intent has a priority and a rank. */
export const placedPart = (intent: Intent) => (intent.kind === 'assert' ? intent.asserts : intent)

/** The same object for the same intent and rank. */
export function withRank(intent: Intent, rank: number): Intent {
  const known = ranked.get(intent)
  if (known?.rank === rank) return known.intent
  const made = intent.kind === 'assert' ? { ...intent, asserts: { ...intent.asserts, rank } } : { ...intent, rank }
  ranked.set(intent, { rank, intent: made })
  return made
}

const ranked = new WeakMap<Intent, { readonly rank: number; readonly intent: Intent }>()
