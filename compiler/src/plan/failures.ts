import type { Scenario, TopologyIndex } from '@paranet/network'
import type { Demand, SurvivedFailures } from './demand.js'

/** One thing that fails, alone or with others. */
export interface Failure {
  /** `link r1--r2`, `node r3`, `risk conduit-7` */
  readonly name: string
  readonly links: readonly number[]
  readonly nodes: readonly number[]
}

/** All failures of one kind, by name. */
export function failuresOf(index: TopologyIndex, element: SurvivedFailures['element']): Failure[] {
  if (element === 'node')
    return sorted(index.nodes.map(({ name }, id) => ({ name: `node ${name}`, links: [], nodes: [id] })))
  if (element === 'risk') return sorted(risksOf(index))
  const links = index.links.flatMap(({ id: name }, id): Failure[] =>
    index.down?.has(id) ? [] : [{ name: `link ${name}`, links: [id], nodes: [] }],
  )
  return sorted(element === 'link' ? links : links.filter(({ links: [link] }) => !leadsToEnd(index, link ?? -1)))
}

/** Failures of one kind, found by what they take down. */
export class FailureIndex {
  readonly all: readonly Failure[]
  readonly #byLink = new Map<number, number[]>()
  readonly #byNode = new Map<number, number[]>()

  /** `all` by name. */
  constructor(all: readonly Failure[]) {
    this.all = all
    for (const [place, { links, nodes }] of all.entries()) {
      for (const link of links) addTo(this.#byLink, link, place)
      for (const node of nodes) addTo(this.#byNode, node, place)
    }
  }

  /** Those that take down the link or the node. */
  hitting(link: number, node: number): Failure[] {
    return this.#at([...(this.#byLink.get(link) ?? []), ...(this.#byNode.get(node) ?? [])])
  }

  /** Those that take down any of these, by name. */
  touching(links: Iterable<number>, nodes: Iterable<number>): Failure[] {
    const places = new Set<number>()
    for (const link of links) for (const place of this.#byLink.get(link) ?? []) places.add(place)
    for (const node of nodes) for (const place of this.#byNode.get(node) ?? []) places.add(place)
    return this.#at([...places].sort((a, b) => a - b))
  }

  #at(places: readonly number[]): Failure[] {
    return places.map((place) => this.all[place] as Failure)
  }
}

function addTo(lists: Map<number, number[]>, key: number, place: number): void {
  const list = lists.get(key)
  if (list) list.push(place)
  else lists.set(key, [place])
}

const sorted = (failures: Failure[]): Failure[] => failures.sort((a, b) => (a.name < b.name ? -1 : 1))

function risksOf(index: TopologyIndex): Failure[] {
  const byRisk = new Map<string, number[]>()
  for (const [id, { risks }] of index.links.entries())
    for (const risk of index.down?.has(id) ? [] : risks) byRisk.set(risk, [...(byRisk.get(risk) ?? []), id])
  return [...byRisk].map(([risk, links]) => ({ name: `risk ${risk}`, links, nodes: [] }))
}

const leadsToEnd = (index: TopologyIndex, link: number): boolean =>
  index.links[link]?.ends.some(({ node }) => index.isEnd[index.nodeId.get(node) ?? -1]) ?? false

/** A waypoint without an alternative, and the ends (though not a way out of the network), are outside of what can be survived. */
export const isExempt = (
  { nodes }: Failure,
  { singleWaypoints }: Pick<Demand, 'singleWaypoints'>,
  ends: readonly number[],
): boolean => nodes.some((node) => ends.includes(node) || singleWaypoints.includes(node))

/** Failures that go together. */
export const joined = (failures: readonly Failure[]): Failure => ({
  name: failures.map(({ name }) => name).join(' and '),
  links: failures.flatMap(({ links }) => links),
  nodes: failures.flatMap(({ nodes }) => nodes),
})

export const scenarioOf = ({ links, nodes }: Failure): Scenario => ({
  downLinks: new Set(links),
  downNodes: new Set(nodes),
})
