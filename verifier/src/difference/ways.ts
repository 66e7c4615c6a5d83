import type { PacketSet, PacketSpace, Prefix } from '@paranet/network'
import { prefixSet } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Rewriting } from '../engine/rewriting.js'
import { rewritten } from '../engine/rewriting.js'

/** What matters of a way: all ways on which packets are not handed to anybody are one. */
export type WayKind = 'delivered' | 'misdelivered' | 'mirrored' | 'undelivered'

/** The packets that go one way from a port. */
export interface Way {
  readonly kind: WayKind
  /** Devices and interfaces, from the first way out on. */
  readonly path: string
  readonly rewriting: Rewriting | undefined
  readonly set: PacketSet
}

/** Way → its packets, by a key that is the same for equal ways of two states. */
export type Ways = ReadonlyMap<string, Way>

/** The ways of an exploration. */
export function waysOf(space: PacketSpace, { leaves, copies }: Exploration): Ways {
  const sets = new Map<string, { readonly way: Omit<Way, 'set'>; readonly sets: PacketSet[] }>()
  for (const leaf of [...leaves, ...copies]) {
    const kind = kindOf(leaf)
    if (kind === undefined) continue
    const path = kind === 'undelivered' ? '' : pathKey(leaf)
    for (const { set, rewriting } of kind === 'undelivered'
      ? [{ set: leaf.set, rewriting: undefined }]
      : seen(space, leaf)) {
      const key = `${kind}\u0002${path}\u0002${rewriting?.key ?? ''}`
      const known = sets.get(key)
      if (known) known.sets.push(set)
      else sets.set(key, { way: { kind, path, rewriting }, sets: [set] })
    }
  }
  return new Map([...sets].map(([key, { way, sets: all }]) => [key, { ...way, set: space.unionAll(all) }]))
}

/** A mark that packets have already changes nothing. */
function seen(space: PacketSpace, { set, rewriting }: Leaf): Pick<Way, 'set' | 'rewriting'>[] {
  if (rewriting?.dscp === undefined) return [{ set, rewriting }]
  const { dscp, key: _, ...rest } = rewriting
  const same = space.intersect(set, space.fromMatch({ dscp }))
  const kept = Object.keys(rest).length === 0 ? undefined : rewritten(undefined, rest)
  return [
    { set: same, rewriting: kept },
    { set: space.subtract(set, same), rewriting },
  ].filter((part) => !space.isEmpty(part.set))
}

/** A mirror's copy that nobody gets is nothing to anybody. */
function kindOf({ end, copied }: Leaf): WayKind | undefined {
  if (copied?.by === 'mirror') return end === 'received' ? 'mirrored' : undefined
  if (end === 'received' || end === 'delivered') return 'delivered'
  return end === 'misdelivered' ? end : 'undelivered'
}

/** Without the interface that packets enter by: it is the port's. */
const pathKey = (leaf: Leaf): string =>
  `${pathOf(leaf)
    .map(({ place, out }, i) => `${place.node}\u0000${i === 0 ? '' : place.inInterface}\u0000${out?.interface ?? ''}`)
    .join('\u0001')}\u0001${leaf.node}`

/** What packets that go some ways together see of them: equal texts, equal fates. */
export interface Fate {
  /** 0: not delivered; 1: by some ways; 2: by all. */
  readonly level: 0 | 1 | 2
  readonly paths: string
  readonly delivered: string
  readonly misdelivered: string
  readonly mirrored: string
}

/** The fate of packets that go all of the ways. Addresses that a device may choose count together, however they were told apart. */
export function fateOf(ways: readonly Way[]): Fate {
  const some = (kind: WayKind) => ways.filter((way) => way.kind === kind)
  const delivered = some('delivered')
  const isPart = delivered.length < ways.length - some('mirrored').length
  return {
    level: delivered.length === 0 ? 0 : isPart ? 1 : 2,
    paths: [...new Set(delivered.map(({ path }) => path))].sort().join('\u0003'),
    delivered: textOf(delivered),
    misdelivered: textOf(some('misdelivered')),
    mirrored: textOf(some('mirrored')),
  }
}

function textOf(ways: readonly Way[]): string {
  const bySource = grouped(ways, ({ path, rewriting: { dscp, dst, isAnswer } = nothing }) =>
    [path, dscp, dst, isAnswer].join('\u0002'),
  ).map((same) => ({ way: same[0], sources: addresses(same.map(({ rewriting }) => rewriting?.src)) }))
  return grouped(bySource, ({ way, sources }) => {
    const { dscp, isAnswer } = way?.rewriting ?? nothing
    return [way?.path, dscp, isAnswer, sources].join('\u0002')
  })
    .map((same) => {
      const { way, sources } = same[0] ?? { way: undefined, sources: '' }
      const { dscp, isAnswer } = way?.rewriting ?? nothing
      const destinations = addresses(same.map((one) => one.way?.rewriting?.dst))
      return [way?.path, dscp, isAnswer, sources, destinations].join('\u0002')
    })
    .sort()
    .join('\u0003')
}

const nothing: Partial<Rewriting> = {}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const found = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const same = found.get(key)
    if (same) same.push(item)
    else found.set(key, [item])
  }
  return [...found.values()]
}

const addresses = (prefixes: readonly (Prefix | undefined)[]): string => {
  const own = prefixes.filter((prefix) => prefix !== undefined)
  return `${own.length < prefixes.length ? 'as sent' : ''} ${own.length === 0 ? '' : prefixSet(own).join()}`
}
