import { type FieldClasses, fieldClasses } from './field-classes.js'
import type { HeaderField, Ternary, TernaryNetwork, TernaryRule } from './ternary-network.js'

/** One field with its classes, and how rules speak of them. */
export interface ClassedField {
  readonly field: HeaderField
  /** Its place in the layout of the header. */
  readonly place: number
  readonly classes: FieldClasses
  /** The number of a match. */
  readonly numberOf: (match: Ternary) => number
  /** Whether some rule writes it. */
  readonly isWritten: boolean
  /** What writing does to each class. */
  readonly written: (set: Ternary) => Int32Array
}

/** Cuts each field into classes. Classes go through a rewriting as wholes: for each match there is also the match of those values that come to it by a
 *  rewriting, and for each rewriting the values that it makes. */
export function classedFields({ fields, boxes }: TernaryNetwork, most: number): ClassedField[] {
  const rules = boxes.flatMap((box) => box.rules)
  return fields.map((field, place) => classedField(field, place, rules, most))
}

function classedField(field: HeaderField, place: number, rules: readonly TernaryRule[], most: number): ClassedField {
  const numbers = new Map<string, number>()
  const matches: Ternary[] = []
  const enter = (match: Ternary): void => {
    const key = keyOf(match)
    if (numbers.has(key)) return
    numbers.set(key, matches.push(match) - 1)
  }
  for (const { match } of rules) if (match[place]) enter(match[place])
  const sets = distinct(rules.flatMap(({ set }) => (set?.[place] ? [set[place]] : [])))
  for (const set of sets) enter(set)
  for (let at = 0; at < matches.length && matches.length <= most * 4; at++)
    for (const set of sets) {
      const before = comingTo(matches[at]!, set)
      if (before) enter(before)
    }
  const classes = fieldClasses(field.name, field.bits, matches, most)
  const images = new Map<string, Int32Array>()
  return {
    field,
    place,
    classes,
    numberOf: (match) => numbers.get(keyOf(match))!,
    isWritten: sets.length > 0,
    written: (set) => {
      const key = keyOf(set)
      let image = images.get(key)
      if (!image) images.set(key, (image = imageOf(classes, set)))
      return image
    },
  }
}

const keyOf = ({ value, mask }: Ternary): string => `${(value & mask) >>> 0} ${mask}`

function distinct(list: readonly Ternary[]): Ternary[] {
  return [...new Map(list.map((one) => [keyOf(one), one])).values()]
}

/** The values that a match holds after writing; nothing to tell apart where it holds none of them. */
function comingTo(match: Ternary, set: Ternary): Ternary | undefined {
  if ((match.value ^ set.value) & match.mask & set.mask) return undefined
  return { value: match.value, mask: (match.mask & ~set.mask) >>> 0 }
}

function imageOf(classes: FieldClasses, { value, mask }: Ternary): Int32Array {
  return Int32Array.from(classes.samples, (sample) => classes.classOf(((sample & ~mask) | (value & mask)) >>> 0))
}
