import { Exploded } from './exploded.js'
import type { Ternary } from './ternary-network.js'

/** The values of one field, cut into classes that no match and no rewriting tells apart. */
export interface FieldClasses {
  readonly count: number
  /** A value of each class. */
  readonly samples: Float64Array
  /** Per match (by its number): the classes that it holds, ascending. */
  readonly held: readonly Int32Array[]
  /** The class of a value. */
  readonly classOf: (value: number) => number
}

/** Cuts a field's values by matches with any bits open: bit by bit from the highest, each side with the matches that can still hold there; sides that are
 *  left with the same matches are one. Two values are in one class where the same matches hold them, so there is no class too many. */
export function fieldClasses(name: string, bits: number, matches: readonly Ternary[], most: number): FieldClasses {
  const [values, masks] = [matches.map(({ value, mask }) => value & mask), matches.map(({ mask }) => mask)]
  const nodes: number[] = []
  const samples: number[] = []
  const lists: (readonly number[])[] = []
  const known: Map<string, number>[] = Array.from({ length: bits + 1 }, () => new Map())

  /** A node (as its place), or a class (as its complement). */
  const cut = (level: number, list: readonly number[], sample: number): number => {
    const below = 2 ** (bits - level) - 1
    const end = list.every((one) => (masks[one]! & below) === 0) ? bits : level
    const key = list.join()
    const found = known[end]!.get(key)
    if (found !== undefined) return found
    const made = end === bits ? newClass(list, sample) : newNode(level, list, sample)
    known[end]!.set(key, made)
    return made
  }
  const newClass = (list: readonly number[], sample: number): number => {
    if (lists.push(list) > most) throw new Exploded(`field ${name}: more than ${most} classes of values`)
    samples.push(sample)
    return -lists.length
  }
  const newNode = (level: number, list: readonly number[], sample: number): number => {
    const bit = 2 ** (bits - level - 1)
    const side = (one: boolean) => list.filter((at) => (masks[at]! & bit) === 0 || ((values[at]! & bit) !== 0) === one)
    const low = cut(level + 1, side(false), sample)
    const high = cut(level + 1, side(true), sample + bit)
    if (low === high) return low
    if (nodes.length > 24 * most) throw new Exploded(`field ${name}: more than ${8 * most} decisions`)
    return nodes.push(level, low, high) - 3
  }
  const root = cut(
    0,
    matches.map((_, at) => at),
    0,
  )
  return {
    count: lists.length,
    samples: Float64Array.from(samples),
    held: heldBy(matches.length, lists),
    classOf: (value) => {
      let at = root
      while (at >= 0) at = nodes[at + ((value >>> (bits - nodes[at]! - 1)) & 1 ? 2 : 1)]!
      return -1 - at
    },
  }
}

function heldBy(matches: number, lists: readonly (readonly number[])[]): Int32Array[] {
  const held: number[][] = Array.from({ length: matches }, () => [])
  lists.forEach((list, at) => {
    for (const match of list) held[match]!.push(at)
  })
  return held.map((list) => Int32Array.from(list))
}
