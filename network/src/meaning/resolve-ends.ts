import type { Prefix } from '../address/ip.js'
import { prefixContains, prefixRange } from '../address/ip.js'
import type { PrefixSet } from '../address/prefix-set.js'
import { allAddresses, intersectPrefixes, prefixSet, subtractPrefixes } from '../address/prefix-set.js'
import type { Ends, EndTerm } from '../intent/intent.js'
import type { Port, TopologyIndex } from '../topology/topology-index.js'

/** Packets that enter at `port` with a source in `prefixes`, less the sources that belong elsewhere (`foreignSources`). */
export interface ClaimSource {
  readonly port: number
  readonly prefixes: PrefixSet
}

/** Destination addresses; each is promised to whoever owns it. `toInternet`: addresses that nobody owns leave by an external port. */
export interface ClaimDestinations {
  readonly prefixes: PrefixSet
  readonly toInternet: boolean
}

/** Sources that a packet entering at the port must not have: those whose longest owned prefix does not lie behind it, as far as its own
 *  prefixes (at external ports: all addresses) hold them. Filters deny them first; what must or may be delivered is meant without them.
 *  Sorted. */
export function foreignSources(index: TopologyIndex, port: Port): readonly Prefix[] {
  let foreign = foreignAt.get(port)
  if (!foreign) foreignAt.set(port, (foreign = findForeign(index, port)))
  return foreign
}

/** Ports belong to one index. */
const foreignAt = new WeakMap<Port, readonly Prefix[]>()

function findForeign(index: TopologyIndex, port: Port): readonly Prefix[] {
  if (port.kind === 'external') return prefixSet(index.owned.map((owned) => owned.prefix))
  const inside = index.owned.filter(({ prefix }) => port.sources.some((own) => prefixContains(own, prefix)))
  const byLength = [...inside].sort((a, b) => prefixRange(a.prefix).length - prefixRange(b.prefix).length)
  let foreign: readonly Prefix[] = []
  for (const { prefix, ports } of byLength)
    foreign = ports.includes(port.id) ? subtractPrefixes(foreign, [prefix]) : prefixSet([...foreign, prefix])
  return foreign
}

/** The prefixes without those that are wholly foreign to the port: such packets belong to no claim there. */
export function withoutForeign(index: TopologyIndex, port: Port, prefixes: PrefixSet): PrefixSet {
  const foreign = foreignSources(index, port)
  return prefixes.filter((prefix) => !foreign.some((other) => prefixContains(other, prefix)))
}

/** Every source that belongs behind the port, by compact prefixes: still without `foreignSources`. */
export function ownSources(port: Port): PrefixSet {
  if (port.kind === 'external') return allAddresses
  let known = ownSourcesOf.get(port)
  if (!known) ownSourcesOf.set(port, (known = prefixSet(port.sources)))
  return known
}

/** Every intent asks this of every port. */
const ownSourcesOf = new WeakMap<Port, PrefixSet>()

/** Where packets of a route or allow enter, and with which sources: each end's own addresses at its own ports. Sorted by port; empty
 *  where nothing is attached. */
export function sourcesOf(index: TopologyIndex, ends: Ends): ClaimSource[] {
  const hasExternal = index.ports.some((port) => port.kind === 'external')
  const excluded = exceptSources(ends)
  const found: ClaimSource[] = []
  for (const port of index.ports) {
    const own = ownSources(port)
    const prefixes = ends.terms.flatMap((term) => sourcesAtPort(index, port, own, term, hasExternal))
    if (prefixes.length === 0) continue
    const left = withoutForeign(index, port, subtractPrefixes(prefixSet(prefixes), excluded))
    if (left.length > 0 && !isExceptPort(index, port, ends)) found.push({ port: port.id, prefixes: left })
  }
  return found
}

