import type { FilterDirection, FilterEntry, PacketMatch, PacketSet, PacketSpace } from '@paranet/network'
import { compareRules, filterKey } from '@paranet/network'

/** What a list of filter rules does to all packets. */
export interface FilterSets {
  readonly permitted: PacketSet
  /** Packets on which rules of equal priority disagree: `lookup` goes by key, a device might not. */
  readonly unclear: PacketSet
}

/** The filters of one device as packet sets, one list per direction and interface, made on first use. */
export class DeviceFilters {
  private readonly known = new Map<string, FilterSets>()
  private readonly entries: ReadonlyMap<string, readonly FilterEntry[]>
  private readonly space: PacketSpace

  constructor(space: PacketSpace, filters: readonly FilterEntry[]) {
    this.space = space
    this.entries = grouped(filters, (entry) => filterList(entry.direction, entry.interface))
  }

  /** Lower rules first, each painting over what is below it, so that every rule costs one operation. */
  of(direction: FilterDirection, interfaceName: string | undefined): FilterSets {
    const list = filterList(direction, interfaceName)
    const known = this.known.get(list)
    if (known) return known
    const { space } = this
    const byPriority = grouped(this.entries.get(list) ?? [], (entry) => entry.priority)
    let permitted = space.all
    let unclear = space.empty
    for (const [, rules] of [...byPriority].sort(([a], [b]) => a - b)) {
      const permits = this.unionOf(rules.filter((rule) => rule.action === 'permit'))
      const denies = this.unionOf(rules.filter((rule) => rule.action === 'deny'))
      const disputed = space.intersect(permits, denies)
      unclear = space.union(space.subtract(unclear, space.union(permits, denies)), disputed)
      permitted = space.isEmpty(disputed)
        ? space.subtract(space.union(permitted, permits), denies)
        : this.paint(permitted, rules)
    }
    const sets = { permitted, unclear }
    this.known.set(list, sets)
    return sets
  }

  /** Rules of one priority that disagree somewhere: by key, as `lookup` does. */
  private paint(below: PacketSet, rules: readonly FilterEntry[]): PacketSet {
    const { space } = this
    const sorted = rules
      .map((rule) => ({ rule, key: filterKey(rule), priority: rule.priority }))
      .sort(compareRules)
      .reverse()
    return sorted.reduce((permitted, { rule }) => {
      const matched = space.fromMatch(rule.match)
      return rule.action === 'permit' ? space.union(permitted, matched) : space.subtract(permitted, matched)
    }, below)
  }

  private unionOf(rules: readonly { readonly match: PacketMatch }[]): PacketSet {
    return this.space.unionAll(rules.map((rule) => this.space.fromMatch(rule.match)))
  }
}

const filterList = (direction: FilterDirection, interfaceName: string | undefined): string =>
  interfaceName === undefined ? direction : `${direction} ${interfaceName}`

function grouped<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
