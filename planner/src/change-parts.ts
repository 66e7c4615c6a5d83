import type { DeviceDiff, DeviceState, Entry, IpAddress, NetworkState, Prefix } from '@paranet/network'
import { comparePrefixes, emptyDeviceState, groupMatch, hostPrefix, prefixContains } from '@paranet/network'
import type { Mixture, Prove } from '@paranet/verifier'
import { searchOrder } from '@paranet/verifier'
import { applyDiff } from './apply-diff.js'

/** The states that waves bring, in order; or that no order was found. */
export interface OrderedParts {
  readonly states?: readonly NetworkState[]
  readonly proofs: number
}

/** Destinations that are told apart at most: each makes one more part of a device. */
const mostGroups = 24

/** Orders a change where no order of whole devices is safe, because packets to one destination need another order than packets to another. Changes of
 *  entries whose destinations meet belong together; those which stood in the way are then ordered by themselves on each device, so that
 *  a device may change in several waves. What is found is proved as it is, for every subset of each wave. */
export function orderInParts(
  before: NetworkState,
  diffs: readonly DeviceDiff[],
  prove: Prove,
  budget: number,
): OrderedParts {
  const groups = new DestinationGroups(diffs)
  let apart: ReadonlySet<Prefix> = new Set()
  let proofs = 0
  while (groups.count > 1 && apart.size < mostGroups) {
    const parts = partsOf(diffs, groups, apart)
    const inTheWay = new Set(apart)
    const order = searchOrder({
      before: new Map(),
      after: new Map([...parts].map(([name, { device }]) => [name, emptyDeviceState(device)])),
      devices: [...parts.keys()],
      budget: budget - proofs,
      prove: (done, next) => {
        const current = changedBy(before, parts, done.keys())
        const mixture = prove(current, comingOf(current, parts, next.keys()))
        return inNamesOfParts(mixture, groups, apart, inTheWay)
      },
    })
    proofs += order.proofs
    if (order.kind === 'found') return { states: statesOf(before, parts, order.waves), proofs }
    if (order.kind === 'unknown' || inTheWay.size === apart.size) break
    apart = inTheWay
  }
  return { proofs }
}

/** What changes on one device for destinations of one group. */
interface Part {
  readonly device: string
  readonly diff: DeviceDiff
}

const partName = (device: string, group: Prefix | undefined): string =>
  group === undefined ? device : `${device} ${group}`

/** By name: those of groups that are ordered apart, and the rest of each device. */
function partsOf(
  diffs: readonly DeviceDiff[],
  groups: DestinationGroups,
  apart: ReadonlySet<Prefix>,
): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>()
  for (const { device, added, removed, changed } of diffs) {
    const groupOf = (entry: Entry) => {
      const group = groups.ofEntry(entry)
      return group !== undefined && apart.has(group) ? group : undefined
    }
    for (const group of [undefined, ...apart]) {
      const isIts = (entry: Entry) => groupOf(entry) === group
      const diff: DeviceDiff = {
        device,
        added: added.filter(({ entry }) => isIts(entry)),
        removed: removed.filter(({ entry }) => isIts(entry)),
        changed: changed.filter(({ after }) => isIts(after)),
      }
      const size = diff.added.length + diff.removed.length + diff.changed.length
      if (size > 0) parts.set(partName(device, group), { device, diff })
    }
  }
  return parts
}

/** The network once the named parts have changed. */
const changedBy = (before: NetworkState, parts: ReadonlyMap<string, Part>, names: Iterable<string>): NetworkState =>
  new Map([...before, ...comingOf(before, parts, names)])

/** The devices of the named parts, as these leave them. */
function comingOf(current: NetworkState, parts: ReadonlyMap<string, Part>, names: Iterable<string>): NetworkState {
  const states = new Map<string, DeviceState>()
  for (const name of names) {
    const part = parts.get(name)
    if (!part) continue
    const { device, diff } = part
    const state = states.get(device) ?? current.get(device) ?? emptyDeviceState(device)
    states.set(device, applyDiff(state, diff))
  }
  return states
}

function statesOf(
  before: NetworkState,
  parts: ReadonlyMap<string, Part>,
  waves: readonly (readonly string[])[],
): NetworkState[] {
  let current = before
  return waves.map((wave) => {
    const next = comingOf(current, parts, wave)
    current = new Map([...current, ...next])
    return next
  })
}

/** Of which part of a device a conflict speaks: the one that its packet's destination meets. Groups that are met are noted. */
function inNamesOfParts(
  { lost, conflicts }: Mixture,
  groups: DestinationGroups,
  apart: ReadonlySet<Prefix>,
  met: Set<Prefix>,
): Mixture {
  return {
    lost,
    isWhole: false,
    conflicts: conflicts.map((conflict) => {
      const group = groups.ofAddress(conflict.example().dst)
      if (group !== undefined) met.add(group)
      const own = group !== undefined && apart.has(group) ? group : undefined
      const named = (devices: readonly string[]) => devices.map((device) => partName(device, own))
      return { ...conflict, given: named(conflict.given), next: named(conflict.next) }
    }),
  }
}

/** Destinations of changed entries, in groups of which none meets another. */
class DestinationGroups {
  /** The widest prefixes, in order. */
  readonly #prefixes: readonly Prefix[]

  constructor(diffs: readonly DeviceDiff[]) {
    const entries = diffs.flatMap(({ added, removed, changed }) => [
      ...added.map(({ entry }) => entry),
      ...removed.map(({ entry }) => entry),
      ...changed.map(({ after }) => after),
    ])
    const found = new Set(entries.map(destinationOf))
    // An entry that speaks of every destination joins all.
    this.#prefixes = found.has(undefined) ? [] : widest([...found].filter((one) => one !== 'none') as Prefix[])
  }

  get count(): number {
    return this.#prefixes.length
  }

  ofEntry(entry: Entry): Prefix | undefined {
    const its = destinationOf(entry)
    return its === undefined || its === 'none' ? undefined : this.#holding(its)
  }

  ofAddress(address: IpAddress): Prefix | undefined {
    return this.#holding(hostPrefix(address))
  }

  /** The last that does not begin after it, if that holds it: no two share an address. */
  #holding(inner: Prefix): Prefix | undefined {
    let [low, high] = [0, this.#prefixes.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (comparePrefixes(this.#prefixes[middle] as Prefix, inner) <= 0) low = middle + 1
      else high = middle
    }
    const last = this.#prefixes[low - 1]
    return last !== undefined && prefixContains(last, inner) ? last : undefined
  }
}

/** Where packets go that the entry decides on; undefined: anywhere. `none`: it decides on no packets. */
function destinationOf(entry: Entry): Prefix | undefined | 'none' {
  if (entry.kind === 'route') return entry.prefix
  if (entry.kind === 'group-route') return groupMatch(entry).dst
  return 'match' in entry ? entry.match.dst : 'none'
}

/** Prefixes that no other holds. */
function widest(prefixes: readonly Prefix[]): Prefix[] {
  const found: Prefix[] = []
  for (const prefix of [...prefixes].sort(comparePrefixes)) {
    const last = found.at(-1)
    if (last === undefined || !prefixContains(last, prefix)) found.push(prefix)
  }
  return found
}
