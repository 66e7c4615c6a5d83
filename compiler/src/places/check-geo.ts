import type {
  AvoidSet,
  GeoClaim,
  GeoDelivery,
  GeoHeader,
  GeoTarget,
  GeoWalk,
  NetworkState,
  Scenario,
  TopologyIndex,
} from '@paranet/network'
import { avoidSetOf, geoPacket, healthy, nodesIn, placedDevice, walkGeo } from '@paranet/network'
import type { Failure } from '../plan/failures.js'
import { failuresOf, joined, scenarioOf } from '../plan/failures.js'

/** What a claim is short of: who does not get its packets, or what the way breaks. */
export type GeoShortfall = { readonly claim: GeoClaim; readonly walk: GeoWalk } & (
  | { readonly kind: 'missed'; readonly missed: readonly string[] }
  | { readonly kind: 'avoid' | 'latency' | 'hops'; readonly delivery: GeoDelivery }
)

export interface GeoUnprotected {
  readonly shortfall: GeoShortfall
  /** In words. */
  readonly failure: string
}

/** Sends the packets of claims through states, and says what is not as it is asked. */
export class GeoCheck {
  readonly #index: TopologyIndex
  readonly #state: NetworkState
  readonly #healthy = new Map<string, GeoWalk | undefined>()

  constructor(index: TopologyIndex, state: NetworkState) {
    this.#index = index
    this.#state = state
  }

  /** The packet's way while everything is up; undefined where nobody has said where that is. */
  walk(claim: GeoClaim, scenario: Scenario = healthy): GeoWalk | undefined {
    if (scenario !== healthy) return this.#send(claim, scenario)
    const key = `${claim.source} ${JSON.stringify(claim.to)} ${claim.headers[0]?.protocol ?? ''}`
    if (!this.#healthy.has(key)) this.#healthy.set(key, this.#send(claim, scenario))
    return this.#healthy.get(key)
  }

  #send({ source, to, headers: [header] }: GeoClaim, scenario: Scenario): GeoWalk | undefined {
    const packet = header && geoPacket(this.#index, to, header)
    return packet && walkGeo({ index: this.#index, scenario, deviceAt: (node) => this.#deviceAt(node) }, source, packet)
  }

  #deviceAt(node: string) {
    const state = this.#state.get(node)
    return state && placedDevice(state)
  }

  /** What is wrong while everything is up. */
  now(claim: GeoClaim): GeoShortfall | undefined {
    const walk = this.walk(claim)
    return walk && this.#wrong(claim, walk, healthy)
  }

  /** The first counted failure in which something is wrong. Only failures of what a way relied on are looked at: links and neighbours of the
   *  devices that it passed. */
  inFailures(claim: GeoClaim): GeoUnprotected | undefined {
    if (claim.speaks.kind === 'geo-isolate') return undefined
    for (const { element, count } of claim.speaks.survive ?? []) {
      const seen = new Set<string>()
      const found = this.#fail(claim, [], failuresOf(this.#index, element), count, seen)
      if (found) return found
    }
    return undefined
  }

  #fail(
    claim: GeoClaim,
    down: readonly Failure[],
    failures: readonly Failure[],
    left: number,
    seen: Set<string>,
  ): GeoUnprotected | undefined {
    const key = down
      .map(({ name }) => name)
      .sort()
      .join('\n')
    if (seen.has(key) || isExempt(this.#index, claim, down)) return undefined
    seen.add(key)
    const scenario = down.length === 0 ? healthy : scenarioOf(joined(down))
    const walk = this.walk(claim, scenario)
    const wrong = walk && down.length > 0 ? this.#wrong(claim, walk, scenario) : undefined
    if (wrong) return { shortfall: wrong, failure: joined(down).name }
    if (left === 0 || !walk) return undefined
    const relied = reliedOn(this.#index, claim.source, walk)
    for (const failure of failures) {
      if (down.includes(failure) || !hits(failure, relied)) continue
      const found = this.#fail(claim, [...down, failure], failures, left - 1, seen)
      if (found) return found
    }
    return undefined
  }

  #wrong(claim: GeoClaim, walk: GeoWalk, scenario: Scenario): GeoShortfall | undefined {
    const { speaks, to } = claim
    const got = new Set(walk.deliveries.map(({ node }) => node))
    const missed = wantedBy(this.#index, claim.source, to, scenario).filter((node) => !got.has(node))
    if (missed.length > 0) return { claim, walk, kind: 'missed', missed }
    if (speaks.kind === 'geo-isolate') return undefined
    const avoid = avoidSetOf(this.#index, speaks.avoid)
    for (const delivery of walk.deliveries) {
      if (passes(this.#index, delivery, avoid)) return { claim, walk, kind: 'avoid', delivery }
      if (delivery.latency > (speaks.latency ?? Number.POSITIVE_INFINITY))
        return { claim, walk, kind: 'latency', delivery }
      if (delivery.links.length > (speaks.maxHops ?? Number.POSITIVE_INFINITY))
        return { claim, walk, kind: 'hops', delivery }
    }
    return undefined
  }
}

/** A packet of the claim, for messages. */
export const headerOf = ({ headers: [header] }: GeoClaim): GeoHeader | undefined => header

/** Names of the nodes that are to get a packet: the destination, or all of the area that are up, but for who sends it. */
function wantedBy(index: TopologyIndex, source: number, to: GeoTarget, { downNodes }: Scenario): string[] {
  if (to.kind === 'node') return [to.node]
  return nodesIn(index, to.area)
    .filter((node) => node !== source && !downNodes.has(node))
    .map((node) => index.nodes[node]?.name ?? '')
}

const passes = (index: TopologyIndex, { nodes, links }: GeoDelivery, avoid: AvoidSet): boolean =>
  nodes.some((name) => avoid.nodes.has(index.nodeId.get(name) ?? -1)) ||
  links.some((link) => avoid.links.has(index.linkId.get(link) ?? -1))

/** The failure of who sends and of the destination lies outside of what can be survived. */
function isExempt(index: TopologyIndex, { source, to }: GeoClaim, down: readonly Failure[]): boolean {
  const nodes = down.flatMap((one) => one.nodes)
  return nodes.includes(source) || (to.kind === 'node' && nodes.includes(index.nodeId.get(to.node) ?? -1))
}

function reliedOn(index: TopologyIndex, source: number, { hops }: GeoWalk) {
  const nodes = new Set([source])
  const links = new Set<number>()
  for (const passed of [source, ...hops.map(({ node }) => index.nodeId.get(node) ?? -1)]) {
    nodes.add(passed)
    for (const { link, neighbour } of index.adjacency[passed] ?? []) {
      links.add(link)
      nodes.add(neighbour)
    }
  }
  return { nodes, links }
}

const hits = ({ links, nodes }: Failure, relied: ReturnType<typeof reliedOn>): boolean =>
  links.some((link) => relied.links.has(link)) || nodes.some((node) => relied.nodes.has(node))
