import type {
  DeviceState,
  EntryKey,
  FilterDirection,
  PacketMatch,
  PacketSet,
  PacketSpace,
  Prefix,
} from '@paranet/network'
import {
  answeredPrefix,
  answeringMatch,
  compareRules,
  copyKey,
  filterKey,
  groupMatch,
  groupRouteKey,
  markKey,
  policerKey,
  policyRouteKey,
  prefixRange,
  queueKey,
  routeKey,
  translationKey,
} from '@paranet/network'
import type { Rewriting } from '../engine/rewriting.js'
import { asSent } from '../engine/rewriting.js'

type Header = Omit<Rewriting, 'key'> | undefined

/** Packets as they were sent, and what the device has made of them so far. */
interface Under {
  readonly set: PacketSet
  readonly header: Header
}

/** An entry that may decide. `goesOn`: packets for which it decides are asked about further; `becomes`: with these headers. */
interface Rule {
  readonly key: EntryKey
  readonly match: PacketMatch
  readonly goesOn: boolean
  readonly becomes?: readonly Header[]
}

/** Which entries of one device decide on packets of a set, list by list in the order of `lookup`: those that are the first to match some packet. Of addresses
 *  that devices choose among, those that may be. */
export class DecidingEntries {
  readonly #space: PacketSpace
  readonly #state: DeviceState
  readonly #isUp: (interfaceName: string) => boolean
  readonly #lists = new Map<string, readonly Rule[]>()

  constructor(space: PacketSpace, state: DeviceState, isUp: (interfaceName: string) => boolean) {
    this.#space = space
    this.#state = state
    this.#isUp = isUp
  }

  /** Of packets that come in, until they leave. */
  arriving(set: PacketSet, inInterface: string, header: Header): EntryKey[] {
    const keys: EntryKey[] = []
    let under: readonly Under[] = [{ set, header }]
    under = this.#first(this.#filters('in', inInterface), under, keys)
    this.#first(this.#policers('in', inInterface), under, keys)
    under = this.#first(this.#marks(inInterface), under, keys)
    under = this.#first(this.#translations('destination', inInterface), under, keys)
    under = this.#first(this.#filters('forward', undefined), under, keys)
    this.#all(this.#copies(inInterface), under, keys)
    under = this.#first(this.#groupRoutes(), under, keys)
    under = this.#first(this.#policyRoutes(inInterface), under, keys)
    this.#first(this.#routes(), under, keys)
    return [...new Set(keys)]
  }

  /** Of packets that are sent out, whose header was `header` before and is `left` then. */
  leaving(set: PacketSet, inInterface: string, out: string, header: Header, left: Header): EntryKey[] {
    const keys: EntryKey[] = []
    this.#first(this.#translations('source', out), [{ set, header: { ...left, ...withSource(header) } }], keys)
    const under = this.#first(this.#filters('out', out), [{ set, header: left }], keys)
    this.#first(this.#policers('out', out), under, keys)
    this.#first(this.#queues(out, inInterface), under, keys)
    return [...new Set(keys)]
  }

  /** Of copies that are sent by an interface. */
  copying(set: PacketSet, inInterface: string, out: string, header: Header): EntryKey[] {
    const keys: EntryKey[] = []
    this.#all(this.#copies(inInterface, out), [{ set, header }], keys)
    return keys
  }