function sourcesAtPort(
  index: TopologyIndex,
  port: Port,
  own: PrefixSet,
  term: EndTerm,
  hasExternal: boolean,
): readonly Prefix[] {
  switch (term.kind) {
    case 'any':
      return own
    case 'internet':
      return port.kind === 'external' ? own : []
    case 'node':
      return isPortOf(index, port, term.node) ? own : []
    case 'prefix':
      if (port.kind !== 'external') return intersectPrefixes(own, [term.prefix])
      return hasExternal && !isOwned(index, term.prefix) ? [term.prefix] : []
  }
}

/** Where an isolate's packets enter: any source at the ports of a place; a prefix at every port, and any source at ports whose
 *  addresses all lie in it. */
export function isolatedSourcesOf(index: TopologyIndex, ends: Ends): ClaimSource[] {
  const excluded = exceptSources(ends)
  const found: ClaimSource[] = []
  for (const port of index.ports) {
    if (isExceptPort(index, port, ends)) continue
    const prefixes = ends.terms.flatMap((term) => isolatedAtPort(index, port, term))
    const left = subtractPrefixes(prefixSet(prefixes), excluded)
    if (left.length > 0) found.push({ port: port.id, prefixes: left })
  }
  return found
}

function isolatedAtPort(index: TopologyIndex, port: Port, term: EndTerm): readonly Prefix[] {
  switch (term.kind) {
    case 'any':
      return allAddresses
    case 'internet':
      return port.kind === 'external' ? allAddresses : []
    case 'node':
      return isPortOf(index, port, term.node) ? allAddresses : []
    case 'prefix': {
      const isWhole = port.sources.length > 0 && port.sources.every((own) => prefixContains(term.prefix, own))
      return isWhole ? allAddresses : [term.prefix]
    }
  }
}

/** The destination addresses that the ends stand for. */
export function destinationsOf(index: TopologyIndex, ends: Ends): ClaimDestinations {
  const excluded = prefixSet(ends.except.flatMap((term) => addressesOf(index, term)))
  const hasExternal = index.ports.some((port) => port.kind === 'external')
  const prefixes = subtractPrefixes(prefixSet(ends.terms.flatMap((term) => addressesOf(index, term))), excluded)
  const toInternet =
    hasExternal &&
    ends.terms.some(
      (term) =>
        term.kind === 'any' || term.kind === 'internet' || (term.kind === 'prefix' && !isOwned(index, term.prefix)),
    )
  return { prefixes, toInternet }
}

/** The addresses of one term, as a destination. */
function addressesOf(index: TopologyIndex, term: EndTerm): readonly Prefix[] {
  switch (term.kind) {
    case 'any':
      return allAddresses
    case 'internet':
      return subtractPrefixes(
        allAddresses,
        index.owned.map((owned) => owned.prefix),
      )
    case 'node':
      return index.prefixesOfNode[index.nodeId.get(term.node) ?? -1] ?? []
    case 'prefix':
      return [term.prefix]
  }
}

/** Whether any address of the prefix belongs to a node. */
const isOwned = (index: TopologyIndex, prefix: Prefix): boolean =>
  index.owned.some((owned) => prefixContains(owned.prefix, prefix) || prefixContains(prefix, owned.prefix))

const isPortOf = (index: TopologyIndex, port: Port, node: string): boolean =>
  index.portsOfNode[index.nodeId.get(node) ?? -1]?.some((own) => own.id === port.id) ?? false

/** Source addresses that an exception takes away at every port. Nodes and the internet take away their ports instead: what another end owns
 *  inside a node's prefix enters elsewhere, and is not the node's. */
const exceptSources = (ends: Ends): PrefixSet =>
  prefixSet(
    ends.except.flatMap((term) => (term.kind === 'prefix' ? [term.prefix] : term.kind === 'any' ? allAddresses : [])),
  )

const isExceptPort = (index: TopologyIndex, port: Port, ends: Ends): boolean =>
  ends.except.some(
    (term) =>
      (term.kind === 'node' && isPortOf(index, port, term.node)) ||
      (term.kind === 'internet' && port.kind === 'external'),
  )
