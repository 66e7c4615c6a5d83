import type { GeoClaim, GeoFallback, GeoIntent, GeoTarget, Place, Point, TopologyIndex } from '@paranet/network'
import { areaText, deviceOf, localInterface, nodesIn, systemOwners, trafficBoxes } from '@paranet/network'
import type { Failure } from '../plan/failures.js'
import { failuresOf } from '../plan/failures.js'
import type { StateBuilder } from '../state/state-builder.js'
import { floodersOf, memberOf } from './geo-members.js'
import { planarKey, planarLinks } from './planar-links.js'

/** The lowest priority of all: what a closed network refuses. */
const closedPriority = -1

/** Lays down what packets to places need: where devices and their neighbours are, who is delivered where, which areas are flooded by whom,
 *  and who may send what. */
export class GeoEntries {
  readonly #index: TopologyIndex
  readonly #points: ReadonlyMap<number, Point>
  readonly #builder: StateBuilder

  constructor(index: TopologyIndex, points: ReadonlyMap<number, Point>, builder: StateBuilder) {
    this.#index = index
    this.#points = points
    this.#builder = builder
  }

  addAll(claims: readonly GeoClaim[]): void {
    const installing = claims.filter(({ asserted }) => !asserted)
    const asking = installing.filter(({ speaks, headers }) => speaks.kind !== 'geo-isolate' && headers.length > 0)
    this.#addTables([...new Set(asking.map(({ speaks }) => speaks))])
    this.#addMembers(asking)
    this.#addAreas(asking)
    this.#addFilters(installing)
  }

  #addTables(asking: readonly GeoIntent[]): void {
    if (asking.length === 0) return
    const owners = asking.map(({ id }) => id).sort()
    const isAround = asking.some((one) => one.kind !== 'geo-isolate' && one.fallback === 'perimeter')
    const fallback: GeoFallback = isAround ? 'perimeter' : 'none'
    const planar = isAround ? planarLinks(this.#index, this.#points) : new Set<string>()
    for (const node of this.#points.keys()) {
      const device = this.#nameOf(node)
      this.#builder.add(device, { kind: 'geo-node', place: this.#placeOf(node), fallback }, owners)
      for (const { neighbour, interface: over } of this.#index.adjacency[node] ?? []) {
        if (!this.#points.has(neighbour)) continue
        const entry = {
          kind: 'geo-neighbour',
          interface: over,
          node: this.#nameOf(neighbour),
          place: this.#placeOf(neighbour),
          planar: planar.has(planarKey(node, neighbour)),
        } as const
        this.#builder.add(device, entry, owners)
      }
    }
  }

  #addMembers(asking: readonly GeoClaim[]): void {
    for (const { to, intent } of asking) {
      if (to.kind !== 'node') continue
      const member = memberOf(this.#index, this.#index.nodeId.get(to.node) ?? -1)
      if (!member || !this.#points.has(member.device)) continue
      const entry = { kind: 'geo-member', node: to.node, interface: member.interface } as const
      this.#builder.add(this.#nameOf(member.device), entry, [intent])
    }
  }

  /** One entry for an area on each device that floods it, whoever sends there. */
  #addAreas(asking: readonly GeoClaim[]): void {
    const byArea = new Map<string, GeoClaim[]>()
    for (const claim of asking)
      if (claim.to.kind === 'area')
        byArea.set(areaText(claim.to.area), [...(byArea.get(areaText(claim.to.area)) ?? []), claim])
    for (const claims of byArea.values()) this.#addArea(claims)
  }

  #addArea(claims: readonly GeoClaim[]): void {
    const [first] = claims
    if (first?.to.kind !== 'area') return
    const { area } = first.to
    const flooders = new Set(floodersOf(this.#index, this.#points, area, cutsOf(this.#index, claims)))
    const members = nodesIn(this.#index, area).flatMap((node) => memberOf(this.#index, node) ?? [])
    const owners = [...new Set(claims.map(({ intent }) => intent))].sort()
    for (const node of flooders) {
      const flood = (this.#index.adjacency[node] ?? []).filter(({ neighbour }) => flooders.has(neighbour))
      const entry = {
        kind: 'geo-area',
        area,
        deliver: members
          .filter(({ device }) => device === node)
          .map((one) => one.interface)
          .sort(),
        flood: flood.map((one) => one.interface).sort(),
      } as const
      this.#builder.add(this.#nameOf(node), entry, owners)
    }
  }

  /** Permits and refuses where packets enter. An open network needs no permits but those over what is refused. */
  #addFilters(installing: readonly GeoClaim[]): void {
    const isClosed = this.#index.topology.default === 'closed'
    const isRefused = installing.some(({ speaks }) => speaks.kind === 'geo-isolate')
    if (isClosed || isRefused) for (const claim of installing) this.#addFilter(claim)
    if (!isClosed || installing.length === 0) return
    for (const node of this.#points.keys())
      for (const over of this.#entrances(node)) {
        const deny = {
          interface: over,
          priority: closedPriority,
          to: { kind: 'any' },
          traffic: {},
          action: 'deny',
        } as const
        this.#builder.add(this.#nameOf(node), { kind: 'geo-filter', ...deny }, [systemOwners.closed])
      }
  }

  #addFilter({ speaks, source, to, intent }: GeoClaim): void {
    const action = speaks.kind === 'geo-isolate' ? 'deny' : 'permit'
    for (const { device, interface: over } of this.#entrancesOf(source))
      for (const traffic of trafficBoxes(speaks.traffic)) {
        const { priority } = speaks
        this.#builder.add(device, { kind: 'geo-filter', interface: over, priority, to: target(to), traffic, action }, [
          intent,
        ])
      }
  }

  /** Where packets of a node may come in: from applications of a device, by any link of a host. */
  #entrancesOf(source: number): { readonly device: string; readonly interface: string }[] {
    const its = this.#index.isEnd[source]
      ? (this.#index.portsOfNode[source] ?? []).map((port) => ({ node: port.device, interface: port.interface }))
      : [{ node: deviceOf(this.#index, source) ?? -1, interface: localInterface }]
    return its
      .filter(({ node }) => this.#points.has(node))
      .map(({ node, interface: over }) => ({ device: this.#nameOf(node), interface: over }))
  }

  #entrances(node: number): string[] {
    const hosts = (this.#index.adjacency[node] ?? []).filter(({ neighbour }) => this.#index.isEnd[neighbour])
    return [localInterface, ...hosts.map((one) => one.interface)]
  }

  #nameOf(node: number): string {
    return this.#index.nodes[node]?.name ?? ''
  }

  #placeOf(node: number): Place {
    return this.#index.nodes[node]?.location as Place
  }
}

/** As filters say it. */
const target = (to: GeoTarget) => (to.kind === 'node' ? ({ kind: 'node', node: to.node } as const) : to)

/** What single failures that somebody counts take away. */
function cutsOf(index: TopologyIndex, claims: readonly GeoClaim[]): Failure[] {
  const counted = claims.flatMap(({ speaks }) => (speaks.kind === 'geocast' ? (speaks.survive ?? []) : []))
  return [...new Set(counted.map(({ element }) => element))].sort().flatMap((element) => failuresOf(index, element))
}
