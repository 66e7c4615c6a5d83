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
  const links = index.links.map(({ id: name }, id): Failure => ({ name: `link ${name}`, links: [id], nodes: [] }))
  return sorted(element === 'link' ? links : links.filter(({ links: [link] }) => !leadsToEnd(index, link ?? -1)))
}

const sorted = (failures: Failure[]): Failure[] => failures.sort((a, b) => (a.name < b.name ? -1 : 1))

function risksOf(index: TopologyIndex): Failure[] {
  const byRisk = new Map<string, number[]>()
  for (const [id, { risks }] of index.links.entries())
    for (const risk of risks) byRisk.set(risk, [...(byRisk.get(risk) ?? []), id])
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
