import type { Concept } from '../lexicon/concept.js'
import type { Ends } from '../phrases/read-ends.js'
import type { Setting } from '../phrases/read-measure.js'
import type { Schedule } from '../phrases/read-schedule.js'
import type { Things } from '../phrases/read-things.js'
import type { TrafficItem } from '../phrases/read-traffic.js'

export type Role = 'bare' | 'from' | 'to' | 'between' | 'at' | 'for' | 'by'

/** What one stretch of a sentence says. */
export type Meaning =
  | {
      readonly kind: 'ends'
      readonly role: Role
      readonly ends: Ends
      readonly word: string
      readonly isNone?: boolean
    }
  | { readonly kind: 'via'; readonly steps: readonly Things[]; readonly isOver: boolean }
  | { readonly kind: 'avoid' | 'prefer'; readonly things: Things }
  | { readonly kind: 'things'; readonly things: Things }
  | { readonly kind: 'verb'; readonly concepts: readonly Concept[]; readonly isMutual: boolean }
  | { readonly kind: 'word'; readonly concept: Concept }
  /** `isExclusive`: this traffic and no other, or all but this. */
  | {
      readonly kind: 'traffic'
      readonly items: readonly TrafficItem[]
      readonly isExclusive?: boolean
      readonly isNone?: boolean
    }
  | { readonly kind: 'setting'; readonly setting: Setting }
  | { readonly kind: 'schedule'; readonly schedule: Schedule }
  | { readonly kind: 'weight'; readonly place: Ends; readonly factor: number }
  | { readonly kind: 'reason'; readonly text: string }
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'unread' }

/** A meaning and the tokens that carry it. */
export interface Chunk {
  readonly from: number
  readonly end: number
  /** How doubtful it is that these words say this; what is not read at all costs 10 a word. */
  readonly cost: number
  readonly meaning: Meaning
}

/** The cost of a word that nothing reads. */
export const unreadCost = 10
