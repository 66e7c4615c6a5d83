import type { EntryKey } from '../device-state/device-state.js'
import { localInterface } from '../device-state/device-state.js'
import type { Scenario } from '../topology/scenario.js'
import { isInterfaceUp, isLinkUp } from '../topology/scenario.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import type { ContentName } from './content-name.js'
import { isUnder } from './content-name.js'
import type { NamedDevice } from './interest-lookup.js'
import { lookupInterest } from './interest-lookup.js'

/** One device on an Interest's way: where it came in, what decided, and by which interface it went on (absent where it ended here). */
export interface InterestHop {
  readonly node: string
  readonly inInterface: string
  readonly entries: readonly EntryKey[]
  readonly outInterface?: string
  readonly link?: string
}

/** How an Interest's way ends. `produced`: at a node that produces the name. `kept`: in a content store. */
export type InterestEnd =
  | { readonly kind: 'produced' | 'kept'; readonly node: string }
  | {
      readonly kind: 'lost'
      readonly node: string
      readonly reason:
        | 'refused'
        | 'no-route'
        | 'all-down'
        | 'looped'
        | 'not-produced'
        | 'not-connected'
        | 'node-down'
        | 'link-down'
    }

/** One way of an Interest. The Data takes it back. */
export interface InterestWalk {
  readonly hops: readonly InterestHop[]
  readonly end: InterestEnd
  /** Propagation of the Interest over the links passed, µs. */
  readonly latency: number
}

/** All ways that one Interest takes: over several interfaces at once, or one after the other. It is answered where `answered` is not empty. */
export interface InterestWalks {
  readonly answered: readonly InterestWalk[]
  readonly lost: readonly InterestWalk[]
}

export interface InterestContext {
  readonly index: TopologyIndex
  readonly deviceAt: (node: string) => NamedDevice | undefined
  readonly scenario: Scenario
  /** Whether a device's content store has the Data; absent: all are empty. */
  readonly holds?: (node: string, name: ContentName) => boolean
  /** Picks among next hops of one cost; absent: the first. */
  readonly choose?: (interfaces: readonly string[], node: string) => string
}

/** Where Interests of a node enter the devices: a device's own applications, or the first link of a host that is up. */
export function interestPlace(
  index: TopologyIndex,
  scenario: Scenario,
  consumer: number,
): { readonly node: number; readonly interface: string; readonly link?: number } | undefined {
  if (!index.isEnd[consumer]) return { node: consumer, interface: localInterface }
  const port = index.portsOfNode[consumer]?.find(({ link }) => link !== undefined && isLinkUp(index, scenario, link))
  return (
    port && { node: port.device, interface: port.interface, ...(port.link === undefined ? {} : { link: port.link }) }
  )
}

/** Whether the node produces content of this name. */
export const producesName = (index: TopologyIndex, node: number, name: ContentName): boolean =>
  (index.nodes[node]?.produces ?? []).some((prefix) => isUnder(prefix as ContentName, name))

/** Sends one Interest from a node and follows it. A device that gets the same Interest a second time refuses it as a loop, as NFD does: the
 *  strategy `asf` then tries its next group, others lose it there. Ways of `multicast` are followed one after the other. */
export function walkInterest(context: InterestContext, consumer: number, name: ContentName): InterestWalks {
  const { index, scenario } = context
  const own = index.nodes[consumer]?.name ?? ''
  const nowhere = (end: InterestEnd): InterestWalk => ({ hops: [], end, latency: 0 })
  if (scenario.downNodes.has(consumer))
    return { answered: [], lost: [nowhere({ kind: 'lost', node: own, reason: 'node-down' })] }
  if (index.isEnd[consumer] && producesName(index, consumer, name))
    return { answered: [nowhere({ kind: 'produced', node: own })], lost: [] }
  const place = interestPlace(index, scenario, consumer)
  if (!place) return { answered: [], lost: [nowhere({ kind: 'lost', node: own, reason: 'link-down' })] }
  const latency = place.link === undefined ? 0 : (index.links[place.link]?.latency ?? 0)
  return new Follower(context, name).arrive(place.node, place.interface, [], latency)
}

class Follower {
  readonly #context: InterestContext
  readonly #name: ContentName
  readonly #seen = new Set<number>()

