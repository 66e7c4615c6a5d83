import type { DeviceState, NextHop, NextHopGroups } from '@paranet/network'
import { canonicalJson } from '@paranet/network'
import { stableNumbers } from '../switch/stable-numbers.js'
import { actionsOf } from '../switch/device-numbers.js'
import type { TranslationWay } from './translations.js'
import { isPlain } from './translations.js'

/** The groups of a switch: a select group for each list of equal next hops, and a fast-failover group over them for each ordered list of lists. */
export interface SwitchGroups {
  readonly select: ReadonlyMap<number, readonly NextHop[]>
  /** Group → select groups, in order. */
  readonly failover: ReadonlyMap<number, readonly number[]>
  /** Group → interfaces, all of which get a packet. */
  readonly all: ReadonlyMap<number, readonly string[]>
  /** Group → targets, one of which each connection gets. */
  readonly translations: ReadonlyMap<number, TranslationWay>
}

/** The numbers of the groups that entries use. */
export interface GroupNumbers {
  readonly groupOf: (groups: NextHopGroups) => number
  /** Of the group whose packets go out of all these interfaces. */
  readonly copiesOf: (out: readonly string[]) => number
  /** Numbers that do not follow from what is in the group (`stableNumbers`). */
  readonly moved?: readonly string[]
  /** Of the group that chooses among the targets of a translation. */
  readonly targetsOf: (way: TranslationWay) => number
}

const selectKey = (hops: readonly NextHop[]): string =>
  known(hops, () => canonicalJson(['select', hops.map(({ interface: name, address }) => [name, address ?? null])]))

const failoverKey = (groups: NextHopGroups): string =>
  known(groups, () => canonicalJson(['failover', groups.map(selectKey)]))

/** Worked out once for each list. */
function known(list: readonly unknown[], make: () => string): string {
  let key = keys.get(list)
  if (key === undefined) keys.set(list, (key = make()))
  return key
}

const keys = new WeakMap<readonly unknown[], string>()

const copiesKey = (out: readonly string[]): string => canonicalJson(['all', out])

const targetsKey = ({ direction, to }: TranslationWay): string => canonicalJson(['translate', direction, to])

/** The groups that a device's routes and translations use, by number. Numbers are hashes of what is in the groups. */
export function groupsOf(state: DeviceState): { readonly groups: SwitchGroups } & GroupNumbers {
  const lists = new Map<string, readonly NextHop[]>()
  const chains = new Map<string, NextHopGroups>()
  for (const action of actionsOf(state)) {
    if (action.kind !== 'forward') continue
    for (const hops of action.groups) lists.set(selectKey(hops), hops)
    if (action.groups.length !== 1) chains.set(failoverKey(action.groups), action.groups)
  }
  const copies = new Map((state.groupRoutes ?? []).map(({ out }) => [copiesKey(out), out]))
  const moved: string[] = []
  const ways = new Map(
    (state.translations ?? [])
      .filter((one) => !isPlain(one))
      .map(({ direction, to }) => [targetsKey({ direction, to }), { direction, to }]),
  )
  const names = [...lists.keys(), ...chains.keys(), ...copies.keys(), ...ways.keys()]
  const numbers = stableNumbers(names, 1, 0xffff_fe00, 'groups', moved)
  const numberOf = (key: string) => numbers.get(key) ?? 0
  const sorted = <T>(pairs: [number, T][]) => new Map(pairs.sort(([a], [b]) => a - b))
  return {
    groups: {
      select: sorted([...lists].map(([key, hops]) => [numberOf(key), hops])),
      failover: sorted(
        [...chains].map(([key, groups]) => [numberOf(key), groups.map((hops) => numberOf(selectKey(hops)))]),
      ),
      all: sorted([...copies].map(([key, out]) => [numberOf(key), out])),
      translations: sorted([...ways].map(([key, way]) => [numberOf(key), way])),
    },
    moved,
    targetsOf: (way) => numberOf(targetsKey(way)),
    copiesOf: (out) => numberOf(copiesKey(out)),
    groupOf: (groups) =>
      numberOf(groups.length === 1 ? selectKey(groups[0] as readonly NextHop[]) : failoverKey(groups)),
  }
}
