import type { DeviceState, EntryKey, PacketMatch, PacketSet, PacketSpace } from '@paranet/network'
import {
  compareRules,
  filterKey,
  markKey,
  policerKey,
  policyRouteKey,
  prefixRange,
  queueKey,
  routeKey,
} from '@paranet/network'
import type { Rewriting } from '../engine/rewriting.js'
import { asSent } from '../engine/rewriting.js'

/** A list of rules that a packet meets on a device: the first that matches decides. */
export type ListName =
  | { readonly kind: 'in' | 'out' | 'policy' | 'mark' | 'police-in' | 'police-out'; readonly interface: string }
  | { readonly kind: 'forward' }
  | { readonly kind: 'routes' }
  | { readonly kind: 'queue'; readonly interface: string; readonly inInterface: string }

/** An entry in a list. */
export interface Listed {
  readonly key: EntryKey
  readonly matched: PacketSet
  /** What entries before it leave of that. */
  readonly first: PacketSet
}

/** Packets that an entry decides on. */
export interface Hit {
  readonly key: EntryKey
  /** As they were sent. */
  readonly set: PacketSet
}

/** What packets of a set meet in a list. */
export interface Met {
  readonly hits: readonly Hit[]
  /** Packets for which no entry decides. */
  readonly rest: PacketSet
}

interface Rule {
  readonly key: EntryKey
  readonly priority: number
  readonly match: PacketMatch
}

/** The lists of one device, made on first use: first matches as `lookup` finds them. */
export class DeviceLists {
  readonly state: DeviceState
  readonly #space: PacketSpace
  readonly #lists = new Map<string, readonly Listed[]>()
  readonly #met = new Map<string, Met>()

  constructor(space: PacketSpace, state: DeviceState) {
    this.#space = space
    this.state = state
  }

  /** The entries of a list, those that are looked at first before others. */
  list(name: ListName): readonly Listed[] {
    const id = idOf(name)
    let known = this.#lists.get(id)
    if (!known) this.#lists.set(id, (known = listed(this.#space, rulesOf(this.state, name))))
    return known
  }

  /** What packets, given as they were sent, meet in a list with the header that they have by then. */
  meet(name: ListName, set: PacketSet, rewriting: Rewriting | undefined): Met {
    const id = `${idOf(name)} ${set} ${rewriting?.key ?? ''}`
    let known = this.#met.get(id)
    if (!known) this.#met.set(id, (known = this.#meet(name, set, rewriting)))
    return known
  }

  #meet(name: ListName, set: PacketSet, rewriting: Rewriting | undefined): Met {
    const space = this.#space
    const hits: Hit[] = []
    let rest = set
    for (const { key, first } of this.list(name)) {
      if (space.isEmpty(rest)) break
      const taken = asSent(space, first, rewriting)
      if (!space.overlaps(rest, taken)) continue
      hits.push({ key, set: space.intersect(rest, taken) })
      rest = space.subtract(rest, asSent(space, first, rewriting, true))
    }
    return { hits, rest }
  }
}

export const idOf = (name: ListName): string =>
  `${name.kind} ${'interface' in name ? name.interface : ''} ${'inInterface' in name ? name.inInterface : ''}`

function listed(space: PacketSpace, rules: readonly Rule[]): Listed[] {
  let seen = space.empty
  return rules.map(({ key, match }) => {
    const matched = space.fromMatch(match)
    const first = space.subtract(matched, seen)
    seen = space.union(seen, matched)
    return { key, matched, first }
  })
}

const isFor = (asked: string | undefined, name: string): boolean => asked === undefined || asked === name

function rulesOf(state: DeviceState, name: ListName): Rule[] {
  if (name.kind === 'routes') return routesOf(state)
  return inList(state, name).sort(compareRules)
}

function inList(state: DeviceState, name: Exclude<ListName, { kind: 'routes' }>): Rule[] {
  const { filters, policyRoutes, marks = [], policers = [], queues = [] } = state
  switch (name.kind) {
    case 'in':
    case 'out':
    case 'forward': {
      const at = name.kind === 'forward' ? undefined : name.interface
      const own = filters.filter((entry) => entry.direction === name.kind && entry.interface === at)
      return own.map((entry) => rule(entry, filterKey(entry)))
    }
    case 'policy':
      return policyRoutes
        .filter((entry) => isFor(entry.inInterface, name.interface))
        .map((entry) => rule(entry, policyRouteKey(entry)))
    case 'mark':
      return marks.filter((entry) => isFor(entry.interface, name.interface)).map((entry) => rule(entry, markKey(entry)))
    case 'police-in':
    case 'police-out':
      return policers
        .filter((entry) => `police-${entry.direction}` === name.kind && isFor(entry.interface, name.interface))
        .map((entry) => rule(entry, policerKey(entry)))
    case 'queue':
      return queues
        .filter((entry) => entry.interface === name.interface && isFor(entry.inInterface, name.inInterface))
        .map((entry) => rule(entry, queueKey(entry)))
  }
}

const rule = ({ priority, match }: Omit<Rule, 'key'>, key: EntryKey): Rule => ({ priority, match, key })

/** Longest prefix first; of equal prefixes the last one counts. */
function routesOf({ routes }: DeviceState): Rule[] {
  const byPrefix = new Map(routes.map((entry) => [entry.prefix, entry]))
  return [...byPrefix.values()]
    .map((entry) => ({
      key: routeKey(entry),
      priority: prefixRange(entry.prefix).length,
      match: { dst: entry.prefix },
    }))
    .sort(compareRules)
}
