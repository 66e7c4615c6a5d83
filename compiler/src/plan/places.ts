import type { ClaimDestinations, OwnedPrefix, Port, Prefix, PrefixSet, TopologyIndex } from '@paranet/network'
import { intersectPrefixes, prefixContains, prefixRange, prefixSet, subtractPrefixes } from '@paranet/network'
import { compareText } from '../passes/report.js'

/** Where packets finish: the nodes that own their destinations (any of them), or the devices with a way out of the network. */
export interface Target {
  readonly key: string
  /** Ids, ascending. */
  readonly nodes: readonly number[]
  readonly isOutside: boolean
}

/** The nodes whose own failure ends every promise of delivery. */
export const endsAt = ({ nodes, isOutside }: Target): readonly number[] => (isOutside ? [] : nodes)

/** The part of a claim's destinations that one target owns. */
export interface DestinationPart {
  readonly target: Target
  /** Owned prefixes that the part touches, whole; of the outside the default routes. */
  readonly owned: readonly OwnedPrefix[]
  /** The claim's addresses in them. May hold addresses of longer prefixes that lie inside and belong to another target. */
  readonly prefixes: PrefixSet
}

/** Who owns which addresses and shares which sources, prepared for many claims. */
export interface Places {
  /** Per port: the group of ports that share source prefixes with it; the classes of two groups never meet. */
  readonly groupOfPort: readonly string[]
  /** Every destination there is. */
  readonly targets: readonly Target[]
  partsOf(destinations: ClaimDestinations): readonly DestinationPart[]
}

const outsideGroup = 'outside'

/** Prepares the ownership of a topology. */
export function placesOf(index: TopologyIndex): Places {
  const targetOf = targetsByOwned(index)
  const outside = outsideTarget(index)
  const cache = new Map<string, readonly DestinationPart[]>()
  const partsOf = (destinations: ClaimDestinations): readonly DestinationPart[] => {
    const key = `${destinations.toInternet} ${destinations.prefixes.join()}`
    const known = cache.get(key)
    if (known) return known
    const parts = findParts(index, targetOf, outside, destinations)
    cache.set(key, parts)
    return parts
  }
  const targets = [...new Map([...targetOf.values()].map((target) => [target.key, target])).values()]
  return { groupOfPort: sourceGroups(index), targets: outside ? [...targets, outside] : targets, partsOf }
}

function targetsByOwned(index: TopologyIndex): Map<OwnedPrefix, Target> {
  const byKey = new Map<string, Target>()
  return new Map(
    index.owned.map((owned) => {
      const key = owned.owners
        .map((id) => index.nodes[id]?.name ?? '')
        .sort()
        .join('\u0000')
      const target = byKey.get(key) ?? { key, nodes: owned.owners, isOutside: false }
      byKey.set(key, target)
      return [owned, target]
    }),
  )
}

function outsideTarget(index: TopologyIndex): Target | undefined {
  const nodes = [...new Set(index.ports.filter((port) => port.kind === 'external').map((port) => port.device))]
  return nodes.length === 0 ? undefined : { key: '\u0000outside', nodes: nodes.sort((a, b) => a - b), isOutside: true }
}

function findParts(
  index: TopologyIndex,
  targetOf: ReadonlyMap<OwnedPrefix, Target>,
  outside: Target | undefined,
  { prefixes, toInternet }: ClaimDestinations,
): DestinationPart[] {
  const found = new Map<string, { target: Target; owned: Set<OwnedPrefix>; prefixes: Prefix[] }>()
  const add = (target: Target, owned: OwnedPrefix, prefix: Prefix) => {
    const key = `${target.key} ${strangerAround(index, owned)?.prefix ?? ''}`
    const part = found.get(key) ?? { target, owned: new Set(), prefixes: [] }
    part.owned.add(owned)
    part.prefixes.push(prefix)
    found.set(key, part)
  }
  for (const prefix of prefixes)
    for (const owned of touchedBy(index, prefix)) {
      const target = targetOf.get(owned)
      const [shared] = intersectPrefixes([owned.prefix], [prefix])
      if (target && shared !== undefined) add(target, owned, shared)
    }
  if (outside && toInternet) for (const prefix of unownedIn(index, prefixes)) add(outside, defaultRoute(prefix), prefix)
  return [...found.values()]
    .map((part) => ({
      target: part.target,
      owned: [...part.owned].sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
      prefixes: prefixSet(part.prefixes),
    }))
    .sort((a, b) => compareText(a.target.key, b.target.key) || compareText(a.prefixes.join(), b.prefixes.join()))
}