  constructor(context: InterestContext, name: ContentName) {
    this.#context = context
    this.#name = name
  }

  arrive(node: number, inInterface: string, before: readonly InterestHop[], latency: number): InterestWalks {
    const { index, scenario, deviceAt, holds } = this.#context
    const its = index.nodes[node]?.name ?? ''
    if (scenario.downNodes.has(node)) return lostAt(before, its, 'node-down', latency)
    if (this.#seen.has(node)) return lostAt(before, its, 'looped', latency)
    this.#seen.add(node)
    const device = deviceAt(its)
    if (!device) return lostAt(before, its, 'no-route', latency)
    const isUp = (one: string) => isInterfaceUp(index, scenario, node, one)
    const answer = lookupInterest(device, this.#name, inInterface, isUp, holds?.(its, this.#name) ?? false)
    const hops = [...before, { node: its, inInterface, entries: answer.entries }]
    if (answer.kind === 'kept') return answeredBy(hops, { kind: 'kept', node: its }, latency)
    if (answer.kind !== 'forward') return lostAt(hops, its, answer.kind, latency)
    return this.#sendOn(node, answer, hops, latency)
  }

  #sendOn(
    node: number,
    { strategy, groups }: { readonly strategy: string; readonly groups: readonly (readonly string[])[] },
    hops: readonly InterestHop[],
    latency: number,
  ): InterestWalks {
    if (strategy === 'multicast') return joined(groups.flat().map((one) => this.#leave(node, one, hops, latency)))
    const lost: InterestWalk[] = []
    for (const group of groups) {
      for (const one of this.#inTurn(group, node, strategy)) {
        const walks = this.#leave(node, one, hops, latency)
        if (walks.answered.length > 0 || strategy === 'best-route')
          return { answered: walks.answered, lost: [...lost, ...walks.lost] }
        lost.push(...walks.lost)
      }
    }
    return { answered: [], lost }
  }

  /** The interfaces of a group in the order in which they are tried. */
  #inTurn(group: readonly string[], node: number, strategy: string): readonly string[] {
    const { choose, index } = this.#context
    if (group.length === 1 || !choose) return group
    const first = choose(group, index.nodes[node]?.name ?? '')
    return strategy === 'best-route' ? [first] : [first, ...group.filter((one) => one !== first)]
  }

  #leave(node: number, out: string, before: readonly InterestHop[], latency: number): InterestWalks {
    const { index } = this.#context
    const last = before.at(-1) as InterestHop
    const adjacency = index.adjacencyByInterface[node]?.get(out)
    const link = adjacency && index.links[adjacency.link]
    const hops = [...before.slice(0, -1), { ...last, outInterface: out, ...(link ? { link: link.id } : {}) }]
    if (out === localInterface) return this.#handOver(node, hops, latency)
    if (!adjacency || !link) return lostAt(hops, last.node, 'not-connected', latency)
    const later = latency + link.latency
    if (index.isEnd[adjacency.neighbour]) return this.#handOver(adjacency.neighbour, hops, later)
    return this.arrive(adjacency.neighbour, adjacency.neighbourInterface, hops, later)
  }

  #handOver(node: number, hops: readonly InterestHop[], latency: number): InterestWalks {
    const { index, scenario } = this.#context
    const its = index.nodes[node]?.name ?? ''
    if (scenario.downNodes.has(node)) return lostAt(hops, its, 'node-down', latency)
    return producesName(index, node, this.#name)
      ? answeredBy(hops, { kind: 'produced', node: its }, latency)
      : lostAt(hops, its, 'not-produced', latency)
  }
}

const answeredBy = (hops: readonly InterestHop[], end: InterestEnd, latency: number): InterestWalks => ({
  answered: [{ hops, end, latency }],
  lost: [],
})

const lostAt = (
  hops: readonly InterestHop[],
  node: string,
  reason: Extract<InterestEnd, { kind: 'lost' }>['reason'],
  latency: number,
): InterestWalks => ({ answered: [], lost: [{ hops, end: { kind: 'lost', node, reason }, latency }] })

const joined = (all: readonly InterestWalks[]): InterestWalks => ({
  answered: all.flatMap(({ answered }) => answered),
  lost: all.flatMap(({ lost }) => lost),
})
