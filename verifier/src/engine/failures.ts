import type { Survival, TopologyIndex } from '@paranet/network'
import type { Outage } from './outage.js'
import { withDown } from './outage.js'

/** One thing that can fail, and what goes down with it. */
export interface Failure {
  readonly links: readonly number[]
  readonly nodes: readonly number[]
  /** All links that carry nothing then. */
  readonly deadLinks: readonly number[]
  /** The risk group that it is the loss of. */
  readonly risk?: string
}

export interface FailureScope {
  readonly element: Survival['element']
  readonly count: number
}

/** The things of one kind that can fail, in the order of their ids or names. What is down already cannot fail. Remembered for each outage. */
export function failuresOf(index: TopologyIndex, base: Outage, element: Survival['element']): readonly Failure[] {
  let known = knownFailures.get(base)
  if (!known) knownFailures.set(base, (known = new Map()))
  let failures = known.get(element)
  if (!failures) known.set(element, (failures = findFailures(index, base, element)))
  return failures
}

const knownFailures = new WeakMap<Outage, Map<Survival['element'], readonly Failure[]>>()

function findFailures(index: TopologyIndex, base: Outage, element: Survival['element']): Failure[] {
  const { downLinks, downNodes } = base.scenario
  if (element === 'node')
    return [...index.nodes.keys()]
      .filter((node) => !downNodes.has(node))
      .map((node) => ({ links: [], nodes: [node], deadLinks: (index.adjacency[node] ?? []).map(({ link }) => link) }))
  const groups = element === 'risk' ? riskGroups(index) : linkGroups(index, element)
  return groups
    .map(({ links, ...named }) => ({ links: links.filter((link) => !downLinks.has(link)), ...named }))
    .filter(({ links }) => links.length > 0)
    .map(({ links, ...named }) => ({ links, nodes: [], deadLinks: links, ...named }))
}

interface LinkGroup {
  readonly links: readonly number[]
  readonly risk?: string
}

function linkGroups(index: TopologyIndex, element: 'link' | 'core-link'): LinkGroup[] {
  const leadsToEnd = (link: number) =>
    index.links[link]?.ends.some(({ node }) => index.isEnd[index.nodeId.get(node) ?? -1]) ?? false
  const links = [...index.links.keys()]
  return (element === 'link' ? links : links.filter((link) => !leadsToEnd(link))).map((link) => ({ links: [link] }))
}

function riskGroups(index: TopologyIndex): LinkGroup[] {
  const byRisk = new Map<string, number[]>()
  for (const [id, { risks }] of index.links.entries())
    for (const risk of risks) byRisk.set(risk, [...(byRisk.get(risk) ?? []), id])
  return [...byRisk].sort(([a], [b]) => (a < b ? -1 : 1)).map(([risk, links]) => ({ links, risk }))
}

/** Scenarios of one up to `count` failures out of `total`. */
export function scenarioCount(total: number, count: number): number {
  let sum = 0
  let combinations = 1
  for (let k = 1; k <= Math.min(count, total); k++) {
    combinations = (combinations * (total - k + 1)) / k
    sum += combinations
  }
  return Math.round(sum)
}

/** Scenarios that one search may look into before it answers that it does not know. */
const scenarioBudget = 20_000

/** Looks into every scenario of up to `count` failures, fewer first, that can change something: `look` says which links its answer relied
 *  on (or stops the search), and a failure that touches none of them changes nothing, so what it would be added to stands for it.
 *  Returns whether the search was complete. */
export function eachFailure(
  index: TopologyIndex,
  base: Outage,
  failures: readonly Failure[],
  count: number,
  look: (outage: Outage, failed: readonly Failure[]) => ReadonlySet<number> | 'stop',
): { readonly isComplete: boolean } {
  const seen = new Set<string>()
  let front: number[][] = [[]]
  let looked = 0
  for (let depth = 0; depth <= count && front.length > 0; depth++) {
    const next: number[][] = []
    for (const members of front) {
      if (++looked > scenarioBudget) return { isComplete: false }
      const failed = members.map((member) => failures[member] as Failure)
      const consulted = look(outageWith(index, base, failed), failed)
      if (consulted === 'stop') return { isComplete: true }
      if (depth === count) continue
      for (const member of touching(failures, consulted)) {
        if (members.includes(member)) continue
        const grown = [...members, member].sort((a, b) => a - b)
        const key = grown.join()
        if (seen.has(key)) continue
        seen.add(key)
        next.push(grown)
      }
    }
    front = next
  }
  return { isComplete: true }
}

/** The failures that take one of the links, in their order. */
function touching(failures: readonly Failure[], links: ReadonlySet<number>): number[] {
  let byLink = knownMembers.get(failures)
  if (!byLink) {
    knownMembers.set(failures, (byLink = new Map()))
    for (const [member, { deadLinks }] of failures.entries())
      for (const link of deadLinks) {
        const known = byLink.get(link)
        if (known) known.push(member)
        else byLink.set(link, [member])
      }
  }
  const found = new Set<number>()
  for (const link of links) for (const member of byLink.get(link) ?? []) found.add(member)
  return [...found].sort((a, b) => a - b)
}

const knownMembers = new WeakMap<readonly Failure[], Map<number, number[]>>()

/** The outage with these failures beside what is down; with one it is remembered. */
export function outageWith(index: TopologyIndex, base: Outage, failed: readonly Failure[]): Outage {
  const [first, second] = failed
  if (!first) return base
  if (second) return makeOutage(index, base, failed)
  let known = knownOutages.get(base)
  if (!known) knownOutages.set(base, (known = new WeakMap()))
  let outage = known.get(first)
  if (!outage) known.set(first, (outage = makeOutage(index, base, failed)))
  return outage
}

const knownOutages = new WeakMap<Outage, WeakMap<Failure, Outage>>()

const makeOutage = (index: TopologyIndex, base: Outage, failed: readonly Failure[]): Outage =>
  withDown(index, base, {
    links: failed.flatMap(({ links }) => links),
    nodes: failed.flatMap(({ nodes }) => nodes),
  })