/** The longest prefix of another owner between this one and one of the same owners around both. What lies back behind an owner that way
 *  is a part of its own: joined to the prefix around, it would be the other owner's. */
function strangerAround(index: TopologyIndex, owned: OwnedPrefix): OwnedPrefix | undefined {
  const around = index.owned.filter((one) => one !== owned && prefixContains(one.prefix, owned.prefix))
  const isOwn = (one: OwnedPrefix) => one.owners.join() === owned.owners.join()
  const outermost = around.findIndex(isOwn)
  return outermost < 0 ? undefined : around.slice(outermost).findLast((one) => !isOwn(one))
}

const defaultV4: OwnedPrefix = { prefix: '0.0.0.0/0' as Prefix, owners: [], ports: [] }
const defaultV6: OwnedPrefix = { prefix: '::/0' as Prefix, owners: [], ports: [] }
const defaultRoute = (prefix: Prefix): OwnedPrefix => (prefix.includes(':') ? defaultV6 : defaultV4)

/** Owned prefixes with addresses of their own in `prefix`: those inside it, and of those around it the longest. `owned` is sorted by
 *  address, so that those inside lie together. */
function touchedBy({ owned }: TopologyIndex, prefix: Prefix): OwnedPrefix[] {
  const range = prefixRange(prefix)
  let [low, high] = [0, owned.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const other = prefixRange((owned[middle] as OwnedPrefix).prefix)
    const isBefore = other.family !== range.family ? other.family < range.family : other.first < range.first
    if (isBefore) low = middle + 1
    else high = middle
  }
  const found: OwnedPrefix[] = []
  for (let at = low; at < owned.length; at++) {
    const entry = owned[at] as OwnedPrefix
    const other = prefixRange(entry.prefix)
    if (other.family !== range.family || other.first > range.last) break
    if (prefixContains(prefix, entry.prefix)) found.push(entry)
  }
  const own = found.map((entry) => entry.prefix)
  if (own.length > 0 && subtractPrefixes([prefix], own).length === 0) return found
  const around = owned.filter((entry) => entry.prefix !== prefix && prefixContains(entry.prefix, prefix))
  const longest = around.at(-1)
  return longest ? [longest, ...found] : found
}

function unownedIn(index: TopologyIndex, prefixes: PrefixSet): PrefixSet {
  let rest: PrefixSet = prefixes
  for (const { prefix } of index.owned) {
    if (!rest.some((one) => prefixContains(one, prefix) || prefixContains(prefix, one))) continue
    rest = prefixSet(rest.flatMap((one) => without(one, prefix)))
  }
  return rest
}

function without(prefix: Prefix, hole: Prefix): readonly Prefix[] {
  if (prefixContains(hole, prefix)) return []
  return prefixContains(prefix, hole) ? subtractPrefixes([prefix], [hole]) : [prefix]
}

/** Ports that share a source prefix (both links of a host, all places of an anycast prefix, all ways out) are planned together, since
 *  devices on the way cannot tell where a packet entered. */
function sourceGroups(index: TopologyIndex): string[] {
  const nameOf = (port: Port) => index.nodes[port.end ?? port.device]?.name ?? ''
  const leader = new Map<string, string>()
  const find = (name: string): string => {
    const next = leader.get(name) ?? name
    return next === name ? name : find(next)
  }
  for (const { owners } of index.owned) {
    const names = owners.map((id) => index.nodes[id]?.name ?? '').sort()
    for (const name of names.slice(1)) {
      const [a, b] = [find(names[0] as string), find(name)].sort() as [string, string]
      if (a !== b) leader.set(b, a)
    }
  }
  return index.ports.map((port) => (port.kind === 'external' ? outsideGroup : `node ${find(nameOf(port))}`))
}

export const isOutsideGroup = (group: string): boolean => group === outsideGroup
