import type { Claim, Survival, TopologyIndex } from '@paranet/network'

/** One thing that fails: link ids or the name of a node, and the links that carry nothing then. */
export interface SingleFailure {
  readonly names: readonly string[]
  readonly node?: number
  readonly links: readonly number[]
}

/** All things of a kind that can fail, but for nodes that are the only choice of a waypoint. */
export function singleFailures(
  index: TopologyIndex,
  element: Survival['element'],
  claims: readonly Claim[],
): SingleFailure[] {
  if (element === 'node') {
    const only = new Set(claims.flatMap(({ via }) => via.flatMap((oneOf) => (oneOf.length === 1 ? oneOf : []))))
    return index.nodes.flatMap(({ name }, node) =>
      only.has(node) ? [] : [{ names: [name], node, links: at(index, node) }],
    )
  }
  const ofLinks = (links: readonly number[]) => ({ names: links.map((link) => index.links[link]?.id ?? ''), links })
  if (element === 'risk') {
    const risks = new Set(index.links.flatMap((link) => link.risks))
    return [...risks].map((risk) => ofLinks(index.links.flatMap((link, id) => (link.risks.includes(risk) ? [id] : []))))
  }
  const isOuter = (link: number) =>
    index.links[link]?.ends.some(({ node }) => index.isEnd[index.nodeId.get(node) ?? -1]) ?? false
  return [...index.links.keys()].filter((link) => element === 'link' || !isOuter(link)).map((link) => ofLinks([link]))
}

const at = ({ links, nodes }: TopologyIndex, node: number): number[] =>
  links.flatMap(({ ends }, id) => (ends.some((end) => end.node === nodes[node]?.name) ? [id] : []))

/** Failures together. */
export interface Failed {
  readonly names: readonly string[]
  readonly nodes: readonly number[]
}

export const withFailure = ({ names, nodes }: Failed, failure: SingleFailure): Failed => ({
  names: [...new Set([...names, ...failure.names])].sort(),
  nodes: failure.node === undefined ? nodes : [...nodes, failure.node],
})

export const nothingFailed: Failed = { names: [], nodes: [] }

/** Whether two lists name the same things, both in order. */
export const isSameFailure = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n')
