import type { Names } from '../names.js'
import type { Lattice } from '../text/lattice.js'
import type { Ends } from './read-ends.js'

/** What phrase readers work on: the words of one text and the names of one topology. */
export interface Reading {
  readonly lattice: Lattice
  readonly names: Names
  /** Lists of places by the token at which they begin, so that each is read once. */
  readonly ends: Map<number, readonly Phrase<Ends>[]>
}

/** Something that must be asked before an intent can be made, and the words that raise it. */
export interface Doubt {
  readonly question: string
  /** Tokens. */
  readonly from: number
  readonly to: number
}

/** A phrase that was read: the token after it, what it costs (0: certain), and its value. */
export interface Phrase<T> {
  readonly end: number
  readonly cost: number
  readonly value: T
}
