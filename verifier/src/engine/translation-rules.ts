import type { DeviceState, PacketSet, PacketSpace, Prefix, TopologyIndex, TranslationEntry } from '@paranet/network'
import {
  answeredPrefix,
  answeringMatch,
  compareRules,
  portKey,
  prefixesOverlap,
  prefixRange,
  translationKey,
} from '@paranet/network'
import type { Rewriting } from './rewriting.js'

/** One of the addresses that a device may choose. */
export interface Choice {
  /** Absent: the packet stays as it is. */
  readonly prefix?: Prefix
  readonly weight: number
  /** Chosen only while this link is up. */
  readonly link?: number
}

/** Packets, by the header that they come with, whose address becomes one of the choices. */
export interface TranslationRule {
  readonly matched: PacketSet
  readonly choices: readonly Choice[]
  readonly isAnswer: boolean
}

type Direction = TranslationEntry['direction']

/** What a device does to the addresses of one side of packets at an interface: disjoint rules, none where it leaves them alone. Answers may be to any
 *  connection that an entry could have translated, since the table of connections is not known. */
export function translationRules(
  space: PacketSpace,
  index: TopologyIndex,
  node: number,
  { device, translations = [] }: DeviceState,
  direction: Direction,
  interfaceName: string,
): TranslationRule[] {
  if (translations.length === 0) return []
  const openings: TranslationRule[] = []
  let seen = space.empty
  const own = translations.filter(
    (entry) => entry.direction === direction && (entry.interface === undefined || entry.interface === interfaceName),
  )
  for (const entry of sorted(own)) {
    const matched = openingsOf(space, entry)
    openings.push({
      matched: space.subtract(matched, seen),
      choices: entry.to.map((target) => choiceOf(index, node, target)),
      isAnswer: false,
    })
    seen = space.union(seen, matched)
  }
  const others = translations.filter((entry) => entry.direction !== direction)
  const answers = others.flatMap((entry) => answersOf(space, index, device, entry))
  return [...openings, ...apart(space, answers)].filter(({ matched }) => !space.isEmpty(matched))
}

const sorted = (entries: readonly TranslationEntry[]): TranslationEntry[] =>
  entries
    .map((entry) => ({ entry, priority: entry.priority, key: translationKey(entry) }))
    .sort(compareRules)
    .map(({ entry }) => entry)

const families = { 4: '0.0.0.0/0', 6: '::/0' } as const

/** The packets that open connections which the entry translates. */
export function openingsOf(space: PacketSpace, { match, to }: TranslationEntry): PacketSet {
  const family = to[0] && prefixRange(to[0].prefix).family
  const whole = family === undefined ? space.empty : space.fromPrefixes('src', [families[family] as Prefix])
  const opening = space.intersect(space.fromMatch({ established: false }), whole)
  return space.intersect(space.fromMatch(match), opening)
}

const choiceOf = (index: TopologyIndex, node: number, target: TranslationEntry['to'][number]): Choice => {
  const link =
    target.interface === undefined ? undefined : index.adjacencyByInterface[node]?.get(target.interface)?.link
  return { prefix: target.prefix, weight: target.weight, ...(link === undefined ? {} : { link }) }
}

/** The answers to what one entry may have translated. Those whose destination is a pool come from where its packets went: at an external
 *  interface from outside. Those that could be answers to connections that were not translated may also stay as they are. */
export function answersOf(
  space: PacketSpace,
  index: TopologyIndex,
  device: string,
  entry: TranslationEntry,
): TranslationRule[] {
  const { direction, interface: name, match } = entry
  const isOutward = name !== undefined && index.portAt.get(portKey(device, name))?.kind === 'external'
  const inside =
    direction === 'source' && isOutward && match.dst === undefined
      ? space.fromPrefixes(
          'src',
          index.owned.map(({ prefix }) => prefix),
        )
      : space.empty
  return entry.to.map((target) => {
    const mayStay =
      direction === 'destination' || index.owned.some(({ prefix }) => prefixesOverlap(prefix, target.prefix))
    return {
      matched: space.subtract(space.fromMatch(answeringMatch(entry, target)), inside),
      choices: [{ prefix: answeredPrefix(entry), weight: 1 }, ...(mayStay ? [{ weight: 1 }] : [])],
      isAnswer: true,
    }
  })
}

/** Disjoint rules: where several match, all their choices are open. */
function apart(space: PacketSpace, rules: readonly TranslationRule[]): TranslationRule[] {
  let cells: TranslationRule[] = []
  for (const rule of rules) {
    let rest = rule.matched
    const next: TranslationRule[] = []
    for (const cell of cells) {
      const shared = space.intersect(cell.matched, rule.matched)
      next.push({ ...cell, matched: space.subtract(cell.matched, shared) })
      if (!space.isEmpty(shared))
        next.push({ ...cell, matched: shared, choices: unique([...cell.choices, ...rule.choices]) })
      rest = space.subtract(rest, shared)
    }
    next.push({ ...rule, matched: rest })
    cells = next.filter(({ matched }) => !space.isEmpty(matched))
  }
  return cells
}

const unique = (choices: readonly Choice[]): Choice[] => [
  ...new Map(choices.map((choice) => [JSON.stringify(choice), choice])).values(),
]

/** What a choice makes of one side of a header. */
export const chosen = (direction: Direction, { prefix }: Choice, isAnswer: boolean): Omit<Rewriting, 'key'> => {
  if (prefix === undefined) return {}
  if (direction === 'source') return { src: prefix }
  return { dst: prefix, isAnswer }
}

/** Packets, as they were sent, whose destination some device may rewrite, after whatever else devices have made of them. */
export function reachedByTranslation(
  space: PacketSpace,
  index: TopologyIndex,
  states: readonly DeviceState[],
): PacketSet {
  const all = states.flatMap(({ device, translations = [] }) => translations.map((entry) => ({ device, entry })))
  const isBoth = new Set(all.map(({ entry }) => entry.direction)).size > 1
  const sets = all.flatMap(({ device, entry }) => {
    const wide = widened(entry, isBoth)
    return wide.direction === 'destination'
      ? [openingsOf(space, wide)]
      : answersOf(space, index, device, wide).map(({ matched }) => matched)
  })
  return space.unionAll(sets)
}

/** The entry for packets whose other fields may have been rewritten before. */
function widened(entry: TranslationEntry, isBoth: boolean): TranslationEntry {
  const { dscp: _, src, dst, ...rest } = entry.match
  const keepsSrc = entry.direction === 'source' || !isBoth
  const keepsDst = entry.direction === 'destination' || !isBoth
  const match = { ...rest, ...(src && keepsSrc ? { src } : {}), ...(dst && keepsDst ? { dst } : {}) }
  return { ...entry, match }
}
