import type {
  ContentName,
  NameClaim,
  NameHopGroup,
  NameIsolateIntent,
  NameRouteIntent,
  NameStrategy,
  TopologyIndex,
} from '@paranet/network'
import {
  canonicalJson,
  closedFilter,
  localInterface,
  longestPrefix,
  namesMeet,
  rootName,
  systemOwners,
} from '@paranet/network'
import type { StateBuilder } from '../state/state-builder.js'
import type { NameWays } from './name-ways.js'
import { costOf, strategyOf } from './name-ways.js'

/** What a device has of names so far. */
interface Known {
  readonly routes: Map<ContentName, readonly NameHopGroup[]>
  readonly strategies: Map<ContentName, NameStrategy>
}

/** Routes and strategies by device, as far as they are needed: a part of the names that goes the way of the longest prefix above it has no entry of
 *  its own. Gives the prefixes that each device sends on, by node id. */
export function addNameRoutes(
  index: TopologyIndex,
  all: readonly NameWays[],
  builder: StateBuilder,
): ReadonlyMap<number, readonly ContentName[]> {
  const known = new Map<number, Known>()
  for (const ways of [...all].sort((a, b) => (a.name < b.name ? -1 : 1)))
    for (const node of ways.devices()) addAt(index, node, ways, known, builder)
  return new Map([...known].map(([node, { routes }]) => [node, [...routes.keys()]]))
}

function addAt(
  index: TopologyIndex,
  node: number,
  ways: NameWays,
  known: Map<number, Known>,
  builder: StateBuilder,
): void {
  const device = index.nodes[node]?.name ?? ''
  const its: Known = known.get(node) ?? { routes: new Map(), strategies: new Map() }
  known.set(node, its)
  const hops = ways.hopsAt(node)
  const owners = ways.ownersAt(node)
  const groups = hops.map((hop, i) => ({ cost: costOf(i), interfaces: [hop.interface] }))
  const above = longestPrefix(its.routes, ways.name)
  const isSame = above !== undefined && canonicalJson(above.value) === canonicalJson(groups)
  const name = isSame ? above.prefix : ways.name
  its.routes.set(name, groups)
  builder.add(device, { kind: 'name-route', name, groups }, owners)
  addStrategy(index, node, ways, its, owners, builder)
}

function addStrategy(
  index: TopologyIndex,
  node: number,
  ways: NameWays,
  { strategies }: Known,
  owners: readonly string[],
  builder: StateBuilder,
): void {
  const { name: device = '', strategy: own } = index.nodes[node] ?? {}
  const wanted = strategyOf(index, node, ways.hopsAt(node))
  if (own) {
    strategies.set(rootName, own)
    builder.add(device, { kind: 'name-strategy', name: rootName, strategy: own }, owners)
  }
  const above = longestPrefix(strategies, ways.name)
  // With one next hop `best-route` and `asf` do the same.
  const isOne = ways.hopsAt(node).length === 1 && above?.value !== 'multicast' && wanted !== 'multicast'
  const isSame = isOne || (above?.value ?? 'best-route') === wanted
  const name = isSame ? above?.prefix : ways.name
  if (name === undefined) return
  strategies.set(name, wanted)
  builder.add(device, { kind: 'name-strategy', name, strategy: wanted }, owners)
}

/** Refuses Interests of consumers that must not have the names, where the device that they ask first would send them on or may have the Data; and
 *  permits those that a route of higher priority lets through. `shut`: where all names are refused already. */
export function addNameFilters(
  index: TopologyIndex,
  claims: readonly NameClaim[],
  routed: ReadonlyMap<number, readonly ContentName[]>,
  shut: ReadonlySet<string>,
  builder: StateBuilder,
): void {
  const isolates = new Set(
    claims.flatMap(({ speaks, asserted }) => (speaks.kind === 'name-isolate' && !asserted ? [speaks] : [])),
  )
  const routes = claims.filter(({ speaks, asserted }) => speaks.kind === 'name-route' && !asserted)
  for (const isolate of isolates)
    for (const consumer of isolate.consumers)
      for (const place of placesOf(index, index.nodeId.get(consumer) ?? -1)) {
        const names = isolate.names.filter((name) => routed.get(place.node)?.some((own) => namesMeet(own, name)))
        if (names.length > 0 && shut.has(placeKey(place))) {
          closePlace(index, place, isolate.id, builder)
          continue
        }
        for (const name of names) addFilter(index, place, name, isolate, 'deny', builder)
        if (names.length > 0) addPermits(index, place, consumer, isolate, routes, builder)
      }
}

