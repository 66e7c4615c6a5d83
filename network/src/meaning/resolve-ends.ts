import type { Prefix } from '../address/ip.js'
import { prefixContains, prefixRange } from '../address/ip.js'
import type { PrefixSet } from '../address/prefix-set.js'
import { allAddresses, intersectPrefixes, prefixSet, subtractPrefixes } from '../address/prefix-set.js'
import type { Ends, EndTerm } from '../intent/intent.js'
import { ownedIndexOf } from '../topology/owned-index.js'
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
  const inside = new Set(port.sources.flatMap((own) => ownedIndexOf(index).inside(own)))
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
  const hasExternal = hasWayOut(index)
  const excluded = exceptSources(ends)
  const found: ClaimSource[] = []
  for (const port of portsOf(index, ends.terms)) {
    const own = ownSources(port)
    const prefixes = ends.terms.flatMap((term) => sourcesAtPort(index, port, own, term, hasExternal))
    if (prefixes.length === 0) continue
    const left = withoutForeign(index, port, subtractPrefixes(prefixSet(prefixes), excluded))
    if (left.length > 0 && !isExceptPort(index, port, ends)) found.push({ port: port.id, prefixes: left })
  }
  return found
}

/** Ports that any of the terms may speak of as sources, by id. */
function portsOf(index: TopologyIndex, terms: readonly EndTerm[]): readonly Port[] {
  if (terms.some(({ kind }) => kind === 'any')) return index.ports
  const ids = new Set<number>()
  for (const term of terms) {
    if (term.kind === 'node')
      for (const { id } of index.portsOfNode[index.nodeId.get(term.node) ?? -1] ?? []) ids.add(id)
    else if (term.kind === 'internet') for (const { id } of waysOut(index)) ids.add(id)
    else if (term.kind === 'prefix') for (const { id } of portsMeeting(index, [term.prefix], true)) ids.add(id)
  }
  return portsById(index, ids)
}

/** Ports with sources in the prefixes, by id; those that lead out of the network among them where that is asked. */
export function portsMeeting(index: TopologyIndex, prefixes: PrefixSet, withExternal: boolean): readonly Port[] {
  const owned = ownedIndexOf(index)
  const ids = new Set<number>(withExternal ? waysOut(index).map(({ id }) => id) : [])
  for (const prefix of prefixes)
    for (const one of [...owned.around(prefix), ...owned.inside(prefix)]) for (const id of one.ports) ids.add(id)
  return portsById(index, ids)
}

const portsById = ({ ports }: TopologyIndex, ids: ReadonlySet<number>): Port[] =>
  [...ids].sort((a, b) => a - b).map((id) => ports[id] as Port)

const waysOutOf = new WeakMap<TopologyIndex, readonly Port[]>()

/** Ports that lead out of the network. */
export function waysOut(index: TopologyIndex): readonly Port[] {
  let ports = waysOutOf.get(index)
  if (!ports) waysOutOf.set(index, (ports = index.ports.filter((port) => port.kind === 'external')))
  return ports
}

const hasWayOut = (index: TopologyIndex): boolean => waysOut(index).length > 0

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
  for (const port of ends.terms.some(({ kind }) => kind === 'prefix') ? index.ports : portsOf(index, ends.terms)) {
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
  const hasExternal = hasWayOut(index)
  const toInternet =
    hasExternal &&
    ends.terms.some(
      (term) =>
        term.kind === 'any' || term.kind === 'internet' || (term.kind === 'prefix' && !isOwned(index, term.prefix)),
    )
  const own = ends.terms.flatMap((term) =>
    toInternet && term.kind === 'prefix' ? attachedParts(index, term.prefix) : addressesOf(index, term),
  )
  return { prefixes: subtractPrefixes(prefixSet(own), excluded), toInternet }
}

/** Where a prefix is attached, it stands for that: what nobody owns of it does not leave beside what is meant to leave. */
function attachedParts(index: TopologyIndex, prefix: Prefix): readonly Prefix[] {
  const owned = ownedIndexOf(index)
  if (!owned.meets(prefix) || owned.around(prefix).length > 0) return [prefix]
  return owned.inside(prefix).map((one) => one.prefix)
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
const isOwned = (index: TopologyIndex, prefix: Prefix): boolean => ownedIndexOf(index).meets(prefix)

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