  /** Adds the entries that are the first to match some of the packets, and gives the packets that go on. */
  #first(rules: readonly Rule[], under: readonly Under[], keys: EntryKey[]): readonly Under[] {
    if (rules.length === 0) return under
    const space = this.#space
    const after: Under[] = []
    for (const { set, header } of under) {
      let rest = set
      for (const { key, match, goesOn, becomes = [header] } of rules) {
        if (space.isEmpty(rest)) break
        const matched = space.fromMatch(match)
        const hit = space.intersect(rest, asSent(space, matched, header))
        if (space.isEmpty(hit)) continue
        keys.push(key)
        if (goesOn) for (const more of becomes) after.push({ set: hit, header: { ...header, ...more } })
        rest = space.subtract(rest, asSent(space, matched, header, true))
      }
      after.push({ set: rest, header })
    }
    return after.filter((one) => !space.isEmpty(one.set))
  }

  #all(rules: readonly Rule[], under: readonly Under[], keys: EntryKey[]): void {
    const space = this.#space
    for (const { key, match } of rules)
      if (under.some(({ set, header }) => space.overlaps(set, asSent(space, space.fromMatch(match), header))))
        keys.push(key)
  }

  #list(name: string, make: () => readonly Rule[]): readonly Rule[] {
    let known = this.#lists.get(name)
    if (!known) this.#lists.set(name, (known = make()))
    return known
  }

  #filters(direction: FilterDirection, name: string | undefined): readonly Rule[] {
    const isHere = (entry: DeviceState['filters'][number]) => entry.direction === direction && entry.interface === name
    return this.#list(`filter ${direction} ${name ?? ''}`, () =>
      ranked(this.#state.filters.filter(isHere), filterKey, ({ action }) => ({ goesOn: action === 'permit' })),
    )
  }

  #policers(direction: FilterDirection, name: string): readonly Rule[] {
    const own = this.#state.policers?.filter((one) => one.direction === direction && isFor(one.interface, name))
    return own ? this.#list(`policer ${direction} ${name}`, () => ranked(own, policerKey)) : []
  }

  #queues(out: string, inInterface: string): readonly Rule[] {
    const own = this.#state.queues?.filter((one) => one.interface === out && isFor(one.inInterface, inInterface))
    return own ? this.#list(`queue ${out}\u0000${inInterface}`, () => ranked(own, queueKey)) : []
  }

  #marks(name: string): readonly Rule[] {
    const own = this.#state.marks?.filter((one) => isFor(one.interface, name))
    return own ? this.#list(`mark ${name}`, () => ranked(own, markKey, ({ dscp }) => ({ becomes: [{ dscp }] }))) : []
  }

  #translations(direction: 'source' | 'destination', name: string): readonly Rule[] {
    const { translations = [] } = this.#state
    if (translations.length === 0) return []
    return this.#list(`translation ${direction} ${name}`, () => {
      const own = translations.filter((one) => one.direction === direction && isFor(one.interface, name))
      const openings = ranked(own, translationKey, ({ to }) => ({
        becomes: to
          .filter((target) => target.interface === undefined || this.#isUp(target.interface))
          .map(({ prefix }) => (direction === 'source' ? { src: prefix } : { dst: prefix })),
      })).map((rule) => ({ ...rule, match: { ...rule.match, established: false } }))
      const others = translations.filter((one) => one.direction !== direction)
      const answers = others.flatMap((entry) =>
        entry.to.map((target): Rule => {
          const back: Prefix = answeredPrefix(entry)
          const becomes = [direction === 'source' ? { src: back } : { dst: back }, {}]
          return { key: translationKey(entry), match: answeringMatch(entry, target), goesOn: true, becomes }
        }),
      )
      return [...openings, ...answers]
    })
  }

  #copies(name: string, to?: string): readonly Rule[] {
    const own = this.#state.copies?.filter(
      (one) => isFor(one.interface, name) && this.#isUp(one.to) && (to === undefined || one.to === to),
    )
    return own?.map((entry) => ({ key: copyKey(entry), match: entry.match, goesOn: true })) ?? []
  }

  #groupRoutes(): readonly Rule[] {
    const { groupRoutes } = this.#state
    if (!groupRoutes) return []
    return this.#list('group', () =>
      [...groupRoutes]
        .sort((a, b) => prefixRange(b.source).length - prefixRange(a.source).length)
        .map((entry) => ({ key: groupRouteKey(entry), match: groupMatch(entry), goesOn: false })),
    )
  }

  #policyRoutes(name: string): readonly Rule[] {
    const own = () => this.#state.policyRoutes.filter((one) => isFor(one.inInterface, name))
    return this.#list(`policy ${name}`, () => ranked(own(), policyRouteKey, () => ({ goesOn: false })))
  }

  #routes(): readonly Rule[] {
    return this.#list('route', () =>
      [...this.#state.routes]
        .sort((a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length)
        .map((entry) => ({ key: routeKey(entry), match: { dst: entry.prefix }, goesOn: false })),
    )
  }
}

const isFor = (asked: string | undefined, name: string): boolean => asked === undefined || asked === name

const withSource = (header: Header): Header => ({ src: header?.src }) as Header

/** Entries with priorities, the first to decide first. */
const ranked = <Entry extends { readonly priority: number; readonly match: PacketMatch }>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => EntryKey,
  more: (entry: Entry) => Partial<Rule> = () => ({}),
): Rule[] =>
  entries
    .map((entry) => ({ entry, priority: entry.priority, key: keyOf(entry) }))
    .sort(compareRules)
    .map(({ entry, key }) => ({ key, match: entry.match, goesOn: true, ...more(entry) }))
