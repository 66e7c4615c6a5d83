import fc from 'fast-check'
import type { Graph } from '../graph/graph.js'
import { graphOf } from '../graph/graph.js'
import { indexTopology } from '../topology/topology-index.js'
import { link, node, topologyOf } from './small-networks.js'

/** Out of order, so that no test passes by the order of ids. */
const names = ['d', 'b', 'a', 'g', 'f', 'c', 'e']

export interface SmallLink {
  readonly a: number
  readonly b: number
  readonly weight: number
  readonly latency: number
}

/** Links between up to seven nodes; parallel links and equal costs are common. */
export const smallLinks: fc.Arbitrary<SmallLink[]> = fc
  .array(
    fc.record({
      a: fc.nat(names.length - 1),
      b: fc.nat(names.length - 1),
      weight: fc.integer({ min: 1, max: 3 }),
      latency: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 3, maxLength: 14 },
  )
  .map((links) => links.filter(({ a, b }) => a !== b))

/** Seven nodes with these links; node 3 is a host. */
export function graphOfLinks(links: readonly SmallLink[], unit = 1): Graph {
  const nodes = names.map((name, i) => node(name, i === 3 ? { type: 'host', address: '10.0.0.9' } : {}))
  const name = (one: number) => names[one] ?? ''
  const laid = links.map(({ a, b, weight, latency }, i) => ({
    ...link(name(a), name(b), { weight: weight * unit, latency: latency * unit }),
    id: `l${i}`,
    ends: [
      { node: name(a), interface: `l${i}` },
      { node: name(b), interface: `l${i}` },
    ] as const,
  }))
  return graphOf(indexTopology(topologyOf(nodes, laid)))
}

/** Every loopless path as arcs, by going everywhere. */
export function allPathsOf(graph: Graph, source: number, targets: readonly number[], closed?: Uint8Array): number[][] {
  const paths: number[][] = []
  const go = (at: number, seen: readonly number[], arcs: readonly number[]): void => {
    if (targets.includes(at)) {
      paths.push([...arcs])
      return
    }
    if (graph.isEnd[at] && at !== source) return
    for (const arc of graph.out[at] ?? []) {
      const to = graph.head[arc] as number
      if (!closed?.[arc] && !seen.includes(to)) go(to, [...seen, to], [...arcs, arc])
    }
  }
  go(source, [source], [])
  return paths
}