/** In a closed network hosts get only names that are routed to them: what else a device sends on, it refuses to the hosts beside it. Applications of a device that
 *  forwards names are part of it: what passes it is theirs to see. Gives the places of hosts that get no names at all. */
export function addClosedEdges(
  index: TopologyIndex,
  claims: readonly NameClaim[],
  routed: ReadonlyMap<number, readonly ContentName[]>,
  builder: StateBuilder,
): ReadonlySet<string> {
  const shut = new Set<string>()
  if (index.topology.default === 'open') return shut
  const asking = askedByHosts(claims)
  for (const [node, names] of routed)
    for (const { neighbour, interface: at } of index.adjacency[node] ?? []) {
      const asked: AskedNames = asking.get(neighbour) ?? new Map()
      if (!index.isEnd[neighbour] || names.every((name) => longestPrefix(asked, name))) continue
      const place = { node, interface: at }
      closePlace(index, place, systemOwners.closed, builder)
      const permitted = [...asked].filter(([name]) => names.some((one) => namesMeet(one, name)))
      if (permitted.length === 0) shut.add(placeKey(place))
      for (const [name, routes] of permitted)
        for (const route of routes) addFilter(index, place, name, route, 'permit', builder)
    }
  return shut
}

const placeKey = (place: Place): string => `${place.node} ${place.interface}`

const closePlace = (index: TopologyIndex, place: Place, owner: string, builder: StateBuilder): void =>
  builder.add(
    index.nodes[place.node]?.name ?? '',
    { kind: 'name-filter', interface: place.interface, ...closedFilter, action: 'deny' },
    [owner],
  )

type AskedNames = ReadonlyMap<ContentName, readonly NameRouteIntent[]>

/** Names by node, with the routes that lead them there. */
function askedByHosts(claims: readonly NameClaim[]): ReadonlyMap<number, AskedNames> {
  const asking = new Map<number, Map<ContentName, readonly NameRouteIntent[]>>()
  for (const { speaks, asserted, consumers } of claims) {
    if (speaks.kind !== 'name-route' || asserted) continue
    for (const consumer of consumers) {
      const own: Map<ContentName, readonly NameRouteIntent[]> = asking.get(consumer) ?? new Map()
      for (const name of speaks.names) {
        const routes: readonly NameRouteIntent[] = own.get(name) ?? []
        if (!routes.includes(speaks)) own.set(name, [...routes, speaks])
      }
      asking.set(consumer, own)
    }
  }
  return asking
}

interface Place {
  readonly node: number
  readonly interface: string
}

/** Where a node's Interests may enter: a device's own applications, all links of a host. */
export const placesOf = (index: TopologyIndex, consumer: number): readonly Place[] =>
  index.isEnd[consumer]
    ? (index.portsOfNode[consumer] ?? []).map((port) => ({ node: port.device, interface: port.interface }))
    : [{ node: consumer, interface: localInterface }]

function addPermits(
  index: TopologyIndex,
  place: Place,
  consumer: string,
  isolate: NameIsolateIntent,
  routes: readonly NameClaim[],
  builder: StateBuilder,
): void {
  const above = new Set(routes.map(({ speaks }) => speaks))
  for (const route of above) {
    const isOver = route.priority > isolate.priority && route.consumers.includes(consumer)
    if (!isOver) continue
    for (const name of route.names)
      if (isolate.names.some((one) => namesMeet(one, name))) addFilter(index, place, name, route, 'permit', builder)
  }
}

function addFilter(
  index: TopologyIndex,
  { node, interface: at }: Place,
  name: ContentName,
  { priority, id }: { readonly priority: number; readonly id: string },
  action: 'permit' | 'deny',
  builder: StateBuilder,
): void {
  builder.add(index.nodes[node]?.name ?? '', { kind: 'name-filter', interface: at, priority, name, action }, [id])
}
