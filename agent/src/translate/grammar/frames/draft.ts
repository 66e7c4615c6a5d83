import type { Ends } from '../phrases/read-ends.js'
import type { Doubt } from '../phrases/reading.js'

export type DraftKind =
  | 'route'
  | 'isolate'
  | 'allow'
  | 'qos'
  | 'limit'
  | 'mirror'
  | 'mark'
  | 'balance'
  | 'multicast'
  | 'cache'
  | 'geocast'
  | 'drain'
  | 'nat'
  | 'peer'
  | 'baseline'
  | 'protect'

/** An intent in the making: its ends, its other keys as the language writes them, and what must be asked first. */
export interface Draft {
  readonly kind: DraftKind
  from?: Ends
  to?: Ends
  /** Keys in the order in which they are written. */
  readonly entries: Map<string, string>
  readonly doubts: Doubt[]
  /** What was supposed where the words leave it open; each lowers the confidence. */
  readonly supposed: string[]
  /** Both directions are meant. */
  isMutual: boolean
  isAssert: boolean
  /** The first of one list belongs to the first of the other. */
  isPairwise: boolean
  readonly start: number
  readonly end: number
}

/** Ends that hold what both hold. */
export const joinedEnds = (a: Ends, b: Ends): Ends => ({
  places: [...a.places, ...b.places],
  except: [...a.except, ...b.except],
  isChoice: a.isChoice || b.isChoice,
})

/** One of the places as ends of its own. */
export const endsOf = (ends: Ends, index: number): Ends | undefined => {
  const place = ends.places[index]
  return place && { places: [place], except: ends.except, isChoice: false }
}
