import { ClassDiagrams } from './class-diagrams.js'
import type { FieldClasses } from './field-classes.js'
import type { ClassedField } from './header-classes.js'

/** The same tables with fewer classes: those of a field that no table treats differently are one. A routing table of many prefixes has few
 *  different ways. Fields that rules write keep their classes. */
export function mergedClasses(
  order: readonly ClassedField[],
  diagrams: ClassDiagrams,
  tables: readonly number[],
  entries: number,
): { order: ClassedField[]; diagrams: ClassDiagrams; tables: number[] } {
  const merges = order.map((field, level) => (field.isWritten ? undefined : mergeOf(field, level, diagrams)))
  const slim = order.map((field, level) => {
    const merge = merges[level]
    return merge ? { ...field, classes: merge.classes } : field
  })
  const made = new ClassDiagrams(order.length, entries)
  const known = new Map<number, number>()
  const copy = (node: number): number => {
    if (node < 0) return node
    const found = known.get(node)
    if (found !== undefined) return found
    const level = diagrams.levelOf(node)
    const [groups, ways] = [diagrams.groupsOf(node), diagrams.childrenOf(node).map(copy)]
    const kept = merges[level] ? merges[level].kept.map((old) => groups[old]!) : groups
    const copied = made.make(
      level,
      Int32Array.from(kept, (group) => ways[group]!),
    )
    known.set(node, copied)
    return copied
  }
  return { order: slim, diagrams: made, tables: tables.map(copy) }
}

function mergeOf(
  { classes }: ClassedField,
  level: number,
  diagrams: ClassDiagrams,
): { classes: FieldClasses; kept: Int32Array } {
  const merged = new Int32Array(classes.count)
  let count = 1
  for (let node = 0; node < diagrams.nodes; node++) {
    if (diagrams.levelOf(node) !== level) continue
    const numbers = new Map<number, number>()
    const groups = diagrams.groupsOf(node)
    for (let i = 0; i < merged.length; i++) {
      const key = groups[i]! * 2 ** 32 + merged[i]!
      let number = numbers.get(key)
      if (number === undefined) numbers.set(key, (number = numbers.size))
      merged[i] = number
    }
    count = numbers.size
  }
  const kept = new Int32Array(count).fill(-1)
  merged.forEach((number, old) => {
    if (kept[number]! < 0) kept[number] = old
  })
  return {
    kept,
    classes: {
      count,
      samples: Float64Array.from(kept, (old) => classes.samples[old]!),
      held: [],
      classOf: (value) => merged[classes.classOf(value)]!,
    },
  }
}
